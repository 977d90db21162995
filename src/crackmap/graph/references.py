"""References: the words of a process, and of what it shares, that name what is declared elsewhere.

Steps and handoffs are left out: their names are resolved where flows are made.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import Any, NamedTuple, TypeAlias

from crackmap.graph.flow import Flow
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.element import Element
from crackmap.language.field_types import Owner
from crackmap.language.process import Department, Goal, Handoff, Process, Rejection, Stage, Step
from crackmap.language.values import fold, id_of
from crackmap.source.nodes import ListNode
from crackmap.source.span import Span
from crackmap.source.words import nearest

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
    element: tuple((key, element.keys[key][0], kind) for key, kind in keys)
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
        """Tell whether the word is `known`, as it stands or as another claim that agrees has it."""
        if self.word in known or self.kind == "source":
            return self.word in known
        claims = self.element.claims(self.key)
        words = (word for claim in claims for word, _, _ in _words(claim.says))
        return any(fold(word) == fold(self.word) and word in known for word in words)


def elements(graph: ProcessGraph) -> Iterator[tuple[Element, Referrer]]:
    """Give every element of the process file, and what a finding about it is about.

    Behind them come the elements of crackmap.yaml that concern it.
    """
    process = graph.process
    yield process, process
    for table in (process.departments, process.goals):
        for one in table.values():
            yield one, one
    for handoff in process.handoffs.values():
        yield from _with_rejection(handoff, handoff)
    for stage in process.stages:
        yield stage, stage
        for step in stage.steps:
            yield step, step
    for flow in graph.flows:
        if flow.written:
            yield flow.written, flow
            if flow.handoff and not flow.handoff_id:
                yield from _with_rejection(flow.handoff, flow)
    yield from _shared(graph)


def _shared(graph: ProcessGraph) -> Iterator[tuple[Element, Referrer]]:
    """Give the elements of crackmap.yaml; of its handoffs, those that the process names.

    A handoff of others may name departments that only they declare.
    """
    for table in (graph.around.departments, graph.around.goals):
        for one in table.values():
            yield one, one
    named = dict.fromkeys(flow.handoff for flow in graph.flows if flow.handoff_id)
    for handoff in named:
        if handoff and handoff.id in graph.around.handoffs:
            yield from _with_rejection(handoff, handoff)


def in_place(graph: ProcessGraph) -> dict[Handoff, Flow]:
    """Give the handoffs that are written in place, each with its flow."""
    return {flow.handoff: flow for flow in graph.flows if flow.handoff and not flow.handoff_id}


def _with_rejection(handoff: Handoff, place: Referrer) -> Iterator[tuple[Element, Referrer]]:
    yield handoff, place
    if handoff.rejection:
        yield handoff.rejection, place


def references(graph: ProcessGraph) -> Iterator[Reference]:
    """Give all references of the process and of what it shares, in the order of `elements`."""
    for element, place in elements(graph):
        claimed = element.claimed_keys()
        for key, field, kind in _FIELDS.get(type(element), ()):
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
        for key in claimed:
            for claim in element.claims(key):
                if claim.source:
                    at = claim.source_span
                    yield Reference(claim.source, "source", place, element, key, None, at)


def _words(value: Any) -> Iterator[tuple[str, int | None, Span | None]]:
    """Give the words of a value, each with its place: an index into a list, or a span."""
    if isinstance(value, str):
        yield value, None, None
        return
    for index, item in enumerate(value):
        if not isinstance(item, Owner):
            yield item, index, None
        elif item.who:
            yield item.who, None, item.span


class Spelling:
    """What an unknown word was most likely meant to be: ids, and the names of what they stand for.

    Words are compared letter by letter only up to a limit: in a file with thousands of unknown
    words a suggestion is not what is missing.
    """

    _MOST_COMPARISONS = 50_000

    def __init__(self, known: Iterable[tuple[str, str]]) -> None:
        """Keep the `known` ids, each with its name; nothing is read before the first question."""
        self._known = known
        self._ids: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._found: dict[str, str | None] = {}
        self._comparisons = 0

    def meant(self, word: str) -> str | None:
        """Give the id of what has this name, or the nearest id; None if nothing is near."""
        if word not in self._found:
            self._found[word] = self._search(word)
        return self._found[word]

    def _search(self, word: str) -> str | None:
        if not self._ids:
            for id_, name in self._known:
                self._ids.setdefault(id_, id_)
                self._names.setdefault(fold(name), id_)
        known = self._names.get(fold(word)) or self._ids.get(id_of(word))
        if known or self._comparisons > self._MOST_COMPARISONS:
            return known
        self._comparisons += len(self._ids)
        return nearest(word, self._ids)
