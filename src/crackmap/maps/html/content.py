"""What the page of a map knows of its process: steps, flows with their handoffs, and cracks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from crackmap.graph.completeness import WEIGHTS
from crackmap.graph.flow import Flow, Onward
from crackmap.graph.grades import graded
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.maps.chart import far_end
from crackmap.maps.layout.chart import Chart
from crackmap.rules.finding import Finding
from crackmap.rules.numbering import is_crack, numbered
from crackmap.source.characters import clean
from crackmap.writers.wording import (
    handoff_words,
    levels_words,
    limit_words,
    owner_words,
    share_words,
    system_words,
)


def embedded(model: dict[str, Any]) -> str:
    """Return the model as JSON that can stand in a script element: no name can end it."""
    written = json.dumps(model, ensure_ascii=False, separators=(",", ":"))
    escapes: dict[str, str | int | None] = {
        "<": "\\u003c",
        "\u2028": "\\u2028",
        "\u2029": "\\u2029",
    }
    return written.translate(str.maketrans(escapes))


def model_of(graph: ProcessGraph, chart: Chart, findings: Sequence[Finding]) -> dict[str, Any]:
    """Return what the script of the page reads: `lanes`, `steps`, `flows` and `cracks`.

    `chart` is that of the process with its `findings`.
    `lanes` are the ids of each lane and of all above it. A crack has the `steps` that it concerns
    and `at`, where the map shows it: a step, a flow (as its two ends), a stage or a lane.
    """
    return _Model(graph, chart, findings).plain()


def plain_lines(text: str) -> str:
    """Clean the text of what deceives a reader, and keep its lines and their indentation."""
    lines = text.splitlines()
    return "\n".join(line[: len(line) - len(line.lstrip(" "))] + clean(line) for line in lines)


class _Model:
    def __init__(self, graph: ProcessGraph, chart: Chart, findings: Sequence[Finding]) -> None:
        self.graph, self.chart = graph, chart
        cracks = numbered(findings)
        self.numbers = {id(finding): number for number, finding in enumerate(cracks, start=1)}
        notes = [each for each in findings if each.accepted is None and not is_crack(each)]
        self.cracks = [*cracks, *notes]
        self.accepted = [finding for finding in findings if finding.accepted is not None]
        self.places = _places(self.chart)
        self.drawn: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for edge in self.chart.edges:
            ends = (edge.source, edge.target or edge.outcome)
            self.drawn.setdefault(ends, []).append((edge.kind, edge.role))

    def plain(self) -> dict[str, Any]:
        graph = self.graph
        above = graph.organisation.above
        lanes = [lane.id for lane in self.chart.lanes]
        return {
            "lanes": {clean(id_): [clean(each) for each in above(id_)] for id_ in lanes},
            "steps": [self._step(step) for step in graph.steps],
            "flows": [self._flow(flow) for flow in self._flows()],
            "cracks": [self._crack(finding) for finding in (*self.cracks, *self.accepted)],
        }

    # Steps

    def _step(self, step: Step) -> dict[str, Any]:
        stage = self.graph.stage(step)
        return {
            "id": clean(step.id),
            "name": clean(step.name),
            "kind": step.kind,
            "stage": clean(stage.name),
            "description": clean(step.description or ""),
            "raci": _rows(self._raci(step)),
            "facts": _rows(self._facts(step)),
        }

    def _raci(self, step: Step) -> Iterator[tuple[str, str]]:
        owner = self.graph.owner(step)
        yield "Accountable", owner_words(owner, self.graph.organisation)
        yield "Responsible", self._names(dict.fromkeys((*owner.names, *step.contributors)))
        yield "Consulted", self._names(step.consulted)
        yield "Informed", self._names(step.informed)

    def _facts(self, step: Step) -> Iterator[tuple[str, str]]:
        yield "Starts when", step.trigger or ""
        yield "Needs", ", ".join(step.needs)
        yield "Produces", ", ".join(step.produces)
        yield "System", system_words(step.system, self.graph.organisation)
        yield "Time limit", limit_words(step.within)
        yield "When it is over", levels_words(step.escalation, self.graph.organisation)
        yield "Every", step.every.text if step.every else ""
        yield "Effort", step.effort.text if step.effort else ""
        yield "Usual wait", step.wait.text if step.wait else ""
        yield "Waits until", step.until or ""
        goals = self.graph.goals
        yield (
            "Serves",
            ", ".join(goals[goal].name if goal in goals else goal for goal in step.serves),
        )
        yield "Meets the customer", _yes(step.customer_facing)
        yield "All flows at once", _yes(step.parallel)
        yield "Ends as", step.outcome or ""
        yield "Stage is left with", ", ".join(self.graph.stage(step).exit)

    # Flows and their handoffs

    def _flows(self) -> Iterator[Flow]:
        for flow in (*self.graph.flows, *self.graph.rejections):
            if not flow.stood_for:
                yield flow

    def _flow(self, flow: Flow) -> dict[str, Any]:
        end = flow.target.id if isinstance(flow, Onward) else ""
        drawn = self.drawn.get((flow.source.id, end or far_end(flow)), [])
        kind, role = drawn.pop(0) if drawn else ("flow", "")
        rounds = f"{flow.rounds} rounds" if flow.rounds else ""
        said = [flow.condition, share_words(flow.share), rounds]
        return {
            "from": clean(flow.source.id),
            "to": clean(end),
            "end": "" if end else clean(flow.outcome or flow.other_process or flow.dangling or "?"),
            "kind": kind,
            "words": ", ".join(clean(words) for words in said if words),
            "role": role,
            "handoff": self._handoff(flow),
        }

    def _handoff(self, flow: Flow) -> dict[str, Any] | None:
        judged = self.graph.completeness(flow)
        if judged is None or flow.handoff is None:
            return None
        handoff = flow.handoff
        grade = "in name only" if judged.nominal else graded(self.graph, flow).grade
        said = handoff_words(self.graph, handoff, flow)
        return {
            "name": clean(handoff.name or handoff.id),
            "score": judged.score,
            "grade": grade,
            "fields": [
                [field, None if field in judged.missing else clean(said[field]) or "yes"]
                for field in WEIGHTS
            ],
        }

    # Cracks

    def _crack(self, finding: Finding) -> dict[str, Any]:
        steps = self._concerned(finding)
        number = self.numbers.get(id(finding), 0)
        first = {"step": clean(steps[0])} if steps else None
        known: dict[str, Any] = {"owner": clean(finding.owner)} if finding.owner else {}
        if finding.owner or finding.due:
            known["handle"] = finding.fingerprint[:6]
        if finding.overdue:
            known["overdue"] = True
        return {
            **known,
            "number": number,
            "severity": finding.severity,
            "rule": finding.rule,
            "message": clean(finding.message),
            "help": plain_lines(finding.help),
            "move": clean(finding.acts_next.removeprefix("next: ")),
            "assignee": clean(finding.assignee or ""),
            "accepted": clean(finding.accepted or ""),
            "steps": [clean(id_) for id_ in steps],
            "at": self.places.get(number, first),
        }

    def _concerned(self, finding: Finding) -> list[str]:
        """Return the ids of the steps that a finding is about, both ends of its flow included."""
        graph, subject = self.graph, finding.subject
        if subject.kind == "handoff":
            flows = [flow for flow in graph.flows if flow.handoff_id == subject.id]
            ends = [end for flow in flows for end in flow.steps]
            return list(dict.fromkeys(end.id for end in ends if end in graph.order))
        return [id_ for id_ in subject.ids if subject.kind in ("step", "flow") and graph.step(id_)]

    # Names

    def _name(self, id_: str | None) -> str:
        return self.graph.organisation.name(id_) if id_ else ""

    def _names(self, ids: Iterable[str]) -> str:
        return ", ".join(self._name(id_) for id_ in ids)


def _places(chart: Chart) -> dict[int, dict[str, Any]]:
    """Return where the map shows each number."""
    places: dict[int, dict[str, Any]] = {}
    for node in chart.nodes:
        places |= {number: {"step": clean(node.id)} for number in node.findings}
    for edge in chart.edges:
        ends = [clean(edge.source), clean(edge.target)]
        places |= {number: {"flow": ends} for number in edge.findings}
    for stage in chart.stages:
        places |= {number: {"stage": clean(stage.id)} for number in stage.findings}
    for lane in chart.lanes:
        places |= {number: {"lane": clean(lane.id)} for number in lane.findings}
    return places


def _rows(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    return [[label, clean(value)] for label, value in pairs if value]


def _yes(flag: bool | None) -> str:
    return "" if flag is None else "yes" if flag else "no"
