"""The files cracks.yaml of a run: which processes share one, what could be found, keeping them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from crackmap.check import run
from crackmap.check.cache import Result
from crackmap.history import entries
from crackmap.history.entries import Baseline
from crackmap.history.merge_bases import known_before
from crackmap.source.files import BASELINE_FILE, read_beside
from crackmap.source.problems import Refusal, Unreadable
from crackmap.source.writing import Changed, alone, making_folder, refusing, replace_whole

_TRIES = 5  # to write a file that somebody saves just then


class Group(NamedTuple):
    """The files of a run that share a baseline, by their paths, and their workspace files."""

    path: str
    files: dict[str, Result]
    configs: frozenset[str]

    @property
    def exists(self) -> bool:
        """Whether the baseline was written."""
        return os.path.lexists(self.path)


def groups(begun: run.Run, results: Sequence[Result], file: str | None = None) -> list[Group]:
    """Part the files of the run by their cracks.yaml: beside their crackmap.yaml, else here.

    Where a `file` is named, it is that of all.
    """
    by_register = begun.beside(results, BASELINE_FILE)
    if file:
        files = {path: result for part in by_register.values() for path, result in part.items()}
        by_register = {file: files}
    return [
        Group(path, files, frozenset(result.config for result in files.values() if result.config))
        for path, files in by_register.items()
    ]


def could_find(group: Group, begun: run.Run) -> Callable[[str, str], bool]:
    """Return which cracks the run could find: by a rule asked of a process that is part of it.

    Where a process leads into one that is not, its handoffs were not all looked at.
    """
    paths = {
        summary.id: path for path, result in group.files.items() for summary in result.summaries
    }
    unread = any(not result.summaries for result in group.files.values())
    whole = not unread and _is_whole(group, begun)
    some = next(iter(group.files))

    def could_find(rule: str, process: str) -> bool:
        if process and process not in paths:
            return whole and begun.asks(rule, some)
        path = paths.get(process, some)
        all_of_it = whole or not process or set(group.files[path].leads_into) <= paths.keys()
        return all_of_it and begun.asks(rule, path)

    return could_find


def _is_whole(group: Group, begun: run.Run) -> bool:
    """Return whether all processes of the baseline's folder are part of the run."""
    folder = Path(os.path.realpath(group.path)).parent
    if not begun.choice.paths:  # then crackmap.yaml says which processes there are
        here = begun.settings.of(".").path
        return folder == Path(os.path.realpath(here)).parent
    named = [Path(os.path.realpath(path)) for path in begun.choice.paths]
    return any(path == folder or path in folder.parents for path in named if path.is_dir())


def keep(
    path: str,
    change: Callable[[Baseline], str],
    *,
    new: bool = False,
    named: bool = False,
    option: str = "",
) -> Baseline:
    """Write a file of cracks as `change` makes it of what it is, and return what it is then.

    What others write meanwhile is not lost: another run waits, and where a person saved the file
    it is read once more. `new` says that it may be missing, `named` that somebody named it, by the
    `option` that the command has for it.
    """
    folder = os.path.dirname(os.path.realpath(path) if named else path) or "."
    made = making_folder(path) if new else contextlib.nullcontext()
    with refusing(path), made, alone(folder):
        for _ in range(_TRIES):
            base, data = read(path, new=new, named=named, option=option)
            text = change(base)
            kept = _read_again(text, path)
            worth = data or named or kept.entries
            with contextlib.suppress(Changed):
                if text.encode() != (data or b"") and worth:
                    replace_whole(path, data, text.encode(), follow=named)
                return kept
    raise Refusal(f"{path} changes all the time", "nothing was written; try again")


def read(
    path: str, *, new: bool = False, named: bool = False, option: str = ""
) -> tuple[Baseline, bytes | None]:
    """Return a baseline, and the bytes of its file if there is one; raises Refusal, Unreadable."""
    if not (os.path.exists(path) if named else os.path.lexists(path)):
        if not new:
            raise Refusal(f"there is no baseline {path}", "write one with --write-baseline")
        return Baseline(path=path), None
    file = read_beside(path, option, named=named)
    if file.failure:
        raise Refusal(f"{path} cannot be read: {file.failure}", file.help)
    return entries.read(file.data, path, lambda: known_before(path)), file.data


def _read_again(text: str, path: str) -> Baseline:
    """Read what is about to be written: whatever people wrote, it must still be a baseline."""
    try:
        return entries.read(text.encode(), path)
    except Unreadable as error:
        words = f"{path} cannot be written anew: {error.problems[0].message}"
        raise Refusal(words) from None
