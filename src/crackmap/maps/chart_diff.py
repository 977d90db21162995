"""Two states of a process as one chart: added, removed and changed, cracks opened and closed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

from crackmap.check.check import Checked
from crackmap.graph.process_graph import ProcessGraph
from crackmap.history.changes import Change
from crackmap.history.comparison import Comparison, ProcessChange
from crackmap.history.pairing import paired
from crackmap.maps.chart import chart_of
from crackmap.maps.layout.chart import Chart, Edge, Finding, Node
from crackmap.source.words import plural
from crackmap.writers.changes import SIGNS, in_words

_MOST = 60  # changes that are told below a picture


def charts_of_changes(
    then: Checked, now: Checked, comparison: Comparison
) -> Iterator[tuple[ProcessChange, Chart]]:
    """Yield the processes that are in both states and changed, each with the chart of both."""
    for before, after in paired(then.graphs, now.graphs):
        for change in comparison.processes:
            if before and after and _is_about(change, after):
                yield change, chart_of_both(before, after, comparison)


def chart_of_both(
    before: ProcessGraph, after: ProcessGraph, comparison: Comparison, *, findings: bool = True
) -> Chart:
    """Return the union of both states, matched by id; what is gone stands where it stood.

    Numbered are the cracks that were opened and closed, not those that stayed; none of them if no
    `findings` are wanted.
    """
    compared = [process for process in comparison.processes if _is_about(process, after)]
    opened = [crack for process in compared for crack in process.opened if findings]
    closed = [crack for process in compared for crack in process.closed if findings]
    changes = {(c.kind, c.subject): c for process in compared for c in process.changes}
    new = chart_of(after, opened)
    old = _renamed(_renumbered(chart_of(before, closed), len(new.findings)), changes.values())
    steps = {node.id for node in new.nodes}
    known = {node.id: node for node in old.nodes}
    nodes = [
        node._replace(
            change=_state(changes, "step", node.id),
            findings=node.findings + (known[node.id].findings if node.id in known else ()),
        )
        for node in new.nodes
    ]
    gone = {node.id: node._replace(change="removed") for node in old.nodes if node.id not in steps}
    order = _inserted([n.id for n in old.nodes], [n.id for n in new.nodes])
    by_id = {**gone, **{node.id: node for node in nodes}}
    ghosts = {
        node.id: _ghost(known[node.id], node)
        for node in nodes
        if node.id in known and known[node.id].lane != node.lane
    }
    placed = [
        each
        for id_ in order
        for each in ((ghosts[id_], by_id[id_]) if id_ in ghosts else (by_id[id_],))
    ]
    moved = [Edge(ghost.id, id_, label="moved", change="changed") for id_, ghost in ghosts.items()]
    return Chart(
        id=new.id,
        name=f"{new.name}: what changed",
        lanes=tuple(_headed("department", old.lanes, new.lanes, changes)),
        stages=tuple(_headed("stage", old.stages, new.stages, changes)),
        nodes=tuple(placed),
        edges=(*_edges(old.edges, new.edges, _flows_changed(after, changes)), *moved),
        findings=(
            *(finding._replace(change="added") for finding in new.findings),
            *(finding._replace(change="removed") for finding in old.findings),
        ),
        numbers=(*new.numbers, *old.numbers),
        remarks=_remarks(
            [change for process in compared for change in process.changes],
            (*old.edges, *new.edges),
        ),
    )


def _is_about(change: ProcessChange, graph: ProcessGraph) -> bool:
    process = graph.process
    return (change.state, change.path, change.id) == ("changed", process.path, process.id)


def _renamed(chart: Chart, changes: Iterable[Change]) -> Chart:
    """Return the old chart with the ids that steps, stages and departments have now."""
    names = {(change.kind, change.was): change.subject for change in changes if change.was}

    def now(kind: str, id_: str) -> str:
        return names.get((kind, id_), id_)

    return chart._replace(
        lanes=tuple(
            lane._replace(id=now("department", lane.id), parent=now("department", lane.parent))
            for lane in chart.lanes
        ),
        stages=tuple(stage._replace(id=now("stage", stage.id)) for stage in chart.stages),
        nodes=tuple(
            node._replace(
                id=now("step", node.id),
                lane=now("department", node.lane),
                stage=now("stage", node.stage),
            )
            for node in chart.nodes
        ),
        edges=tuple(
            edge._replace(source=now("step", edge.source), target=now("step", edge.target))
            for edge in chart.edges
        ),
    )


def _ghost(before: Node, now: Node) -> Node:
    """Return a stand-in for a step in the lane that it left."""
    return Node(
        id=f"{now.id}~before",
        name=before.name,
        lane=before.lane,
        stage=now.stage,
        unowned=before.unowned,
        change="removed",
        note=before.note,
    )


def _state(changes: dict[tuple[str, str], Change], kind: str, subject: str) -> Any:
    change = changes.get((kind, subject))
    return change.state if change else ""


def _headed(
    kind: str,
    old: Sequence[Any],
    new: Sequence[Any],
    changes: dict[tuple[str, str], Change],
) -> list[Any]:
    """Return lanes or stages of both, with the numbers of both at their heads."""
    before = {head.id: head.findings for head in old}
    now = {head.id: head.findings for head in new}
    return [
        head._replace(
            change=_state(changes, kind, head.id),
            findings=(*now.get(head.id, ()), *before.get(head.id, ())),
        )
        for head in _union(old, new)
    ]


def _remarks(changes: Sequence[Change], edges: Sequence[Edge]) -> tuple[tuple[str, str], ...]:
    """Return what changed in words, but for steps, flows and stages that are seen to come or go.

    Of very many the first are told.
    """
    drawn = {f"{edge.source} -> {edge.target or f'({edge.outcome})'}" for edge in edges}
    told = [
        (SIGNS[change.state], in_words(change))
        for change in changes
        if change.state == "changed"
        or not (change.kind in ("step", "stage") or change.subject in drawn)
    ]
    left = len(told) - _MOST
    more = (
        ("", f"and {plural(left, 'more change')}: crackmap diff tells them") if left > 0 else None
    )
    return (*told[:_MOST], *([more] if more else []))


def _flows_changed(
    after: ProcessGraph, changes: Mapping[tuple[str, str], Change]
) -> Set[tuple[str, str]]:
    """Return both ends of the flows of which something changed, or of the agreement they name."""
    return {
        (flow.source.id, flow.target.id if flow.target else flow.outcome or "")
        for flow in after.flows
        if ("flow", str(flow.subject)) in changes or ("handoff", flow.handoff_id) in changes
    }


def _edges(old: Sequence[Edge], new: Sequence[Edge], changed: Set[tuple[str, str]]) -> list[Edge]:
    before: dict[tuple[str, str, str], list[Edge]] = {}
    for edge in old:
        before.setdefault(_key(edge), []).append(edge)
    edges = []
    for edge in new:
        same = before.get(_key(edge))
        if same:
            twin = same.pop(0)
            ends = (edge.source, edge.target or edge.outcome)
            alike = ends not in changed and (twin.kind, twin.grade, twin.role, twin.label) == (
                edge.kind,
                edge.grade,
                edge.role,
                edge.label,
            )
            findings = edge.findings + twin.findings
            edges.append(edge._replace(change="" if alike else "changed", findings=findings))
        else:
            edges.append(edge._replace(change="added"))
    left = [edge for same in before.values() for edge in same]
    return edges + [edge._replace(change="removed") for edge in left]


def _key(edge: Edge) -> tuple[str, str, str]:
    return (edge.source, edge.target, edge.outcome)


def _union(old: Sequence[Any], new: Sequence[Any]) -> list[Any]:
    """Return all elements by id, the new ones in their order, what is gone where it stood."""
    by_id = {**{element.id: element for element in old}, **{element.id: element for element in new}}
    return [by_id[id_] for id_ in _inserted([o.id for o in old], [n.id for n in new])]


def _inserted(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Return the new ids with each one that is gone behind the one that it followed."""
    order = list(dict.fromkeys(new))
    last = ""
    for id_ in dict.fromkeys(old):
        if id_ not in order:
            order.insert(order.index(last) + 1 if last else 0, id_)
        last = id_
    return order


def _renumbered(chart: Chart, first: int) -> Chart:
    def moved(numbers: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(number + first for number in numbers)

    return chart._replace(
        lanes=tuple(lane._replace(findings=moved(lane.findings)) for lane in chart.lanes),
        stages=tuple(stage._replace(findings=moved(stage.findings)) for stage in chart.stages),
        nodes=tuple(node._replace(findings=moved(node.findings)) for node in chart.nodes),
        edges=tuple(edge._replace(findings=moved(edge.findings)) for edge in chart.edges),
        findings=tuple(
            Finding(finding.number + first, finding.severity, finding.rule, finding.text)
            for finding in chart.findings
        ),
        numbers=moved(chart.numbers),
    )
