"""The baselines of a run: which cracks are known, which of those are gone; keeping the files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from crackmap.check import run
from crackmap.check.cache import Result
from crackmap.history import registers
from crackmap.history.registers import Group, could_find, groups
from crackmap.rules.clues import unexplained
from crackmap.rules.finding import Finding, Key, Lately, Report, in_order
from crackmap.source.problems import Refusal
from crackmap.source.words import listing, plural

if TYPE_CHECKING:
    from crackmap.check.check import Checked
    from crackmap.graph.process_graph import ProcessGraph
    from crackmap.history.baseline import Compared, Terms
    from crackmap.history.entries import Baseline
    from crackmap.history.entry_text import Entry

_OPTION = "--baseline"


class BaselineOptions(NamedTuple):
    """What the command line says: one baseline for all files, and what to do with it."""

    file: str | None = None
    write: bool = False
    prune: bool = False


class Remark(NamedTuple):
    """What people should hear of a baseline: a sentence, and below it the cracks it is about."""

    headline: str
    below: tuple[object, ...] = ()


class Judged(NamedTuple):
    """The report with what the baselines know marked, and what is to be said about them."""

    report: Report
    remarks: tuple[Remark, ...]


def judged(asked: BaselineOptions, begun: run.Run, results: Sequence[Result]) -> Judged:
    """Mark what the baselines know, and keep them as the command line says.

    Raises Refusal or Unreadable where a baseline cannot be read or written.
    """
    remarks: list[Remark] = []
    found = _found(asked, begun, results)
    parts, others = _parted(found, results)
    findings: list[Finding] = []
    gone: list[Key] = []
    names = Names(begun)
    for group, mine in zip(found, parts, strict=True):
        remarks += _on_twins(group)
        compared, more = _compared(
            asked, group, mine, could_find(group, begun), terms_of(group, begun, names)
        )
        remarks += more
        findings += compared.findings
        gone += compared.gone
    reported = unexplained(findings + others)
    report = begun.report(results)._replace(findings=tuple(in_order(reported)), gone=tuple(gone))
    return Judged(report, tuple(remarks))


def _parted(
    found: Sequence[Group], results: Sequence[Result]
) -> tuple[list[list[Finding]], list[Finding]]:
    """Return the findings of each group, and those of none."""
    parts: list[list[Finding]] = [[] for _ in found]
    others: list[Finding] = []
    part_of: dict[str, list[Finding]] = {}
    for group, part in zip(found, parts, strict=True):
        for path in (*group.files, *group.configs):
            part_of.setdefault(path, part)
    for result in results:
        for finding in result.findings:
            part_of.get(finding.span.path, others).append(finding)
    return parts, others


def refuse_unreadable(asked: BaselineOptions, begun: run.Run, results: Sequence[Result]) -> None:
    """Raise Refusal or Unreadable where a baseline cannot be read, before anything is written."""
    for group in _found(asked, begun, results):
        if group.exists:
            registers.read(group.path, named=asked.file is not None, option=_OPTION)


def _found(asked: BaselineOptions, begun: run.Run, results: Sequence[Result]) -> list[Group]:
    found = [
        group
        for group in groups(begun, results, asked.file)
        if group.exists or asked.file or asked.write
    ]
    if asked.prune and not found:
        raise Refusal(
            "there is no baseline to prune", "write one with --write-baseline, or by crackmap track"
        )
    return found


def _compared(
    asked: BaselineOptions,
    group: Group,
    findings: Sequence[Finding],
    could_find: Callable[[str, str], bool],
    terms: Terms,
) -> tuple[Compared, list[Remark]]:
    """Compare with one baseline, write it where that was asked for, and say what changed."""
    from crackmap.history.baseline import compare

    remarks: list[Remark] = []
    named = asked.file is not None
    if asked.write or asked.prune:
        base, remarks = _kept(asked, group.path, findings, could_find)
    else:
        base = registers.read(group.path, named=named, option=_OPTION)[0]
    compared = compare(findings, base, could_find, terms)
    if compared.gone:
        single = len(compared.gone) == 1
        words = f"{group.path}: {plural(len(compared.gone), 'known crack')}"
        words += f" {'is' if single else 'are'} gone"
        them = "it" if single else "them"
        words += f"; crackmap track notes {them} as filled, --prune-baseline takes {them} out"
        remarks += [Remark(words, tuple(compared.gone)), *_on_absent(group, compared.gone)]
    return compared, remarks


def _kept(
    asked: BaselineOptions,
    path: str,
    findings: Sequence[Finding],
    could_find: Callable[[str, str], bool],
) -> tuple[Baseline, list[Remark]]:
    """Write what is new and take out what is gone, as asked; return what the baseline is then."""
    from crackmap.history.baseline import compare, updated

    added: tuple[Key, ...] = ()
    gone: tuple[Key, ...] = ()
    was_tracked = False  # what track noted of them

    def change(base: Baseline) -> str:
        nonlocal added, gone, was_tracked
        compared = compare(findings, base, could_find)
        new = [each for each in compared.findings if each.accepted is None and asked.write]
        gone = compared.gone if asked.prune else ()
        taken = frozenset(gone)
        was_tracked = any(entry.noted.get("seen") for entry in base.entries if entry.key in taken)
        text, added = updated(base, new, gone)
        return text

    kept = registers.keep(
        path, change, new=asked.write, named=asked.file is not None, option=_OPTION
    )
    remarks = []
    if asked.write:
        remarks.append(Remark(f"{path}: {plural(len(added), 'crack')} added", tuple(added)))
    if asked.prune:
        words = f"{path}: {plural(len(gone), 'crack')} taken out"
        if was_tracked:  # with its owner and its days
            them = "it" if len(gone) == 1 else "them"
            words += f"; crackmap track would have kept {them} as filled, for the trend"
        remarks.append(Remark(words, tuple(gone)))
    return kept, remarks


def _on_absent(group: Group, gone: Iterable[Key]) -> Iterator[Remark]:
    """Say which processes are gone with their cracks: they may only have got another name."""
    here = {summary.id for result in group.files.values() for summary in result.summaries}
    for process in sorted({key.process for key in gone if key.process} - here):
        words = f"no process is called {process} any more; if one got another name, write"
        yield Remark(f"{words} `id: {process}` into it, and what is known stays known")


def _on_twins(group: Group) -> Iterator[Remark]:
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


def with_days(begun: run.Run, checked: Checked) -> Checked:
    """Return a check whose findings say who fills them by when, as far as a cracks.yaml knows.

    All of them count as before, and have the numbers that they have without. Raises Refusal or
    Unreadable where a file cannot be read.
    """
    from crackmap.history.baseline import key_of, lately, noted

    known: dict[str, dict[Key, Entry]] = {}
    week: dict[str, Lately] = {}
    found = [] if begun.choice.isolated else groups(begun, checked.results)
    terms = None
    for group in found:
        if group.exists:
            terms = terms_of(group, begun, Names(begun, checked))
            entries = registers.read(group.path)[0].entries
            table = {entry.key: entry for entry in entries if not entry.filled}
            known |= dict.fromkeys((*group.files, *group.configs), table)
            week |= lately(entries, terms.today)
    if terms is None:
        return checked
    findings = []
    for finding in checked.report.findings:
        entry = known.get(finding.span.path, {}).get(key_of(finding))
        findings.append(noted(finding, entry, terms) if entry else finding)
    return checked.with_report(checked.report._replace(findings=tuple(findings), lately=week))


def terms_of(group: Group, begun: run.Run, names: Names) -> Terms:
    """Return on which terms the known cracks of a group do not count."""
    from crackmap.history.baseline import Terms

    dated = tuple({word for result in group.files.values() for word in result.dated})
    return Terms(run.today(begun.choice.today).isoformat(), dated, names.of)


class Names:
    """What departments are called: the processes are read once more if nobody has said it yet."""

    def __init__(self, begun: run.Run, checked: Checked | None = None) -> None:
        """Take the files of this run, and what the check made of them, if it was done."""
        self._begun, self._checked = begun, checked

    def of(self, finding: Finding, owner: str) -> str:
        """Return the name of the department `owner` of a finding, else the word itself."""
        if finding.actor and owner == finding.assignee:
            return finding.actor
        return self._known.get(owner, owner)

    @cached_property
    def _known(self) -> dict[str, str]:
        return department_names((self._checked or self._begun.check()).graphs)


def department_names(graphs: Iterable[ProcessGraph]) -> dict[str, str]:
    """Return the names of all departments by their ids."""
    return {id_: graph.organisation.name(id_) for graph in graphs for id_ in graph.departments}
