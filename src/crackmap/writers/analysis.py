"""The figures behind the report for people: headline, cracks by stage, matrix, what comes first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from crackmap.check.check import Checked
from crackmap.check.costs import Cost, Costs, Gain
from crackmap.graph.completeness import GRADES, Grade
from crackmap.graph.flow_graph import FlowGraph
from crackmap.graph.grades import graded
from crackmap.graph.handovers import Handovers, find
from crackmap.graph.hidden_handoffs import hidden_changes
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.language.subject import Subject
from crackmap.rules.advice import CONVERTED
from crackmap.rules.finding import Finding, Lately, ProcessSummary, rank
from crackmap.rules.numbering import numbers


class Crack(NamedTuple):
    """A finding with what the report says beside it; `number` is the one that it has on the map."""

    finding: Finding
    number: int | None
    cost: Cost | None


class Passing(NamedTuple):
    """How often one department hands to another, by their ids, and how well each time."""

    sender: str
    receiver: str
    counts: tuple[tuple[Grade, int], ...]


class Analysis(NamedTuple):
    """What the report says of one process; departments are given by their names.

    `happy_path` holds the departments on it in turn, None where no path leads to a good outcome,
    and nothing where the steps have no order;
    then `no_success` says why, where, and what to write. `hidden_on_path` says of each change on it
    whether it hides in a gap, as `hidden-handoff` finds it. `lately` is None where no cracks.yaml
    knows cracks of it. `ranked` are the errors and warnings, what to fix first in front.
    `uncounted` says why nobody knows what passes them, and is empty where it is known.
    `departments` are the names, by their ids, of all that own a step or hand over, in the order in
    which they come in; `unclear` counts the flows of which nobody knows who owns an end.
    """

    figures: ProcessSummary
    departments: dict[str, str]
    happy_path: tuple[str, ...] | None
    hidden_on_path: tuple[bool, ...]
    no_success: str
    sections: tuple[tuple[str, tuple[Crack, ...]], ...]
    notes: tuple[Crack, ...]
    accepted: tuple[Finding, ...]
    passings: tuple[Passing, ...]
    unclear: int
    ranked: tuple[Crack, ...]
    uncounted: str
    lately: Lately | None
    gains: tuple[Gain, ...]

    def path(self, plain: str, hidden: str) -> str:
        """Return the departments of the happy path, with one arrow or another between them."""
        first, *others = self.happy_path or ("",)
        arrows = (hidden if hides else plain for hides in self.hidden_on_path)
        steps = (arrow + name for arrow, name in zip(arrows, others, strict=True))
        note = f" ({hidden.strip()} hidden)" if any(self.hidden_on_path) else ""
        return first + "".join(steps) + note


class Company(NamedTuple):
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

    What to fix first is sorted by impact, place or severity; `without` are the subjects of cracks
    that are thought away.
    """
    homes = checked.report.by_home(checked.report.findings)
    at = numbers(checked.report)
    return [
        _analysis(
            costs,
            summary,
            homes.get((summary.path, summary.id), []),
            at,
            sort,
            without,
            checked.report.lately.get(summary.id),
        )
        for costs, summary in zip(checked.costs, checked.report.processes, strict=True)
    ]


def elsewhere(checked: Checked, shown: Sequence[Analysis]) -> list[Crack]:
    """Return what was found outside the process files, in what they share; each crack once."""
    paths = {analysis.figures.path for analysis in shown}
    others: dict[tuple[object, ...], Finding] = {}
    for finding in checked.report.open:
        if finding.span.path not in paths and not finding.fatal:
            others.setdefault(
                (finding.span, finding.rule, str(finding.subject), finding.detail), finding
            )
    at = numbers(checked.report)
    return [Crack(finding, at.get(id(finding)), None) for finding in others.values()]


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
    at: Mapping[int, int],
    sort: str,
    without: Sequence[str],
    lately: Lately | None,
) -> Analysis:
    graph = costs.graph
    best = graph.happy_path()
    takeovers = graph.takeovers(best[1]) if best else {}
    handed = find(graph)
    passings = tuple(_passings(handed))
    cracks = [
        Crack(finding, at.get(id(finding)), costs.of(finding))
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
        figures=figures,
        departments=_departments(graph, passings),
        happy_path=tuple(map(graph.organisation.name, takeovers.values()))
        if best or not graph.ordered_steps
        else None,
        hidden_on_path=tuple(_hidden(graph, best[1], list(takeovers)[1:])) if best else (),
        no_success="" if best or not graph.ordered_steps else _no_success(graph),
        sections=tuple(_sections(graph, loud)),
        notes=tuple(crack for crack in cracks if crack.finding.severity == "note"),
        accepted=tuple(finding for finding in findings if finding.accepted is not None),
        passings=passings,
        unclear=handed.unclear,
        ranked=tuple(ranked),
        uncounted=_uncounted(costs),
        lately=lately,
        gains=tuple(gains(costs, findings, without)),
    )


