"""Changes of department that hide in gaps: steps between two departments that are of neither."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

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


# The rule, the figures and every map ask for the same.
_FOUND: WeakKeyDictionary[ProcessGraph, tuple[HiddenChange, ...]] = WeakKeyDictionary()


def hidden_changes(graph: ProcessGraph) -> tuple[HiddenChange, ...]:
    """Return the changes of department that hide in gaps, each pair of steps once."""
    if graph not in _FOUND:
        _FOUND[graph] = tuple(_hidden(graph))
    return _FOUND[graph]


def flows_through(graph: ProcessGraph, change: HiddenChange) -> tuple[Flow, ...]:
    """Return the flows of all paths on which the change hides, in the order of the file."""
    source, target = change.source, change.target

    def passes(flow: Flow) -> bool:
        return _leads_on(graph, flow) and (flow.source is source or not graph.is_fresh_start(flow))

    met = graph.network.met_after(source, passes, through=lambda step: graph.owner(step).gap)
    gaps = {step for step in met if graph.owner(step).gap}
    flows: set[Flow] = set()
    seen, waiting = {target}, [target]
    while waiting:
        step = waiting.pop()
        for flow in graph.incoming(step):
            before = flow.source
            begins = before is source and step is not target
            if not passes(flow) or not (begins or before in gaps):
                continue
            flows.add(flow)
            if before in gaps and before not in seen:
                seen.add(before)
                waiting.append(before)
    return tuple(flow for flow in graph.flows if flow in flows)


def _hidden(graph: ProcessGraph) -> Iterator[HiddenChange]:
    behind: dict[Step, dict[Step, Step]] = {}
    for step in graph.ordered_steps:
        sender = graph.owner(step)
        if not sender.inside:
            continue
        pairs: dict[Step, Step] = {}
        for flow in graph.onward(step):
            gap = flow.target
            if not _leads_on(graph, flow) or not graph.owner(gap).gap:
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
                yield HiddenChange(step, target, _between(behind[gap], gap, target))


def way_out(graph: ProcessGraph, change: HiddenChange) -> Flow:
    """Return the flow on which a hidden change of department comes out of its gap."""
    return next(
        flow
        for flow in graph.onward(change.between[-1])
        if flow.target is change.target and _leads_on(graph, flow)
    )


def _leads_on(graph: ProcessGraph, flow: Flow) -> bool:
    """Return whether work passes along `flow` with nobody having said how."""
    return graph.leads_down(flow) and not graph.says_how(flow)


def _behind_gap(graph: ProcessGraph, first: Step) -> dict[Step, Step]:
    """Return the steps to which work passes from the gap `first`, each with the gap before it."""

    def passes(flow: Flow) -> bool:
        # Out of a queue by a condition is a fresh start.
        return _leads_on(graph, flow) and not graph.is_fresh_start(flow)

    met = graph.network.met_after(first, passes, through=lambda step: graph.owner(step).gap)
    return {
        step: before
        for step, before in met.items()
        if graph.owner(step).gap or graph.owner(step).inside
    }


def _handed_beside(graph: ProcessGraph, step: Step) -> set[str]:
    """Return the departments to which the parallel flows of `step` hand work."""
    if not step.parallel:
        return set()
    return {
        department
        for flow in graph.outgoing(step)
        if flow.receiver.inside and not flow.rejects
        for department in flow.receiver.departments
    }


def _between(before: dict[Step, Step], first: Step, last: Step) -> tuple[Step, ...]:
    """Return the gaps from `first` to `last`, in the order in which work passes them."""
    return tuple(traced(before, first, before[last]))
