"""Run crackmap as `python -m crackmap`."""

from crackmap.cli import main

if __name__ == "__main__":
    main()
