"""What the page of a map knows of flows: their ends and conditions, and the cards of handoffs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crackmap.graph.completeness import WEIGHTS
from crackmap.graph.flow import Flow, Onward
from crackmap.graph.grades import graded
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.handoff import Rejection
from crackmap.language.process import Handoff
from crackmap.maps.chart import far_end
from crackmap.maps.html.names import Names
from crackmap.maps.layout.chart import Chart, Edge
from crackmap.maps.layout.labels import words_of
from crackmap.source.characters import clean
from crackmap.writers.wording import limit_words, share_words


def flows_of(graph: ProcessGraph, chart: Chart, names: Names) -> list[dict[str, Any]]:
    """Return every flow, with the `id` of its line on the chart; "" where none is drawn.

    Its `name` is for who hears the page instead of seeing it. Its `handoff` has a grade, a score of
    100 and the ten fields of the language, each with its value or None where it is missing; a gap
    has one of which nearly all is missing. A map that judges no handoff has none of them, and ""
    for a grade.
    """
    return list(_Flows(graph, chart, names).plain())


class _Flows:
    def __init__(self, graph: ProcessGraph, chart: Chart, names: Names) -> None:
        self.graph, self.names = graph, names
        self.drawn: dict[tuple[str, str], list[Edge]] = {}
        for edge in chart.edges:
            ends = (edge.source, edge.target or edge.outcome)
            self.drawn.setdefault(ends, []).append(edge)

    def plain(self) -> Iterator[dict[str, Any]]:
        for flow in (*self.graph.flows, *self.graph.rejections):
            if not flow.stood_for:
                yield self._flow(flow)

    def _flow(self, flow: Flow) -> dict[str, Any]:
        inside = flow.target.id if isinstance(flow, Onward) else ""
        drawn = self.drawn.get((flow.source.id, inside or far_end(flow)), [])
        edge = drawn.pop(0) if drawn else Edge(flow.source.id)
        end = "" if inside else clean(far_end(flow) or flow.dangling or "?")
        rounds = f"{flow.rounds} rounds" if flow.rounds else ""
        said = [flow.condition, share_words(flow.share), rounds]
        target = clean(flow.target.name) if flow.target else end
        words = clean(words_of(edge))
        return {
            "id": edge.id,
            "from": clean(flow.source.id),
            "to": clean(inside),
            "end": end,
            "link": edge.link,
            "process": bool(flow.other_process),
            "kind": edge.kind,
            "name": f"{clean(flow.source.name)} to {target}" + (f", {words}" if words else ""),
            "words": ", ".join(clean(words) for words in said if words),
            "role": edge.role,
            "agreement": clean(flow.handoff_id or ""),
            "between": [
                self.names.names(flow.sender.names) or "nobody",
                self.names.names(flow.receiver.names) or ("nobody" if flow.target else ""),
            ],
            "handoff": self._handoff(flow, edge),
        }

    def _handoff(self, flow: Flow, edge: Edge) -> dict[str, Any] | None:
        judged = self.graph.completeness(flow)
        plain = edge.grade == "plain"
        if judged is not None and flow.handoff is not None:
            grade = "in name only" if judged.nominal else graded(self.graph, flow).grade
            said = self._fields(flow.handoff, flow)
            fields = [
                [field, None if field in judged.missing else clean(said[field]) or "yes"]
                for field in WEIGHTS
            ]
            name = clean(flow.handoff.name or flow.handoff.id)
            well = {"score": 0, "grade": ""} if plain else {"score": judged.score, "grade": grade}
            return {"name": name, **well, "fields": fields}
        if edge.kind != "gap":
            return None
        ends = {
            "from": self.names.names(flow.sender.names),
            "to": self.names.names(flow.receiver.names),
        }
        fields = [[field, clean(ends.get(field, "")) or None] for field in WEIGHTS]
        return {"name": "", "score": 0, "grade": "missing", "fields": fields}

    def _fields(self, handoff: Handoff, flow: Flow) -> dict[str, str]:
        names = self.names
        return {
            "from": names.name(handoff.sender) or names.names(flow.sender.names),
            "to": names.name(handoff.receiver) or names.names(flow.receiver.names),
            "trigger": handoff.trigger or "",
            "payload": ", ".join(handoff.payload),
            "acceptance": ", ".join(handoff.acceptance),
            "channel": names.system(handoff.channel),
            "sla": limit_words(handoff.sla),
            "acknowledgement": handoff.acknowledgement or "",
            "escalation": names.levels(handoff.escalation),
            "rejection": self._rejection(handoff.rejection),
        }

    def _rejection(self, rejection: Rejection | None) -> str:
        if rejection is None:
            return ""
        step = self.graph.step(rejection.to or "")
        parts = [
            f"back to {step.name if step else self.names.name(rejection.to)}"
            if rejection.to
            else "",
            ", ".join(rejection.reasons),
            share_words(rejection.share),
            f"at most {rejection.rounds} rounds" if rejection.rounds else "",
        ]
        return "; ".join(part for part in parts if part)
