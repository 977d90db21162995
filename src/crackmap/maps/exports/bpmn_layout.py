"""A process as BPMN draws it: tasks, gateways and events, laid out with the sizes they have there.

Gateways and events are boxes of their own for the layout, never shapes shrunk afterwards: so lines
meet them where they should.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import isqrt
from typing import Literal

from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps.exports.flowchart import flowchart
from crackmap.maps.layout import grid as grid_of
from crackmap.maps.layout import labels
from crackmap.maps.layout.chart import Chart, Direction, Edge, Node
from crackmap.maps.layout.fitting import fit
from crackmap.maps.layout.geometry import Frame, Least
from crackmap.maps.layout.grid import Cell, Grid
from crackmap.maps.layout.lanes import heads
from crackmap.maps.layout.scene import Point, Rect
from crackmap.maps.layout.sizes import Content, even
from crackmap.maps.layout.text import width, wrap
from crackmap.maps.svg.text import name_token
from crackmap.source.characters import clean

Kind = Literal["task", "start", "end", "timer", "exclusive", "parallel"]

_TASK, _LEAST, _TASK_SIZE, _TASK_LINE = 148, 60, 12, 15
_GATEWAY, _EVENT = 50, 36
_LABEL, _SMALL, _SMALL_LINE = 88, 11, 14  # words outside a shape, as viewers set them
_HEADER = 30
_EVENTS = ("start", "end", "timer")


@dataclass(frozen=True, slots=True)
class Shape:
    """A flow node in its place; `id` is an XML name, `label` where words outside of it stand.

    `lane` is the number of its lane among those that have no lanes inside; `time` is how long a
    timer runs, in ISO 8601.
    """

    id: str
    kind: Kind
    name: str
    lane: int
    unowned: bool
    rect: Rect
    label: Rect | None
    time: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A sequence flow between two shapes, by their places in the drawing."""

    edge: Edge
    source: int
    target: int
    points: tuple[Point, ...]
    label: Rect | None


