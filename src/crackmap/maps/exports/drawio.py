"""A drawing for draw.io: lanes are its swimlanes, steps stand in them, lines join the steps.

Everything has its place from our own layout, so that it opens as it was drawn and moves with its
lane. What a shape cannot show is told in its data, which draw.io shows by *Edit Data*.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import hypot
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps.exports.flowchart import flowchart
from crackmap.maps.layout import grid as grid_of
from crackmap.maps.layout.chart import Chart, Direction, Edge, Node
from crackmap.maps.layout.drawing import lay_out
from crackmap.maps.layout.scene import Box, Lane, Line, Point, Rect, Scene
from crackmap.maps.svg.text import escape
from crackmap.source.characters import clean

_TEXT = "html=1;whiteSpace=wrap;fontFamily=Arial;"
_LANE = f"swimlane;{_TEXT}collapsible=0;recursiveResize=0;fontSize=13;"
_LANES = {
    "department": "fillColor=#e8edf2;swimlaneFillColor=#f6f8fa;strokeColor=#c4ccd5;",
    "team": "fillColor=#f6f8fa;swimlaneFillColor=#ffffff;strokeColor=#c4ccd5;",
    "external": "fillColor=#ffffff;swimlaneFillColor=#ffffff;strokeColor=#57606a;dashed=1;",
    "nobody": "fillColor=#fdecea;swimlaneFillColor=#ffffff;strokeColor=#b3261e;dashed=1;",
}
_STAGE = f"text;{_TEXT}align=center;verticalAlign=middle;fontStyle=1;fontSize=13;"
_SHAPES = {
    "step": "rounded=1;arcSize=12;",
    "decision": "shape=hexagon;perimeter=hexagonPerimeter2;fixedSize=1;size=12;",
    "start": "rounded=1;arcSize=50;",
    "outcome": "ellipse;strokeWidth=2;",
    "reference": "ellipse;dashed=1;",
}
_LINE = f"edgeStyle=orthogonalEdgeStyle;{_TEXT}rounded=1;endArrow=block;endFill=1;fontSize=11;"
_LINES = {
    "flow": "strokeColor=#57606a;",
    "rejection": "strokeColor=#57606a;dashed=1;",
    "handoff": "strokeColor=#0b5cad;strokeWidth=2;",
    "gap": "strokeColor=#b3261e;strokeWidth=2;dashed=1;",
}


def write(graph: ProcessGraph, direction: Direction = "rows") -> str:
    """Return the process as a file of draw.io with one page."""
    chart = flowchart(graph)
    plain = chart._replace(edges=tuple(map(_plain, chart.edges)))
    scene = lay_out(plain, direction, title="")
    edges = [link.edge for link in grid_of.place(chart, direction).links]  # as the scene has them
    return _Drawing(chart, scene, edges).text()


def _plain(edge: Edge) -> Edge:
    """Return an edge with its condition alone: colours say what kind of flow it is."""
    return edge._replace(kind="flow", label=_label(edge), role="")


def _label(edge: Edge) -> str:
    return clean(edge.condition) or ("rejected" if edge.kind == "rejection" else "")


class _Drawing:
    def __init__(self, chart: Chart, scene: Scene, edges: Sequence[Edge]) -> None:
        self.scene, self.edges = scene, edges
        self.nodes = {node.id: node for node in chart.nodes}
        self.parents = {lane.id: lane.parent for lane in chart.lanes}
        self.stages = {stage.id: clean(stage.name) for stage in chart.stages}
        self.lanes = {lane.id: lane for lane in scene.lanes if lane.named}
        self.cells = {id_: f"lane-{number}" for number, id_ in enumerate(self.lanes)}
        self.boxes = {box.id: f"box-{number}" for number, box in enumerate(scene.boxes)}
        self.root = Element("root")

    def text(self) -> str:
        page = {"id": "page", "name": self.scene.name}
        size = {"pageWidth": str(self.scene.width), "pageHeight": str(self.scene.plot.bottom)}
        file = Element("mxfile", {"host": "crackmap"})
        model = SubElement(SubElement(file, "diagram", page), "mxGraphModel", {"grid": "0", **size})
        SubElement(self.root, "mxCell", {"id": "0"})
        SubElement(self.root, "mxCell", {"id": "1", "parent": "0"})
        for number, stage in enumerate(self.scene.stages):
            cell = self._cell(f"stage-{number}", stage.head.title, _STAGE, "1")
            _geometry(cell, stage.head.rect, None)
        for lane in self.lanes.values():
            self._lane(lane)
        for box in self.scene.boxes:
            self._box(box)
        for number, line in enumerate(self.scene.lines):
            self._line(number, line, self.edges[number])
        model.append(self.root)
        indent(file)
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(file, encoding="unicode")}\n'

    def _cell(
        self, id_: str, label: str, style: str, parent: str, data: dict[str, str] | None = None
    ) -> Element:
        """Add a cell; its label is HTML. With `data` it lies in an object that has them."""
        shown = {"style": style, "vertex": "1", "parent": parent}
        if not data:
            return SubElement(self.root, "mxCell", {"id": id_, "value": escape(label), **shown})
        wrapper = {"label": escape(label), **data, "id": id_}
        return SubElement(SubElement(self.root, "object", wrapper), "mxCell", shown)

    def _lane(self, lane: Lane) -> None:
        parent = self.parents.get(lane.id, "")
        rows = self.scene.direction == "rows"
        long = lane.head.rect.width if rows else lane.head.rect.height
        style = f"{_LANE}{_LANES[lane.kind]}horizontal={int(not rows)};startSize={long};"
        cell = self._cell(self.cells[lane.id], lane.head.title, style, self.cells.get(parent, "1"))
        _geometry(cell, _whole(lane), _whole(self.lanes[parent]) if parent in self.lanes else None)

    def _box(self, box: Box) -> None:
        node = self.nodes.get(box.id)
        style = f"{_SHAPES[_shape(box, node)]}{_TEXT}fontSize=12;"
        if node and node.unowned:
            style += "fillColor=#fdecea;strokeColor=#b3261e;dashed=1;"
        else:
            fill = "#fff6dc" if node and (node.decision or node.approval) else "#ffffff"
            style += f"fillColor={fill};strokeColor=#57606a;"
        data = {"stage": self.stages.get(node.stage, ""), "step": clean(node.id)} if node else {}
        if node and (node.decision or node.approval or node.wait):
            data["kind"] = _kind(node)
        label = node.name if node else box.title
        cell = self._cell(self.boxes[box.id], label, style, self.cells[box.lane], data)
        _geometry(cell, box.rect, _whole(self.lanes[box.lane]))

    def _line(self, number: int, line: Line, edge: Edge) -> None:
        source, target = (self._rect(id_) for id_ in (line.source, line.target))
        first, last = line.points[0], line.points[-1]
        ends = f"{_end('exit', first, source)}{_end('entry', last, target)}"
        about = {
            "id": f"line-{number}",
            "value": escape(_label(edge)),
            "style": f"{_LINE}{_LINES[edge.kind]}{ends}",
            "edge": "1",
            "parent": "1",
            "source": self.boxes[line.source],
            "target": self.boxes[line.target],
        }
        cell = SubElement(self.root, "mxCell", about)
        along, beside = _place(line) if line.label else (0.0, Point(0, 0))
        geometry = SubElement(cell, "mxGeometry", {"x": f"{along:.3f}", "relative": "1"})
        geometry.set("as", "geometry")
        if between := line.points[1:-1]:
            points = SubElement(geometry, "Array", {"as": "points"})
            for point in between:
                SubElement(points, "mxPoint", _at(point))
        if line.label:
            SubElement(geometry, "mxPoint", {**_at(beside), "as": "offset"})

    def _rect(self, id_: str) -> Rect:
        return next(box.rect for box in self.scene.boxes if box.id == id_)


def _whole(lane: Lane) -> Rect:
    """Return the area of a lane with its head."""
    head, band = lane.head.rect, lane.band
    left, top = min(head.x, band.x), min(head.y, band.y)
    return Rect(left, top, band.right - left, band.bottom - top)


def _shape(box: Box, node: Node | None) -> str:
    if node is None:
        return "reference" if box.shape == "reference" else "outcome"
    if node.decision or node.approval:
        return "decision"
    return "start" if node.start else "step"


def _kind(node: Node) -> str:
    return "decision" if node.decision else "approval" if node.approval else "wait"


def _geometry(cell: Element, rect: Rect, within: Rect | None) -> None:
    """Place a cell; coordinates are relative to the cell that it lies in."""
    left, top = (within.x, within.y) if within else (0, 0)
    place = {"x": rect.x - left, "y": rect.y - top, "width": rect.width, "height": rect.height}
    values = {key: str(value) for key, value in place.items()}
    SubElement(cell, "mxGeometry", {**values, "as": "geometry"})


def _end(which: str, point: Point, rect: Rect) -> str:
    """Return where a line meets its box, in parts of its width and height."""
    x, y = (point.x - rect.x) / rect.width, (point.y - rect.y) / rect.height
    along, down = (f"{min(max(part, 0), 1):.3g}" for part in (x, y))
    return f"{which}X={along};{which}Y={down};{which}Dx=0;{which}Dy=0;"


def _place(line: Line) -> tuple[float, Point]:
    """Return where words stand: how far along the line, from -1 to 1, and how far beside it."""
    assert line.label is not None
    rect = line.label.rect
    x, y = rect.x + rect.width // 2, rect.y + rect.height // 2
    best: tuple[float, float, Point] | None = None
    done = 0.0
    for start, end in pairwise(line.points):
        long = hypot(end.x - start.x, end.y - start.y)
        part = 0.0
        if long:
            part = ((x - start.x) * (end.x - start.x) + (y - start.y) * (end.y - start.y)) / long**2
            part = min(max(part, 0.0), 1.0)
        nearest = Point(
            round(start.x + part * (end.x - start.x)), round(start.y + part * (end.y - start.y))
        )
        away = hypot(x - nearest.x, y - nearest.y)
        if best is None or away < best[0]:
            best = (away, done + part * long, Point(x - nearest.x, y - nearest.y))
        done += long
    assert best is not None
    return (2 * best[1] / done - 1 if done else 0.0), best[2]


def _at(point: Point) -> dict[str, str]:
    return {"x": str(point.x), "y": str(point.y)}
