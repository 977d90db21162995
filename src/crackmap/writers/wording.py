"""What is said alike wherever steps and flows are shown: owners, time limits, shares, ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from crackmap.graph.flow import Flow, Onward
from crackmap.graph.organisation import Organisation, Ownership, OwnerState
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Handoff, Rejection, Step
from crackmap.language.values import Level, TimeLimit
from crackmap.source.words import percent, plural

_STATES = {
    OwnerState.UNKNOWN: "no known department",
    OwnerState.SHARED: "shared by several",
    OwnerState.DISPUTED: "disputed",
}
STEP_BELOW = "the step below"


def owner_words(owner: Ownership, organisation: Organisation) -> str:
    """Return who owns a step, by name, with the conditions; `Nobody` where nobody does."""
    if not owner.names:
        return "Nobody"
    who = [
        (organisation.name(holder.who) if holder.who else "nobody")
        + (f" ({holder.when})" if holder.when else "")
        for holder in owner.owners
    ]
    state = _STATES.get(owner.state)
    return ", ".join(who) + (f" ({state})" if state else "")


def limit_words(limit: TimeLimit | None) -> str:
    """Return a time limit with its target and its clock."""
    if limit is None:
        return ""
    parts = [
        limit.limit.text if limit.limit else "",
        f"target {limit.target.text}" if limit.target else "",
        limit.clock or "",
    ]
    return ", ".join(part for part in parts if part)


def share_words(share: Fraction | None) -> str:
    """Return a share as percent."""
    return "" if share is None else percent(share)


def next_words(graph: ProcessGraph, step: Step) -> Iterator[tuple[str, str]]:
    """Say where work goes from `step`: for each flow, and for how a case ends, where and when."""
    below = _step_below(graph, step)
    for flow in graph.outgoing(step):
        if not flow.stood_for:
            yield _end_words(flow, below), _condition(flow)
    if not graph.is_ordered(step) and not graph.outgoing(step):
        yield "in no order", ""


def _step_below(graph: ProcessGraph, step: Step) -> Step | None:
    place = graph.order[step] + 1
    return graph.steps[place] if place < len(graph.steps) else None


def _end_words(flow: Flow, below: Step | None) -> str:
    if flow.dangling is not None:
        return f"nobody knows where ({flow.dangling or 'left open'})"
    if flow.open:
        return "nobody has said where"
    if flow.other_process:
        return f"process {flow.other_process}"
    if isinstance(flow, Onward):
        back = "back to " if flow.rejects else ""
        return back + (STEP_BELOW if flow.target is below else flow.target.name)
    return f"ends as {flow.outcome}"


def _condition(flow: Flow) -> str:
    rounds = f"at most {plural(flow.rounds, 'round')}" if flow.rounds else ""
    refused = "refused" if flow.rejects else ""
    said = [share_words(flow.share), flow.condition, refused, rounds]
    return ", ".join(word for word in said if word)


def levels_words(levels: Iterable[Level], organisation: Organisation) -> str:
    """Return who acts when a time limit is over, and how long after it."""
    return ", ".join(
        organisation.name(level.to) + (f" after {level.after.text}" if level.after else "")
        for level in levels
    )


def system_words(text: str | None, organisation: Organisation) -> str:
    """Return what people call a system, or the words that stand in its place."""
    known = organisation.system(text) if text else None
    return organisation.name(known) if known else text or ""


def handoff_words(graph: ProcessGraph, handoff: Handoff, flow: Flow | None) -> dict[str, str]:
    """Return what an agreement says, by its ten fields; empty where it says nothing.

    Who gives and who takes follows from the `flow` where the agreement does not say it.
    """
    organisation = graph.organisation
    ends = [_names(owner, organisation) for owner in (flow.sender, flow.receiver)] if flow else []
    sender, receiver = ends or ("", "")
    return {
        "from": organisation.name(handoff.sender) if handoff.sender else sender,
        "to": organisation.name(handoff.receiver) if handoff.receiver else receiver,
        "trigger": handoff.trigger or "",
        "payload": ", ".join(handoff.payload),
        "acceptance": ", ".join(handoff.acceptance),
        "channel": system_words(handoff.channel, organisation),
        "sla": limit_words(handoff.sla),
        "acknowledgement": handoff.acknowledgement or "",
        "escalation": levels_words(handoff.escalation, organisation),
        "rejection": rejection_words(graph, handoff.rejection),
    }


def agreed_words(handoff: Handoff, organisation: Organisation) -> str:
    """Return who agreed to a handoff, and on which day."""
    return ", ".join(
        organisation.name(yes.by) + (f" on {yes.on}" if yes.on else "")
        for yes in handoff.agreed
        if yes.by
    )


def rejection_words(graph: ProcessGraph, rejection: Rejection | None) -> str:
    """Return where refused work goes, why, how much and how often."""
    if rejection is None:
        return ""
    step = graph.step(rejection.to or "")
    back = step.name if step else graph.organisation.name(rejection.to or "")
    parts = [
        f"back to {back}" if rejection.to else "",
        ", ".join(rejection.reasons),
        share_words(rejection.share),
        f"at most {plural(rejection.rounds, 'round')}" if rejection.rounds else "",
    ]
    return "; ".join(part for part in parts if part)


def _names(owner: Ownership, organisation: Organisation) -> str:
    return ", ".join(map(organisation.name, owner.names))
