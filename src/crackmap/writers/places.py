"""Where things stand, as other people's programs want it told."""

from __future__ import annotations

from pathlib import PurePath


def plain_path(path: str) -> str:
    """Give a path as git writes it: with `/` on every system, and no `./` before it."""
    return PurePath(path).as_posix()
