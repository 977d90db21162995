"""Which lanes a map shows, in which order, and how the heads of departments and teams nest."""

from collections.abc import Sequence
from typing import NamedTuple

from crackmap.maps.layout.chart import Lane


class LaneHead(NamedTuple):
    """A head over the leaf lanes first..last, on the levels top..bottom (0 is outermost)."""

    lane: Lane
    first: int
    last: int
    top: int
    bottom: int
    named: bool


def leaves(lanes: Sequence[Lane], used: frozenset[str]) -> list[Lane]:
    """Return the lanes that hold a step: departments, each before its teams, then external parties.

    Nobody comes last, so that a reader finds it at the same place on every map.
    """
    below: dict[str, list[Lane]] = {}
    known = {lane.id for lane in lanes}
    for lane in lanes:
        below.setdefault(lane.parent if lane.parent in known else "", []).append(lane)
    rank = {"department": 0, "team": 0, "external": 1, "nobody": 2}
    leaf_lanes: list[Lane] = []

    def walk(lane: Lane) -> None:
        if lane.id in used:
            leaf_lanes.append(lane)
        for child in below.get(lane.id, ()):
            walk(child)

    for lane in sorted(below.get("", ()), key=lambda lane: rank[lane.kind]):
        walk(lane)
    # Lanes that are part of each other in a cycle have no root to be found from.
    found = {lane.id for lane in leaf_lanes}
    return leaf_lanes + [lane for lane in lanes if lane.id in used and lane.id not in found]


def heads(leaf_lanes: Sequence[Lane], lanes: Sequence[Lane]) -> tuple[list[LaneHead], int]:
    """Return the heads of leaves and of what they are part of, outermost first, and the levels.

    A department that holds steps itself and has teams gets a head over all of them, and below it
    a second one, without words, over its own steps.
    """
    known = {lane.id: lane for lane in lanes}
    chains = [_chain(lane, known) for lane in leaf_lanes]
    parents = {lane.id for chain in chains for lane in chain[:-1]}
    for chain in chains:
        if chain[-1].id in parents:
            chain.append(chain[-1])
    levels = max((len(chain) for chain in chains), default=1)
    lane_heads: list[LaneHead] = []
    for level in range(levels):
        first = 0
        while first < len(chains):
            chain = chains[first]
            last = first
            if level < len(chain):
                own = level > 0 and chain[level] is chain[level - 1]
                leaf = level == len(chain) - 1
                while (
                    not leaf
                    and chains[last + 1 : last + 2]
                    and (chain[: level + 1] == chains[last + 1][: level + 1])
                ):
                    last += 1
                bottom = levels - 1 if leaf else level
                lane_heads.append(LaneHead(chain[level], first, last, level, bottom, not own))
            first = last + 1
    return lane_heads, levels


def _chain(lane: Lane, known: dict[str, Lane]) -> list[Lane]:
    chain = [lane]
    while chain[0].parent in known and known[chain[0].parent] not in chain:
        chain.insert(0, known[chain[0].parent])
    return chain
