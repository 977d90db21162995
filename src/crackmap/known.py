"""The baselines of a run: which cracks are known, which of those are gone; keeping the files."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from crackmap import run
from crackmap.cache import Result, linked
from crackmap.files import BASELINE_FILE, read_beside
from crackmap.finding import Finding, Key, Report, in_order, listing, plural
from crackmap.output import fail, or_fail, tell
from crackmap.source import Unreadable

if TYPE_CHECKING:
    from crackmap.baseline import Baseline, Compared


_TRIES = 5  # to write a file that somebody saves just then


@dataclass(frozen=True)
class Asked:
    """What the command line says: one baseline for all files, and what to do with it."""

    file: str | None = None
    write: bool = False
    prune: bool = False


@dataclass(frozen=True)
class _Group:
    """The files of a run that share a baseline, by their paths, and their workspace files."""

    path: str
    files: dict[str, Result]
    configs: frozenset[str]

    @property
    def exists(self) -> bool:
        """Tell whether the baseline was written."""
        return os.path.lexists(self.path)


def judged(asked: Asked, begun: run.Run, report: Report, results: Sequence[Result]) -> Report:
    """Mark what the baselines know, and keep them as the command line says."""
    groups = [
        group
        for group in _groups(asked, begun, results)
        if group.exists or asked.file or asked.write
    ]
    if asked.prune and not groups:
        fail("there is no baseline to prune", "write one with --write-baseline")
    left, findings = list(report.findings), list[Finding]()
    gone: list[Key] = []
    for group in groups:
        about = {*group.files, *group.configs}
        mine = [one for one in left if one.span.path in about]
        left = [one for one in left if one.span.path not in about]
        compared = _settled(asked, group, mine, _could_find(group, begun))
        findings += compared.findings
        gone += compared.gone
    return replace(report, findings=tuple(in_order(findings + left)), gone=tuple(gone))


def _groups(asked: Asked, begun: run.Run, results: Sequence[Result]) -> list[_Group]:
    """Part the files of the run by their baseline: beside their crackmap.yaml, else here."""
    found: dict[str, dict[str, Result]] = {}
    keeping = asked.write or asked.prune
    if begun.choice.isolated and not asked.file and not keeping:
        return []
    for one, result in zip(begun.inputs, results, strict=True):
        beside = Path(result.config).parent if result.config else Path()
        path = asked.file or (beside / BASELINE_FILE).as_posix()
        found.setdefault(path, {})[one.path] = result
    return [
        _Group(path, files, frozenset(one.config for one in files.values() if one.config))
        for path, files in sorted(found.items())
    ]


def _could_find(group: _Group, begun: run.Run) -> Callable[[str, str], bool]:
    """Tell which cracks the run could have found: a rule asked of a process that is part of it.

    Where a process leads into one that is not, its handoffs were not all looked at.
    """
    paths = {one.summary.id: path for path, one in group.files.items() if one.summary}
    unread = any(one.summary is None for one in group.files.values())
    whole = not unread and _is_whole(group, begun)
    some = next(iter(group.files))

    def could_find(rule: str, process: str) -> bool:
        if process and process not in paths:
            return whole and begun.asks(rule, some)
        path = paths.get(process, some)
        all_of_it = whole or not process or not _leads_out(group, begun, path)
        return all_of_it and begun.asks(rule, path)

    return could_find


def _leads_out(group: _Group, begun: run.Run, path: str) -> bool:
    """Tell whether a process may lead into one that is not part of the run."""
    if begun.asks("absent-process", path):
        return any(one.rule == "absent-process" for one in group.files[path].findings)
    return linked([one for one in begun.inputs if one.path == path])


def _is_whole(group: _Group, begun: run.Run) -> bool:
    """Tell whether all processes of the baseline's folder are part of the run."""
    folder = Path(os.path.realpath(group.path)).parent
    if not begun.choice.paths:  # then crackmap.yaml says which processes there are
        here = begun.settings.of(".").path
        return folder == Path(os.path.realpath(here)).parent
    named = [Path(os.path.realpath(path)) for path in begun.choice.paths]
    return any(one == folder or one in folder.parents for one in named if one.is_dir())


