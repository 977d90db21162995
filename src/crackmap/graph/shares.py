"""Which share of the cases at a step takes each flow out of it, and where that is from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from crackmap.graph.flow import Flow
from crackmap.language.process import Handoff, Step
from crackmap.language.texts import is_otherwise

# People round shares to whole percents: what is missing or too much by less is no leak.
TOLERANCE = Fraction(5, 1000)
ALL, NONE = Fraction(1), Fraction(0)
# Rarer than any path of flows that are taken at all.
_NEVER = 10**18


class Row(NamedTuple):
    """The shares of the flows out of a step, in their order, and the `leak` that they leave over.

    They add up to 1, but in a `split`, which starts all its flows at once. `assumed` tells that
    nobody gave some of them, or that what was given does not add up; `given` that somebody gave the
    share of a flow that is no rejection.
    """

    shares: dict[Flow, Fraction]
    leak: Fraction = NONE
    split: bool = False
    assumed: bool = False
    given: bool = False


def row_of(step: Step, outgoing: Sequence[Flow]) -> Row:
    """Return the shares of the flows out of `step`.

    What the given shares leave over is split evenly among the alternatives without one. A rejection
    without a share is taken by nobody. In a split all flows are taken by what is not rejected.
    """
    flows = [flow for flow in outgoing if not flow.stood_for]
    onward = [flow for flow in flows if not flow.rejects]
    if len(onward) == 1 and all(flow.share is None for flow in flows):  # as at most steps
        assumed = len(flows) > 1 or _may_not_be_taken(onward[0])
        taken = {flow: NONE if flow.rejects else ALL for flow in flows}
        return Row(taken, split=bool(step.parallel), assumed=assumed)
    agreements = len({flow.rejects for flow in flows if _is_of_agreement(flow)})
    given = {flow: _given(flow, agreements) for flow in flows}
    if step.parallel:
        refused = {flow: given[flow] or NONE for flow in flows if flow.rejects}
        kept = max(1 - sum(refused.values(), NONE), NONE)
        assumed = bool(refused) or any(flow.when for flow in flows)
        taken = {flow: refused.get(flow, kept) for flow in flows}
        return Row(taken, split=True, assumed=assumed)
    shares = {flow: share for flow, share in given.items() if share is not None}
    unsaid = [flow for flow, share in given.items() if share is None and not flow.rejects]
    assumed = (
        agreements > 1
        or len(unsaid) > 1
        or any(share is None and flow.rejects for flow, share in given.items())
        or any(map(_is_disputed, flows))
        or (bool(unsaid) and len(onward) == 1 and _may_not_be_taken(onward[0]))
    )
    total = sum(shares.values(), NONE)
    left = 1 - total
    if unsaid:
        shares |= dict.fromkeys(unsaid, max(left, NONE) / len(unsaid))
    if left < 0 or (shares and not unsaid and left <= TOLERANCE):
        assumed = assumed or -left > TOLERANCE
        shares = {flow: share / total for flow, share in shares.items()}
    return Row(
        {flow: shares.get(flow, NONE) for flow in flows},
        leak=NONE if unsaid or left <= TOLERANCE or not flows else left,
        assumed=assumed,
        given=any(share is not None and not flow.rejects for flow, share in given.items()),
    )


def sums(flows: Sequence[Flow], *, settled: bool) -> tuple[Fraction, Fraction]:
    """Return the least and the most to which the shares may add up.

    What an agreement sends back is a share of the work that comes by it. With several agreements
    the share of all work lies between the smallest and the largest. Unless all agreements are
    `settled`, there may be one that sends nothing back.
    """
    paths = Fraction()
    back: dict[Handoff, Fraction] = {}
    for flow in flows:
        own = flow.written is not None and flow.written.share is not None
        if flow.rejects and not own:
            back[flow.rejects] = back.get(flow.rejects, Fraction()) + (flow.share or 0)
        else:
            paths += flow.share or 0
    if not back:
        return paths, paths
    return paths + (min(back.values()) if settled else 0), paths + max(back.values())


def rarity(share: Fraction) -> int:
    """Return how rare cases of a `share` are: those of a path add up, and the likeliest has least.

    In billionths of a natural logarithm, whole, so that equal paths are equal.
    """
    return round(-math.log(share) * 1e9) if share else _NEVER


def drop_of(flow: Flow) -> Fraction:
    """Return the share of the cases on `flow` that get lost there, as it is given."""
    return (flow.written.drop if flow.written else None) or NONE


def _given(flow: Flow, agreements: int) -> Fraction | None:
    """Return the share that is given for `flow`, of all the work at its step.

    That of an agreement is a share of the work that comes by it: of several agreements each is
    taken to bring as much.
    """
    if flow.share is None or not _is_of_agreement(flow):
        return flow.share
    return flow.share / agreements


def _is_of_agreement(flow: Flow) -> bool:
    """Return whether the share of a rejection is that of its agreement, and not its own."""
    return flow.rejects is not None and not (flow.written and flow.written.share is not None)


def _may_not_be_taken(only: Flow) -> bool:
    """Return whether the only way out has a condition: what happens to the others is not told."""
    return bool(only.when) and not is_otherwise(only.when or "")


def _is_disputed(flow: Flow) -> bool:
    parts = (flow.written, flow.rejects.rejection if flow.rejects else None)
    return any("share" in part.disputed_keys() for part in parts if part)
