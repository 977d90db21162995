"""What BPMN cannot say of a process, as elements of our own: there and back is the same process.

An element is called by its key; one that stands for a list comes as often as the list has items,
and a table holds an `entry` for each id, its `key`. What the drawing says is not said twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from crackmap.graph.flow import Flow
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Process, Stage, Step
from crackmap.language.values import Duration
from crackmap.source.characters import NOT_IN_XML, REPLACEMENT, clean

OURS = "urn:crackmap:bpmn"  # the namespace of what only this program reads
_TABLES = ("departments", "handoffs", "goals", "sources")


def keep(parent: Element, element: Element | None) -> None:
    """Put an element of ours into one of BPMN."""
    if element is not None:
        SubElement(parent, "bpmn:extensionElements").append(element)


def of_process(graph: ProcessGraph) -> Element:
    """Return what a process says of itself, and of what its steps refer to."""
    process = graph.process
    element = Element("crackmap:process", {"key": text(process.id)})
    written = _without(process, "id", "stages", *_documented(process))
    _leave_out(written, "process")
    for table in _TABLES:
        written.pop(table, None)
        if entries := _table(graph, table):
            written[table] = entries
    _put_all(element, written, Process)
    stages = SubElement(element, "crackmap:stages")
    for stage in process.stages:
        one = SubElement(stages, "crackmap:stage", {"key": text(stage.id)})
        _put_all(one, _without(stage, "id", "steps"), Stage)
    return element


def of_step(graph: ProcessGraph, step: Step, lane: str | None, shown: set[int]) -> Element:
    """Return what a step says besides its name.

    The `lane` in which it stands is that of a department or nobody's, None for an outsider's step.
    The flows that are `shown`, by their ids in memory, say the rest themselves; the others, which
    lead nowhere, stand here.
    """
    told = {"key": text(step.id), "stage": text(graph.stage(step).id)}
    if lane is not None:
        told["lane"] = text(lane)
    if step.next is not None:
        told["next"] = "written"
    element = Element("crackmap:step", told)
    written = _without(step, "id", "next", *_documented(step))
    _leave_out(written, "name")
    if step.outcome:
        _leave_out(written, "outcome")
    _put_all(element, written, Step)
    for at, flow in enumerate(step.next or ()):
        if id(flow) not in shown and flow.mapping is not None:
            _put(element, "next", dict(flow.mapping), {"at": str(at)})
    return element


def of_flow(flow: Flow | None, label: str, *, timed: bool) -> Element:
    """Return what a flow says besides its ends and its condition; None is the end of a step.

    Its `label` says more or less than the condition. The time after which it is taken is that of
    the timer before it, where it is `timed`.
    """
    if flow is None:
        return Element("crackmap:flow", {"of": "outcome"})
    if flow.implied_rejection:
        return Element("crackmap:rejection")
    element = Element("crackmap:flow")
    if flow.written is None:
        element.set("implied", "true")
        return element
    siblings = flow.source.next or ()
    element.set("at", str(siblings.index(flow.written)))
    if not (flow.written.to or flow.written.outcome):
        element.set("implied", "true")
    written: dict[str, Any] = dict(flow.written.mapping or {})
    if label != clean(flow.when or ""):
        element.set("label", label)
    if timed and isinstance(written.get("after"), str):
        del written["after"]
    if not flow.other_process:
        written.pop("to", None)
    if flow.outcome:
        _leave_out(written, "outcome")
    if flow.when and "label" not in element.attrib:
        _leave_out(written, "when")
    _put_all(element, written, type(flow.written))
    return element


def of_lane(department: str, name: str) -> Element:
    """Return whose a lane is, and how it was called."""
    return Element("crackmap:lane", {"department": text(department), "name": name})


def of_timer(time: Duration) -> Element:
    """Return the time of a timer as it is written, and how BPMN says it."""
    element = Element("crackmap:timer", {"iso": time.iso})
    element.text = time.text
    return element


def text(words: str) -> str:
    """Return words without what XML lets no file contain."""
    return re.sub(NOT_IN_XML, REPLACEMENT, words)


def _documented(holder: Process | Step) -> Iterator[str]:
    """Return the key of a description that the documentation tells."""
    if isinstance(_raw(holder).get("description"), str) and holder.description:
        yield "description"


def _leave_out(written: dict[str, Any], key: str) -> None:
    """Take a text out that the drawing has as it is."""
    if isinstance(written.get(key), str) and clean(written[key]) == written[key]:
        del written[key]


def _without(holder: Process | Stage | Step, *keys: str) -> dict[str, Any]:
    return {key: value for key, value in _raw(holder).items() if key not in keys}


def _raw(holder: Process | Stage | Step) -> dict[str, Any]:
    """Return what is written of an element, as it is written."""
    return holder.mapping if holder.mapping is not None else {}


def _put_all(element: Element, written: Mapping[str, Any], kind: Any) -> None:
    for key, value in written.items():
        if key in kind.keys:
            _put(element, key, value)


def _put(parent: Element, key: str, value: Any, told: Mapping[str, str] | None = None) -> None:
    """Add what stands under a key; nothing, and an empty list, are an empty element."""
    for item in value if isinstance(value, list) and value else [value]:
        element = SubElement(parent, f"crackmap:{key}", dict(told or {}))
        if item == {}:
            element.set("of", "nothing")
        elif isinstance(item, dict):
            for inner, part in item.items():
                if key in _TABLES:
                    _put(element, "entry", part, {"key": text(inner)})
                else:
                    _put(element, inner, part)
        elif item is not None and not isinstance(item, list):
            element.text = text(str(item))
            if isinstance(value, list) and len(value) == 1:
                element.set("of", "list")


def _table(graph: ProcessGraph, table: str) -> Any:
    """Return a table of the process, and what it uses of those that processes share."""
    process = graph.process
    own = _raw(process).get(table)
    known = getattr(process, table)
    others = {
        id_: element for id_, element in getattr(graph.around, table).items() if id_ not in known
    }
    used = _used(graph) if others else ()
    shared = {id_: dict(element.mapping or {}) for id_, element in others.items() if id_ in used}
    if isinstance(own, dict):
        own = {id_: entry for id_, entry in own.items() if id_ in known}
    elif shared and own is not None:
        own = dict.fromkeys(own if isinstance(own, list) else [own])
    return {**(own or {}), **shared} if shared else own


def _used(graph: ProcessGraph) -> frozenset[str]:
    """Return all words that stand in the process, and in what it shares and refers to."""
    words = set(_words(graph.process.mapping))
    while True:
        more = {
            word
            for table in _TABLES
            for id_, element in getattr(graph.around, table).items()
            if id_ in words
            for word in _words(element.mapping)
        }
        if more <= words:
            return frozenset(words)
        words |= more


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for part in value.values():
            yield from _words(part)
    elif isinstance(value, list):
        for part in value:
            yield from _words(part)
    elif isinstance(value, str):
        yield value
