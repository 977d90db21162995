"""The baselines of a run: which cracks are known, which of those are gone; keeping the files."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from crackmap.check import run
from crackmap.check.cache import Result
from crackmap.rules.clues import unexplained
from crackmap.rules.finding import Finding, Key, Report, in_order
from crackmap.source.files import BASELINE_FILE, read_beside
from crackmap.source.problems import Refusal, Unreadable
from crackmap.source.words import listing, plural

if TYPE_CHECKING:
    from crackmap.history.baseline import Baseline, Compared


_TRIES = 5  # to write a file that somebody saves just then


@dataclass(frozen=True)
class BaselineOptions:
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
        """Whether the baseline was written."""
        return os.path.lexists(self.path)


@dataclass(frozen=True)
class Remark:
    """What people should hear of a baseline: a sentence, and below it the cracks it is about."""

    headline: str
    below: tuple[object, ...] = ()


@dataclass(frozen=True)
class Judged:
    """The report with what the baselines know marked, and what is to be said about them."""

    report: Report
    remarks: tuple[Remark, ...]


def judged(asked: BaselineOptions, begun: run.Run, results: Sequence[Result]) -> Judged:
    """Mark what the baselines know, and keep them as the command line says.

    Raises Refusal or Unreadable where a baseline cannot be read or written.
    """
    remarks: list[Remark] = []
    groups = [
        group
        for group in _groups(asked, begun, results)
        if group.exists or asked.file or asked.write
    ]
    if asked.prune and not groups:
        raise Refusal("there is no baseline to prune", "write one with --write-baseline")
    left, findings = [found for result in results for found in result.findings], list[Finding]()
    gone: list[Key] = []
    for group in groups:
        about = {*group.files, *group.configs}
        mine = [finding for finding in left if finding.span.path in about]
        left = [finding for finding in left if finding.span.path not in about]
        remarks += _on_twins(group)
        compared, more = _compared(asked, group, mine, _could_find(group, begun))
        remarks += more
        findings += compared.findings
        gone += compared.gone
    reported = unexplained(findings + left)
    report = replace(begun.report(results), findings=tuple(in_order(reported)), gone=tuple(gone))
    return Judged(report, tuple(remarks))


def _groups(asked: BaselineOptions, begun: run.Run, results: Sequence[Result]) -> list[_Group]:
    """Part the files of the run by their baseline: beside their crackmap.yaml, else here."""
    by_baseline = begun.beside(results, BASELINE_FILE)
    if asked.file:
        files = {path: result for part in by_baseline.values() for path, result in part.items()}
        by_baseline = {asked.file: files}
    return [
        _Group(path, files, frozenset(result.config for result in files.values() if result.config))
        for path, files in by_baseline.items()
    ]


def _could_find(group: _Group, begun: run.Run) -> Callable[[str, str], bool]:
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


def _is_whole(group: _Group, begun: run.Run) -> bool:
    """Return whether all processes of the baseline's folder are part of the run."""
    folder = Path(os.path.realpath(group.path)).parent
    if not begun.choice.paths:  # then crackmap.yaml says which processes there are
        here = begun.settings.of(".").path
        return folder == Path(os.path.realpath(here)).parent
    named = [Path(os.path.realpath(path)) for path in begun.choice.paths]
    return any(path == folder or path in folder.parents for path in named if path.is_dir())


def _compared(
    asked: BaselineOptions,
    group: _Group,
    findings: Sequence[Finding],
    could_find: Callable[[str, str], bool],
) -> tuple[Compared, list[Remark]]:
    """Compare with one baseline, write it where that was asked for, and say what changed."""
    from crackmap.history import baseline

    remarks: list[Remark] = []
    if asked.write or asked.prune:
        base, remarks = _kept(asked, group.path, findings, could_find)
    else:
        base = _read(group.path, asked)[0]
    compared = baseline.compare(findings, base, could_find)
    if compared.gone:
        single = len(compared.gone) == 1
        words = f"{group.path}: {plural(len(compared.gone), 'known crack')}"
        words += f" {'is' if single else 'are'} gone"
        words += f"; --prune-baseline takes {'it' if single else 'them'} out"
        remarks += [Remark(words, tuple(compared.gone)), *_on_absent(group, compared.gone)]
    return compared, remarks


