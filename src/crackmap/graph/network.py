"""Network: the steps and the flows among them as a networkx graph, and the searches on it.

It knows steps and nothing of companies. networkx takes long to load, so that this module is loaded
by the first question and not by who imports the graph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from heapq import heappop, heappush
from itertools import chain, count
from typing import Any, TypeAlias

import networkx as nx

from crackmap.graph.flow import Flow, Onward
from crackmap.graph.paths import MOST_BEHIND_SPLITS, traced
from crackmap.language.process import Step

Keep: TypeAlias = Callable[[Flow], bool]
# How rare, changes, steps, number; the step (None: the end) and who holds the work; from where.
_Queued: TypeAlias = tuple[int, int, int, int, tuple[Step | None, str], tuple[Step, str] | None]
Beside: TypeAlias = Mapping[Step, Mapping[Step, Mapping[Flow, Any]]]


class Network:
    """Steps as nodes and flows as edges, each with the flow as its key; in the order of the file.

    What networkx gives as a set is put into that order: a set of steps has another one each time.
    """

    def __init__(self, steps: Sequence[Step], flows: Iterable[Onward]) -> None:
        """Draw the `flows` among the `steps`."""
        self._flows = tuple(flows)
        self.graph: nx.MultiDiGraph[Step] = nx.MultiDiGraph()
        self.graph.add_nodes_from(steps)
        for flow in self._flows:
            self.graph.add_edge(flow.source, flow.target, key=flow)
        # The plain dicts in place of the views on them, which take twice as long to go through.
        # The stubs of networkx take the key of an edge for a word.
        self._after: Beside = dict(self.graph.adjacency())  # type: ignore[arg-type]
        self._order = {step: place for place, step in enumerate(steps)}
        self._behind_splits = 0  # steps looked at

    def with_more(self, flows: Iterable[Onward]) -> Network:
        """Return a network that has more `flows`."""
        return Network(list(self._order), chain(self._flows, flows))

    def reached(self, starts: Iterable[Step], keep: Keep | None = None) -> frozenset[Step]:
        """Return the steps to which paths from `starts` lead, these included."""
        graph = self._view(keep) if keep else self.graph
        layers = nx.bfs_layers(graph, list(starts))
        return frozenset(step for layer in layers for step in layer)

    def chains(self, steps: frozenset[Step]) -> list[tuple[Step, list[Step]]]:
        """Return the first of each chain of `steps`, and the rest of it.

        First are those that no other of them leads to, or the first of a cycle of them. What
        several chains share stands in the first one.
        """
        condensed = nx.condensation(nx.subgraph_view(self.graph, filter_node=steps.__contains__))
        groups = (
            condensed.nodes[n]["members"] for n, degree in condensed.in_degree() if not degree
        )
        heads = [group[0] for group in self._in_order(groups)]
        untold = set(steps.difference(heads))

        def following(step: Step) -> Iterator[Step]:
            return (target for target in self.graph[step] if target in untold)

        chains = []
        for head in heads:
            behind = [step for _, step in nx.generic_bfs_edges(self.graph, head, following)]
            untold.difference_update(behind)
            chains.append((head, sorted(behind, key=self._order.__getitem__)))
        return chains

    @cached_property
    def cycles(self) -> list[list[Step]]:
        """The groups of steps that lead to each other; a step that leads to itself is one."""
        return self._cyclic(self.graph)

    def cycles_along(self, keep: Keep, steps: frozenset[Step]) -> list[list[Step]]:
        """Return the cycles among `steps` that the flows to `keep` make."""
        cyclic = {step for cycle in self.cycles for step in cycle if step in steps}
        if not any(self._leads_up(step, keep) for step in cyclic):
            return []  # as in most processes: every cycle leads up the file somewhere
        return self._cyclic(self._view(keep, cyclic.__contains__))

    def met_after(
        self, first: Step, keep: Keep, through: Callable[[Step], bool]
    ) -> dict[Step, Step]:
        """Return the steps that work meets after `first`, each with the one before; nearest first.

        It goes along the flows to `keep`, and on behind the steps to go `through`.
        """

        def following(step: Step) -> Iterator[Step]:
            return self._onward(step, keep) if step is first or through(step) else iter(())

        searched = nx.generic_bfs_edges(self.graph, first, following)
        return {target: step for step, target in searched}

    def parts_after(
        self, split: Step, flows: Callable[[Step], Sequence[Flow]]
    ) -> list[list[Flow]] | None:
        """Return the `flows` out of `split` in parts that never come together in one step.

        None after so many steps behind splits as MOST_BEHIND_SPLITS: nobody looks any more. Flows
        back to `split` do not count. In one other process all may meet, and a dangling flow
        may meet any.
        """

        def following(step: Step) -> Iterator[Step]:
            return (
                flow.target
                for flow in flows(step)
                if isinstance(flow, Onward) and flow.target is not split
            )

        begun = [flow for flow in flows(split) if not flow.outcome and flow.target is not split]
        if self._behind_splits > MOST_BEHIND_SPLITS:
            return None
        parts: nx.utils.UnionFind[object] = nx.utils.UnionFind()
        searched = nx.generic_bfs_edges(self.graph, split, following)
        look_again = 1
        for number, step in enumerate(chain([split], (step for _, step in searched)), start=1):
            self._behind_splits += 1
            if any(flow.dangling or flow.open for flow in flows(step)):
                return [begun]
            if step is not split:
                parts.union(step, *(_end(flow) for flow in flows(step) if flow.target is not split))
            if number == look_again:  # to look behind each step would cost the square
                look_again *= 2
                if len({parts[_end(flow)] for flow in begun}) < 2:
                    return [begun]
        apart: dict[object, list[Flow]] = {}
        for flow in begun:
            apart.setdefault(parts[_end(flow)], []).append(flow)
        return list(apart.values())

    def shortest_path_in(
        self, steps: AbstractSet[Step], source: Step, target: Step, keep: Keep
    ) -> list[Step]:
        """Return a shortest path through `steps` along the flows to `keep`, with both ends.

        It is empty where there is none. Of several it is the first in the file, which the search
        from both ends in networkx does not give.
        """

        def following_in(step: Step) -> Iterator[Step]:
            return (behind for behind in self._onward(step, keep) if behind in steps)

        before = {source: source}
        for step, following in nx.generic_bfs_edges(self.graph, source, following_in):
            before[following] = step
            if following is target:
                break
        return traced(before, source, target) if target in before else []

    def backwards(self, keep: Keep) -> dict[Step, list[Step]]:
        """Return all steps behind those that follow them along the flows to `keep`, and these.

        One pass in this order knows what follows, as long as these flows go in no cycle.
        """
        view = self._view(keep)
        return {step: list(view[step]) for step in nx.dfs_postorder_nodes(view)}

    def flow_order(self, keep: Keep) -> list[Step]:
        """Return all steps in the order of the flows to `keep`, which go in no cycle."""
        kept: nx.DiGraph[Step] = nx.DiGraph()  # a view would ask for each flow several times
        kept.add_nodes_from(self._order)
        kept.add_edges_from((flow.source, flow.target) for flow in self._flows if keep(flow))
        return list(nx.topological_sort(kept))

    def likeliest_path(
        self,
        starts: Iterable[Step],
        rarity: Callable[[Flow], int | None],
        departments: Callable[[Step], Sequence[str]],
        goal: Callable[[Step], int | None],
    ) -> tuple[int, list[Step]] | None:
        """Return the path to a goal that is the least rare; None without one.

        Of equally rare ones that on which work changes department least often, then the shortest.
        The result is the number of changes and the steps of the path. `rarity` is that of a flow,
        None where no path may lead along it, `goal` that of ending at a step; they are added up.
        `departments` gives those any of which may own a step; a step without one is a gap, and a
        gap between departments does not count.
        """

        def holder(step: Step, last: str) -> str:
            owning = departments(step)
            return last if not owning or last in owning else owning[0]

        # networkx weighs edges; what a change costs depends on who held the work before the edge.
        before: dict[tuple[Step | None, str], tuple[Step, str] | None] = {}
        best: dict[Step | None, tuple[int, int, int]] = {}
        number = count()  # of two that are alike the one that was found first
        queue: list[_Queued] = [
            (0, 0, 0, next(number), (step, holder(step, "")), None) for step in starts
        ]
        while queue:
            queued = heappop(queue)
            rare, changes, length, _, here, origin = queued
            step, department = here
            if here in before or _is_behind(best.setdefault(step, (rare, changes, length)), queued):
                continue
            before[here] = origin
            if step is None:
                return changes, _traced_back(before, origin)
            ending = goal(step)
            if ending is not None:
                end = (
                    rare + ending,
                    changes,
                    length,
                    next(number),
                    (None, department),
                    (step, department),
                )
                heappush(queue, end)
            for target, flows in self._after[step].items():
                costs = [cost for flow in flows if (cost := rarity(flow)) is not None]
                if not costs:
                    continue
                now = holder(target, department)
                more = changes + bool(department and now != department)
                following = (rare + min(costs), more, length + 1, next(number), (target, now))
                heappush(queue, (*following, (step, department)))
        return None

    def _onward(self, step: Step, keep: Keep) -> Iterator[Step]:
        for target, flows in self._after[step].items():
            if any(map(keep, flows)):
                yield target

    def _leads_up(self, step: Step, keep: Keep) -> bool:
        place = self._order[step]
        return any(self._order[target] <= place for target in self._onward(step, keep))

    def _view(
        self, keep: Keep, steps: Callable[[Step], bool] = lambda step: True
    ) -> nx.MultiDiGraph[Step]:
        def kept(source: Step, target: Step, flow: Any) -> bool:
            return keep(flow)

        view: nx.MultiDiGraph[Step] = nx.subgraph_view(
            self.graph, filter_node=steps, filter_edge=kept
        )
        return view

    def _cyclic(self, graph: nx.MultiDiGraph[Step]) -> list[list[Step]]:
        groups = self._in_order(nx.strongly_connected_components(graph))
        return [group for group in groups if len(group) > 1 or _leads_to_itself(graph, group[0])]

    def _in_order(self, groups: Iterable[Iterable[Step]]) -> list[list[Step]]:
        ordered = [sorted(group, key=self._order.__getitem__) for group in groups]
        return sorted(ordered, key=lambda group: self._order[group[0]])


def _leads_to_itself(graph: nx.MultiDiGraph[Step], step: Step) -> bool:
    """Return whether a step leads to itself; networkx 3.2 has edges that a view leaves out."""
    return graph.has_edge(step, step) and step in set(graph[step])


def _is_behind(best: tuple[int, int, int], queued: _Queued) -> bool:
    """Return whether a path to a step can lead to no better end than the `best` one to it.

    Who holds the work there costs one change more at the most.
    """
    rare, changes, length = queued[:3]
    if rare > best[0] or changes > best[1] + 1:
        return True
    return changes == best[1] + 1 and length > best[2]


def _traced_back(
    before: Mapping[tuple[Step | None, str], tuple[Step, str] | None], last: tuple[Step, str] | None
) -> list[Step]:
    """Return the steps of a path to `last`; `before` has what comes before each on it."""
    path = []
    while last:
        path.append(last[0])
        last = before[last]
    return path[::-1]


def _end(flow: Flow) -> object:
    """Return what the end of `flow` has in common with others: a step, or a process."""
    if flow.other_process:
        return flow.other_process.partition("/")[0]  # what happens there is not seen
    return flow.target or flow
