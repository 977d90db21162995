"""The steps of a process as a list: a row each, a column for every field that one of them has."""

from __future__ import annotations

from collections.abc import Iterator

from crackmap.graph.flow import Flow
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.handoff import Next
from crackmap.language.process import Step
from crackmap.writers.tables.notation import NOTHING, OPEN, cell, flow, owners
from crackmap.writers.tables.people import People
from crackmap.writers.tables.table import Table, table

# What stands in every list, and in front.
_FIRST = ("Stage", "Step", "ID", "Owner", "Next")
_APART = ("name", "id", "owner", "next", "accept", "description")
_FIELDS = (*(key for key in Step.keys if key not in _APART), "description")


def steps(graph: ProcessGraph, people: People) -> Table:
    """Return the list; what its cells say is read again as the same steps and flows."""
    head = (*_FIRST, *(key.replace("_", " ").capitalize() for key in _FIELDS))
    return table("Steps", head, _rows(graph, people), keep=_FIRST)


def _rows(graph: ProcessGraph, people: People) -> Iterator[list[str]]:
    for place, step in enumerate(graph.steps):
        following = graph.steps[place + 1] if place + 1 < len(graph.steps) else None
        row = [
            graph.stage(step).name,
            step.name,
            step.id,
            owners(graph.owner(step).owners, people),
            _next(graph, step, following),
        ]
        for key in _FIELDS:
            written = cell(step, key, people)
            if key == "outcome" and not written and step.written("outcome") and not step.next:
                written = OPEN
            row.append(_called(step, key, people) or written)
        yield row


def _called(step: Step, key: str, people: People) -> str:
    """Return those who take part in a step by their names; empty for other fields."""
    if key not in ("contributors", "consulted", "informed"):
        return ""
    return "; ".join(map(people.name, getattr(step, key)))


def _next(graph: ProcessGraph, step: Step, following: Step | None) -> str:
    """Return the flows out of a step; empty where the row below follows."""
    drawn = {id(one.written): one for one in graph.outgoing(step) if one.written}
    if step.next:
        return "; ".join(
            flow(written, target_of(drawn.get(id(written)), written))
            for written in step.next
            if id(written) in drawn  # else no step follows
        )
    if step.outcome or (step.written("outcome") and not step.next):
        return ""
    implied = [one.target for one in graph.outgoing(step) if one.implicit and one.target]
    if implied:
        return "" if implied[0] is following else implied[0].id
    return NOTHING if following else ""


def target_of(drawn: Flow | None, written: Next) -> str:
    """Return the step that a flow leads to, as other cells call it."""
    if drawn and drawn.target and not drawn.other_process:
        return drawn.target.id
    return written.to or OPEN
