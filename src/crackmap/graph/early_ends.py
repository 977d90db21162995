"""Ends of a case in one branch of a parallel split, while the others go on and would meet it."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from typing import NamedTuple

from crackmap.graph.flow import Flow, Onward
from crackmap.graph.paths import MOST_BEHIND_SPLITS
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step


class EarlyEnd(NamedTuple):
    """An end of a case: the `flow` to an outcome.

    `split` is the step that starts the branches, `meeting` the first step at which one of the
    others, begun by the flow `beside`, waits for this one.
    """

    flow: Flow
    split: Step
    beside: Onward
    meeting: Step


def early_ends(graph: ProcessGraph) -> tuple[list[EarlyEnd], Step | None]:
    """Return the early ends of a process; of one that ends several splits, the innermost.

    The step is the first split behind which nobody looked any more, if there is one.
    """
    splits = [step for step in graph.ordered_steps if step.parallel]
    if not splits:
        return [], None
    unseen = None
    ends = _Ends(graph)
    found: dict[Flow, EarlyEnd] = {}
    looked_at = 0
    for split in splits:
        branches = _Branches(graph, ends, split, MOST_BEHIND_SPLITS - looked_at)
        for end in branches.early_ends():
            found[end.flow] = end
        looked_at += branches.looked_at
        if looked_at > MOST_BEHIND_SPLITS:
            unseen = split
            break
    return sorted(found.values(), key=lambda end: graph.order[end.flow.source]), unseen


class _Ends:
    """Where cases end, and from where they may come to a good end."""

    def __init__(self, graph: ProcessGraph) -> None:
        ends = [flow for flow in graph.ends if flow.outcome or flow.other_process]
        good = {flow.source for flow in ends if graph.process.is_good(flow.outcome)}
        if not good:
            # Where no outcome counts as good, nobody knows which one people work for.
            good = {flow.source for flow in ends}
        self.good = good.union(flow.source for flow in ends if flow.other_process)
        self.leading = set(self.good)
        queue = list(self.good)
        while queue:
            for flow in graph.incoming(queue.pop()):
                if not flow.rejects and flow.source not in self.leading:
                    self.leading.add(flow.source)
                    queue.append(flow.source)


class _Branches:
    """The branches of one split, as far as they are apart: which steps are on which.

    Branches are the bits of a number. Work goes down the file; ways up are ways back. Steps are
    `looked_at` once for each branch that they are on, and again where others wait for it; beyond
    `most` of them the search ends.
    """

    def __init__(self, graph: ProcessGraph, ends: _Ends, split: Step, most: int) -> None:
        self._graph, self._ends, self._split, self._most = graph, ends, split, most
        self._flows = list(self._down(split))
        self._full = (1 << len(self._flows)) - 1
        self._on: dict[Step, int] = {}
        self._clear = self._follow()
        self.looked_at = sum(on.bit_count() for on in self._on.values())

    def early_ends(self) -> Iterator[EarlyEnd]:
        """Return what ends a case while another branch can end well only where they meet."""
        if not self._clear or self.looked_at > self._most:
            return
        steps = self._by_branch()
        # As numbers, for there are few: which branches the steps with a good end are on.
        good = {on for step, on in self._on.items() if step in self._ends.good}
        for number, first in enumerate(self._flows):
            if self.looked_at > self._most:
                return
            if any(self._outcomes(step) for step in steps[number]):
                yield from self._early_ends_of(first, 1 << number, steps[number], good)

    def _by_branch(self) -> list[list[Step]]:
        """Return the steps of each branch, in the order of the file."""
        steps: list[list[Step]] = [[] for _ in self._flows]
        for step in sorted(self._on, key=self._graph.order.__getitem__):
            left = self._on[step]
            while left:
                steps[left.bit_length() - 1].append(step)
                left ^= 1 << left.bit_length() - 1
        return steps

    def _down(self, step: Step) -> Iterator[Onward]:
        """Return the flows on which work goes on from `step`, down the file."""
        graph = self._graph
        for flow in graph.onward(step):
            on_its_way = not flow.rejects and graph.is_ordered(flow.target)
            if on_its_way and graph.order[flow.target] > graph.order[step]:
                yield flow

    def _follow(self) -> bool:
        """Mark the steps until all branches have met in one; False where a flow dangles before."""
        order = self._graph.order
        queue: list[int] = []
        for number, flow in enumerate(self._flows):
            if flow.target not in self._on:
                heapq.heappush(queue, order[flow.target])
            self._on[flow.target] = self._on.get(flow.target, 0) | 1 << number
        if self._dangles(self._split):
            return False
        while queue:
            step = self._graph.steps[heapq.heappop(queue)]
            on = self._on[step]
            if on != self._full:
                if self._dangles(step):
                    return False
            elif not queue:
                break
            for flow in self._down(step):
                if flow.target not in self._on:
                    heapq.heappush(queue, order[flow.target])
                self._on[flow.target] = self._on.get(flow.target, 0) | on
        return True

    def _outcomes(self, step: Step) -> list[Flow]:
        return [flow for flow in self._graph.outgoing(step) if flow.outcome]

    def _dangles(self, step: Step) -> bool:
        return any(flow.lost_word and not flow.rejects for flow in self._graph.outgoing(step))

    def _early_ends_of(
        self, first: Onward, branch: int, steps: list[Step], good: set[int]
    ) -> Iterator[EarlyEnd]:
        on = self._on
        meetings = [step for step in steps if step in self._ends.leading]
        waiting = 0
        for step in meetings:
            waiting |= on[step]
        waiting &= ~branch
        self.looked_at += len(good) if waiting else 0
        for alone in good if waiting else ():
            if not alone & branch:
                waiting &= ~alone
                if not waiting:
                    return
        if not waiting:
            return
        places: dict[int, int | None] = {}  # of the first meeting, by the branches that wait
        for step in self._alternatives(first.target, steps, waiting):
            others = waiting & ~on[step]
            if others not in places:
                met = (at for at, meeting in enumerate(meetings) if on[meeting] & others)
                places[others] = next(met, None)
                self.looked_at += len(meetings)
            if (at := places[others]) is None:
                continue
            place = meetings[at]
            other = others & on[place]
            beside = self._flows[(other & -other).bit_length() - 1]
            for flow in self._outcomes(step):
                yield EarlyEnd(flow, self._split, beside, place)

    def _alternatives(self, first: Step, steps: list[Step], waiting: int) -> list[Step]:
        """Return the steps at which a branch may end in place of going on to where it is met.

        What a split inside the branch starts and never joins ends nothing but itself.
        """
        meets: dict[Step, bool] = {}
        for step in reversed(steps):
            here = bool(self._on[step] & waiting) and step in self._ends.leading
            meets[step] = here or any(meets.get(flow.target) for flow in self._down(step))
        seen, queue = {first}, [first]
        for step in queue:
            for flow in self._down(step):
                target = flow.target
                if target in meets and target not in seen and (not step.parallel or meets[target]):
                    seen.add(target)
                    queue.append(target)
        return [step for step in queue if not step.parallel]
