"""The responsibility handover matrix as a workbook: all work, between departments, and inside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crackmap.graph.flow import Flow
from crackmap.graph.grades import graded
from crackmap.graph.handovers import NO_HANDOVERS, Handovers, find
from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps.matrix import texts
from crackmap.source.characters import clean
from crackmap.writers.workbook import Sheet, Styled, workbook

_MOST = 12  # flows named in a cell; the sheet of those inside has all
_INSIDE = ("Department", "From team", "To team", "From step", "To step", "Handoff")
_TONES = {"missing": "bad", "partial": "fair", "defined": "good"}


def xlsx(graph: ProcessGraph) -> bytes:
    """Return the workbook with three sheets."""
    handovers = find(graph)
    inside = {id_: list(flows) for id_, flows in _inside(graph).items()}
    sheets = [
        _matrix("All", handovers, inside),
        _matrix("Between departments", handovers, {}),
        Sheet("Inside", _INSIDE, list(_rows(graph, inside))),
    ]
    return workbook(sheets, f"{graph.process.name}: who hands over to whom")


def _matrix(name: str, handovers: Handovers, inside: Mapping[str, list[Flow]]) -> Sheet:
    """Return a sheet of who hands to whom; on its diagonal what stays `inside` each department."""
    parties = handovers.parties
    if not parties:
        return Sheet(name, ("from \\ to",), [[Styled(NO_HANDOVERS)]])
    heads, *rows = texts(handovers)
    shown = []
    for party, (first, *cells) in zip(parties, rows, strict=True):
        row = [Styled(first, "strong")]
        for receiver, cell in zip(parties, cells, strict=True):
            if receiver.id == party.id:
                row.append(Styled(_stays(inside.get(party.id, [])), "soft"))
            else:
                row.append(Styled(cell, _TONES.get(cell.split(":")[0], "")))
        shown.append(row)
    return Sheet(name, heads, shown)


def _stays(flows: list[Flow]) -> str:
    named = [f"inside: {_path(flow)}" for flow in flows[:_MOST]]
    more = [f"and {len(flows) - _MOST} more"] if len(flows) > _MOST else []
    return "\n".join([*named, *more])


def _path(flow: Flow) -> str:
    return " → ".join(clean(step.name) for step in flow.steps)


def _inside(graph: ProcessGraph) -> dict[str, dict[Flow, None]]:
    """Return the flows that stay in a department, by its id."""
    found: dict[str, dict[Flow, None]] = {}
    for flow in graph.handover_flows:
        for sender, receiver in flow.sender.meetings(flow.receiver):
            if not sender.other_department(receiver):
                found.setdefault(sender.department, {})[flow] = None
    return found


def _rows(graph: ProcessGraph, inside: Mapping[str, list[Flow]]) -> Iterator[list[Styled]]:
    """Return a row for each pair of teams that meet on a flow inside a department."""
    name = graph.organisation.name
    teams = set(graph.changes_of_team())
    for department, flows in inside.items():
        for flow in flows:
            pairs = dict.fromkeys(
                (sender.team, receiver.team)
                for sender, receiver in flow.sender.meetings(flow.receiver)
                if sender.department == department == receiver.department
            )
            grade = graded(graph, flow).grade if flow in teams else ""
            for sender, receiver in pairs:
                yield [
                    Styled(name(department), "strong"),
                    Styled(name(sender)),
                    Styled(name(receiver)),
                    Styled(clean(flow.steps[0].name)),
                    Styled(clean(flow.steps[-1].name)),
                    Styled(grade or "the same team goes on", _TONES.get(grade, "soft")),
                ]