def _uncounted(costs: Costs) -> str:
    """Return why nobody knows what passes the cracks; empty where it is known."""
    if not costs.impact.counted:
        return "the process gives no volume and no shares"
    return "" if costs.impact.win.known else costs.impact.win.why


def _hidden(graph: ProcessGraph, path: Sequence[Step], takeovers: Sequence[Step]) -> Iterator[bool]:
    """Say of each takeover whether the change of department hides in the gap before it."""
    hidden = {(change.source, change.target) for change in hidden_changes(graph)}
    for step in takeovers:
        at = path.index(step)
        before = next(one for one in reversed(path[:at]) if not graph.owner(one).gap)
        yield (before, step) in hidden


def _no_success(graph: ProcessGraph) -> str:
    """Return why no path leads to a good outcome, where that stands, and what to write there."""
    process = graph.process
    good = next((flow for flow in graph.ends if process.is_good(flow.outcome)), None)
    if good:
        name = good.source.name
        return f'no path from a start leads to "{name}" ({good.span().told}): add a flow to it'
    elsewhere = dict.fromkeys(flow.other_process for flow in graph.ends if flow.other_process)
    if elsewhere:
        return f"cases go on into another process: {', '.join(map(str, elsewhere))}"
    unsaid = next((flow for flow in graph.ends if flow.open), None)
    if unsaid:
        return f'nobody has said what follows "{unsaid.source.name}" ({unsaid.span().told})'
    known = (
        f"{', '.join(process.good_outcomes)} count as good ({process.span('good_outcomes').told})"
    )
    if graph.ends:
        words = dict.fromkeys(flow.outcome or "" for flow in graph.ends)
        where = f", {CONVERTED}" if process.foreign else ""
        return (
            f"{known}, and cases end as {', '.join(words)}: write good_outcomes: with the good ones"
            f"{where}"
        )
    return f"{known}, and no case ends: write outcome: {process.good_outcomes[0]} where one does"


def _sections(
    graph: ProcessGraph, cracks: Sequence[Crack]
) -> Iterator[tuple[str, tuple[Crack, ...]]]:
    """Return the cracks of the whole process, then stage by stage, worst first within a step."""
    by_stage: dict[str, list[Crack]] = {}
    stages = {stage.id for stage in graph.process.stages}
    for crack in cracks:
        subject = crack.finding.subject
        step = _start(graph, subject)
        within = graph.stage(step).id if step else subject.id if subject.kind == "stage" else ""
        by_stage.setdefault(within if within in stages else "", []).append(crack)
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
        using = graph.flows_naming(subject.id)
        return using[0].source if using else None
    return graph.step(subject.id) if subject.kind in ("step", "flow") else None


def _place(graph: ProcessGraph, crack: Crack) -> int:
    step = _start(graph, crack.finding.subject)
    return graph.order[step] if step else -1


def _passings(handed: Handovers) -> Iterator[Passing]:
    for (sender, receiver), rows in handed.cells().items():
        found = [row.verdict for row in rows]
        counts = tuple((grade, found.count(grade)) for grade in GRADES if grade in found)
        if counts:
            yield Passing(sender, receiver, counts)


def _departments(graph: ProcessGraph, passings: Sequence[Passing]) -> dict[str, str]:
    """Return the names of departments by their ids; where two have one name, with the id."""
    ends = (id_ for passing in passings for id_ in (passing.sender, passing.receiver))
    names = {id_: _name(graph, id_) for id_ in dict.fromkeys((*graph.owning_departments, *ends))}
    called = Counter(names.values())
    return {id_: name if called[name] == 1 else f"{name} ({id_})" for id_, name in names.items()}


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
    called = {
        id_: handoff.name
        for graph in checked.graphs
        for id_, handoff in graph.around.handoffs.items()
        if handoff.name
    }
    for graph in checked.graphs:
        for id_ in dict.fromkeys(f.handoff_id for f in graph.flows if f.handoff and f.handoff_id):
            if id_ and id_ in graph.around.handoffs:
                users.setdefault(id_, []).append(graph.process.name)
    return Company(
        pens=tuple((who, errors, warnings) for who, (errors, warnings) in ordered),
        between=tuple(_between(checked)),
        shared=tuple(
            (called.get(id_, id_), tuple(who)) for id_, who in sorted(users.items()) if len(who) > 1
        ),
    )


def _between(checked: Checked) -> Iterator[tuple[str, str]]:
    names = {graph.process.id: graph.process.name for graph in checked.graphs}
    for graph in checked.graphs:
        for flow in graph.flows:
            if flow.other_process:
                how = "not in this run"
                if flow.target is not None:
                    how = "inside one department"
                    if flow.changes_department:
                        how = f"handoff {graded(graph, flow).grade}"
                other, _, step = flow.other_process.partition("/")
                there = flow.target.name if flow.target else step
                words = f"{graph.process.name}, {flow.source.name}"
                yield f"{words} -> {names.get(other, other)}, {there}", how
