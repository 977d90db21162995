"""Changes of department that hide in gaps: steps between two departments that are of neither."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple
from weakref import WeakKeyDictionary

from crackmap.graph.flow import Flow
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.language.subject import Subject, flow_subject


class HiddenChange(NamedTuple):
    """A change of department that hides in a gap: the first and last step, and those between."""

    source: Step
    target: Step
    between: tuple[Step, ...]

    @property
    def subject(self) -> Subject:
        """How findings call it."""
        return flow_subject(self.source.id, self.target.id)


# Beyond these nobody reads them one by one: changes that are found, and flows that are looked at.
MOST_FOUND, _MOST_FLOWS = 2_000, 1_000_000


class _Found(NamedTuple):
    changes: tuple[HiddenChange, ...]
    more: bool


# The rule, the figures and every map ask for the same.
_FOUND: WeakKeyDictionary[ProcessGraph, _Found] = WeakKeyDictionary()


def hidden_changes(graph: ProcessGraph) -> tuple[HiddenChange, ...]:
    """Return the changes of department that hide in gaps, each pair of steps once."""
    return _found(graph).changes


def are_more_hidden(graph: ProcessGraph) -> bool:
    """Return whether the search has ended before it had found all hidden changes."""
    return _found(graph).more


def _found(graph: ProcessGraph) -> _Found:
    if graph not in _FOUND:
        search = _Search(graph)
        pairs = sorted(search.pairs(), key=lambda found: found[0])
        changes = (search.change(source, target) for _, source, target in pairs)
        _FOUND[graph] = _Found(tuple(changes), search.more)
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


class _Search:
    """Looks from each step behind a gap back through it: many ways into one gap cost no more."""

    def __init__(self, graph: ProcessGraph) -> None:
        self.graph = graph
        self.more = False
        self._left = _MOST_FLOWS
        self._beside: dict[Step, set[str]] = {}
        # For a step behind gaps: from each gap the step that follows on the way to it.
        self._onward: dict[Step, dict[Step, Step]] = {}
        # The gaps that follow a step, in its order, and what leads into each gap.
        self._gaps: dict[Step, list[Step]] = {}
        self._into: dict[Step, list[Step]] = {}
        gaps = [step for step in graph.ordered_steps if graph.owner(step).gap]
        self._behind = {flow.target for gap in gaps for flow in graph.onward(gap)}
        before = dict.fromkeys(flow.source for gap in gaps for flow in graph.incoming(gap))
        for step in before:
            if graph.owner(step).inside and graph.is_ordered(step):
                self._gaps[step] = self._gaps_after(step)
                for gap in self._gaps[step]:
                    self._into.setdefault(gap, []).append(step)

    def _gaps_after(self, step: Step) -> list[Step]:
        graph = self.graph
        into_gaps = (flow for flow in graph.onward(step) if graph.owner(flow.target).gap)
        return list(dict.fromkeys(flow.target for flow in into_gaps if _leads_on(graph, flow)))

    def pairs(self) -> Iterator[tuple[tuple[int, int], Step, Step]]:
        """Return the places of both ends in the file, and both ends, as far as the search goes."""
        order, count = self.graph.order, 0
        for target in sorted(self._behind, key=order.__getitem__) if self._into else ():
            if not (self.graph.owner(target).inside and self.graph.is_ordered(target)):
                continue
            onward = self._towards(target)
            if onward:
                self._onward[target] = onward
            sources = {source for gap in onward for source in self._into.get(gap, ())}
            for source in sorted(sources, key=order.__getitem__):
                if self._passes_on(source, target):
                    yield (order[source], order[target]), source, target
                    count += 1
            if count >= MOST_FOUND or self._left <= 0:
                self.more = True
                return

    def _towards(self, target: Step) -> dict[Step, Step]:
        """Return the gaps from which work comes to a step, and what follows each; nearest first."""
        onward: dict[Step, Step] = {}
        waiting = deque([target])
        while waiting and self._left > 0:
            step = waiting.popleft()
            for flow in self.graph.incoming(step):
                self._left -= 1
                gap = flow.source
                if gap in onward or not self.graph.owner(gap).gap:
                    continue
                # Out of a queue by a condition is a fresh start.
                if _leads_on(self.graph, flow) and not self.graph.is_fresh_start(flow):
                    onward[gap] = step
                    waiting.append(gap)
        return onward

    def _passes_on(self, source: Step, target: Step) -> bool:
        """Return whether work gets to another department, and not beside the gap as well."""
        graph = self.graph
        meetings = graph.owner(source).meetings(graph.owner(target))
        reached = {b.department for a, b in meetings if a.other_department(b)}
        if source not in self._beside:
            self._beside[source] = _handed_beside(graph, source)
        return bool(reached - self._beside[source])

    def change(self, source: Step, target: Step) -> HiddenChange:
        """Return the change with the gaps between both, in the order in which work passes them."""
        onward = self._onward[target]
        gap = next(gap for gap in self._gaps[source] if gap in onward)
        between = [gap]
        while onward[between[-1]] is not target:
            between.append(onward[between[-1]])
        return HiddenChange(source, target, tuple(between))
