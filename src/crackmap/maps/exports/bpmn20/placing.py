"""The parts of a BPMN drawing in their places, with the sizes that modellers give them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps.exports.bpmn20.drawing import Box, Drawing, LaneShape, Line, Shape
from crackmap.maps.exports.bpmn20.meeting import entry, meet, middle, named, question
from crackmap.maps.exports.bpmn20.parts import EVENTS, GATEWAYS, Part, Plan, Wire, plan
from crackmap.maps.layout import grid as grid_of
from crackmap.maps.layout import labels
from crackmap.maps.layout.chart import Direction
from crackmap.maps.layout.effort import Effort
from crackmap.maps.layout.fitting import fit
from crackmap.maps.layout.geometry import Frame, Least
from crackmap.maps.layout.grid import Cell, Grid
from crackmap.maps.layout.lanes import LaneHead, heads
from crackmap.maps.layout.scene import Point, Rect
from crackmap.maps.layout.sizes import Content, even
from crackmap.maps.layout.text import width, wrap
from crackmap.maps.svg.text import name_token
from crackmap.source.characters import clean

_TASK, _LEAST, _TASK_SIZE, _TASK_LINE = 148, 60, 12, 15
_GATEWAY, _EVENT, _PORT = 50, 36, 40
_AROUND = 20  # pixels beside a gateway for its question, and around a task with a timer on it
_LABEL, _SMALL, _SMALL_LINE = 88, 11, 14  # words outside a shape, as viewers set them
_MARK = 12  # of the icon in the corner of a task
_HEADER = 30
_POOL, _POOL_GAP, _TOP, _SIDE = 80, 16, 40, 116  # room for a pool, and for the names of stages
_BEYOND = 10  # how far a stage reaches beyond the pool


def lay_out(graph: ProcessGraph, direction: Direction) -> Drawing:
    """Return the drawing, with lanes as columns or as rows; raises Tangle."""
    planned = plan(graph)
    grid = grid_of.place(planned.chart, direction, across=direction == "rows")
    hosts = {wire.edge.source for wire in planned.wires if wire.boundary}
    for cell in grid.cells:
        is_level = direction == "rows"
        cell.content = _content(cell, planned, host=cell.id in hosts, is_level=is_level)
    choices = [_settings(wire) for wire in planned.wires]
    wide = [_POOL + _POOL_GAP if lane.kind == "external" else 0 for lane in grid.lanes]
    least = Least([0] * len(planned.chart.stages), wide)
    frame, placed = fit(grid, choices, least, clean(graph.process.name), Effort(len(grid.links)))
    return _Placing(graph, planned, grid, frame, placed).drawing()


def _part(cell: Cell, planned: Plan) -> Part:
    """Return what a cell is; an outcome has its number and its whole word in its id only."""
    if cell.node:
        return planned.parts[cell.id]
    source, _, outcome = cell.id.partition(" -> (")
    return Part("end", outcome[:-1].partition(" ")[2], int(source.partition(" ")[0]))


def _content(cell: Cell, planned: Plan, *, host: bool, is_level: bool) -> Content:
    """Return the room that a shape takes, with the words beside it on either side of its flow."""
    part = _part(cell, planned)
    if part.kind == "port":
        return _sized(_PORT, _PORT)
    if part.kind in GATEWAYS:
        around = 2 * _AROUND if part.name else 0
        return _sized(_GATEWAY + around, _GATEWAY + around)
    if part.kind not in EVENTS:
        lines = wrap(part.name, _TASK_SIZE, _TASK - 14)
        mark = 0 if part.kind == "task" else 2 * _MARK
        high = max(_LEAST, even(len(lines) * _TASK_LINE + 16)) + mark
        around = _AROUND if host else 0
        return _sized(_TASK + 2 * around, high + 2 * around)._replace(inset=around)
    wide, high = _block(part.name)
    if not is_level:
        return _sized(_EVENT + 2 * even(wide + 6), max(_EVENT, even(high)))
    return _sized(max(_EVENT, even(wide)), _EVENT + 2 * even(high + 6))


def _sized(wide: int, high: int) -> Content:
    return Content("step", (), (), "", wide, high)


def _block(words: str, room: int = _LABEL) -> tuple[int, int]:
    """Return the size of words outside a shape."""
    lines = wrap(words, _SMALL, room)
    return max((width(line, _SMALL) for line in lines), default=0) + 4, len(lines) * _SMALL_LINE


def _settings(wire: Wire) -> list[labels.Words]:
    return [labels.Words(wrap(wire.name, _SMALL, _LABEL), *_block(wire.name))] if wire.name else []


class _Placing:
    """Moves the frame behind the headers, and lets lines meet the shapes."""

    def __init__(
        self, graph: ProcessGraph, planned: Plan, grid: Grid, frame: Frame, placed: labels.Placed
    ) -> None:
        self.graph, self.plan, self.grid = graph, planned, grid
        self.frame, self.placed = frame, placed
        self.parts = [_part(cell, planned) for cell in grid.cells]
        self.inside = [lane for lane in grid.lanes if lane.kind != "external"]
        all_heads, levels = heads(self.inside, planned.chart.lanes)
        self.heads: dict[int, list[LaneHead]] = {}  # by their level, in order
        for head in all_heads:
            self.heads.setdefault(head.top, []).append(head)
        self.header = _HEADER * (levels + 1)
        self.level = not frame.sideways
        self.ids: dict[str, int] = {}  # that were given, or their beginnings, and how often
        self.corner = (0, _TOP) if self.level else (_SIDE, 0)
        self.moved = (self.header, _TOP) if self.level else (_SIDE, self.header)

    def drawing(self) -> Drawing:
        """Return all shapes and lines; timers on steps come behind the shapes that have cells."""
        rooms = [self._shift(rect) for rect in self.frame.boxes]
        ends: dict[int, list[Point]] = {}
        paths = [tuple(self._point(point) for point in points) for points in self.frame.points]
        for link, points in zip(self.grid.links, paths, strict=True):
            ends.setdefault(link.source, []).append(points[0])
            ends.setdefault(link.target, []).append(points[-1])
        shapes = [
            self._shape(at, cell, rooms[at], ends.get(at, []))
            for at, cell in enumerate(self.grid.cells)
        ]
        pools = self._pools()
        lines = []
        for at, (link, points) in enumerate(zip(self.grid.links, paths, strict=True)):
            wire, words = self.plan.wires[at], self.placed.labels.get(at)
            label = self._shift(words[0]) if words else None
            source, target = shapes[link.source], shapes[link.target]
            first = meet(source.rect, source.form, points[0], points[1])
            if wire.message:
                pool = next(one for one in pools if one.id == target.part.pool)
                inner = middle(rooms[link.target], points[-1], points[-2])
                path = (first, *points[1:-1], inner)
                lines.append(_message(wire, link.source, path, pool, label))
                continue
            begin = link.source
            if wire.boundary:
                shapes.append(self._timer(wire, link.source, source, first, label))
                begin, label = len(shapes) - 1, None
                first = first.toward(points[1], _EVENT // 2)
            last = meet(target.rect, target.form, points[-1], points[-2])
            lines.append(Line(wire, begin, link.target, (first, *points[1:-1], last), label))
        within = self.frame.lanes[len(self.inside) - 1][1]
        return Drawing(
            self._band(0, within, 0),
            self.level,
            pools,
            tuple(self._stages(within)),
            self._lanes(0, 0, len(self.inside)),
            tuple(shapes),
            tuple(lines),
        )

    def _point(self, point: Point) -> Point:
        return Point(point.x + self.moved[0], point.y + self.moved[1])

    def _shift(self, rect: Rect) -> Rect:
        return rect._replace(x=rect.x + self.moved[0], y=rect.y + self.moved[1])

    # Pools, lanes and stages

    def _band(self, first: int, last: int, behind: int) -> Rect:
        """Return a band across the drawing, behind so many pixels of headers."""
        long = self.header - behind + self.frame.length
        x, y = self.corner
        if self.level:
            return Rect(x + behind, y + first, long, last - first)
        return Rect(x + first, y + behind, last - first, long)

    def _pools(self) -> tuple[Box, ...]:
        """Return the pools of outsiders, each with a gap before it."""
        boxes = []
        for at, lane in enumerate(self.grid.lanes):
            if lane.kind == "external":
                begin, end = self.frame.lanes[at]
                rect = self._band(begin + _POOL_GAP, end, 0)
                boxes.append(Box(lane.id.partition(" ")[2], lane.name, rect))
        return tuple(boxes)

    def _stages(self, within: int) -> Iterator[Box]:
        """Return the stages in which something stands, around the pool, with names outside it."""
        used = {cell.stage for cell in self.grid.cells}
        for at, stage in enumerate(self.plan.chart.stages):
            if at not in used:
                continue
            begin, end = self.frame.stages[at]
            name = stage.name or "?"
            x, y = self.moved
            if self.level:
                rect = Rect(x + begin, y - _BEYOND, end - begin, within + 2 * _BEYOND)
                wide, high = _block(name, max(_LABEL, rect.width - 8))
                label = Rect(rect.x + (rect.width - wide) // 2, rect.y - high - 4, wide, high)
            else:
                rect = Rect(x - _BEYOND, y + begin, within + 2 * _BEYOND, end - begin)
                wide, high = _block(name)
                label = Rect(rect.x - wide - 6, rect.y + (rect.height - high) // 2, wide, high)
            yield Box(stage.id, name, rect, label)

    def _lanes(self, level: int, first: int, last: int) -> tuple[LaneShape, ...]:
        """Return the lanes of a level between two leaves; the space between lanes is theirs."""
        shapes = []
        here = self.heads.get(level, [])
        for at in range(*(bisect_left(here, end, key=_begin) for end in (first, last))):
            head = here[at]
            begin = self.frame.lanes[head.first - 1][1] if head.first else 0
            rect = self._band(begin, self.frame.lanes[head.last][1], _HEADER * (level + 1))
            inside = self._lanes(level + 1, head.first, head.last + 1)
            leaf = None if inside else head.first
            id_ = f"lane.{name_token(head.lane.id)}" + ("" if head.named else ".itself")
            shapes.append(LaneShape(id_, head.lane.id, head.lane.name, rect, inside, leaf))
        return tuple(shapes)

    # Shapes

    def _shape(self, at: int, cell: Cell, room: Rect, ends: Sequence[Point]) -> Shape:
        part = self.parts[at]
        unowned = bool(cell.node and cell.node.unowned)
        rect, label = room.grown(-cell.content.inset), None
        centre = Point(room.x + room.width // 2, room.y + room.height // 2)
        if part.kind in EVENTS:
            far = [min(abs(end.x - centre.x), abs(end.y - centre.y)) for end in ends]
            half = max([_EVENT // 2, *(each + 2 for each in far)])
            rect = Rect(centre.x - half, centre.y - half, 2 * half, 2 * half)
            label = named(_block(part.name), room, rect, ends, is_level=self.level)
        elif part.kind in GATEWAYS and part.name:
            rect = room.grown(-_AROUND)
            label = question(_block(part.name), _block(part.name, 36), room, rect, ends)
        return Shape(self._id(cell), part, cell.lane, unowned, rect, label)

    def _timer(self, wire: Wire, host: int, step: Shape, at: Point, label: Rect | None) -> Shape:
        """Return the timer on a step where the flow of it begins, with the words beside that."""
        half = _EVENT // 2
        rect = Rect(at.x - half, at.y - half, _EVENT, _EVENT)
        part = Part("boundary", wire.name, step.part.step, time=wire.time)
        number = self.ids.get(f"over.{step.id}", 0) + 1
        self.ids[f"over.{step.id}"] = number
        id_ = f"over.{step.id}" + (f".{number}" if number > 1 else "")
        return Shape(id_, part, step.lane, unowned=False, rect=rect, label=label, host=host)

    def _id(self, cell: Cell) -> str:
        """Return a name that changes only with the step, and for an end with its outcome."""
        source, _, outcome = cell.id.partition(" -> ")
        number, _, role = source.partition(" ")
        step = name_token(self.plan.steps[int(number)])
        if cell.node is not None:
            return f"{role or 'step'}.{step}"
        behind = f"{role}." if role.startswith("timer") else ""
        id_ = f"end.{step}.{behind}{name_token(outcome[1:-1].partition(' ')[2])}"
        self.ids[id_] = count = self.ids.get(id_, 0) + 1
        return id_ if count == 1 else f"{id_}.{count}"


def _begin(head: LaneHead) -> int:
    return head.first


def _message(
    wire: Wire, step: int, points: tuple[Point, ...], pool: Box, label: Rect | None
) -> Line:
    """Return a message between a step and a pool, up to where it meets the pool first."""
    kept = [points[0]]
    for here, after in pairwise(points):
        met = entry(here, after, pool.rect)
        kept.append(met or after)
        if met:
            break
    if wire.turned:
        return Line(wire, None, step, tuple(reversed(kept)), label, pool.id)
    return Line(wire, step, None, tuple(kept), label, pool.id)
