"""The handoffs of a process as a list: a row for each flow that has one, or that needs one."""

from __future__ import annotations

from collections.abc import Iterator

from crackmap.graph.flow import Flow
from crackmap.graph.grades import graded
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.handoff import Handoff
from crackmap.language.process import Step
from crackmap.writers.tables.notation import agreed, cell, rejection
from crackmap.writers.tables.people import People
from crackmap.writers.tables.steps import target_of
from crackmap.writers.tables.table import Table, table

# The columns of the agreement itself, by the keys of a handoff.
FIELDS = {
    "name": "Handoff",
    "from": "From",
    "to": "To",
    "trigger": "Trigger",
    "payload": "Payload",
    "acceptance": "Acceptance",
    "channel": "Channel",
    "sla": "SLA",
    "acknowledgement": "Acknowledgement",
    "escalation": "Escalation",
    "rejection": "Rejection",
    "agreed": "Agreed",
    "description": "Description",
}
# What says which flow a row is about; between whom and the grade are there to be looked at.
_FLOW = ("From step", "To step", "When", "Between", "Grade", "Agreement")


def handoffs(graph: ProcessGraph, people: People) -> Table:
    """Return the list: where nothing is agreed yet, the cells are there to be filled."""
    keep = [*_FLOW, *(name for key, name in FIELDS.items() if key != "description")]
    return table("Handoffs", (*_FLOW, *FIELDS.values()), _rows(graph, people), keep)


def _listed(graph: ProcessGraph) -> list[Flow]:
    """Return the flows of the list in the order of the file, those with the same ends, too."""
    changes = {*graph.changes_of_department(), *graph.changes_of_team()}
    flows = [
        flow for step in graph.steps for flow in graph.outgoing(step) if not flow.implied_rejection
    ]
    ends = {_ends(flow) for flow in flows if flow in changes or flow.names_handoff}
    return [flow for flow in flows if _ends(flow) in ends]


def _rows(graph: ProcessGraph, people: People) -> Iterator[list[str]]:
    changes = {*graph.changes_of_department(), *graph.changes_of_team()}
    used: set[str] = set()
    for flow in _listed(graph):
        grade = graded(graph, flow).grade if flow in changes else ""
        told = (_between(flow, people), grade, flow.handoff_id or "")
        yield [*_ends(flow), *told, *_agreement(flow.handoff, people)]
        used.add(flow.handoff_id or "")
    for id_, handoff in graph.process.handoffs.items():
        if id_ not in used:
            yield ["", "", "", "", "", id_, *_agreement(handoff, people)]


def _ends(flow: Flow) -> tuple[str, str, str]:
    written = flow.written
    if written is None:
        return flow.source.id, _id(flow.target), ""
    if written.outcome:
        return flow.source.id, f"outcome {written.outcome}", written.when or ""
    return flow.source.id, target_of(flow, written), written.when or ""


def _between(flow: Flow, people: People) -> str:
    pairs = (
        ("/".join(map(people.name, owner.names)) or "nobody")
        for owner in (flow.sender, flow.receiver)
    )
    return " \u2192 ".join(pairs) if flow.target else ""


def _id(step: Step | None) -> str:
    return step.id if step else ""


def _agreement(handoff: Handoff | None, people: People) -> list[str]:
    if handoff is None:
        return [""] * len(FIELDS)
    return [_field(handoff, key, people) for key in FIELDS]


def _field(handoff: Handoff, key: str, people: People) -> str:
    if key == "rejection":
        return rejection(handoff.rejection) if handoff.rejection else ""
    if key == "agreed":
        return agreed(handoff.agreed, people)
    if key in ("from", "to"):
        who = handoff.sender if key == "from" else handoff.receiver
        return people.name(who) if who else ""
    return cell(handoff, key, people)