@dataclass(frozen=True, slots=True)
class LaneShape:
    """A lane; `inside` are the lanes within it, `leaf` is its number if there are none."""

    id: str
    name: str
    rect: Rect
    inside: tuple[LaneShape, ...]
    leaf: int | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole collaboration with one participant, in pixels."""

    pool: Rect
    level: bool
    lanes: tuple[LaneShape, ...]
    shapes: tuple[Shape, ...]
    lines: tuple[Line, ...]


def lay_out(graph: ProcessGraph, direction: Direction) -> Drawing:
    """Return the drawing, with lanes as columns or as rows; raises Tangle."""
    before = flowchart(graph)
    chart, kinds = _transformed(graph, before)
    grid = grid_of.place(chart, direction)
    for cell in grid.cells:
        cell.content = _content(cell, kinds)
    choices = [_settings(link.edge) for link in grid.links]
    least = Least([0] * len(chart.stages), [0] * len(grid.lanes))
    frame, placed = fit(grid, choices, least, clean(graph.process.name))
    return _Placing(before, grid, frame, placed, kinds).drawing()


def _transformed(graph: ProcessGraph, chart: Chart) -> tuple[Chart, dict[str, Kind]]:
    """Return the chart with its gateways and events, and what is not a task in it.

    Nodes are called by their number there, so that no name can meet another. A timer stands on the
    flow that is taken after some time, and the edge into it tells how long.
    """
    number = {node.id: str(at) for at, node in enumerate(chart.nodes)}
    entering = Counter(number[edge.target] for edge in chart.edges if edge.target)
    leaving = Counter(number[edge.source] for edge in chart.edges)
    kinds: dict[str, Kind] = {}
    nodes: list[Node] = []
    edges: list[Edge] = []
    for at, node in enumerate(chart.nodes):
        own = str(at)
        step = graph.step(node.id)
        chain = [(own, node.name)]
        if entering[own] + node.start > 1:
            kinds[f"{own} join"] = "exclusive"
            chain.insert(0, (f"{own} join", ""))
        if node.start:
            kinds[f"{own} start"] = "start"
            chain.insert(0, (f"{own} start", clean(step.trigger or "") if step else ""))
        if leaving[own] > 1:
            kinds[f"{own} split"] = "parallel" if step and step.parallel else "exclusive"
            chain.append((f"{own} split", ""))
        for id_, name in chain:
            unowned = node.unowned and id_ == own
            start = kinds.get(id_) == "start"
            nodes.append(Node(id_, name, node.lane, node.stage, start=start, unowned=unowned))
        ids = [id_ for id_, _ in chain]
        edges += [Edge(*pair) for pair in pairwise(ids)]
    for edge in chart.edges:
        source = own = number[edge.source]
        source += " split" if f"{source} split" in kinds else ""
        target = number.get(edge.target, "")
        target += " join" if f"{target} join" in kinds else ""
        if edge.after:
            timers = sum(name.startswith(f"{own} timer") for name in kinds)
            timer = f"{own} timer{timers + 1 if timers else ''}"
            kinds[timer] = "timer"
            node = chart.nodes[int(own)]
            nodes.append(Node(timer, "", node.lane, node.stage))
            edges.append(Edge(source, timer, after=edge.after))
            source = timer
        edges.append(replace(edge, source=source, target=target, after=""))
    return replace(chart, nodes=tuple(nodes), edges=tuple(edges)), kinds


def _kind(cell: Cell, kinds: dict[str, Kind]) -> Kind:
    return "end" if cell.node is None else kinds.get(cell.id, "task")


def _name(cell: Cell) -> str:
    """Return the words of a cell; an outcome has the whole word in its id only."""
    return cell.node.name if cell.node else cell.id.partition(" -> (")[2][:-1]


def _content(cell: Cell, kinds: dict[str, Kind]) -> Content:
    """Return the room that a shape takes, with the words outside of it, above or below."""
    kind, name = _kind(cell, kinds), _name(cell)
    if kind == "task":
        lines = wrap(name, _TASK_SIZE, _TASK - 14)
        return _sized(_TASK, max(_LEAST, even(len(lines) * _TASK_LINE + 16)))
    if kind in ("exclusive", "parallel"):
        return _sized(_GATEWAY, _GATEWAY)
    if not name:
        return _sized(_EVENT, _EVENT)
    wide, high = _block(name)
    return _sized(max(_EVENT, even(wide)), _EVENT + 2 * even(high + 6))


def _sized(wide: int, high: int) -> Content:
    return Content("step", "", (), "", wide, high)


def _block(words: str) -> tuple[int, int]:
    """Return the size of words outside a shape."""
    lines = wrap(words, _SMALL, _LABEL)
    return max(width(line, _SMALL) for line in lines) + 4, len(lines) * _SMALL_LINE


def _settings(edge: Edge) -> list[labels.Words]:
    words = labels.words_of(edge)
    return [labels.Words(wrap(words, _SMALL, _LABEL), *_block(words))] if words else []


class _Placing:
    """Moves the frame behind the headers, and lets lines meet the shapes."""

    def __init__(
        self,
        chart: Chart,
        grid: Grid,
        frame: Frame,
        placed: labels.Placed,
        kinds: dict[str, Kind],
    ) -> None:
        self.chart, self.grid, self.frame, self.placed = chart, grid, frame, placed
        self.kinds = [_kind(cell, kinds) for cell in grid.cells]
        self.times = {link.target: link.edge.after for link in grid.links}
        self.heads, levels = heads(grid.lanes, chart.lanes)
        self.header = _HEADER * (levels + 1)
        self.level = not frame.sideways
        self.moved = (self.header, 0) if self.level else (0, self.header)

    def drawing(self) -> Drawing:
        rooms = [self._shift(rect) for rect in self.frame.boxes]
        ends: dict[int, list[Point]] = {}
        paths = [
            tuple(Point(point.x + self.moved[0], point.y + self.moved[1]) for point in points)
            for points in self.frame.points
        ]
        for link, points in zip(self.grid.links, paths, strict=True):
            ends.setdefault(link.source, []).append(points[0])
            ends.setdefault(link.target, []).append(points[-1])
        shapes = tuple(
            self._shape(at, cell, rooms[at], ends.get(at, []))
            for at, cell in enumerate(self.grid.cells)
        )
        lines = []
        for at, (link, points) in enumerate(zip(self.grid.links, paths, strict=True)):
            first = _meet(shapes[link.source], points[0], points[1])
            last = _meet(shapes[link.target], points[-1], points[-2])
            words = self.placed.labels.get(at)
            label = self._shift(words[0]) if words else None
            path = (first, *points[1:-1], last)
            lines.append(Line(link.edge, link.source, link.target, path, label))
        pool = self._band(0, self.frame.breadth, 0)
        lanes = self._lanes(0, 0, len(self.grid.lanes))
        return Drawing(pool, self.level, lanes, shapes, tuple(lines))

    def _shift(self, rect: Rect) -> Rect:
        return rect._replace(x=rect.x + self.moved[0], y=rect.y + self.moved[1])

    def _band(self, first: int, last: int, behind: int) -> Rect:
        """Return a band across the drawing, behind so many pixels of headers."""
        long = self.header - behind + self.frame.length
        if self.level:
            return Rect(behind, first, long, last - first)
        return Rect(first, behind, last - first, long)

    def _lanes(self, level: int, first: int, last: int) -> tuple[LaneShape, ...]:
        """Return the lanes of a level between two leaves; the space between lanes is theirs."""
        shapes = []
        for head in self.heads:
            if head.top != level or not first <= head.first < last:
                continue
            begin = self.frame.lanes[head.first - 1][1] if head.first else 0
            rect = self._band(begin, self.frame.lanes[head.last][1], _HEADER * (level + 1))
            inside = self._lanes(level + 1, head.first, head.last + 1)
            name = head.lane.name if head.named else ""
            leaf = None if inside else head.first
            id_ = f"lane.{name_token(head.lane.id)}" + ("" if head.named else ".itself")
            shapes.append(LaneShape(id_, name, rect, inside, leaf))
        return tuple(shapes)

    def _shape(self, at: int, cell: Cell, room: Rect, ends: Sequence[Point]) -> Shape:
        kind, name = self.kinds[at], _name(cell)
        rect, label = room, None
        if kind in _EVENTS:
            middle = Point(room.x + room.width // 2, room.y + room.height // 2)
            far = [min(abs(end.x - middle.x), abs(end.y - middle.y)) for end in ends]
            half = max([_EVENT // 2, *(each + 2 for each in far)])
            rect = Rect(middle.x - half, middle.y - half, 2 * half, 2 * half)
            if name:
                wide, high = _block(name)
                above = any(end.y >= room.bottom for end in ends)
                y = rect.y - high - 4 if above else rect.bottom + 4
                label = Rect(middle.x - wide // 2, y, wide, high)
        unowned = bool(cell.node and cell.node.unowned)
        time = self.times.get(at, "")
        return Shape(self._id(cell), kind, name, cell.lane, unowned, rect, label, time)

    def _id(self, cell: Cell) -> str:
        """Return a name that changes only with the step, and for an end with its outcome."""
        name, _, outcome = cell.id.partition(" -> ")
        number, _, role = name.partition(" ")
        step = name_token(self.chart.nodes[int(number)].id)
        if cell.node is None:
            behind = f"{role}." if role.startswith("timer") else ""
            return f"end.{step}.{behind}{name_token(outcome)}"
        return f"{role or 'step'}.{step}"


def _meet(shape: Shape, end: Point, before: Point) -> Point:
    """Return where a line that ends at the room of a shape meets the shape itself."""
    if shape.kind == "task":
        return end
    rect = shape.rect
    half = rect.width // 2, rect.height // 2
    middle = Point(rect.x + half[0], rect.y + half[1])
    if end.y == before.y:
        reach = _reach(shape, half[0], half[1], abs(end.y - middle.y))
        return Point(middle.x + (reach if end.x > middle.x else -reach), end.y)
    reach = _reach(shape, half[1], half[0], abs(end.x - middle.x))
    return Point(end.x, middle.y + (reach if end.y > middle.y else -reach))


def _reach(shape: Shape, along: int, across: int, aside: int) -> int:
    """Return how far a diamond or a circle reaches, so many pixels beside its middle."""
    if shape.kind in _EVENTS:
        return isqrt(max(0, along**2 - aside**2))
    return along * (across - aside) // across if aside < across else 0
