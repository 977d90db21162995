"""Path patterns, as the settings write them: `processes/legacy/**`, `*-draft.yaml`."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path, PureWindowsPath

ANY_FOLDERS = "**"
_SIGNS = "*?["


def matches(pattern: str, path: str) -> bool:
    """Return whether `pattern` means the file `path`: `**` crosses folders, `*` does not.

    A name without `/` is meant in every folder, and a folder with all that lies below it.
    """
    parts = parts_of(pattern)
    anywhere = [ANY_FOLDERS] if len(parts) == 1 else []
    return _match([*anywhere, *parts, ANY_FOLDERS], path.split("/"))


def meant(pattern: str, path: str) -> str:
    """Return what `pattern` means, as in a shell: the file `path`, a folder above it, or none."""
    parts, names = parts_of(pattern), path.split("/")
    above = (
        "/".join(names[:end]) for end in range(1, len(names) + 1) if _match(parts, names[:end])
    )
    return next(above, "")


def leads_out(pattern: str) -> bool:
    """Return whether a pattern may mean what lies outside of the folder in which it stands."""
    return bool(PureWindowsPath(pattern).anchor) or ".." in re.split(r"[/\\]", pattern)


def seen_from(file: str, path: str) -> str:
    """Return `path` as patterns see it: from the folder of `file`, in which they stand."""
    folder, full = Path(os.path.realpath(file)).parent, Path(os.path.realpath(path))
    return full.relative_to(folder).as_posix() if full.is_relative_to(folder) else full.as_posix()


def parts_of(pattern: str) -> list[str]:
    """Return the parts of a pattern, one for each folder and one for what lies in the last."""
    return pattern.removeprefix("./").rstrip("/").split("/")


def has_signs(part: str) -> bool:
    """Return whether a part of a pattern means more than the one name that it is."""
    return any(sign in part for sign in _SIGNS)


def _match(pattern: Sequence[str], path: Sequence[str]) -> bool:
    """Match part by part; only the last `**` is ever tried again, so that it cannot take long.

    That is enough: what an earlier one would take in more, the last one can take as well.
    """
    at, here = 0, 0
    again: tuple[int, int] | None = None
    while here < len(path):
        if at < len(pattern) and pattern[at] == ANY_FOLDERS:
            again = at, here
            at += 1
        elif at < len(pattern) and fnmatchcase(path[here], pattern[at]):
            at, here = at + 1, here + 1
        elif again:
            at, here = again[0] + 1, again[1] + 1
            again = again[0], again[1] + 1
        else:
            return False
    return all(part == ANY_FOLDERS for part in pattern[at:])
