"""BPMN 2.0 with its drawing: one participant, a lane for each department, nested for teams."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps.exports.bpmn_layout import Drawing, Kind, LaneShape, Line, lay_out
from crackmap.maps.layout.chart import Direction
from crackmap.maps.layout.labels import words_of
from crackmap.maps.layout.scene import Rect
from crackmap.maps.svg.text import name_token
from crackmap.source.characters import clean

OURS = "urn:crackmap:bpmn"  # the namespace of what only this program reads
_NAMESPACES = {
    "xmlns:bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "xmlns:bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "xmlns:dc": "http://www.omg.org/spec/DD/20100524/DC",
    "xmlns:di": "http://www.omg.org/spec/DD/20100524/DI",
    "xmlns:color": "http://www.omg.org/spec/BPMN/non-normative/color/1.0",
    "xmlns:crackmap": OURS,
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
TAGS: dict[Kind, str] = {
    "task": "bpmn:task",
    "start": "bpmn:startEvent",
    "end": "bpmn:endEvent",
    "timer": "bpmn:intermediateCatchEvent",
    "exclusive": "bpmn:exclusiveGateway",
    "parallel": "bpmn:parallelGateway",
}
_LINES = {"handoff": "#0b5cad", "gap": "#b3261e"}
_UNOWNED = {"color:background-color": "#fdecea", "color:border-color": "#b3261e"}


def write(graph: ProcessGraph, direction: Direction = "rows") -> str:
    """Return the process as a BPMN file; bpmn-js and other modellers open it as it is drawn."""
    drawing = lay_out(graph, direction)
    own, name = name_token(graph.process.id), clean(graph.process.name)
    ids = {"targetNamespace": f"urn:crackmap:{own}", "exporter": "crackmap"}
    root = Element("bpmn:definitions", {"id": "definitions", **_NAMESPACES, **ids})
    process = f"process.{own}"
    collaboration = SubElement(root, "bpmn:collaboration", {"id": "collaboration"})
    participant = {"id": "participant", "name": name, "processRef": process}
    SubElement(collaboration, "bpmn:participant", participant)
    _process(SubElement(root, "bpmn:process", {"id": process, "isExecutable": "false"}), drawing)
    diagram = SubElement(root, "bpmndi:BPMNDiagram", {"id": "diagram"})
    plane = {"id": "plane", "bpmnElement": "collaboration"}
    _plane(SubElement(diagram, "bpmndi:BPMNPlane", plane), drawing)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _flow_id(at: int) -> str:
    return f"flow.{at}"


def _process(parent: Element, drawing: Drawing) -> None:
    _lanes(parent, "bpmn:laneSet", "lanes", drawing.lanes, drawing)
    for at, shape in enumerate(drawing.shapes):
        name = {"name": shape.name} if shape.name else {}
        node = SubElement(parent, TAGS[shape.kind], {"id": shape.id, **name})
        for number, line in enumerate(drawing.lines):
            if line.target == at:
                SubElement(node, "bpmn:incoming").text = _flow_id(number)
        for number, line in enumerate(drawing.lines):
            if line.source == at:
                SubElement(node, "bpmn:outgoing").text = _flow_id(number)
        if shape.kind == "timer":
            timer = SubElement(node, "bpmn:timerEventDefinition", {"id": f"{shape.id}.time"})
            formal = {"xsi:type": "bpmn:tFormalExpression"}
            SubElement(timer, "bpmn:timeDuration", formal).text = shape.time
    for number, line in enumerate(drawing.lines):
        words = words_of(line.edge)
        flow = {
            "id": _flow_id(number),
            **({"name": words} if words else {}),
            "sourceRef": drawing.shapes[line.source].id,
            "targetRef": drawing.shapes[line.target].id,
        }
        element = SubElement(parent, "bpmn:sequenceFlow", flow)
        if words:
            told = {"kind": line.edge.kind, "when": clean(line.edge.condition)}
            extension = SubElement(element, "bpmn:extensionElements")
            SubElement(extension, "crackmap:flow", told)


def _lanes(
    parent: Element, tag: str, id_: str, lanes: Sequence[LaneShape], drawing: Drawing
) -> None:
    holder = SubElement(parent, tag, {"id": id_})
    for lane in lanes:
        name = {"name": lane.name} if lane.name else {}
        element = SubElement(holder, "bpmn:lane", {"id": lane.id, **name})
        if lane.inside:
            _lanes(element, "bpmn:childLaneSet", f"{lane.id}.lanes", lane.inside, drawing)
            continue
        for shape in drawing.shapes:
            if shape.lane == lane.leaf:
                SubElement(element, "bpmn:flowNodeRef").text = shape.id


def _plane(plane: Element, drawing: Drawing) -> None:
    level = {"isHorizontal": "true" if drawing.level else "false"}
    _shape(plane, "participant", drawing.pool, level)
    _lane_shapes(plane, drawing.lanes, level)
    for shape in drawing.shapes:
        colours = _UNOWNED if shape.unowned else {}
        marker = {"isMarkerVisible": "true"} if shape.kind == "exclusive" else {}
        _shape(plane, shape.id, shape.rect, {**marker, **colours}, shape.label)
    for number, line in enumerate(drawing.lines):
        _edge(plane, _flow_id(number), line)


def _lane_shapes(plane: Element, lanes: Sequence[LaneShape], level: dict[str, str]) -> None:
    for lane in lanes:
        _shape(plane, lane.id, lane.rect, level)
        _lane_shapes(plane, lane.inside, level)


def _shape(
    plane: Element, id_: str, rect: Rect, extra: dict[str, str], label: Rect | None = None
) -> None:
    named = {"id": f"{id_}.shape", "bpmnElement": id_, **extra}
    element = SubElement(plane, "bpmndi:BPMNShape", named)
    _bounds(element, rect)
    if label:
        _bounds(SubElement(element, "bpmndi:BPMNLabel"), label)


def _bounds(parent: Element, rect: Rect) -> None:
    sizes = {"x": rect.x, "y": rect.y, "width": rect.width, "height": rect.height}
    SubElement(parent, "dc:Bounds", {key: str(size) for key, size in sizes.items()})


def _edge(plane: Element, id_: str, line: Line) -> None:
    colour = _LINES.get(line.edge.kind)
    extra = {"color:border-color": colour} if colour else {}
    element = SubElement(
        plane, "bpmndi:BPMNEdge", {"id": f"{id_}.shape", "bpmnElement": id_, **extra}
    )
    for point in line.points:
        SubElement(element, "di:waypoint", {"x": str(point.x), "y": str(point.y)})
    if line.label:
        _bounds(SubElement(element, "bpmndi:BPMNLabel"), line.label)
