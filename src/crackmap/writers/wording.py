"""What is said alike wherever steps and flows are shown: owners, time limits, shares, ends."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from crackmap.graph.flow import Flow, Onward
from crackmap.graph.organisation import Organisation, Ownership, OwnerState
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.field_types import TimeLimit
from crackmap.language.process import Step
from crackmap.source.words import plural

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
    return "" if share is None else f"{float(share * 100):g}%"


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
