"""What gets lost by a crack: the cases that end well once it is filled, less those that do now."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from crackmap.graph.case_flow import AS_WRITTEN, Changes
from crackmap.graph.flow import Flow
from crackmap.graph.impact import NO_ORDER, OF_ALL, UNSEEN, Impact, times
from crackmap.graph.numbers import Number, Origin, uncounted, unknown
from crackmap.graph.shares import drop_of
from crackmap.language.process import Step
from crackmap.language.values import Rate

OTHER_BRANCH = "what a case is worth follows another branch of the split"
SCALED = "the other shares are scaled to 100%"
GIVEN = "the drop is given"
RATE = "the rate is that of crackmap.yaml"


class Filling(NamedTuple):
    """A crack that is filled: a leak of a `step`, or a loss on `flows`.

    A loss is the drop that the flows say; at a `rate` it is one that nobody has measured, and that
    takes as much off the cases that would be won.
    """

    flows: tuple[Flow, ...] = ()
    step: Step | None = None
    rate: Rate | None = None

    @property
    def sources(self) -> tuple[Step, ...]:
        """The steps out of which work gets lost."""
        return (self.step,) if self.step else tuple(flow.source for flow in self.flows)


def loss(impact: Impact, filling: Filling) -> Number:
    """Return the share of all cases that is lost by one crack, and would end well without it.

    A change of one row of the chain, after Sherman and Morrison, Adjustment of an Inverse Matrix
    (1950); several flows are solved anew.
    """
    if len(filling.flows) > 1:
        return gain(impact, [filling])
    refusal = _refusal(impact, filling)
    if refusal:
        return unknown(refusal, OF_ALL)
    if filling.step:
        return _told(impact, [filling], [_by_leak(impact, filling.step)])
    (flow,) = filling.flows
    share = impact.cases.share(flow)
    if filling.rate is None:
        return _told(impact, [filling], [_by_loss(impact, flow, share * drop_of(flow))])
    arriving = -share * AS_WRITTEN.arriving(flow)
    rates = (filling.rate.low, filling.rate.high)
    return _told(impact, [filling], [_by_loss(impact, flow, arriving * rate) for rate in rates])


def gain(impact: Impact, fillings: Sequence[Filling]) -> Number:
    """Return the share of all cases that would end well besides, with several cracks filled."""
    for filling in fillings:
        if refusal := _refusal(impact, filling):
            return unknown(refusal, OF_ALL)
    dropping = frozenset(flow for each in fillings if not each.rate for flow in each.flows)
    leaking = frozenset(each.step for each in fillings if each.step)
    filled = impact.chance_with(Changes(dropping, leaking))
    gains = []
    for end in ("low", "high"):
        rates = {
            flow: getattr(each.rate, end) for each in fillings if each.rate for flow in each.flows
        }
        gains.append(filled - impact.chance_with(Changes(lost=rates)))
    return _told(impact, fillings, gains)


def _refusal(impact: Impact, filling: Filling) -> str:
    """Say why the loss cannot be told; empty where it can."""
    if not impact.win.known:
        return impact.win.why
    cases = impact.cases
    for step in filling.sources:
        state = cases.index.get(step)
        if state is None:
            return NO_ORDER
        passage = impact.at_step(step)
        if not passage.visits.known:
            return passage.visits.why
        if not math.isfinite(impact.followed[state]):
            return uncounted(impact.followed[state], OF_ALL).why
        if passage.visits.value and not impact.followed[state]:
            return OTHER_BRANCH
        if filling.step and state in cases.unseen_ends:
            return UNSEEN
    for flow in filling.flows:
        if flow not in cases.followed(flow.source):
            return OTHER_BRANCH
        if cases.leaves_the_map(flow) or cases.target(flow) in cases.unseen_ends:
            return UNSEEN
    return ""


def _told(impact: Impact, fillings: Sequence[Filling], losses: Sequence[float]) -> Number:
    if not all(map(math.isfinite, losses)):
        return uncounted(sum(losses), OF_ALL)
    origin: Origin = "derived"
    why = SCALED if any(filling.step for filling in fillings) else ""
    if any(filling.rate for filling in fillings):
        origin, why = "assumed", RATE
    elif len(fillings) == 1 and not fillings[0].step:
        origin, why = "given", GIVEN
    passages = [impact.at_step(step) for filling in fillings for step in filling.sources]
    numbers = [number for passage in passages for number in (passage.visits, passage.share)]
    if origin != "assumed" and any(number.origin == "assumed" for number in numbers):
        assumed = next(number.why for number in numbers if number.origin == "assumed")
        origin, why = "assumed", f"{why}; {assumed}" if why else assumed
    partly = any(number.at_least for number in numbers)
    return Number(min(losses), max(losses), origin, OF_ALL, partly, why)


def _by_leak(impact: Impact, step: Step) -> float:
    """Return the cases that end well once the shares out of `step` are scaled to all there is."""
    state = impact.cases.index[step]
    if not impact.chances[state]:
        return 0.0  # with nothing but the leak to end a cycle cases go round for ever
    more = float(1 / (1 - impact.cases.rows[step].leak)) - 1
    again = impact.cases.as_written[0].visits_between(state, state) - 1
    return impact.followed[state] * more * impact.chances[state] / (1 - more * again)


def _by_loss(impact: Impact, flow: Flow, change: Fraction) -> float:
    """Return by how many cases that end well a `change` of the share of `flow` differs."""
    state, target = impact.cases.index[flow.source], impact.cases.target(flow)
    again = 0.0
    if target is not None and change:
        again = impact.cases.as_written[0].visits_between(target, state)
    more = times(impact.followed[state], abs(change)) * impact.chance(flow)
    return more / (1 - float(change) * again) if more else 0.0
