"""The figures behind the report for people: headline, cracks by stage, matrix, what comes first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crackmap.check.check import Checked
from crackmap.check.costs import Cost, Costs, Gain
from crackmap.graph.flow_graph import FlowGraph
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.language.subject import Subject
from crackmap.rules.finding import Finding, ProcessSummary, rank

FIRST = 5


@dataclass(frozen=True, slots=True)
class Crack:
    """A finding with what the report says beside it."""

    finding: Finding
    assignee: str
    cost: Cost | None


@dataclass(frozen=True, slots=True)
class Passing:
    """How often one department hands to another: `missing` of the `total` have no handoff."""

    sender: str
    receiver: str
    total: int
    missing: int


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the report says of one process; departments are given by their names.

    `happy_path` holds the departments on it in turn, None where no path leads to a good outcome.
    """

    name: str
    path: str
    steps: int
    owned: int
    changes: int
    defined: int
    happy_path: tuple[str, ...] | None
    sections: tuple[tuple[str, tuple[Crack, ...]], ...]
    notes: tuple[Crack, ...]
    accepted: tuple[Finding, ...]
    passings: tuple[Passing, ...]
    first: tuple[Crack, ...]
    gains: tuple[Gain, ...]


@dataclass(frozen=True, slots=True)
class Company:
    """All processes together.

    `pens` counts errors and warnings by the department whose move they are, `between` names the
    flows into other processes and how each is handed over, `shared` the agreements that several
    processes use.
    """

    pens: tuple[tuple[str, int, int], ...]
    between: tuple[tuple[str, str], ...]
    shared: tuple[tuple[str, tuple[str, ...]], ...]


def analyses(checked: Checked, sort: str = "impact", without: Sequence[str] = ()) -> list[Analysis]:
    """Return what the report says of each process, in the order of the run.

    What to fill first is sorted by impact, place or severity; `without` are the subjects of cracks
    that are thought away.
    """
    by_process: dict[str, list[Finding]] = {}
    for finding in checked.report.findings:
        by_process.setdefault(finding.span.path, []).append(finding)
    return [
        _analysis(costs, summary, by_process.get(costs.graph.process.path, []), sort, without)
        for costs, summary in zip(checked.costs, checked.report.processes, strict=True)
    ]


def gains(costs: Costs, findings: Sequence[Finding], without: Sequence[str]) -> list[Gain]:
    """Return what it brings to fill the cracks about each subject, and about all of several."""
    here = {str(finding.subject) for finding in findings}
    subjects = [subject for subject in dict.fromkeys(without) if subject in here]
    found = [costs.gain([subject], findings) for subject in subjects]
    return [*found, costs.gain(subjects, findings)] if len(subjects) > 1 else found


def _analysis(
    costs: Costs,
    figures: ProcessSummary,
    findings: Sequence[Finding],
    sort: str,
    without: Sequence[str],
) -> Analysis:
    graph = costs.graph
    best = graph.happy_path()
    happy_path = (
        tuple(_department(graph, step) for step in graph.takeovers(best[1])) if best else None
    )
    cracks = [
        Crack(finding, _name(graph, finding.assignee), costs.of(finding))
        for finding in findings
        if finding.accepted is None and not finding.fatal
    ]
    loud = [crack for crack in cracks if crack.finding.severity != "note"]
    ranked = loud
    if sort == "impact":
        ranked = sorted(loud, key=lambda crack: costs.rank(crack.finding))
    elif sort == "severity":
        ranked = sorted(loud, key=lambda crack: -rank(crack.finding.severity))
    return Analysis(
        name=figures.name,
        path=figures.path,
        steps=figures.steps,
        owned=figures.owned,
        changes=figures.changes_of_department,
        defined=figures.handoffs_defined,
        happy_path=happy_path,
        sections=tuple(_sections(graph, loud)),
        notes=tuple(crack for crack in cracks if crack.finding.severity == "note"),
        accepted=tuple(finding for finding in findings if finding.accepted is not None),
        passings=tuple(_passings(graph)),
        first=tuple(ranked[:FIRST]),
        gains=tuple(gains(costs, findings, without)),
    )


