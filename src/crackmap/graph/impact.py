"""What passes each place of a process: how often, and which part of the cases that end well.

docs/impact.md has the formulas and their sources. What gets lost there stands in losses.py.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from crackmap.graph.case_flow import AS_WRITTEN, CaseFlow, Changes, as_float, product
from crackmap.graph.entries import Entries, entries
from crackmap.graph.flow import Flow
from crackmap.graph.hidden_handoffs import HiddenChange, hidden_changes
from crackmap.graph.numbers import Number, Origin, number, total, uncounted, unknown
from crackmap.graph.process_graph import ProcessGraph
from crackmap.graph.shares import ALL, NONE, drop_of
from crackmap.language.process import Step

NO_ORDER = "the step has no order"
UNSEEN = "nobody sees here how the cases end"
NO_GOOD_END = "no path leads to a good outcome"
UNSEEN_ENTRY = "nobody said how many cases come there"
EVEN_STARTS = "no volume is given; each start is taken to have as many cases"
OF_ALL = "of all cases"
PER_CASE = "per case"
MOST_BEYOND = 0.01  # what more of the cases than that do is no detail


class Passage(NamedTuple):
    """What passes a place.

    `visits` is how often a case passes, all cases taken together; `share` is that of the cases
    which end well and pass, each counted once.
    """

    visits: Number
    share: Number


class Impact:
    """The cases of one process: what can be asked of the whole, and of each place."""

    def __init__(self, graph: ProcessGraph) -> None:
        """Look at `graph`; everything is worked out when it is asked for."""
        self.graph = graph
        self.cases = CaseFlow(graph)

    # The whole process

    @cached_property
    def entries(self) -> Entries:
        """Where cases enter."""
        return entries(self.cases)

    @cached_property
    def counted(self) -> bool:
        """Whether anybody said how many cases there are, how they part, or how many get lost.

        If not, a share of them follows from the map alone, and tells nobody anything.
        """
        shares = any(row.given or row.leak for row in self.cases.rows.values())
        return self.entries.volume.known or shares or any(map(drop_of, self.graph.flows))

    @cached_property
    def win(self) -> Number:
        """The share of the cases that end well."""
        share = sum(share * self.chances[state] for state, share in self.entries.shares.items())
        if not self.entries.shares:
            return unknown("no step has an order", OF_ALL)
        if self.cases.unseen_ends.issuperset(self.entries.shares):
            return unknown(UNSEEN, OF_ALL)
        if self.cases.ending_well.isdisjoint(self.entries.shares):
            return unknown(NO_GOOD_END, OF_ALL)
        return self._number(share, not self.cases.assumed_behind.isdisjoint(self.entries.shares))

    @cached_property
    def changes_per_won_case(self) -> Number:
        """The changes of department of a case that ends well, further rounds counted.

        Out of a split they are those of the branch that is followed.
        """
        unit = "changes of department per won case"
        if not self.win.value:
            return unknown(self.win.why or "no case ends well", unit)
        changes = sum(
            self.followed_visits(flow) * as_float(AS_WRITTEN.arriving(flow)) * chance
            for flow in self.graph.changes_of_department()
            if (chance := self.chance(flow))
        )
        for change in hidden_changes(self.graph):
            state, target = (self.cases.index[step] for step in (change.source, change.target))
            if chance := self.chances[target]:
                changes += times(self.followed[state], self._along(change)) * chance
        return self.win._replace(
            low=changes / self.win.value, high=changes / self.win.value, unit=unit
        )

    @cached_property
    def beyond_rounds(self) -> tuple[Flow, ...]:
        """The flows that say how many rounds there are, where that leaves out too much.

        Rounds are no part of the chain, in which a case may go round any number of times. If it
        does so with the share r, then r^(rounds + 1) / (1 - r) of the rounds are too many.
        """
        beyond = []
        for step, row in self.cases.rows.items():
            for flow, share in row.shares.items():
                target = self.cases.target(flow)
                if flow.rounds is None or target is None or not share:
                    continue
                state = self.cases.index[step]
                again = float(share) * self.cases.counting.visits_between(target, state)
                if math.isnan(again):
                    continue
                ratio = again / (1 + again) if math.isfinite(again) else 1.0
                if ratio == 1 or ratio ** (flow.rounds + 1) / (1 - ratio) > MOST_BEYOND:
                    beyond.append(flow)
        return tuple(beyond)

    # A place

    def at_step(self, step: Step) -> Passage:
        """Return what passes `step`."""
        state = self.cases.index.get(step)
        if state is None:
            return Passage(unknown(NO_ORDER, PER_CASE), unknown(NO_ORDER, OF_ALL))
        first = _once(self.visits[state], self._coming_back(state, state))
        return self._passage(self.visits[state], first * self.chances[state], state, state, ())

    def on_flow(self, flow: Flow) -> Passage:
        """Return what passes `flow`; what gets lost on it has passed, too."""
        state, target = self.cases.index.get(flow.source), self.cases.target(flow)
        if state is None:
            return Passage(unknown(NO_ORDER, PER_CASE), unknown(NO_ORDER, OF_ALL))
        share = self.cases.share(flow)
        passing = times(self.visits[state], share)
        first = passing
        if target is not None:
            back = as_float(self.cases.arriving(flow)) * self.cases.weight(flow)
            first = _once(passing, 1 + self._coming_back(target, state) * back)
        share_won = first * as_float(AS_WRITTEN.arriving(flow)) * self.chance(flow)
        passage = self._passage(passing, share_won, state, target, (flow.source,))
        if self.cases.leaves_the_map(flow) and share:
            return passage._replace(share=unknown(UNSEEN, OF_ALL))
        return passage

    def through(self, change: HiddenChange) -> Passage:
        """Return what passes from one department to another through steps that are of neither."""
        state, target = (self.cases.index[step] for step in (change.source, change.target))
        share = self._along(change)
        passing = times(self.visits[state], share)
        first = _once(passing, 1 + self._coming_back(target, state) * float(share))
        out_of = (change.source, *change.between)
        return self._passage(passing, first * self.chances[target], state, target, out_of)

    def entering(self, steps: Iterable[Step]) -> Passage:
        """Return what comes to any of the `steps` from elsewhere: the cases of a stage."""
        inside = {self.cases.index[step] for step in steps if step in self.cases.index}
        coming = sorted(flow for state in inside for flow in self._into.get(state, ()))
        passages = [
            self.on_flow(flow)
            for _, origin, flow in coming
            if self.cases.index[origin] not in inside
        ]
        shares = self.entries.shares
        passages += [
            self._passage(shares[state], shares[state] * self.chances[state], None, state, ())
            for state in sorted(inside.intersection(shares))
        ]
        return self.together(passages)

    @cached_property
    def _into(self) -> dict[int, list[tuple[int, Step, Flow]]]:
        """The flows on which cases come to each state, with their numbers in the file."""
        into: dict[int, list[tuple[int, Step, Flow]]] = {}
        taken = (
            (step, flow)
            for step, row in self.cases.rows.items()
            for flow, share in row.shares.items()
            if share
        )
        for number_, (step, flow) in enumerate(taken):
            if (target := self.cases.target(flow)) is not None:
                into.setdefault(target, []).append((number_, step, flow))
        return into

    def together(self, passages: Sequence[Passage]) -> Passage:
        """Return what passes any of several places; a case that passes some ends well but once."""
        if not passages:
            return Passage(unknown("nothing passes there", PER_CASE), unknown("", OF_ALL))
        if len(passages) == 1:
            return passages[0]
        return Passage(
            total([passage.visits for passage in passages]),
            total([passage.share for passage in passages], self.win),
        )

    @property
    def whole(self) -> Passage:
        """What passes the process as a whole."""
        return Passage(number(1.0, "given", PER_CASE), self.win)

    def per_period(self, share: Number) -> Number:
        """Return how many cases in a period a number per case or a share of them is."""
        return share.times(self.entries.volume, self.entries.unit)

    def worth(self, won: Number) -> Number:
        """Return what won cases of a period are worth."""
        value = self.graph.process.value
        if value is None:
            return unknown("no value is given", "")
        unit = f"{value.currency} per {self.entries.period or 'case'}"
        return won.times(number(value.amount, "given"), unit)

    # The chains, solved once

    @cached_property
    def visits(self) -> list[float]:
        """How often a case comes to each state."""
        return self.cases.counting.visits(self.entries.shares)

    @cached_property
    def chances(self) -> list[float]:
        """How likely a case at each state is to end well."""
        chain, good = self.cases.as_written
        return chain.chances(good)

    @cached_property
    def followed(self) -> list[float]:
        """How often a case comes to each state on the way that what it is worth follows."""
        return self.cases.as_written[0].visits(self.entries.shares)

    def chance(self, flow: Flow) -> float:
        """Return how likely a case that arrives at the end of `flow` is to end well."""
        target = self.cases.target(flow)
        return self.chances[target] if target is not None else float(self.cases.ends_well(flow))

    def followed_visits(self, flow: Flow) -> float:
        """Return how often `flow` is taken on the way that what a case is worth follows."""
        state = self.cases.index.get(flow.source)
        if state is None:
            return 0.0
        share = self.cases.followed(flow.source).get(flow, Fraction())
        return times(self.followed[state], share)

    def chance_with(self, changes: Changes) -> float:
        """Return the share of the cases that would end well with some `changes`."""
        chain, good = self.cases.worth(changes)
        chances = chain.chances(good)
        return sum(share * chances[state] for state, share in self.entries.shares.items())

    # How numbers are told

    def _passage(
        self,
        visits: float,
        share: float,
        state: int | None,
        behind: int | None,
        out_of: Sequence[Step],
    ) -> Passage:
        """Return a passage that begins at `state` and leads `out_of` steps to the state `behind`.

        Without a `state` it is work that enters the process.
        """
        if not math.isfinite(visits):
            return Passage(uncounted(visits, PER_CASE), uncounted(visits, OF_ALL))
        partly = state in self._partly
        if partly and not visits:
            return Passage(unknown(UNSEEN_ENTRY, PER_CASE), unknown(UNSEEN_ENTRY, OF_ALL))
        assumed = state in self.cases.assumed_before or any(
            self.cases.rows[step].assumed for step in out_of
        )
        counted = self._number(visits, assumed, PER_CASE, at_least=partly)
        if behind in self.cases.unseen_ends:
            return Passage(counted, unknown(UNSEEN, OF_ALL))
        if not self.win.known:
            return Passage(counted, self.win)
        assumed = assumed or behind in self.cases.assumed_behind
        if visits and state is not None and not self.followed[state]:
            assumed = True  # another branch of a split decides how the case ends
        won = self._number(min(share, self.win.value or 0.0), assumed, at_least=partly)
        return Passage(counted, won)

    def _number(
        self, value: float, assumed: bool, unit: str = OF_ALL, *, at_least: bool = False
    ) -> Number:
        if not math.isfinite(value):
            return uncounted(value, unit)
        origin: Origin = "assumed" if assumed or self.entries.assumed else "derived"
        why = self.cases.why_assumed if assumed else EVEN_STARTS if self.entries.assumed else ""
        return Number(value, value, origin, unit, at_least, why)

    @cached_property
    def _partly(self) -> frozenset[int]:
        """The states to which cases come of which nobody said how many."""
        return self.cases.behind(self.entries.unseen)

    def _coming_back(self, origin: int, state: int) -> float:
        """Return how often work that went from `state` to `origin` is at `state` again."""
        counting = self.cases.counting
        if counting.visits_between(state, state) == 1:  # as most: nothing comes back at all
            return float(origin == state)
        return counting.visits_between(origin, state)

    def _along(self, change: HiddenChange) -> Fraction:
        """Return the share of the cases at the first step that go along the steps between."""
        along = ALL
        for ends in pairwise((change.source, *change.between, change.target)):
            if ends not in self._between:
                self._between[ends] = self._passing(*ends)
            along = product(along, self._between[ends])
        return along

    @cached_property
    def _between(self) -> dict[tuple[Step, Step], Fraction]:
        return {}

    def _passing(self, step: Step, following: Step) -> Fraction:
        """Return the share of the cases at a step that arrive at the following one."""
        target = self.cases.index[following]
        flows = self.cases.rows[step].shares
        passing = [self.cases.arriving(flow) for flow in flows if self.cases.target(flow) == target]
        return passing[0] if len(passing) == 1 else sum(passing, NONE)


def _once(passing: float, passings: float) -> float:
    """Return the share of the cases that pass at least once, of `passing` in all.

    A case that passes at all does so `passings` times, the first counted.
    """
    return passing / passings if passing and math.isfinite(passing) else passing


def times(cases: float, share: Fraction) -> float:
    """Return the product, nothing where the share is nothing."""
    part = as_float(share)
    return cases * part if part else 0.0
