"""What `processes` of crackmap.yaml names: files and folders below it, and none behind a link."""

from __future__ import annotations

import os
from collections.abc import Callable
from fnmatch import fnmatchcase
from itertools import groupby

from crackmap.source.files import (
    ENDINGS,
    MOST_DEEP,
    TOO_DEEP,
    is_folder,
    is_ours,
    is_skipped,
    listed,
    within,
)
from crackmap.source.globs import ANY_FOLDERS, has_signs, parts_of
from crackmap.source.problems import Refusal

_NAME = "name files or folders on the command line"
Failed = Callable[[str, str, str], object]


class NoPlace(Refusal):
    """Where a pattern leads is not looked at."""


def named_by(pattern: str, folder: str) -> list[str]:
    """Return the paths that `pattern` means in `folder`, as a shell would, in their order.

    No link to a folder is followed: raises NoPlace where the pattern names one by its name, and for
    folders too deep in each other. A folder that cannot be looked at is one of the paths, and
    reported when somebody tries to read it. Where there are signs, only files that may be processes
    are meant, and folders.
    """
    parts = [part for part, _ in groupby(parts_of(pattern))]  # `**/**` says no more than `**`
    if len(parts) > 2 * MOST_DEEP:
        raise NoPlace("it has more parts than folders may lie in each other", _NAME)
    closed: set[str] = set()

    def failed(path: str, *_: str) -> None:
        closed.add(path)

    here = {folder}
    for part in parts[:-1]:
        if part == ANY_FOLDERS:
            here = _all_folders(here, failed)
        else:
            here = {path for place in here for path in _folders(place, part, failed)}
    paths = {path for place in here for path in _matches(place, parts[-1], failed)}
    return sorted(paths | closed)


def _folders(folder: str, part: str, failed: Failed) -> list[str]:
    """Return the folders that one part of a pattern means in a folder."""
    if not has_signs(part):
        path = within(folder, part)
        if os.path.islink(path):
            raise NoPlace(f"{path} is a link, and only links that you name are followed", _NAME)
        return [path] if os.path.isdir(path) else []
    names = [entry.name for entry in listed(folder, failed) if is_folder(entry)]
    return [within(folder, name) for name in names if _fits(name, part) and not is_skipped(name)]


def _all_folders(folders: set[str], failed: Failed) -> set[str]:
    """Return some folders and all that lie below them, each looked at once."""
    seen: set[str] = set()
    todo = [(folder, 0) for folder in sorted(folders, key=len, reverse=True)]
    while todo:
        here, depth = todo.pop()
        if here in seen:
            continue
        if depth > MOST_DEEP:
            raise NoPlace(TOO_DEEP, _NAME)
        seen.add(here)
        names = [entry.name for entry in listed(here, failed) if is_folder(entry)]
        todo += [(within(here, name), depth + 1) for name in names if not is_skipped(name)]
    return seen


def _matches(folder: str, last: str, failed: Failed) -> list[str]:
    """Return the files and folders that the last part of a pattern means in a folder."""
    if last in (ANY_FOLDERS, ""):
        return [folder]
    path = within(folder, last)
    if os.path.lexists(path) or not has_signs(last):  # a name may look like a pattern
        return [path] if os.path.lexists(path) else []
    return [
        within(folder, entry.name)
        for entry in listed(folder, failed)
        if _fits(entry.name, last)
        and (
            not is_skipped(entry.name)
            if is_folder(entry)
            else entry.name.endswith(ENDINGS) and not is_ours(entry.name)
        )
    ]


def _fits(name: str, part: str) -> bool:
    """Return whether a name fits; a hidden one only where the pattern begins with a dot as well."""
    return fnmatchcase(name, part) and (part.startswith(".") or not name.startswith("."))