def _kept(
    asked: BaselineOptions,
    path: str,
    findings: Sequence[Finding],
    could_find: Callable[[str, str], bool],
) -> tuple[Baseline, list[Remark]]:
    """Write what is new and take out what is gone, as asked; return what the baseline is then.

    What others write meanwhile is not lost: another run waits, and where a person saved the file
    it is read once more.
    """
    from crackmap.history import baseline
    from crackmap.source.writing import Busy, Changed, alone, replace_whole

    named = asked.file is not None
    folder = os.path.dirname(os.path.realpath(path) if named else path) or "."
    try:
        if asked.write:
            Path(folder).mkdir(parents=True, exist_ok=True)
        with alone(folder):
            for _ in range(_TRIES):
                base, data = _read(path, asked)
                compared = baseline.compare(findings, base, could_find)
                new = [
                    finding
                    for finding in compared.findings
                    if finding.accepted is None and asked.write
                ]
                gone = compared.gone if asked.prune else ()
                text, added = baseline.updated(base, new, gone)
                kept = _read_again(text, path)
                with contextlib.suppress(Changed):
                    if text.encode() != (data or b"") and (added or data or asked.file):
                        replace_whole(path, data, text.encode(), follow=named)
                    break
            else:
                raise Refusal(f"{path} changes all the time", "nothing was written; try again")
    except Busy as error:
        raise Refusal(f"{path} cannot be written: {error}", error.help) from None
    except OSError as error:
        raise Refusal(f"{path} cannot be written: {error.strerror or error}") from None
    remarks = []
    if asked.write:
        remarks.append(Remark(f"{path}: {plural(len(added), 'crack')} added", tuple(added)))
    if asked.prune:
        remarks.append(Remark(f"{path}: {plural(len(gone), 'crack')} taken out", tuple(gone)))
    return kept, remarks


def _read(path: str, asked: BaselineOptions) -> tuple[Baseline, bytes | None]:
    """Return a baseline, and the bytes of its file if there is one; raises Refusal, Unreadable."""
    from crackmap.history import baseline

    named = asked.file is not None
    if not (os.path.exists(path) if named else os.path.lexists(path)):
        if not asked.write:
            raise Refusal(f"there is no baseline {path}", "write one with --write-baseline")
        return baseline.Baseline(path=path), None
    file = read_beside(path, "--baseline", named=named)
    if file.failure:
        raise Refusal(f"{path} cannot be read: {file.failure}", file.help)
    return baseline.read(file.data, path), file.data


def _read_again(text: str, path: str) -> Baseline:
    """Read what is about to be written: whatever people wrote, it must still be a baseline."""
    from crackmap.history import baseline

    try:
        return baseline.read(text.encode(), path)
    except Unreadable as error:
        words = f"{path} cannot be written anew: {error.problems[0].message}"
        raise Refusal(words) from None


def _on_absent(group: _Group, gone: Iterable[Key]) -> Iterator[Remark]:
    """Say which processes are gone with their cracks: they may only have got another name."""
    here = {summary.id for result in group.files.values() for summary in result.summaries}
    for process in sorted({key.process for key in gone if key.process} - here):
        words = f"no process is called {process} any more; if one got another name, write"
        yield Remark(f"{words} `id: {process}` into it, and what is known stays known")


def _on_twins(group: _Group) -> Iterator[Remark]:
    """Say which files have one id: a crack of one of them is taken for that of the other."""
    paths: dict[str, list[str]] = {}
    for path, result in group.files.items():
        for summary in result.summaries:
            paths.setdefault(summary.id, []).append(path)
    for process, twins in sorted(paths.items()):
        if len(twins) > 1:
            words = f"{listing(twins)} are {'both' if len(twins) == 2 else 'all'} called {process}"
            advice = "write an `id` into each to tell their cracks apart"
            yield Remark(f"{group.path}: {words}; {advice}")
