"""Big maps in pieces: one panel a stage, with stand-ins for the steps on other panels."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from crackmap.maps.layout import grid
from crackmap.maps.layout.chart import Chart, Direction, Edge, Finding, Lane, Node, Stage
from crackmap.maps.layout.lanes import heads as headed
from crackmap.maps.layout.lanes import leaves

_MOST_STEPS, _MOST_COLUMNS = 40, 30  # of a single map
_PANEL = 60  # steps of a stage that still fit on one panel


def too_big(chart: Chart, direction: Direction = "columns") -> bool:
    """Return whether panels show a chart better: more than 40 steps, or longer than 30 columns."""
    if len(chart.nodes) > _MOST_STEPS:
        return True
    return len(grid.place(chart, direction).column_stage) > _MOST_COLUMNS


def split(chart: Chart) -> list[Chart]:
    """Return one chart for each stage that has steps, in order.

    A stage of more than 60 steps is cut where the fewest edges cross.
    An edge to another panel ends in a stand-in, in the lane of the step it stands for, so that a
    change of lane is still seen. Its `reference` is the stage of that panel.
    """
    inside: dict[str, list[Node]] = {}
    for node in chart.nodes:
        inside.setdefault(node.stage, []).append(node)
    parts = [part for stage in chart.stages for part in _parts(chart, stage, inside)]
    panel_of = {node.id: stage for stage, nodes in parts for node in nodes}
    near = _Near(chart)
    return [_panel(near, stage, nodes, panel_of) for stage, nodes in parts]


def stage(chart: Chart, id: str) -> Chart:
    """Return the panel of one stage, however many steps it has; raises ValueError without any."""
    for own in chart.stages:
        nodes = [node for node in chart.nodes if node.stage == id]
        if own.id == id and nodes:
            known = {each.id: each for each in chart.stages}
            panel_of = {node.id: known[node.stage] for node in chart.nodes}
            return _panel(_Near(chart), own, nodes, panel_of)
    raise ValueError(f"no step is in a stage {id!r}")


class _Near:
    """What is near to a node of a chart, looked up: a chart may have as many stages as steps."""

    def __init__(self, chart: Chart) -> None:
        self.chart = chart
        self.nodes = {node.id: node for node in chart.nodes}
        self._lanes = {lane.id: at for at, lane in enumerate(chart.lanes)}
        self._findings: dict[int, list[int]] = {}
        for at, finding in enumerate(chart.findings):
            self._findings.setdefault(finding.number, []).append(at)
        self._edges: dict[str, list[int]] = {}
        for at, edge in enumerate(chart.edges):
            for end in dict.fromkeys((edge.source, edge.target)):
                self._edges.setdefault(end, []).append(at)

    def edges(self, nodes: Sequence[Node]) -> list[Edge]:
        """Return the edges that begin or end at any of the nodes, in the order of the chart."""
        numbers = {at for node in nodes for at in self._edges.get(node.id, ())}
        return [self.chart.edges[at] for at in sorted(numbers)]

    def findings(self, numbers: AbstractSet[int]) -> tuple[Finding, ...]:
        """Return the findings with these numbers, in the order of the chart."""
        found = sorted(at for number in numbers for at in self._findings.get(number, ()))
        return tuple(self.chart.findings[at] for at in found)

    def lanes(self, used: AbstractSet[str]) -> tuple[Lane, ...]:
        """Return the lanes that are used, and all that they are part of, in that order."""
        found: set[int] = set()
        for lane in used:
            while (at := self._lanes.get(lane)) is not None and at not in found:
                found.add(at)
                lane = self.chart.lanes[at].parent
        return tuple(self.chart.lanes[at] for at in sorted(found))


def _parts(
    chart: Chart, stage: Stage, inside: Mapping[str, list[Node]]
) -> list[tuple[Stage, list[Node]]]:
    nodes = inside.get(stage.id, [])
    if not nodes:
        return []
    if len(nodes) <= _PANEL:
        return [(stage, nodes)]
    pieces = _cut(chart, stage, nodes)
    return [
        (
            stage._replace(
                id=f"{stage.id}~{at}" if at > 1 else stage.id,
                name=f"{stage.name} ({at} of {len(pieces)})",
            ),
            piece,
        )
        for at, piece in enumerate(pieces, 1)
    ]


def _cut(chart: Chart, stage: Stage, nodes: list[Node]) -> list[list[Node]]:
    """Return the steps of a stage in pieces of at most 60, cut where the fewest edges cross."""
    inside = {node.id for node in nodes}
    edges = [edge for edge in chart.edges if edge.source in inside and edge.target in inside]
    alone = Chart(chart.id, "", chart.lanes, (stage,), tuple(nodes), tuple(edges))
    cells = {cell.id: cell.column for cell in grid.place(alone, "columns").cells}
    ends = [sorted((cells[edge.source], cells[edge.target])) for edge in edges]
    rest = sorted(nodes, key=lambda node: cells[node.id])
    pieces = []
    while len(rest) > _PANEL:
        places = [
            at
            for at in range(_PANEL // 3, _PANEL + 1)
            if cells[rest[at - 1].id] < cells[rest[at].id]
        ] or [_PANEL]
        at = min(
            places,
            key=lambda at: (sum(low < cells[rest[at].id] <= high for low, high in ends), -at),
        )
        pieces.append(rest[:at])
        rest = rest[at:]
    return [*pieces, rest]


def _panel(near: _Near, stage: Stage, nodes: Sequence[Node], panel_of: dict[str, Stage]) -> Chart:
    chart, steps = near.chart, near.nodes
    own = {node.id for node in nodes}
    before: dict[str, Node] = {}
    behind: dict[str, Node] = {}
    edges: list[Edge] = []
    for edge in near.edges(nodes):
        if edge.source in own and (not edge.target or edge.target in own):
            edges.append(edge)
        elif edge.source in own:
            there = _stand_in(steps[edge.target], panel_of, stage, "to")
            behind[there.id] = there
            edges.append(edge._replace(target=there.id))
        else:
            there = _stand_in(steps[edge.source], panel_of, stage, "from")
            before[there.id] = there
            edges.append(edge._replace(source=there.id))
    placed = [node._replace(stage=stage.id) for node in nodes]
    all_nodes = (*before.values(), *placed, *behind.values())
    shown = {number for node in all_nodes for number in node.findings} | {*stage.findings}
    shown |= {number for edge in edges for number in edge.findings}
    used = frozenset(node.lane for node in all_nodes)
    lanes = near.lanes(used)
    heads, _ = headed(leaves(lanes, used), lanes)
    shown |= {number for head in heads for number in head.lane.findings}
    return chart._replace(
        name=f"{chart.name}: {stage.name}" if chart.name else stage.name,
        lanes=lanes,
        stages=(stage,),
        nodes=all_nodes,
        edges=tuple(edges),
        findings=near.findings(shown),
        numbers=(),
        remarks=(),
    )


def _stand_in(node: Node, panel_of: dict[str, Stage], here: Stage, way: str) -> Node:
    panel = panel_of[node.id]
    return Node(
        id=f"{here.id} {way} {node.id}",
        name=f"{panel.name}: {node.name}",
        lane=node.lane,
        stage=here.id,
        unowned=node.unowned,
        reference=panel.id,
        pale=node.pale,
    )
