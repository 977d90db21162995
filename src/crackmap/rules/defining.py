"""How to define a handoff that is not: the fields or the agreement, and where they are written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crackmap.graph.completeness import completeness
from crackmap.graph.flow import Flow, Onward
from crackmap.graph.flow_graph import FlowGraph
from crackmap.graph.organisation import Home, Ownership
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Handoff, Step
from crackmap.rules.advice import agreement_words, assignee, flow_words, owner_related
from crackmap.rules.skeleton import filling, handoff_lines, naming
from crackmap.source.by_hand import ByHand
from crackmap.source.span import Span
from crackmap.source.words import listing


def describe_undefined(graph: ProcessGraph, flow: Flow, unit: str) -> dict[str, Any]:
    """Return the words for a change of department or team (`unit`) with no defined handoff."""
    sender, receiver = _ends(graph, flow, unit)
    message = f"{flow_words(flow)} passes from {sender} to {receiver}"
    judged = graph.completeness(flow)
    if judged is None:
        message += ", and nobody said how"
    else:
        said = [field for field in judged.present if field not in ("from", "to")]
        named = agreement_words(flow.handoff) if flow.handoff_id and flow.handoff else "its handoff"
        message += f", and {named} only says {listing(said) if said else 'who'}"
    fitting = () if judged else graph.fitting_agreements(flow)
    if len(fitting) == 1:
        advice = naming_advice(graph, flow, fitting[0], receiver)
    else:
        missing = judged.missing if judged else ()
        prose = f"agree with {receiver} how the work is handed over"
        advice = filling_advice(graph, flow, missing, prose)
    related = owner_related(graph, flow.source)
    answers: list[tuple[str, Span]] = []
    if isinstance(flow, Onward):  # another process knows its own steps
        related += owner_related(graph, flow.target)
        answers = [
            (f"the answer, {flow_words(back)}, is covered once this is", back.span())
            for back in graph.answers_to(flow)
        ]
    return {
        "message": message,
        "related": related + answers,
        "assignee": assignee(graph, flow.sender),
        "detail": flow.detail,
        **advice,
    }


def _ends(graph: FlowGraph, flow: Flow, unit: str) -> tuple[str, str]:
    """Name the homes that differ on `flow`, all of those that meet where owners depend."""
    differ = Home.other_department if unit == "department" else Home.other_team
    met = [pair for pair in flow.sender.meetings(flow.receiver) if differ(*pair)]
    senders, receivers = (
        [_home_words(graph, owner, home) for home in dict.fromkeys(pair[end] for pair in met)]
        for end, owner in enumerate((flow.sender, flow.receiver))
    )
    return listing(senders, "or"), listing(receivers, "or")


def _home_words(graph: FlowGraph, owner: Ownership, home: Home) -> str:
    """Name a home, and the system, pool or person that stands in the file for it."""
    pairs = zip(owner.owners, owner.homes, strict=True)
    there = [holder.who for holder, holder_home in pairs if holder_home == home]
    name = graph.organisation.name(home.team)
    if home.team in there:
        return name
    return f"{name} ({listing([graph.organisation.name(who) for who in there if who], 'or')})"


def naming_advice(
    graph: ProcessGraph,
    flow: Flow,
    agreement: Handoff,
    receiver: str,
    sender: Step | None = None,
    first: str = "",
) -> dict[str, Any]:
    """Return the help, and the fix, that name the only agreement that fits both ends of `flow`.

    Where the change of department hides, it begins at the step `sender`, before the flow itself;
    `first` is what comes before everything else.
    """
    used = next(iter(graph.flows_naming(agreement.id)), None)
    writing = naming(graph, flow, agreement)
    help_ = f"{first}{agreement_words(agreement)}"
    if used or agreement.id not in graph.process.handoffs:
        of = f"of {flow_words(used)}" if used else "of the workspace"
        help_ += (
            f" {of} fits both ends; if it holds for this work too, name it, else agree on another"
            f" one with {receiver}"
        )
    else:
        help_ += " fits both ends: name it"
    if completeness(agreement, sender=True, receiver=True).nominal:
        help_ += ", and say more in it, for so far it defines nothing"
    help_ += "; write"
    # That an agreement on other work holds for this too is more than a guess may say.
    chosen = filling(graph, flow, (), sender) if used else writing
    hand = writing.full if writing else None
    return {
        "help": _written(help_, hand)
        if hand
        else _beside_to(help_, flow, [f"handoff: {agreement.id}"]),
        "lines_at": hand.at if hand else None,
        "fix": chosen.fix if chosen else None,
    }


def filling_advice(
    graph: ProcessGraph,
    flow: Flow,
    missing: Sequence[str],
    prose: str,
    sender: Step | None = None,
) -> dict[str, Any]:
    """Return the help, and the fix, that write the fields of a handoff on `flow`, to be filled.

    They are all of them, or those that are `missing` in the handoff that it has. The help begins
    with `prose`.
    """
    writing = filling(graph, flow, missing, sender)
    if flow.handoff is None:
        said = f"{prose}, and write it"
        brief = writing.brief if writing else None
        return {
            "help": _written(said, writing.full)
            if writing
            else _beside_to(said, flow, handoff_lines(graph, flow, sender)),
            "brief": _written(said, brief)
            if brief
            else f"{said} at {flow.span().there}, with the fields as above",
            "fix": writing.fix if writing else None,
            "lines_at": writing.full.at if writing else None,
        }
    empty = [key for key in missing if flow.handoff.written(key)]
    filled = f"{prose}, and fill in {listing(empty)} at {flow.handoff.span().there}"
    if writing is None:
        absent = [key for key in missing if key not in empty and key not in ("from", "to")]
        return {"help": filled if empty else f"{prose}, and write it as {listing(absent)}"}
    beside = empty and writing.full.place.startswith("below")
    said = f"{filled}; write the rest" if beside else f"{prose}, and write what is missing"
    help_ = _written(said, writing.full)
    return {"help": help_, "fix": writing.fix, "lines_at": writing.full.at}


def _written(prose: str, hand: ByHand) -> str:
    """Return a help that ends with the lines of YAML that a person writes."""
    return "\n".join([f"{prose} {hand.place}", *hand.lines])


def _beside_to(prose: str, flow: Flow, lines: Sequence[str]) -> str:
    """Return a help that ends with `lines` for a flow on which nothing is put in with certainty."""
    return "\n".join([f"{prose} on the flow {flow_words(flow)}, beside its to:", *lines])
