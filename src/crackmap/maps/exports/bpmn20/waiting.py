"""Where the steps of outsiders stand, who have no lane: with whoever waits for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def lanes_of(lanes: Sequence[str | None], flows: Sequence[tuple[int, int]]) -> list[str]:
    """Return a lane for each step: its own, or for None that of the step nearest to it.

    That is who sent the work there, or else who gets it back. Flows are pairs of the numbers of
    steps; some step has a lane.
    """
    sent = _nearest(lanes, ((target, source) for source, target in flows))
    got = _nearest(lanes, flows)
    first = next((lane for lane in lanes if lane is not None), "")
    found = []
    for at in range(len(lanes)):
        known = (lane for lane in (lanes[at], sent[at], got[at]) if lane is not None)
        found.append(next(known, first))
    return found


def _nearest(
    lanes: Sequence[str | None], flows: Iterable[tuple[int, int]]
) -> dict[int, str | None]:
    """Return the lane that is nearest along some flows; None where there is none."""
    near: dict[int, dict[int, None]] = {}
    for one, other in flows:
        near.setdefault(one, {})[other] = None
    found: dict[int, str | None] = {}
    for at in range(len(lanes)):
        if at in found:
            continue
        queue, seen, alike, lane = [at], {at}, [at], None
        for place, one in enumerate(queue):  # which grows
            if place == len(queue) - 1:  # all ways on lead through this one
                alike.append(one)
                if lanes[one] is None and one in found:
                    lane = found[one]
                    break
            lane = lanes[one]
            if lane is not None:
                break
            more = [each for each in near.get(one, ()) if each not in seen]
            seen.update(more)
            queue += more
        found |= dict.fromkeys(alike, lane)
    return found