def _settled(
    asked: Asked, group: _Group, found: Sequence[Finding], could_find: Callable[[str, str], bool]
) -> Compared:
    """Compare with one baseline, write it where that was asked for, and tell what changed."""
    from crackmap import baseline

    _tell_twins(group)
    if asked.write or asked.prune:
        base = _kept(asked, group.path, found, could_find)
    else:
        base = _read(group.path, asked)[0]
    compared = baseline.compare(found, base, could_find)
    if compared.gone:
        one = len(compared.gone) == 1
        words = f"{group.path}: {plural(len(compared.gone), 'known crack')}"
        words += f" {'is' if one else 'are'} gone"
        tell(f"{words}; --prune-baseline takes {'it' if one else 'them'} out", *compared.gone)
        _tell_absent(group, compared.gone)
    return compared


def _kept(
    asked: Asked, path: str, found: Sequence[Finding], could_find: Callable[[str, str], bool]
) -> Baseline:
    """Write what is new and take out what is gone, as asked; give the baseline that is there then.

    What others write meanwhile is not lost: another run waits, and where a person saved the file
    it is read once more.
    """
    from crackmap import baseline
    from crackmap.writing import Busy, Changed, alone, replace_whole

    named = asked.file is not None
    folder = os.path.dirname(os.path.realpath(path) if named else path) or "."
    try:
        if asked.write:
            Path(folder).mkdir(parents=True, exist_ok=True)
        with alone(folder):
            for _ in range(_TRIES):
                base, data = _read(path, asked)
                compared = baseline.compare(found, base, could_find)
                new = [one for one in compared.findings if one.accepted is None and asked.write]
                gone = compared.gone if asked.prune else ()
                text, added = baseline.updated(base, new, gone)
                kept = _read_again(text, path)
                with contextlib.suppress(Changed):
                    if text.encode() != (data or b"") and (added or data or asked.file):
                        replace_whole(path, data, text.encode(), follow=named)
                    break
            else:
                fail(f"{path} changes all the time", "nothing was written; try again")
    except Busy as error:
        fail(f"{path} cannot be written: {error}", error.help)
    except OSError as error:
        fail(f"{path} cannot be written: {error.strerror or error}")
    if asked.write:
        tell(f"{path}: {plural(len(added), 'crack')} added", *added)
    if asked.prune:
        tell(f"{path}: {plural(len(gone), 'crack')} taken out", *gone)
    return kept


def _read(path: str, asked: Asked) -> tuple[Baseline, bytes | None]:
    """Give a baseline, and the bytes of its file if there is one; ends the command on failure."""
    from crackmap import baseline

    named = asked.file is not None
    if not (os.path.exists(path) if named else os.path.lexists(path)):
        if not asked.write:
            fail(f"there is no baseline {path}", "write one with --write-baseline")
        return baseline.Baseline(path=path), None
    file = read_beside(path, "--baseline", named=named)
    if file.failure:
        fail(f"{path} cannot be read: {file.failure}", file.help)
    with or_fail():
        return baseline.read(file.data, path), file.data


def _read_again(text: str, path: str) -> Baseline:
    """Read what is about to be written: whatever people wrote, it must still be a baseline."""
    from crackmap import baseline

    try:
        return baseline.read(text.encode(), path)
    except Unreadable as error:
        fail(f"{path} cannot be written anew: {error.problems[0].message}")


def _tell_absent(group: _Group, gone: Iterable[Key]) -> None:
    """Tell which processes are gone with their cracks: they may only have got another name."""
    here = {one.summary.id for one in group.files.values() if one.summary}
    for process in sorted({key.process for key in gone if key.process} - here):
        words = f"no process is called {process} any more; if one got another name, write"
        tell(f"{words} `id: {process}` into it, and what is known stays known")


def _tell_twins(group: _Group) -> None:
    """Tell which files have one id: a crack of one of them is taken for that of the other."""
    paths: dict[str, list[str]] = {}
    for path, one in group.files.items():
        if one.summary:
            paths.setdefault(one.summary.id, []).append(path)
    for process, twins in sorted(paths.items()):
        if len(twins) > 1:
            words = f"{listing(twins)} are {'both' if len(twins) == 2 else 'all'} called {process}"
            tell(f"{group.path}: {words}; write an `id` into each to tell their cracks apart")
