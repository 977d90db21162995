"""BPMN 2.0 with its drawing: a pool with a lane for each department, and a pool for each outsider.

Stages are groups, and what BPMN cannot say stands in elements of our own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from crackmap.graph.process_graph import ProcessGraph
from crackmap.history.fields import Words, said
from crackmap.language.process import Handoff
from crackmap.maps.exports.bpmn20 import kept
from crackmap.maps.exports.bpmn20.drawing import Drawing, LaneShape, Line, Shape
from crackmap.maps.exports.bpmn20.parts import GATEWAYS, Kind
from crackmap.maps.exports.bpmn20.placing import lay_out
from crackmap.maps.layout.chart import Direction
from crackmap.maps.layout.scene import Rect
from crackmap.maps.svg.text import name_token
from crackmap.source.characters import clean

_NAMESPACES = {
    "xmlns:bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "xmlns:bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "xmlns:dc": "http://www.omg.org/spec/DD/20100524/DC",
    "xmlns:di": "http://www.omg.org/spec/DD/20100524/DI",
    "xmlns:color": "http://www.omg.org/spec/BPMN/non-normative/color/1.0",
    "xmlns:crackmap": kept.OURS,
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
_CATCH = "bpmn:intermediateCatchEvent"
TAGS: dict[Kind, str] = {
    "task": "bpmn:task",
    "approval": "bpmn:userTask",
    "receive": "bpmn:receiveTask",
    "start": "bpmn:startEvent",
    "message start": "bpmn:startEvent",
    "end": "bpmn:endEvent",
    "timer": _CATCH,
    "message": _CATCH,
    "condition": _CATCH,
    "boundary": "bpmn:boundaryEvent",
    "exclusive": "bpmn:exclusiveGateway",
    "inclusive": "bpmn:inclusiveGateway",
    "parallel": "bpmn:parallelGateway",
}
_FORMAL = {"xsi:type": "bpmn:tFormalExpression"}
_LINES = {"handoff": "#0b5cad", "gap": "#b3261e"}
_UNOWNED = {"color:background-color": "#fdecea", "color:border-color": "#b3261e"}


def write(graph: ProcessGraph, direction: Direction = "rows") -> str:
    """Return the process as a BPMN file; bpmn-js and other modellers open it as it is drawn."""
    return _Writing(graph, lay_out(graph, direction)).text()


class _Writing:
    """Writes the elements of a file, the process before its drawing."""

    def __init__(self, graph: ProcessGraph, drawing: Drawing) -> None:
        self.graph, self.drawing = graph, drawing
        self.flow_ids = {
            id(line): f"{'message' if line.wire.message else 'flow'}.{number}"
            for number, line in enumerate(drawing.lines)
        }
        self.flows = [line for line in drawing.lines if not line.wire.message]
        self.messages = [line for line in drawing.lines if line.wire.message]
        self.incoming: dict[int, list[Line]] = {}
        self.outgoing: dict[int, list[Line]] = {}
        for line in self.flows:
            self.incoming.setdefault(line.target or 0, []).append(line)
            self.outgoing.setdefault(line.source or 0, []).append(line)
        owners = {name for step in graph.steps for name in graph.owner(step).names}
        self.owners = owners | {*graph.departments}
        self.lanes = dict(_leaves(drawing.lanes))
        self.on_lane: dict[int | None, list[Shape]] = {}
        for shape in drawing.shapes:
            self.on_lane.setdefault(shape.lane, []).append(shape)
        names = {id_: graph.organisation.name(id_) for id_ in graph.departments}
        self.words = Words({"department": names})
        self.shown = {id(line.wire.tells.written) for line in self.flows if line.wire.tells}

    def text(self) -> str:
        process = self.graph.process
        own, name = name_token(process.id), clean(process.name) or "?"
        ids = {"targetNamespace": f"urn:crackmap:{own}", "exporter": "crackmap"}
        root = Element("bpmn:definitions", {"id": "definitions", **_NAMESPACES, **ids})
        for stage in self.drawing.stages:
            token = name_token(stage.id)
            category = SubElement(root, "bpmn:category", {"id": f"category.{token}"})
            value = {"id": f"stage.{token}", "value": clean(stage.name) or "?"}
            SubElement(category, "bpmn:categoryValue", value)
        collaboration = SubElement(root, "bpmn:collaboration", {"id": "collaboration"})
        self._collaboration(collaboration, f"process.{own}", name)
        element = SubElement(
            root, "bpmn:process", {"id": f"process.{own}", "isExecutable": "false"}
        )
        self._process(element)
        diagram = SubElement(root, "bpmndi:BPMNDiagram", {"id": "diagram"})
        plane = {"id": "plane", "bpmnElement": "collaboration"}
        self._plane(SubElement(diagram, "bpmndi:BPMNPlane", plane))
        indent(root)
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'

    def _collaboration(self, parent: Element, process: str, name: str) -> None:
        participant = {"id": "participant", "name": name, "processRef": process}
        SubElement(parent, "bpmn:participant", participant)
        for pool in self.drawing.pools:
            outsider = {"id": f"pool.{name_token(pool.id)}", "name": pool.name}
            SubElement(parent, "bpmn:participant", outsider)
        for line in self.messages:
            ends = {
                "sourceRef": self._end(line, line.source),
                "targetRef": self._end(line, line.target),
            }
            named = {"name": line.wire.name} if line.wire.name else {}
            message = SubElement(
                parent, "bpmn:messageFlow", {"id": self.flow_ids[id(line)], **named, **ends}
            )
            kept.keep(message, Element("crackmap:message"))
        for stage in self.drawing.stages:
            token = name_token(stage.id)
            told = {"id": f"group.{token}", "categoryValueRef": f"stage.{token}"}
            SubElement(parent, "bpmn:group", told)

    def _end(self, line: Line, at: int | None) -> str:
        return f"pool.{name_token(line.pool)}" if at is None else self.drawing.shapes[at].id

    # The process

    def _process(self, parent: Element) -> None:
        _document(parent, self.graph.process.description or "")
        kept.keep(parent, kept.of_process(self.graph))
        self._lanes(parent, "bpmn:laneSet", "lanes", self.drawing.lanes)
        for at, shape in enumerate(self.drawing.shapes):
            if shape.part.kind != "port":
                self._node(parent, at, shape)
        for line in self.flows:
            self._flow(parent, line)

    def _lanes(self, parent: Element, tag: str, id_: str, lanes: Sequence[LaneShape]) -> None:
        holder = SubElement(parent, tag, {"id": id_})
        for lane in lanes:
            element = SubElement(holder, "bpmn:lane", {"id": lane.id, "name": lane.name})
            kept.keep(element, kept.of_lane(self._known(lane.department), lane.name))
            for shape in self.on_lane.get(lane.leaf, ()):
                if shape.part.kind != "port":
                    SubElement(element, "bpmn:flowNodeRef").text = shape.id
            if lane.inside:
                self._lanes(element, "bpmn:childLaneSet", f"{lane.id}.lanes", lane.inside)

    def _node(self, parent: Element, at: int, shape: Shape) -> None:
        part = shape.part
        told = {"id": shape.id, **({"name": part.name} if part.name else {})}
        if shape.host is not None:
            told["attachedToRef"] = self.drawing.shapes[shape.host].id
        incoming, outgoing = self.incoming.get(at, []), self.outgoing.get(at, [])
        default = next((line for line in outgoing if line.wire.default), None)
        if default:
            told["default"] = self.flow_ids[id(default)]
        node = SubElement(parent, TAGS[part.kind], told)
        self._told(node, shape)
        for line in incoming:
            SubElement(node, "bpmn:incoming").text = self.flow_ids[id(line)]
        for line in outgoing:
            SubElement(node, "bpmn:outgoing").text = self.flow_ids[id(line)]
        _define(node, shape)

    def _told(self, node: Element, shape: Shape) -> None:
        """Say of a step what its shape does not; of a gateway and a timer that they are ours."""
        part, step = shape.part, self.graph.steps[shape.part.step]
        if part.own:
            _document(node, step.description or "")
            lane = None if part.pool else self._known(self.lanes[shape.lane])
            kept.keep(node, kept.of_step(self.graph, step, lane, self.shown))
        elif part.time is not None:
            kept.keep(node, kept.of_timer(part.time))
        elif part.kind in GATEWAYS:
            kept.keep(node, Element("crackmap:gateway"))

    def _known(self, department: str) -> str:
        """Return whose a lane is: empty where it is nobody's."""
        return department if department in self.owners else ""

    def _flow(self, parent: Element, line: Line) -> None:
        wire = line.wire
        source, target = self._end(line, line.source), self._end(line, line.target)
        named = {"name": wire.name} if wire.name and not wire.boundary else {}
        ends = {"sourceRef": source, "targetRef": target}
        flow = SubElement(
            parent, "bpmn:sequenceFlow", {"id": self.flow_ids[id(line)], **named, **ends}
        )
        handoff = wire.tells.handoff if wire.tells and not wire.tells.implied_rejection else None
        if handoff is not None:
            _document(flow, "\n".join(_agreed(handoff, self.words)))
        if wire.tells or wire.ends:
            before = self.drawing.shapes[line.source or 0].part
            timed = before.time is not None and not before.own
            kept.keep(flow, kept.of_flow(wire.tells, wire.label, timed=timed))
        if wire.condition and not wire.boundary:
            SubElement(flow, "bpmn:conditionExpression", _FORMAL).text = wire.condition

    # The drawing

    def _plane(self, plane: Element) -> None:
        level = {"isHorizontal": "true" if self.drawing.level else "false"}
        _shape(plane, "participant", self.drawing.pool, level)
        for pool in self.drawing.pools:
            _shape(plane, f"pool.{name_token(pool.id)}", pool.rect, level)
        self._lane_shapes(plane, self.drawing.lanes, level)
        for shape in self.drawing.shapes:
            if shape.part.kind == "port":
                continue
            colours = _UNOWNED if shape.unowned else {}
            marker = {"isMarkerVisible": "true"} if shape.part.kind == "exclusive" else {}
            _shape(plane, shape.id, shape.rect, {**marker, **colours}, shape.label)
        for line in self.drawing.lines:
            _edge(plane, self.flow_ids[id(line)], line)
        for stage in self.drawing.stages:
            _shape(plane, f"group.{name_token(stage.id)}", stage.rect, {}, stage.label)

    def _lane_shapes(
        self, plane: Element, lanes: Sequence[LaneShape], level: dict[str, str]
    ) -> None:
        for lane in lanes:
            _shape(plane, lane.id, lane.rect, level)
            self._lane_shapes(plane, lane.inside, level)


