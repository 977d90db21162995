"""Absorbing Markov chains: how often each state is visited, and how likely each end is.

Kemeny and Snell, Finite Markov Chains (1960), chapter III: with the moves P among the states that
cases leave again, N = (I - P)^-1 holds the expected visits. It is solved by eliminating states, and
without subtraction, after Grassmann, Taksar and Heyman, Regenerative Analysis and Steady State
Distributions for Markov Chains (1985): the share that leaves a state is the sum of what goes
elsewhere, not one minus what stays. All numbers are then exact to some units in the last place.
States with the fewest neighbours go first, which keeps sparse what is sparse.

A state is a number from 0. Where cases split, several moves are made at once, and a row has a sum
of its own: there what leaves is one minus what stays, as it is for every row that such a row has
come into.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from heapq import heapify, heappop, heappush

# Moves that come into being while states are eliminated: of loops that lead everywhere, their cube.
MOST_MOVES = 1_000_000
# Of a row with a sum of its own: what is nearer to nothing is rounding, and a cycle without end.
_NOTHING = 1e-9


class AbsorbingChain:
    """Moves among the states, and out of them for good, eliminated once for all questions.

    Where so much leads back to so much that this takes too long, all numbers are nan.
    """

    def __init__(
        self,
        moves: Sequence[Mapping[int, float]],
        exits: Sequence[float],
        splits: frozenset[int] = frozenset(),
    ) -> None:
        """Take the share of each move by the state that it leads to, and the share of the `exits`.

        The shares of a state add up to 1, unless it is one of the `splits`.
        """
        self._size = len(moves)
        self._rows = [{to: share for to, share in row.items() if share > 0} for row in moves]
        self._exits = list(exits)
        self._splits = set(splits)
        self._order: list[int] = []
        # Of each state when it is eliminated: what leaves it, where that goes among the later
        # states, and what comes from these.
        self._leaves = [0.0] * self._size
        self._outs: list[dict[int, float]] = [{} for _ in moves]
        self._ins: list[dict[int, float]] = [{} for _ in moves]
        self._solved = self._eliminate()

    def visits(self, entries: Mapping[int, float]) -> list[float]:
        """Return how often each state is visited by cases of which `entries` begin at each.

        Infinite where cases go round for ever.
        """
        if not self._solved:
            return [math.nan] * self._size
        begun = [0.0] * self._size
        for state, cases in entries.items():
            begun[state] += cases
        for state in self._order:
            for to, share in self._outs[state].items():
                begun[to] += _times(begun[state], share)
        for state in reversed(self._order):
            arriving = begun[state] + sum(
                _times(begun[origin], share) for origin, share in self._ins[state].items()
            )
            begun[state] = self._all_visits(state, arriving)
        return begun

    def chances(self, ends: Mapping[int, float]) -> list[float]:
        """Return how likely a case at each state is to end by one of the `ends`: shares of exits.

        0 where cases go round for ever. The chain must have no splits.
        """
        if not self._solved:
            return [math.nan] * self._size
        chance = [0.0] * self._size
        for state, share in ends.items():
            chance[state] += share
        for state in self._order:
            chance[state] = chance[state] / self._leaves[state] if self._leaves[state] else 0.0
            for origin, share in self._ins[state].items():
                chance[origin] += share * chance[state]
        for state in reversed(self._order):
            chance[state] += sum(share * chance[to] for to, share in self._outs[state].items())
        return chance

    def visits_between(self, origin: int, state: int) -> float:
        """Return how often a case at `origin` is still at `state`, the beginning counted.

        At once where a move leads from `state` to `origin` or the two are one; else by a solution
        of its own.
        """
        if not self._solved:
            return math.nan
        known = self._near[state].get(origin)
        return self.visits({origin: 1.0})[state] if known is None else known

    @cached_property
    def _near(self) -> list[dict[int, float]]:
        """The visits to each state from itself and from those that a move out of it leads to.

        By the equations of Takahashi, Fagan and Chin (1973) for the entries of an inverse where
        the eliminated matrix has some; all terms are above zero.
        """
        near: list[dict[int, float]] = [{} for _ in self._rows]
        for state in reversed(self._order):
            outs, ins = self._outs[state], self._ins[state]
            back = {
                to: self._all_visits(
                    state, sum(_times(near[via].get(to, 0.0), share) for via, share in ins.items())
                )
                for to in outs
            }
            for via in ins:
                near[via][state] = sum(
                    _times(near[via].get(to, 0.0), share) for to, share in outs.items()
                )
            again = sum(_times(back[to], share) for to, share in outs.items())
            near[state] = {**back, state: self._all_visits(state, 1.0) + again}
        return near

    def _all_visits(self, state: int, arriving: float) -> float:
        """Return the visits that follow from `arriving` ones, stays counted, later states not."""
        if not arriving:
            return 0.0
        return arriving / self._leaves[state] if self._leaves[state] else math.inf

    def _eliminate(self) -> bool:
        """Eliminate all states, and return whether that could be done."""
        rows, exits = self._rows, self._exits
        columns: list[set[int]] = [set() for _ in rows]
        for origin, row in enumerate(rows):
            for to in row:
                columns[to].add(origin)
        degrees = [len(row) + len(column) for row, column in zip(rows, columns, strict=True)]
        queue = [(degree, state) for state, degree in enumerate(degrees)]
        heapify(queue)
        done = [False] * self._size
        moves = 0
        while queue:
            degree, state = heappop(queue)
            if done[state] or degree != degrees[state]:
                continue
            done[state] = True
            self._order.append(state)
            row = rows[state]
            stays = row.pop(state, 0.0)
            columns[state].discard(state)
            if state in self._splits:
                leaves = 1.0 - stays
                leaves = leaves if leaves > _NOTHING else 0.0
            else:
                leaves = sum(row.values()) + exits[state]
            outs = {to: share / leaves if leaves else math.inf for to, share in row.items()}
            out = exits[state] / leaves if leaves else 0.0
            for to in row:
                columns[to].discard(state)
            ins: dict[int, float] = {}
            moves += len(outs) * len(columns[state])
            if moves > MOST_MOVES:
                return False
            for origin in columns[state]:
                before = rows[origin]
                ins[origin] = share = before.pop(state)
                exits[origin] += share * out
                for to, onward in outs.items():
                    if to in before:
                        before[to] += share * onward
                    else:
                        before[to] = share * onward
                        columns[to].add(origin)
                if state in self._splits:
                    self._splits.add(origin)
            self._leaves[state], self._outs[state], self._ins[state] = leaves, outs, ins
            for other in ins.keys() | row.keys():
                degree = len(rows[other]) + len(columns[other])
                if degree != degrees[other]:
                    degrees[other] = degree
                    heappush(queue, (degree, other))
        return True


def _times(cases: float, share: float) -> float:
    """Return the product, nothing where there are no cases to go round for ever."""
    return cases * share if cases else 0.0
