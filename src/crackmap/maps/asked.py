"""The chart of a process as people ask for it: which cracks it marks, and what stands back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from crackmap.check.narrowing import Narrowing
from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps.chart import DISPUTED, NOBODY, chart_of
from crackmap.maps.chart_facts import Facts
from crackmap.maps.layout.chart import Chart, Edge, Lane, Node, Stage
from crackmap.maps.options import MapOptions
from crackmap.rules.finding import Finding
from crackmap.rules.numbering import numbered
from crackmap.source.problems import Refusal

Part = TypeVar("Part", Lane, Stage, Node, Edge)


class Undrawable(Refusal):
    """What was asked for cannot be drawn: the stage or department is not there, say."""


def chart_asked_for(graph: ProcessGraph, findings: Sequence[Finding], look: MapOptions) -> Chart:
    """Return the chart of a process with the cracks, the facts and the emphasis of `look`.

    Raises Undrawable where it names what is not there.
    """
    facts = Facts(graph, look.show)
    chart = chart_of(graph, findings if look.findings else (), facts, look.pages)
    if not look.findings:
        chart = _clean(chart)
    elif (kept := kept_numbers(graph, findings, look)) is not None:
        chart = _marking_only(chart, kept)
    chart = paled(chart, dimmed(graph, look.department))
    return _only_cracks(chart) if look.only_cracks else chart


def kept_numbers(
    graph: ProcessGraph, findings: Sequence[Finding], look: MapOptions
) -> frozenset[int] | None:
    """Return the numbers of the cracks that are marked; None where that is all of them."""
    departments = (look.department,) if look.department else ()
    narrowing = Narrowing(departments, (), look.select, look.ignore, look.min_severity)
    if not narrowing and look.top is None:
        return None
    keep = narrowing.of(graph)
    kept = [(number, each) for number, each in enumerate(numbered(findings), 1) if keep(each)]
    if look.top is not None:
        from crackmap.check.costs import Costs

        costs = Costs(graph)
        kept = sorted(kept, key=lambda pair: costs.rank(pair[1]))[: look.top]
    return frozenset(number for number, _ in kept)


def _marking_only(chart: Chart, kept: frozenset[int]) -> Chart:
    """Return a chart that marks and lists only some cracks, with the numbers that they have."""

    def marks(part: Part) -> Part:
        return part._replace(findings=tuple(each for each in part.findings if each in kept))

    return chart._replace(
        lanes=tuple(map(marks, chart.lanes)),
        stages=tuple(map(marks, chart.stages)),
        nodes=tuple(map(marks, chart.nodes)),
        edges=tuple(map(marks, chart.edges)),
        findings=tuple(each for each in chart.findings if each.number in kept),
        numbers=tuple(number for number in chart.numbers if number in kept),
    )


# A clean map


def _clean(chart: Chart) -> Chart:
    """Return a chart that judges nothing: it tells who does what, and who hands to whom."""
    return chart._replace(
        lanes=tuple(
            lane._replace(kind="department") if lane.kind == "nobody" else lane
            for lane in chart.lanes
        ),
        nodes=tuple(
            node._replace(unowned=False, note="" if node.note == DISPUTED else node.note)
            for node in chart.nodes
        ),
        edges=tuple(map(_unjudged, chart.edges)),
    )


def _unjudged(edge: Edge) -> Edge:
    """Return a line without a grade; a change of department that hides is no handoff."""
    if edge.kind == "gap" and edge.role == "hidden":
        return edge._replace(kind="flow", role="")
    if edge.kind in ("gap", "handoff"):
        return edge._replace(kind="handoff", grade="plain")
    return edge


# What stands back


def paled(chart: Chart, lanes: frozenset[str]) -> Chart:
    """Return the chart with some lanes standing back, and what only concerns them.

    What has a number does not: it is asked for.
    """
    if not lanes:
        return chart
    lane_of = {node.id: node.lane for node in chart.nodes}
    return chart._replace(
        lanes=tuple(lane._replace(pale=lane.id in lanes) for lane in chart.lanes),
        nodes=tuple(
            node._replace(pale=node.lane in lanes and not node.findings) for node in chart.nodes
        ),
        edges=tuple(
            edge._replace(
                pale=not edge.findings
                and lane_of[edge.source] in lanes
                and lane_of.get(edge.target, lane_of[edge.source]) in lanes,
            )
            for edge in chart.edges
        ),
    )


def _only_cracks(chart: Chart) -> Chart:
    """Return the chart with all standing back that has no number and is no end of such a line."""
    lit = {node.id for node in chart.nodes if node.findings}
    lit |= {end for edge in chart.edges if edge.findings for end in (edge.source, edge.target)}
    lanes = {node.lane for node in chart.nodes if node.id in lit}
    parents = {lane.id: lane.parent for lane in chart.lanes}
    for lane in [*lanes]:
        while lane in parents:
            lanes.add(lane)
            lane = parents[lane]
    return chart._replace(
        lanes=tuple(
            lane._replace(pale=lane.pale or not (lane.findings or lane.id in lanes))
            for lane in chart.lanes
        ),
        nodes=tuple(node._replace(pale=node.pale or node.id not in lit) for node in chart.nodes),
        edges=tuple(edge._replace(pale=edge.pale or not edge.findings) for edge in chart.edges),
    )


def dimmed(graph: ProcessGraph, department: str | None) -> frozenset[str]:
    """Return the lanes that stand back: all but those of `department` and its teams.

    Raises Undrawable where there is no such department.
    """
    if not department:
        return frozenset()
    wanted = department_of(graph, department)
    owners = (name for step in graph.steps for name in graph.owner(step).names)
    lanes = (*graph.departments, *owners, NOBODY)
    return frozenset(lane for lane in lanes if wanted not in graph.organisation.above(lane))


def department_of(graph: ProcessGraph, word: str) -> str:
    """Return the department that is meant by an id or a name; raises Undrawable."""
    names = {id_: declared.name for id_, declared in graph.departments.items()}
    return known(word, names, "department")


def known(word: str, names: dict[str, str], what: str) -> str:
    """Return the id that is meant by an id or a name; raises Undrawable with the nearest one."""
    from crackmap.language.texts import fold
    from crackmap.source.words import nearest

    for id_, name in names.items():
        if fold(word) in (fold(id_), fold(name)):
            return id_
    meant = nearest(word, [*names, *names.values()])
    help_ = f"did you mean {meant}?" if meant else f"there is {', '.join(names) or 'none'}"
    raise Undrawable(f"there is no {what} `{word}`", help_)