def _leaves(lanes: Sequence[LaneShape]) -> Iterator[tuple[int, str]]:
    for lane in lanes:
        if lane.leaf is not None:
            yield lane.leaf, lane.department
        yield from _leaves(lane.inside)


def _define(node: Element, shape: Shape) -> None:
    """Say what an event waits for."""
    kind, id_ = shape.part.kind, f"{shape.id}.what"
    if kind in ("timer", "boundary") and shape.part.time is not None:
        timer = SubElement(node, "bpmn:timerEventDefinition", {"id": id_})
        SubElement(timer, "bpmn:timeDuration", _FORMAL).text = shape.part.time.iso
    elif kind in ("message", "message start"):
        SubElement(node, "bpmn:messageEventDefinition", {"id": id_})
    elif kind == "condition":
        definition = SubElement(node, "bpmn:conditionalEventDefinition", {"id": id_})
        SubElement(definition, "bpmn:condition", _FORMAL).text = shape.part.name


def _document(parent: Element, words: str) -> None:
    if words:
        SubElement(parent, "bpmn:documentation").text = kept.text(words)


def _agreed(handoff: Handoff, words: Words) -> Iterator[str]:
    """Return an agreement in words, a line for each of its fields."""
    named = [handoff.name, f"({handoff.id})" if handoff.id else ""]
    yield f"Handoff: {' '.join(part for part in named if part)}".removesuffix(": ")
    for key, value in said(handoff, words, ("name", "accept")).items():
        shown = value.shown if isinstance(value.shown, str) else ", ".join(value.shown)
        yield f"{key.capitalize()}: {shown}"


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
    colour = _LINES.get(line.wire.edge.kind) if not line.wire.message else None
    extra = {"color:border-color": colour} if colour else {}
    element = SubElement(
        plane, "bpmndi:BPMNEdge", {"id": f"{id_}.shape", "bpmnElement": id_, **extra}
    )
    for point in line.points:
        SubElement(element, "di:waypoint", {"x": str(point.x), "y": str(point.y)})
    if line.label:
        _bounds(SubElement(element, "bpmndi:BPMNLabel"), line.label)
