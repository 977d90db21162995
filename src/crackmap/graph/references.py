"""References: the words of a process, and of what it shares, that name what is declared elsewhere.

Steps and handoffs are left out: their names are resolved where flows are made.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Any, NamedTuple, TypeAlias

from crackmap.graph.flow import Flow
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.element import Element
from crackmap.language.process import (
    Agreed,
    Department,
    Goal,
    Handoff,
    Process,
    Rejection,
    Stage,
    Step,
)
from crackmap.language.texts import fold
from crackmap.language.values import Level, Owner
from crackmap.source.nodes import ListNode
from crackmap.source.span import Span

Referrer: TypeAlias = "Process | Stage | Step | Flow | Department | Handoff | Goal"

# What each key names: "owner" whoever does, answers or acts, "department" what is told of the whole
# (both must be departments), "goal", "source"; and words that may name a department and need not:
# "system", "superior", and "way back" (of a rejection).
_KEYS: dict[type[Element], tuple[tuple[str, str], ...]] = {
    Process: (("owner", "department"),),
    Department: (
        ("part_of", "department"),
        ("accountable", "owner"),
        ("fallback", "owner"),
        ("backup", "owner"),
        ("reports_to", "superior"),
        ("goals", "goal"),
    ),
    Goal: (("conflicts_with", "goal"),),
    Handoff: (("from", "owner"), ("to", "owner"), ("escalation", "owner"), ("channel", "system")),
    Rejection: (("to", "way back"),),
    Agreed: (("by", "owner"),),
    Stage: (("owner", "owner"), ("escalation", "owner"), ("stakeholders", "department")),
    Step: (
        ("owner", "owner"),
        ("contributors", "owner"),
        ("consulted", "owner"),
        ("informed", "owner"),
        ("escalation", "owner"),
        ("system", "system"),
        ("serves", "goal"),
    ),
}


# Beside each key the name of the field that holds it: `from` is a word of Python.
_FIELDS = {
    element: tuple((key, element.keys[key], kind) for key, kind in keys)
    for element, keys in _KEYS.items()
}


class Reference(NamedTuple):
    """A word that names something: `kind` says what, `key` of `element` is where it stands.

    `place` is what a finding about it is about: a flow for what stands in a handoff in place.
    """

    word: str
    kind: str
    place: Referrer
    element: Element
    key: str
    item: int | None = None
    at: Span | None = None

    @property
    def span(self) -> Span:
        """The place of the word itself."""
        if self.at:
            return self.at
        mapping = self.element.mapping
        written = mapping.get(self.key) if mapping else None
        if isinstance(written, ListNode):  # placeholders were left out of the element's own list
            for index in range(self.item or 0, len(written)):
                text = written[index]
                if isinstance(text, str) and text.strip() == self.word:
                    return written.span(index)
        return self.element.span(self.key)

    def is_known(self, known: Container[str]) -> bool:
        """Return whether the word is `known`, as it stands or as an agreeing claim has it."""
        if self.word in known or self.kind == "source":
            return self.word in known
        claims = self.element.claims(self.key)
        words = (word for claim in claims for word, _, _ in _words(claim.says))
        return any(fold(word) == fold(self.word) and word in known for word in words)


def refers_to(element: type[Element], key: str) -> str:
    """Return the kind of what words under `key` name; empty where they name nothing."""
    return dict(_KEYS.get(element, ())).get(key, "")


def elements(graph: ProcessGraph) -> Iterator[tuple[Element, Referrer]]:
    """Return every element of the process file, and what a finding about it is about.

    Behind them come the elements of crackmap.yaml that concern it.
    """
    process = graph.process
    yield process, process
    for table in (process.departments, process.goals):
        for element in table.values():
            yield element, element
    for handoff in process.handoffs.values():
        yield from _with_parts(handoff, handoff)
    for stage in process.stages:
        yield stage, stage
        for step in stage.steps:
            yield step, step
    for flow in graph.flows:
        if flow.written:
            yield flow.written, flow
            if flow.handoff and not flow.handoff_id:
                yield from _with_parts(flow.handoff, flow)
    yield from _shared(graph)


def _shared(graph: ProcessGraph) -> Iterator[tuple[Element, Referrer]]:
    """Return the elements of crackmap.yaml; of its handoffs, those that the process names.

    A handoff of others may name departments that only they declare.
    """
    for table in (graph.around.departments, graph.around.goals):
        for element in table.values():
            yield element, element
    named = dict.fromkeys(flow.handoff for flow in graph.flows if flow.handoff_id)
    for handoff in named:
        if handoff and handoff.id in graph.around.handoffs:
            yield from _with_parts(handoff, handoff)


def in_place(graph: ProcessGraph) -> dict[Handoff, Flow]:
    """Return the handoffs that are written in place, each with its flow."""
    return {flow.handoff: flow for flow in graph.flows if flow.handoff and not flow.handoff_id}


def _with_parts(handoff: Handoff, place: Referrer) -> Iterator[tuple[Element, Referrer]]:
    yield handoff, place
    if handoff.rejection:
        yield handoff.rejection, place
    for yes in handoff.agreed:
        yield yes, place


def references(graph: ProcessGraph, *kinds: str) -> Iterator[Reference]:
    """Return the references of the process and of what it shares, in the order of `elements`.

    Those of these `kinds`; all where none is named.
    """
    fields = {
        element: tuple(field for field in fields if field[2] in kinds or not kinds)
        for element, fields in _FIELDS.items()
    }
    sources = "source" in kinds or not kinds
    for element, place in elements(graph):
        claimed = element.claimed_keys()
        for key, field, kind in fields.get(type(element), ()):
            value = getattr(element, field)
            if not value:
                continue
            if key in claimed:
                for claim in element.claims(key):
                    for word, _, span in _words(claim.says):
                        yield Reference(word, kind, place, element, key, None, span or claim.span)
            elif type(value) is str:
                yield Reference(value, kind, place, element, key)
            else:
                for word, index, span in _words(value):
                    yield Reference(word, kind, place, element, key, index, span)
        for key in claimed if sources else ():
            for claim in element.claims(key):
                if claim.source:
                    at = claim.source_span
                    yield Reference(claim.source, "source", place, element, key, None, at)


def _words(value: Any) -> Iterator[tuple[str, int | None, Span | None]]:
    """Return the words of a value, each with its place: an index into a list, or a span."""
    if isinstance(value, str):
        yield value, None, None
        return
    for index, item in enumerate(value):
        if isinstance(item, Level):
            yield item.to, index, item.span
        elif not isinstance(item, Owner):
            yield item, index, None
        elif item.who:
            yield item.who, None, item.span
