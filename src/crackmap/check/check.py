"""The check: files in, report out. Reads, builds the graphs, runs the rules, weighs acceptances."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from crackmap.check.cache import Result
from crackmap.check.elsewhere import NOWHERE, Elsewhere, Entry
from crackmap.check.neighbours import Neighbours, entries_of
from crackmap.check.reading import read_process_file
from crackmap.check.settings import Settings
from crackmap.graph.grades import grades
from crackmap.graph.organisation import OwnerState
from crackmap.graph.process_graph import ProcessGraph
from crackmap.readers.making.reading import PLAIN, ReadOptions
from crackmap.rules.acceptance import Acceptances
from crackmap.rules.clues import unexplained
from crackmap.rules.finding import FileRead, Finding, ProcessSummary, Report, in_order
from crackmap.rules.numbering import by_process
from crackmap.rules.registry import all_rules
from crackmap.rules.rule import Rule
from crackmap.source.files import Input
from crackmap.source.garbage import uncollected

if TYPE_CHECKING:
    from crackmap.check.costs import Costs
    from crackmap.check.narrowing import Narrowing


class Checked:
    """What the check made of the files: the report, and the graphs for those who draw them.

    `results` holds what was found in each file, with what other findings explain: that is there
    still, and a baseline has a say in what counts.
    """

    def __init__(
        self, report: Report, graphs: tuple[ProcessGraph, ...], results: tuple[Result, ...]
    ) -> None:
        """Keep the report, the graphs and the results."""
        self.report, self.graphs, self.results = report, graphs, results

    def findings_about(self, graph: ProcessGraph) -> tuple[Finding, ...]:
        """Return the findings about one process; of two with one id, not those of the other."""
        return self._by_process[graph.process.path, graph.process.id]

    def narrowed(self, narrowing: Narrowing) -> Checked:
        """Return what is looked at of it; raises Refusal where a word names nothing."""
        if not narrowing:
            return self
        return self.with_report(narrowing.report(self.report, self.graphs))

    def with_report(self, report: Report) -> Checked:
        """Return the same with another report."""
        return Checked(report, self.graphs, self.results)

    @cached_property
    def costs(self) -> tuple[Costs, ...]:
        """What the cracks of each process cost, in the order of the graphs."""
        from crackmap.check.costs import Costs

        return tuple(map(Costs, self.graphs))

    @cached_property
    def _by_process(self) -> dict[tuple[str, str], tuple[Finding, ...]]:
        return by_process(self.report)


class SettingsFor(Protocol):
    """Where the settings of a file come from: one Settings for all, or Workspaces."""

    def of(self, path: str) -> Settings:
        """Return the settings for the file `path`."""
        ...


def check(inputs: Sequence[Input], settings: SettingsFor, options: ReadOptions = PLAIN) -> Checked:
    """Check all `inputs`; return the report, with the graphs of the processes that can be read."""
    with uncollected():
        checked_files = list(_check(inputs, settings, options))
    graphs = tuple(graph for checked in checked_files for graph in checked.graphs)
    results = tuple(_results(inputs, checked_files, settings))
    report = Report(
        findings=tuple(
            in_order(unexplained(finding for each in checked_files for finding in each.findings))
        ),
        processes=tuple(summary for result in results for summary in result.summaries),
        files=len(inputs),
        today=settings.of(".").today.isoformat(),
        texts={file.path: file.data for file in inputs} | _shared_texts(inputs, settings),
        reads=tuple(checked.read for checked in checked_files if checked.read),
    )
    return Checked(report, graphs, results)


def _shared_texts(inputs: Sequence[Input], settings: SettingsFor) -> dict[str, bytes]:
    """Return the texts of the workspace files, into which findings may point."""
    used = {settings.of(file.path).path: settings.of(file.path).workspace for file in inputs}
    return {
        path: workspace.mapping.source.text.encode()
        for path, workspace in used.items()
        if workspace and workspace.mapping is not None
    }


def check_each(
    inputs: Sequence[Input],
    settings: SettingsFor,
    options: ReadOptions = PLAIN,
    elsewhere: Elsewhere = NOWHERE,
) -> list[Result]:
    """Check all `inputs` and return what was found in each; nothing that could not be kept.

    Of the files `elsewhere` those are read that the processes lead into. What other findings
    explain is still there: a baseline has a say in what they count.
    """
    with uncollected():
        return list(_results(inputs, _check(inputs, settings, options, elsewhere), settings))


def _results(
    inputs: Sequence[Input], checked_files: Iterable[_File], settings: SettingsFor
) -> Iterator[Result]:
    for file, checked in zip(inputs, checked_files, strict=True):
        used = settings.of(file.path)
        yield Result(
            findings=tuple(in_order(checked.findings)),
            summaries=tuple(map(summary, checked.graphs)),
            fail_on=used.fail_on,
            config=used.path,
            entries=checked.entries,
            offers=checked.offers,
            company=checked.company,
            dated=used.dated,
            read=checked.read,
            asked_of_git=any(map(_asks_git, checked.graphs)),
        )


def _asks_git(graph: ProcessGraph) -> bool:
    """Return whether an agreement says since when it is one: only git knows what changed since."""
    return any(
        yes.on for agreement in graph.agreements_in_use() for yes in agreement.handoff.agreed
    )


class _File(NamedTuple):
    """What was found in one file, and the graphs of its processes where it can be read.

    `entries` are the steps of others that they lead into; `offers` and `company` tell what others
    see of them, and they of others.
    """

    findings: list[Finding]
    graphs: tuple[ProcessGraph, ...]
    read: FileRead | None
    entries: tuple[Entry, ...]
    offers: dict[str, dict[str, str]]
    company: str


def _check(
    inputs: Sequence[Input],
    settings: SettingsFor,
    options: ReadOptions,
    elsewhere: Elsewhere = NOWHERE,
) -> Iterator[_File]:
    """Read all files, and check one after the other: a graph may go before the next one is made."""
    used = [settings.of(file.path) for file in inputs]
    read_files = [
        read_process_file(file, file_settings, options)
        for file, file_settings in zip(inputs, used, strict=True)
    ]
    pairs = [
        (process, file_settings)
        for read, file_settings in zip(read_files, used, strict=True)
        for process in read.processes
    ]
    led_into = {process: entries_of(process) for process, _ in pairs}
    beside = [
        (process, file_settings)
        for file in _files_of(led_into.values(), inputs, elsewhere)
        for file_settings in (settings.of(file.path),)
        for process in read_process_file(file, file_settings, options).processes
    ]
    neighbours = Neighbours(pairs, led_into, elsewhere, beside)
    around = neighbours.contexts()
    for read, file_settings in zip(read_files, used, strict=True):
        findings: list[Finding] = []
        if read.problems:
            unreadable = all_rules()["unreadable"]
            found = _run_rule(unreadable, read.problems, file_settings)
            findings += [_placed(finding, file_settings) for finding in found]
        graphs = tuple(ProcessGraph(process, around[process]) for process in read.processes)
        for graph in graphs:
            found = check_process(graph, file_settings)
            if not read.is_yaml:
                found = [finding._replace(fix=None) for finding in found]
            findings += found
        yield _File(
            findings,
            graphs,
            read.told,
            neighbours.entries(read.processes),
            neighbours.offers(read.processes, file_settings),
            neighbours.company(read.processes),
        )


def _files_of(
    led_into: Iterable[Sequence[Entry]], inputs: Sequence[Input], elsewhere: Elsewhere
) -> list[Input]:
    """Return the files elsewhere whose processes those here lead into."""
    here = {file.path for file in inputs}
    targets = {target for entries in led_into for target, _ in entries}
    files = elsewhere.of(sorted(targets)).files.values()
    return list({file.path: file for file in files if file.path not in here}.values())


def check_process(graph: ProcessGraph, settings: Settings) -> list[Finding]:
    """Run every rule that is on over one process, and mark what people accepted."""
    on = settings.rules_on(graph.process.path)
    findings: list[Finding] = []
    for rule in on.values():
        if rule.asks_for == "graph":
            findings += _run_rule(rule, graph, settings)
    acceptances = Acceptances(graph, settings.today)
    findings = acceptances.weigh(findings)
    if unused := on.get("unused-acceptance"):
        findings += _run_rule(unused, acceptances.unused(set(on)), settings)
    return [_placed(finding, settings, graph) for finding in findings]


def summary(graph: ProcessGraph) -> ProcessSummary:
    """Count what the JSON says of a process."""
    changes = grades(graph)
    return ProcessSummary(
        id=graph.process.id,
        name=graph.process.name,
        path=graph.process.path,
        steps=len(graph.steps),
        owned=sum(graph.owner(step).state is OwnerState.OWNED for step in graph.steps),
        changes_of_department=len(changes.changes) - changes.hidden,
        hidden_changes=changes.hidden,
        handoffs_defined=changes.count("defined"),
        handoffs_partial=changes.count("partial"),
        handoffs_missing=changes.count("missing"),
        handoff_score=changes.score,
    )


def _run_rule(rule: Rule, subject: Any, settings: Settings) -> list[Finding]:
    """Run `rule` with the options of the settings."""
    return rule.run(subject, settings.options.get(rule.name))


def _placed(finding: Finding, settings: Settings, graph: ProcessGraph | None = None) -> Finding:
    """Say how grave a finding is, and whose: what is wrong in crackmap.yaml itself is nobody's.

    The level of the settings, if there is one, goes before what the rule says.
    """
    severity = settings.levels.get(finding.rule, finding.severity)
    if finding.span.path == settings.path and all_rules()[finding.rule].about == "shared":
        return finding._replace(severity=severity, assignee=None, fix=None, place=None)
    return finding._replace(
        severity=severity,
        process=graph.process.id if graph else None,
        actor=graph.organisation.name(finding.assignee) if graph and finding.assignee else "",
        place=None,
    )