def _sections(
    graph: ProcessGraph, cracks: Sequence[Crack]
) -> Iterator[tuple[str, tuple[Crack, ...]]]:
    """Return the cracks of the whole process, then stage by stage, worst first within a step."""
    by_stage: dict[str, list[Crack]] = {}
    for crack in cracks:
        subject = crack.finding.subject
        step = _start(graph, subject)
        within = graph.stage(step).id if step else subject.id if subject.kind == "stage" else ""
        known = any(stage.id == within for stage in graph.process.stages)
        by_stage.setdefault(within if known else "", []).append(crack)
    whole = by_stage.get("")
    if whole:
        whole.sort(key=lambda crack: -rank(crack.finding.severity))
        yield "The whole process", tuple(whole)
    for stage in graph.process.stages:
        of_stage = by_stage.pop(stage.id, [])
        if of_stage:
            of_stage.sort(key=lambda crack: (_place(graph, crack), -rank(crack.finding.severity)))
            yield stage.name, tuple(of_stage)


def _start(graph: ProcessGraph, subject: Subject) -> Step | None:
    """Return the step at which a finding starts; for an agreement, where a flow first names it."""
    if subject.kind == "handoff":
        using = (flow.source for flow in graph.flows if flow.handoff_id == subject.id)
        return next(using, None)
    return graph.step(subject.id) if subject.kind in ("step", "flow") else None


def _place(graph: ProcessGraph, crack: Crack) -> int:
    step = _start(graph, crack.finding.subject)
    return graph.order[step] if step else -1


def _department(graph: FlowGraph, step: Step) -> str:
    return graph.organisation.name(graph.owner(step).departments[0])


def _passings(graph: ProcessGraph) -> Iterator[Passing]:
    counts: dict[tuple[str, str], list[int]] = {}
    for passing in graph.passings:
        cell = counts.setdefault(passing.departments[0], [0, 0])
        cell[0] += 1
        cell[1] += passing.undefined
    for (giving, taking), (total, lacking) in counts.items():
        yield Passing(_name(graph, giving), _name(graph, taking), total, lacking)


def _name(graph: FlowGraph, department: str | None) -> str:
    return graph.organisation.name(department) if department else ""


def company(checked: Checked) -> Company:
    """Return what all processes show together."""
    names = {
        id_: department.name or id_
        for g in checked.graphs
        for id_, department in g.departments.items()
    }
    pens: dict[str, list[int]] = {}
    for finding in checked.report.open:
        if finding.severity != "note" and not finding.fatal:
            who = names.get(finding.assignee or "", finding.assignee or "nobody yet")
            pens.setdefault(who, [0, 0])[finding.severity == "warning"] += 1
    ordered = sorted(pens.items(), key=lambda item: (-item[1][0], -item[1][1], item[0]))
    users: dict[str, list[str]] = {}
    for graph in checked.graphs:
        for id_ in dict.fromkeys(f.handoff_id for f in graph.flows if f.handoff and f.handoff_id):
            if id_ and id_ in graph.around.handoffs:
                users.setdefault(id_, []).append(graph.process.name)
    return Company(
        pens=tuple((who, errors, warnings) for who, (errors, warnings) in ordered),
        between=tuple(_between(checked)),
        shared=tuple((id_, tuple(who)) for id_, who in sorted(users.items()) if len(who) > 1),
    )


def _between(checked: Checked) -> Iterator[tuple[str, str]]:
    for graph in checked.graphs:
        for flow in graph.flows:
            if flow.other_process:
                how = "not in this run"
                if flow.target is not None:
                    how = "inside one department"
                    if flow.changes_department:
                        defined = graph.defines_handoff(flow)
                        how = "defined handoff" if defined else "no defined handoff"
                yield f"{graph.process.id}/{flow.source.id} -> {flow.other_process}", how
