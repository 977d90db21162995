"""At which step, flow, lane or stage the number of each finding stands on a map."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from crackmap.graph.flow import Flow
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Stage, Step
from crackmap.language.subject import Subject
from crackmap.rules.finding import Finding

_HIDDEN = "hidden-handoff"
ChartElement = Step | Flow | Subject  # a subject is that of a stage, a lane or the process


class Places:
    """The numbers of `findings`, counted from 1, by the drawn thing that each is about.

    `flows` and `lanes` are those that the map draws; `hidden` has, by what findings call it, the
    flow with which a hidden change of department begins. What is about nothing drawn stands with
    the process.
    """

    def __init__(
        self,
        graph: ProcessGraph,
        findings: Sequence[Finding],
        flows: Sequence[Flow],
        lanes: Collection[str],
        hidden: Mapping[Subject, Flow],
    ) -> None:
        """Find the place of every finding."""
        self._graph, self._flows, self._hidden = graph, flows, hidden
        self._heads = {stage.subject for stage in graph.process.stages}
        self._heads |= {Subject("department", (lane,)) for lane in lanes}
        self._numbers: dict[ChartElement, list[int]] = {}
        for number, finding in enumerate(findings, start=1):
            self._numbers.setdefault(self._place(finding), []).append(number)

    def of_process(self) -> tuple[int, ...]:
        """Return the numbers that stand beside the title."""
        return self._at(self._graph.process.subject)

    def of_stage(self, stage: Stage) -> tuple[int, ...]:
        """Return the numbers at the head of a stage; of two with one id the first has them."""
        first = next(
            candidate for candidate in self._graph.process.stages if candidate.id == stage.id
        )
        return self._at(stage.subject) if stage is first else ()

    def of_department(self, id_: str) -> tuple[int, ...]:
        """Return the numbers at the head of a lane."""
        return self._at(Subject("department", (id_,)))

    def of_step(self, step: Step) -> tuple[int, ...]:
        """Return the numbers at a step."""
        return self._at(step)

    def of_flow(self, flow: Flow) -> tuple[int, ...]:
        """Return the numbers beside a flow."""
        return self._at(flow)

    def _at(self, place: ChartElement) -> tuple[int, ...]:
        return tuple(self._numbers.get(place, ()))

    def _place(self, finding: Finding) -> ChartElement:
        subject = finding.subject
        if subject in self._heads:
            return subject
        if finding.rule == _HIDDEN and subject in self._hidden:
            return self._hidden[subject]  # and not a flow that leads there directly
        flows = [flow for flow in self._flows if flow.subject == subject]
        if flows:
            return _written_at(flows, finding)
        if subject.kind == "handoff":
            for flow in self._flows:
                if flow.handoff_id == subject.id and not flow.rejects:
                    return flow
        step = self._step(subject.id, finding) if subject.kind in ("step", "flow") else None
        return step or self._graph.process.subject

    def _step(self, id_: str, finding: Finding) -> Step | None:
        """Return the step of an id; of two, the one where the finding is."""
        same = [step for step in self._graph.steps if step.id == id_]
        before = [step for step in same if _start(step) <= _at_line(finding)]
        return before[-1] if before else next(iter(same), None)


def _written_at(flows: Sequence[Flow], finding: Finding) -> Flow:
    """Return, of flows with the same ends, the one that the finding points at."""
    proper = [flow for flow in flows if not flow.implied_rejection] or flows
    here = _at_line(finding)
    before = [
        flow for flow in proper if (flow.span().line, flow.span().column) <= here and flow.written
    ]
    return before[-1] if before else proper[0]


def _start(step: Step) -> tuple[int, int]:
    return (step.span().line, step.span().column)


def _at_line(finding: Finding) -> tuple[int, int]:
    return (finding.span.line, finding.span.column)
