"""Doing something again whenever a file of the run changes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from crackmap.source.files import BASELINE_FILE, WORKSPACE_FILE, file_above, walk

SECONDS = 0.5
FileStamps = dict[str, tuple[int, int]]


def watch(
    look: Callable[[], FileStamps],
    do: Callable[[int], object],
    pause: Callable[[], object] = lambda: time.sleep(SECONDS),
    *,
    fixes: bool = False,
    is_read: Callable[[], bool] = lambda: True,
) -> None:
    """Call `do` with the number of files, now and after each change; between two looks, `pause`.

    What changes while it is done is a change, unless `do` itself `fixes` files. Ends when somebody
    interrupts it, or when `is_read` says that nobody reads it any more.
    """
    before: FileStamps | None = None
    try:
        while is_read():
            now = look()
            if now != before:
                do(len(now))
                if fixes:
                    now = look()
            before = now
            pause()
    except KeyboardInterrupt:
        return


def state(paths: Sequence[str], others: Iterable[str] = ()) -> FileStamps:
    """Return the time and size of every file that may be part of the run.

    `others` are files that have a say besides the YAML files at and below `paths`.
    """
    stamps: FileStamps = {}
    for path in (*paths, *others):
        for name in _files(path):
            try:
                seen = os.stat(name)
            except OSError:  # an editor is just exchanging it
                continue
            stamps[os.path.abspath(name)] = (seen.st_mtime_ns, seen.st_size)
    return stamps


def _files(path: str) -> Iterable[str]:
    above = file_above(Path(os.path.realpath(path)).parent, WORKSPACE_FILE)
    if above:
        yield from (str(above), str(above.with_name(BASELINE_FILE)))
    if not os.path.isdir(path):
        yield path
        return
    yield from walk(path)
