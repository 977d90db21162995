"""Times what an editor waits for after a keystroke: a check in a program that runs already.

    python benchmarks/keystroke.py process.yaml

Prints the milliseconds of a check, the median of many, each with another text.
"""

import statistics
import sys
import time
from pathlib import Path

from crackmap.check import run
from crackmap.check.check import check
from crackmap.check.settings import Settings
from crackmap.source.files import Input

KEYSTROKES = 40


def main() -> None:
    """Check the file as it is, and once after each keystroke."""
    path = sys.argv[1]
    text = Path(path).read_bytes()
    settings = Settings(run.today(None))
    check([Input(path, text)], settings)
    times = []
    for number in range(KEYSTROKES):
        changed = text + b"#" * number
        start = time.perf_counter()
        check([Input(path, changed)], settings)
        times.append(time.perf_counter() - start)
    print(f"{statistics.median(times) * 1000:.3f}")


if __name__ == "__main__":
    main()
