"""What the page of a map knows of its process: steps, flows with their handoffs, and cracks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.maps.html.flows import flows_of
from crackmap.maps.html.names import Names
from crackmap.maps.layout.chart import Chart
from crackmap.rules.finding import Finding
from crackmap.rules.numbering import is_crack, numbered
from crackmap.source.characters import clean
from crackmap.writers.wording import levels_words, limit_words, owner_words, system_words


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

    `chart` is that of the process with its `findings`. `lanes` are the ids of each lane and of all
    above it, `happy` those of the steps of the happy path. A crack has the `steps` that it concerns
    and `at`, where the map shows it: a step, a flow, a stage or a lane.
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
        self.names = Names(graph.organisation)

    def plain(self) -> dict[str, Any]:
        graph = self.graph
        above = graph.organisation.above
        happy = graph.happy_path()
        lanes = [lane.id for lane in self.chart.lanes]
        return {
            "lanes": {clean(id_): [clean(each) for each in above(id_)] for id_ in lanes},
            "steps": [self._step(step) for step in graph.steps],
            "flows": flows_of(graph, self.chart, self.names),
            "happy": [clean(step.id) for step in happy[1]] if happy else [],
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
            "produces": [clean(name) for name in step.produces],
            "needs": [clean(name) for name in step.needs],
            "outcome": clean(step.outcome or ""),
            "raci": _rows(self._raci(step)),
            "facts": _rows(self._facts(step)),
        }

    def _raci(self, step: Step) -> Iterator[tuple[str, str]]:
        owner = self.graph.owner(step)
        yield "Accountable", owner_words(owner, self.graph.organisation)
        yield "Responsible", self.names.names(dict.fromkeys((*owner.names, *step.contributors)))
        yield "Consulted", self.names.names(step.consulted)
        yield "Informed", self.names.names(step.informed)

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

    # Cracks

    def _crack(self, finding: Finding) -> dict[str, Any]:
        steps = self._concerned(finding)
        number = self.numbers.get(id(finding), 0)
        first = {"step": clean(steps[0])} if steps else None
        known: dict[str, Any] = {}
        if finding.owner or finding.due:
            known["handle"] = finding.fingerprint[:6]
            known["who"] = clean(self.names.name(finding.owner))
            known["due"] = finding.due or ""
        if finding.owner:
            known["owner"] = clean(finding.owner)
        if finding.subject.kind == "handoff":
            known["agreement"] = clean(finding.subject.id)
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
            ends = [end for flow in graph.flows_naming(subject.id) for end in flow.steps]
            return list(dict.fromkeys(end.id for end in ends if end in graph.order))
        return [id_ for id_ in subject.ids if subject.kind in ("step", "flow") and graph.step(id_)]


def _places(chart: Chart) -> dict[int, dict[str, Any]]:
    """Return where the map shows each number."""
    places: dict[int, dict[str, Any]] = {}
    for node in chart.nodes:
        places |= {number: {"step": clean(node.id)} for number in node.findings}
    for edge in chart.edges:
        places |= {number: {"flow": edge.id} for number in edge.findings}
    for stage in chart.stages:
        places |= {number: {"stage": clean(stage.id)} for number in stage.findings}
    for lane in chart.lanes:
        places |= {number: {"lane": clean(lane.id)} for number in lane.findings}
    return places


def _rows(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    return [[label, clean(value)] for label, value in pairs if value]


def _yes(flag: bool | None) -> str:
    return "" if flag is None else "yes" if flag else "no"
