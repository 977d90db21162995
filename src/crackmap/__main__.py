"""The program: what the command `crackmap` and `python -m crackmap` start."""

import gc
import os


def main() -> None:
    """Run the command line, without looking for garbage where there is none.

    What a short run loads stays until its end. To search it for cycles 150 times while modules
    load, once more behind the check of a large file, and when Python ends, would take a fifth of
    the time.
    """
    # It would look through everything that is installed, and run what others wrote for it.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    gc.set_threshold(1_000_000, 20, 100)
    try:
        from crackmap.cli.front_door import main as run

        run()
    except KeyboardInterrupt:  # before there is a command that knows what to do with it
        raise SystemExit(130) from None
    finally:
        gc.freeze()


if __name__ == "__main__":
    main()
