"""What to do about a crack: who could own a step, which handoff fits, the YAML to add."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from itertools import islice
from typing import Any, NamedTuple

from crackmap.graph.flow import Flow
from crackmap.graph.flow_graph import FlowGraph
from crackmap.graph.organisation import Home, Ownership
from crackmap.graph.process_graph import Agreement, ProcessGraph
from crackmap.language.element import Element
from crackmap.language.process import Handoff, Step
from crackmap.language.texts import fold
from crackmap.language.values import Duration, Level, Owner, TimeLimit
from crackmap.source.span import Span
from crackmap.source.words import listing, percent

# Where a field is to be written that the file of a process has no place for.
CONVERTED = "in the YAML that crackmap convert makes of it"
_MOST_NAMED = 8  # words to choose from


def quoted(name: str) -> str:
    """Return a name as messages show it, on one line."""
    return f'"{" ".join(name.split())}"'


def end_words(flow: Flow) -> str:
    """Name the far end of a flow for people: "Run the discovery", (lost), onboarding/kickoff."""
    return quoted(flow.target.name) if flow.target and not flow.other_process else flow.end


def flow_words(flow: Flow) -> str:
    """Name a flow for people: "Call the lead" -> "Run the discovery", or what it ends with."""
    end = quoted(flow.target.name) if flow.target else flow.end
    return f"{quoted(flow.source.name)} -> {end}"


def place_words(place: Element | Flow, noun: str = "flow") -> str:
    """Name what a finding is about: "Call the lead", the stage "Close", the flow a -> b.

    `noun` says what of a flow it is: the flow itself, or the handoff in place.
    """
    if isinstance(place, Flow):
        return f"the {noun} {flow_words(place)}"
    name = getattr(place, "name", "") or getattr(place, "id", "")
    return quoted(name) if isinstance(place, Step) else f"the {place.noun} {quoted(name)}"


def first_of(declared: Collection[str]) -> str:
    """Return the first words that may be written in some place, and how many more there are."""
    more = len(declared) - _MOST_NAMED
    named = ", ".join(islice(declared, _MOST_NAMED))
    return f"{named} and {more} more" if more > 0 else named


def claim_words(value: Any) -> str:
    """Return what a document says of a field, in words."""
    if isinstance(value, tuple):
        return listing([claim_words(item) for item in value])
    if isinstance(value, Owner):
        return value.who or "nobody"
    if isinstance(value, Level):
        return value.to + (f" after {value.after.text}" if value.after else "")
    if isinstance(value, TimeLimit):
        parts = (("target", value.target), ("limit", value.limit))
        named = [f"{name} {part.text}" for name, part in parts if part]
        return value.limit.text if value.limit and not value.target else " and ".join(named)
    if isinstance(value, Duration):
        return value.text
    if isinstance(value, Fraction):
        return percent(value)
    return " ".join(str(value).split())


def instead(element: Element | None, *keys: str) -> str:
    """Return the words for a key that stands there, as a placeholder: it cannot stand there twice.

    Empty where none of `keys` does, and it is simply written.
    """
    there = [key for key in keys if element is not None and element.written(key)]
    return f" in place of the {' and '.join(f'{key}:' for key in there)} there" if there else ""


def owner_words(graph: FlowGraph, owner: Ownership | None) -> str:
    """Name the owners of a step for people: the department, or its team and the department."""
    if owner is None or not owner.names:
        return "nobody"
    return listing([graph.organisation.name(name) for name in owner.names], "or")


def owner_span(graph: FlowGraph, step: Step) -> Span:
    """Return the place where the owner of `step` is written, else the step's own."""
    holder = graph.owner_place(step)
    return holder.span("owner") if holder.written("owner") else step.span()


def owner_related(graph: FlowGraph, *steps: Step) -> list[tuple[str, Span]]:
    """Return the owners of `steps` as related places of a finding."""
    return [
        (
            f"{owner_words(graph, graph.owner(step))} owns {quoted(step.name)}",
            owner_span(graph, step),
        )
        for step in steps
        if step in graph.order
    ]


def department_of(graph: FlowGraph, *ids: str | None) -> str | None:
    """Return the department of the first of `ids` that has one, else the process owner."""
    for id_ in ids:
        home = graph.organisation.home(id_) if id_ else None
        if isinstance(home, Home):
            return home.department
    return graph.quarterback()


def assignee(graph: FlowGraph, owner: Ownership | None) -> str | None:
    """Return whose move it is: the department of `owner`, else the process owner."""
    if owner is not None and owner.departments:
        return owner.departments[0]
    return graph.quarterback()


class Candidate(NamedTuple):
    """A department that could own a step, and why."""

    department: str
    reasons: tuple[str, ...]


def candidates(graph: FlowGraph, step: Step) -> list[Candidate]:
    """Return who could own `step`, the best first: named in its RACI, around it, paid for it."""
    reasons: dict[str, list[str]] = {}

    def add(who: str, why: str) -> None:
        if who in graph.departments and graph.departments[who].kind != "external":
            reasons.setdefault(who, []).append(why)

    for who in step.contributors:
        add(who, "already contributes to it")
    for around, flows in (("before", graph.incoming(step)), ("after", graph.onward(step))):
        for flow in flows:
            other = flow.source if around == "before" else flow.target
            if other is step or flow.implied_rejection:
                continue
            for who in graph.owner(other).names:
                add(who, f"owns {quoted(other.name)} {around} it")
    for id_ in graph.organisation.incentives.paid_for(step.serves):
        goals = graph.organisation.incentives.goals(id_)
        served = [goal for goal in step.serves if fold(goal) in goals]
        add(id_, f"is paid for {listing(served)}")
    for who in (*step.consulted, *step.informed):
        add(who, "already has a part in it")
    ranked = sorted(reasons.items(), key=lambda item: -len(item[1]))
    return [Candidate(who, tuple(dict.fromkeys(why))) for who, why in ranked]


def agreement_words(handoff: Handoff) -> str:
    """Name an agreement that has an id: the handoff "Qualified lead"."""
    return f"the handoff {quoted(handoff.name or handoff.id)}"


def handoff_words(graph: ProcessGraph, agreement: Agreement) -> str:
    """Name an agreement for people: its name, or its flow, and the departments at both ends."""
    handoff, flow = agreement.handoff, agreement.flows[0]
    called = agreement_words(handoff) if handoff.id else f"the handoff {flow_words(flow)}"
    senders = (owner_words(graph, passing.sender) for passing in agreement.flows)
    receivers = (owner_words(graph, passing.receiver) for passing in agreement.flows)
    sender, receiver = (
        graph.organisation.name(said) if said else listing(list(dict.fromkeys(owners)), "or")
        for said, owners in ((handoff.sender, senders), (handoff.receiver, receivers))
    )
    return f"{called} from {sender} to {receiver}"


def meant_handoff(graph: FlowGraph, named: str) -> str | None:
    """Return the id of the agreement that the unknown id `named` was most likely meant to be."""
    return graph.handoff_spelling.meant(named)
