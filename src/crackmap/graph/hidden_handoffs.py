"""Changes of department that hide in gaps: steps between two departments that are of neither."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from crackmap.graph.flow import Flow
from crackmap.graph.paths import traced
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.language.subject import Subject, flow_subject


@dataclass(frozen=True, slots=True)
class HiddenChange:
    """A change of department that hides in a gap: the first and last step, and those between."""

    source: Step
    target: Step
    between: tuple[Step, ...]

    @property
    def subject(self) -> Subject:
        """How findings call it."""
        return flow_subject(self.source.id, self.target.id)


def hidden_changes(graph: ProcessGraph) -> list[HiddenChange]:
    """Give the changes of department that hide in gaps, each pair of steps once."""
    found = []
    behind: dict[Step, dict[Step, Step]] = {}
    for step in graph.ordered_steps:
        sender = graph.owner(step)
        if not sender.inside:
            continue
        pairs: dict[Step, Step] = {}
        for flow in graph.outgoing(step):
            gap = flow.target
            if gap is None or not _leads_on(graph, flow) or not graph.owner(gap).gap:
                continue
            if gap not in behind:
                behind[gap] = _behind_gap(graph, gap)
            for target in behind[gap]:
                if graph.owner(target).inside:
                    pairs.setdefault(target, gap)
        beside = _handed_beside(graph, step) if pairs else set()
        for target, gap in sorted(pairs.items(), key=lambda pair: graph.order[pair[0]]):
            meetings = sender.meetings(graph.owner(target))
            reached = {b.department for a, b in meetings if a.other_department(b)}
            if reached - beside:
                found.append(HiddenChange(step, target, _between(behind[gap], gap, target)))
    return found


def _leads_on(graph: ProcessGraph, flow: Flow) -> bool:
    """Tell whether work passes along `flow` with nobody having said how."""
    target = flow.target
    if target is None or flow.other_process or flow.rejects or not graph.is_ordered(target):
        return False
    return not graph.says_how(flow)


def _behind_gap(graph: ProcessGraph, first: Step) -> dict[Step, Step]:
    """Give the steps to which work passes from the gap `first`, each with the gap before it."""
    before: dict[Step, Step] = {}
    queue = deque([first])
    while queue:
        gap = queue.popleft()
        for flow in graph.outgoing(gap):
            target = flow.target
            if target is None or target is first or target in before:
                continue
            if not _leads_on(graph, flow) or (flow.when and graph.is_queue(gap)):
                continue  # out of a queue by a condition is a fresh start
            if graph.owner(target).gap:
                queue.append(target)
            elif not graph.owner(target).inside:
                continue
            before[target] = gap
    return before


def _handed_beside(graph: ProcessGraph, step: Step) -> set[str]:
    """Give the departments to which the parallel flows of `step` hand work."""
    if not step.parallel:
        return set()
    return {
        department
        for flow in graph.outgoing(step)
        if flow.receiver is not None and flow.receiver.inside and not flow.rejects
        for department in flow.receiver.departments
    }


def _between(before: dict[Step, Step], first: Step, last: Step) -> tuple[Step, ...]:
    """Give the gaps on the path from `first` to `last`, in the order in which work passes them."""
    return tuple(traced(before, first, before[last]))
