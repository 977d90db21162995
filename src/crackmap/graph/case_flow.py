"""How cases move through a process: two absorbing Markov chains over its ordered steps.

One counts visits: behind a split all its branches run, and where they meet a case counts once. The
other follows what a case is worth, which it is once: through the first branch of a split that can
reach a good outcome. What leaves both chains is an outcome, another process, or lost.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, cached_property
from typing import NamedTuple

from crackmap.graph.absorbing import AbsorbingChain
from crackmap.graph.flow import Flow, Onward
from crackmap.graph.joins import Branch, Joins, joins_of
from crackmap.graph.process_graph import ProcessGraph
from crackmap.graph.shares import ALL, NONE, drop_of
from crackmap.language.process import Step

_SHARES = "not all shares are given"
_UNSEEN_JOINS = "so much stands behind parallel splits that a case may count once a branch"
_OPEN_END = "some cases leave the map where nobody sees how they end; they count as not won"


@dataclass(frozen=True)
class Changes:
    """What is other than written: no drop on some flows, no leak at some steps, losses on flows."""

    undropped: frozenset[Flow] = frozenset()
    closed: frozenset[Step] = frozenset()
    lost: Mapping[Flow, Fraction] = field(default_factory=dict)

    @property
    def steps(self) -> set[Step]:
        """The steps out of which something is other than written."""
        return {flow.source for flow in (*self.undropped, *self.lost)} | self.closed

    def arriving(self, flow: Flow) -> Fraction:
        """Return the share of the cases on `flow` that arrive at its end."""
        drop, lost = drop_of(flow), self.lost.get(flow, NONE)
        kept = ALL if drop is NONE or flow in self.undropped else 1 - drop
        return kept if lost is NONE else kept * (1 - lost)


AS_WRITTEN = Changes()


class _State(NamedTuple):
    """Where cases go from a step: on to others, out of the chain, and how many of these are won."""

    moves: dict[int, float]
    exits: float
    won: float


class CaseFlow:
    """The shares of a process, and the chains that they make."""

    def __init__(self, graph: ProcessGraph) -> None:
        """Take the shares from `graph`; the chains are made when they are asked for."""
        self.graph = graph
        self.steps = graph.ordered_steps
        self.index = {step: number for number, step in enumerate(self.steps)}
        self.rows = {step: graph.rows[step] for step in self.steps}

    # Where flows lead

    def target(self, flow: Flow) -> int | None:
        """Return the state that `flow` leads to; a dangling one leads to what seems to be meant."""
        return self._targets[flow] if flow in self._targets else self._target(flow)

    @cached_property
    def _targets(self) -> dict[Flow, int | None]:
        return {flow: self._target(flow) for row in self.rows.values() for flow in row.shares}

    def _target(self, flow: Flow) -> int | None:
        if isinstance(flow, Onward):
            return self.index.get(flow.target)
        meant = self.graph.meant_step(flow)
        return self.index.get(meant) if meant else None

    def ends_well(self, flow: Flow) -> bool:
        """Return whether `flow` ends a case with a good outcome."""
        return self.graph.process.is_good(flow.outcome)

    def leaves_the_map(self, flow: Flow) -> bool:
        """Return whether nobody sees here how cases on `flow` end."""
        return flow.outcome is None and self.target(flow) is None

    def share(self, flow: Flow) -> Fraction:
        """Return the share of the cases at its step that take `flow`."""
        row = self.rows.get(flow.source)
        return row.shares.get(flow, NONE) if row else NONE

    def arriving(self, flow: Flow) -> Fraction:
        """Return the share of the cases at its step that take `flow` and arrive at its end."""
        return product(self.share(flow), AS_WRITTEN.arriving(flow))

    # The chains

    @cached_property
    def counting(self) -> AbsorbingChain:
        """The chain that counts visits; where nothing splits, both chains are one."""
        splits = frozenset(self.index[step] for step in self.steps if self.rows[step].split)
        if not splits:
            return self.as_written[0]
        moves: list[dict[int, float]] = []
        exits = []
        for step in self.steps:
            row = self.rows[step]
            move: dict[int, float] = {}
            leaving = 1.0 if not row.shares else float(row.leak)
            for flow, share in row.shares.items():
                target, weight = self.target(flow), self.weight(flow)
                arriving = self.arriving(flow)
                if target is not None and arriving:
                    cases = as_float(arriving)
                    move[target] = move.get(target, 0.0) + cases * weight
                    leaving += cases * (1 - weight)
                    leaving += 0.0 if arriving is share else float(share - arriving)
                else:
                    leaving += as_float(share)
            moves.append(move)
            exits.append(leaving)
        return AbsorbingChain(moves, exits, splits)

    def worth(self, changes: Changes = AS_WRITTEN) -> tuple[AbsorbingChain, dict[int, float]]:
        """Return the chain that follows what a case is worth, and the shares that end well."""
        states = list(self._states)
        for step in changes.steps:
            if step in self.index:
                states[self.index[step]] = self._state(step, changes)
        chain = AbsorbingChain([state.moves for state in states], [state.exits for state in states])
        return chain, {number: state.won for number, state in enumerate(states) if state.won}

    @cached_property
    def _states(self) -> list[_State]:
        return [self._state(step) for step in self.steps]

    def _state(self, step: Step, changes: Changes = AS_WRITTEN) -> _State:
        moves: dict[int, Fraction] = {}
        rest, won = ALL, NONE
        closed = step in changes.closed
        for flow, share in self.followed(step).items():
            share = share / (1 - self.rows[step].leak) if closed else share
            share = product(share, changes.arriving(flow))
            target = self.target(flow)
            if target is not None and share:
                moves[target] = moves[target] + share if target in moves else share
                rest = NONE if share is ALL else rest - share
            elif self.ends_well(flow):
                won += share
        floats = {target: as_float(share) for target, share in moves.items()}
        return _State(floats, as_float(rest), as_float(won))

    @cached_property
    def as_written(self) -> tuple[AbsorbingChain, dict[int, float]]:
        """The chain that follows what a case is worth, as the process is written."""
        return self.worth()

    def followed(self, step: Step) -> dict[Flow, Fraction]:
        """Return the shares out of `step`; out of a split, those of one branch and rejections."""
        row = self.rows[step]
        if not row.split:
            return row.shares
        branches = [flow for flow in row.shares if not flow.rejects]
        chosen = next(filter(self._can_end_well, branches), branches[0] if branches else None)
        return {flow: share for flow, share in row.shares.items() if flow.rejects or flow is chosen}

    def _can_end_well(self, flow: Flow) -> bool:
        return self.ends_well(flow) or self.target(flow) in self.ending_well

    @cached_property
    def ending_well(self) -> frozenset[int]:
        """The states from which a good outcome can be reached."""
        return self._before(
            self.index[step]
            for step, row in self.rows.items()
            if any(share and self.ends_well(flow) for flow, share in row.shares.items())
        )

    def weight(self, flow: Flow) -> float:
        """Return what a case on `flow` counts at its end: less than 1 where branches meet."""
        return self._joins.weights.get(flow, 1.0)

    @cached_property
    def _joins(self) -> Joins[Flow]:
        """Where branches meet; the splits behind which nobody looked by their states."""
        splits = [step for step in self.steps if self.rows[step].split]
        if not splits:
            return Joins({})
        cycle_of = {
            step: number for number, cycle in enumerate(self.graph.network.cycles) for step in cycle
        }

        def goes_on(flow: Flow) -> bool:
            """Return whether `flow` neither refuses work nor begins another round."""
            target = self.target(flow)
            if (
                flow.rejects
                or target is None
                or not isinstance(flow, Onward)
                or not self.share(flow)
            ):
                return False
            same = cycle_of.get(flow.source, -1) == cycle_of.get(self.steps[target], -2)
            return not same or target > self.index[flow.source]

        order = self.graph.network.flow_order(goes_on)
        place = {self.index[step]: at for at, step in enumerate(order) if step in self.index}

        @cache
        def branches(at: int) -> list[Branch[Flow]]:
            row = self.rows[order[at]]
            return [
                Branch(flow, place[target], as_float(self.arriving(flow)))
                for flow in row.shares
                if goes_on(flow) and (target := self.target(flow)) is not None
            ]

        joins = joins_of((place[self.index[step]] for step in splits), branches)
        return joins._replace(unseen=tuple(self.index[order[at]] for at in joins.unseen))

    # What is assumed, and what is not known

    @cached_property
    def assumed_before(self) -> frozenset[int]:
        """The states on the way to which nobody gave all shares, or saw where branches meet."""
        assumed = [self.index[step] for step, row in self.rows.items() if row.assumed]
        assumed += self._joins.unseen
        return self._behind(target for state in assumed for target in self._onward[state])

    @cached_property
    def assumed_behind(self) -> frozenset[int]:
        """The states behind which nobody gave all shares, or where cases leave the map."""
        return self._before(
            self.index[step]
            for step, row in self.rows.items()
            if row.assumed
            or any(self.leaves_the_map(flow) for flow, share in row.shares.items() if share)
        )

    @cached_property
    def why_assumed(self) -> str:
        """What is taken for granted where something is."""
        if self._joins.unseen:
            return _UNSEEN_JOINS
        return _SHARES if any(row.assumed for row in self.rows.values()) else _OPEN_END

    @cached_property
    def unseen_ends(self) -> frozenset[int]:
        """The states that lead to no good outcome here, but to where nobody sees how cases end."""
        leaving = self._before(
            self.index[step]
            for step, row in self.rows.items()
            if any(self.leaves_the_map(flow) for flow, share in row.shares.items() if share)
        )
        return leaving - self.ending_well

    @cached_property
    def unseen_entries(self) -> frozenset[int]:
        """The states at which work comes in from steps that have no order."""
        return frozenset(
            self.index[flow.target]
            for flow in self.graph.flows
            if isinstance(flow, Onward) and flow.target in self.index
            if flow.source not in self.index
        )

    def behind(self, states: Collection[int]) -> frozenset[int]:
        """Return the `states` and those to which cases come from them."""
        return self._behind(states)

    @cached_property
    def _onward(self) -> list[list[int]]:
        return [
            [
                target
                for flow, share in self.rows[step].shares.items()
                if share and (target := self.target(flow)) is not None
            ]
            for step in self.steps
        ]

    def _behind(self, states: Iterable[int]) -> frozenset[int]:
        return _reached(states, self._onward)

    def _before(self, states: Iterable[int]) -> frozenset[int]:
        return _reached(states, self._backward)

    @cached_property
    def _backward(self) -> list[list[int]]:
        backward: list[list[int]] = [[] for _ in self.steps]
        for origin, targets in enumerate(self._onward):
            for target in targets:
                backward[target].append(origin)
        return backward


def product(share: Fraction, other: Fraction) -> Fraction:
    """Return the product; most are all there is, and fractions take their time."""
    return other if share is ALL else share if other is ALL else share * other


def as_float(share: Fraction) -> float:
    """Return a share for reckoning; most are all there is, or nothing."""
    return 1.0 if share is ALL else 0.0 if share is NONE else float(share)


def _reached(states: Iterable[int], onward: list[list[int]]) -> frozenset[int]:
    reached: set[int] = set()
    waiting = list(states)
    while waiting:
        state = waiting.pop()
        if state not in reached:
            reached.add(state)
            waiting += onward[state]
    return frozenset(reached)
