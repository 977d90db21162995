"""At which step, flow, lane or stage the number of each finding stands on a map."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from itertools import accumulate
from typing import Generic, TypeVar

from crackmap.graph.flow import Flow
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Stage, Step
from crackmap.language.subject import Subject
from crackmap.rules.finding import Finding

_HIDDEN = "hidden-handoff"
Drawn = TypeVar("Drawn")
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
        self._graph, self._hidden = graph, hidden
        by_subject: dict[Subject, list[Flow]] = {}
        by_id: dict[str, list[Step]] = {}
        self._naming: dict[str, Flow] = {}
        for flow in flows:
            by_subject.setdefault(flow.subject, []).append(flow)
            if flow.handoff_id and not flow.rejects:
                self._naming.setdefault(flow.handoff_id, flow)
        for step in graph.steps:
            by_id.setdefault(step.id, []).append(step)
        self._flows = {subject: _of_flows(alike) for subject, alike in by_subject.items()}
        self._steps = {
            id_: _InFile(same[0], same, [_start(step) for step in same])
            for id_, same in by_id.items()
        }
        self._stages: dict[str, Stage] = {}
        for stage in graph.process.stages:
            self._stages.setdefault(stage.id, stage)
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
        return self._at(stage.subject) if stage is self._stages[stage.id] else ()

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
        if subject in self._flows:
            return self._flows[subject].at(finding)
        if subject.kind == "handoff" and subject.id in self._naming:
            return self._naming[subject.id]
        if subject.kind in ("step", "flow") and subject.id in self._steps:
            return self._steps[subject.id].at(finding)
        return self._graph.process.subject


class _InFile(Generic[Drawn]):
    """Drawn things that findings call the same, to be told apart by where a finding is."""

    def __init__(
        self, first: Drawn, written: Sequence[Drawn], starts: Sequence[tuple[int, int]]
    ) -> None:
        """Take those that are `written`, and where each starts; `first` is for all before."""
        self._first, self._written = first, written
        # Whether any of those from one on starts before a place: what an alias repeats may.
        earliest = list(accumulate(reversed(starts), min))
        self._earliest = earliest[::-1]

    def at(self, finding: Finding) -> Drawn:
        """Return the last one that starts before a finding, or where it is."""
        before = bisect_right(self._earliest, (finding.span.line, finding.span.column))
        return self._written[before - 1] if before else self._first


def _of_flows(flows: Sequence[Flow]) -> _InFile[Flow]:
    proper = [flow for flow in flows if not flow.implied_rejection] or flows
    written = [flow for flow in proper if flow.written]
    return _InFile(proper[0], written, [(flow.span().line, flow.span().column) for flow in written])


def _start(step: Step) -> tuple[int, int]:
    return (step.span().line, step.span().column)
