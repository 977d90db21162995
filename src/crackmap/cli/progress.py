"""How far a long run is, shown on a terminal."""

from __future__ import annotations

import sys
import time

from crackmap.cli.output import say


class Progress:
    """Shows on a terminal how many files are done, once it takes long."""

    def __init__(self, files: int) -> None:
        """Begin a run over so many files."""
        self._files = files
        self._shown = False
        self._wanted = files > 50 and sys.stderr is not None and sys.stderr.isatty()
        self._begun = time.monotonic()

    def __call__(self, done: int) -> None:
        """Hear that so many files are done."""
        if self._wanted and (self._shown or time.monotonic() - self._begun > 0.5):
            self._shown = True
            say(f"\rchecked {done} of {self._files} files", ends=False)

    def end(self) -> None:
        """Take the line away."""
        if self._shown:
            say("\r\033[K", ends=False)
