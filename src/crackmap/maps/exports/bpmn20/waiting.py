"""Where the steps of outsiders stand, who have no lane: with whoever waits for them."""

from __future__ import annotations

from collections.abc import Sequence


def lanes_of(lanes: Sequence[str | None], flows: Sequence[tuple[int, int]]) -> list[str]:
    """Return a lane for each step: its own, or for None that of the step nearest to it.

    That is who sent the work there, or else who gets it back. Flows are pairs of the numbers of
    steps; some step has a lane.
    """
    sent = _nearest(lanes, [(target, source) for source, target in flows])
    got = _nearest(lanes, flows)
    first = next((lane for lane in lanes if lane is not None), "")
    return [
        next((one for one in (lane, sent.get(at), got.get(at)) if one is not None), first)
        for at, lane in enumerate(lanes)
    ]


def _nearest(lanes: Sequence[str | None], flows: Sequence[tuple[int, int]]) -> dict[int, str]:
    """Return the lane that is nearest along some flows, of the steps from which there is one.

    Of lanes that are as near, it is the first along the flows in their order.
    """
    onward: dict[int, list[int]] = {}
    back: dict[int, list[int]] = {}
    for one, other in flows:
        onward.setdefault(one, []).append(other)
        back.setdefault(other, []).append(one)
    far = {at: 0 for at, lane in enumerate(lanes) if lane is not None}
    queue = list(far)
    for one in queue:  # which grows
        closer = [each for each in back.get(one, ()) if each not in far]
        far.update(dict.fromkeys(closer, far[one] + 1))
        queue += dict.fromkeys(closer)
    found: dict[int, str] = {}
    for one in queue:
        lane = lanes[one]
        if lane is None:
            lane = next(found[each] for each in onward[one] if far.get(each) == far[one] - 1)
        found[one] = lane
    return found
