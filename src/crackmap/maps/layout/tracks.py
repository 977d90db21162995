"""Which of the parallel tracks in a street each route takes: few cross, none lie on another."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from crackmap.maps.layout.routes import Path

_FINE = 1 << 10  # places within a street, finer than any number of tracks
_ROUNDS = 3


class Segment:
    """A straight piece of a route, from `start` to `stop`.

    With `axis` 0 it runs along u on the v-line `line`, with 1 along v on the u-line `line`. `turns`
    says to which side the route goes on at either end: -1 low, 1 high, 0 where it ends in a box.
    `ends` are its ends once more, finer, with the tracks of the pieces before and after.
    """

    __slots__ = (
        *("edge", "axis", "line", "start", "stop", "low", "high"),
        *("turns", "track", "ends", "before", "after"),
    )

    def __init__(self, edge: int, axis: int, line: int, start: int, stop: int) -> None:
        """Begin a piece that has no track yet, and no piece before or after it."""
        self.edge, self.axis, self.line, self.start, self.stop = edge, axis, line, start, stop
        self.low, self.high = min(start, stop), max(start, stop)  # very often asked for
        self.turns = self.ends = (0, 0)
        self.track = 0
        self.before: Segment | None = None
        self.after: Segment | None = None

    @property
    def through(self) -> bool:
        """Whether it is a whole route, straight from box to box."""
        return self.before is None and self.after is None


class Street:
    """All segments on one line, and how many tracks each of its overlap groups has."""

    def __init__(self) -> None:
        """Begin a street without any."""
        self.segments: list[Segment] = []
        self.groups: list[list[Segment]] = []

    @property
    def tracks(self) -> int:
        """How many tracks the street has."""
        return max((segment.track + 1 for segment in self.segments), default=0)


class Tracks(NamedTuple):
    """The segments of every edge in order, and the streets.

    `streets[0]` run along u, by v-line; `streets[1]` along v, by u-line.
    """

    edges: tuple[tuple[Segment, ...], ...]
    streets: tuple[dict[int, Street], dict[int, Street]]


def assign(paths: Sequence[Path]) -> Tracks:
    """Cut the routes into straight pieces and give each its track."""
    edges = tuple(tuple(_segments(edge, path)) for edge, path in enumerate(paths))
    streets: tuple[dict[int, Street], dict[int, Street]] = ({}, {})
    for segments in edges:
        for segment in segments:
            streets[segment.axis].setdefault(segment.line, Street()).segments.append(segment)
    for axis in (0, 1):
        for street in streets[axis].values():
            street.groups = _groups(street.segments)
    for turn in range(_ROUNDS):
        for axis in (turn % 2, 1 - turn % 2):
            for street in streets[axis].values():
                for group in street.groups:
                    _order(group)
    return Tracks(edges, streets)


def _segments(edge: int, path: Path) -> list[Segment]:
    segments = []
    for (u, v), (to_u, to_v) in pairwise(path):
        if v == to_v:
            segments.append(Segment(edge, 0, v, u, to_u))
        else:
            segments.append(Segment(edge, 1, u, v, to_v))
    for before, after in pairwise(segments):
        before.after, after.before = after, before
    for segment in segments:
        segment.turns = (
            _side(segment, segment.before.start if segment.before else None),
            _side(segment, segment.after.stop if segment.after else None),
        )
    return segments


def _side(segment: Segment, beyond: int | None) -> int:
    return 0 if beyond is None else (1 if beyond > segment.line else -1)


def _groups(segments: list[Segment]) -> list[list[Segment]]:
    """Return segments that overlap, directly or through others.

    Routes that only touch are kept apart as well, but not where both end in one box, on either side
    of it.
    """
    groups: list[list[Segment]] = []
    reach = (-1, True)
    for segment in sorted(segments, key=lambda each: (each.low, each.high, each.edge)):
        open_low = _end_turn(segment, segment.low) != 0
        if segment.low < reach[0] or (segment.low == reach[0] and (open_low or reach[1])):
            groups[-1].append(segment)
        else:
            groups.append([segment])
            reach = (-1, True)
        if segment.high >= reach[0]:
            turned = _end_turn(segment, segment.high) != 0
            reach = (segment.high, turned or (segment.high == reach[0] and reach[1]))
    return groups


def _end_turn(segment: Segment, place: int) -> int:
    return segment.turns[0] if segment.start == place else segment.turns[1]


def _overlap(first: Segment, second: Segment) -> bool:
    if first.high == second.low or second.high == first.low:
        place = first.high if first.high == second.low else first.low
        return _end_turn(first, place) != 0 or _end_turn(second, place) != 0
    return first.low < second.high and second.low < first.high


def _order(group: list[Segment]) -> None:
    """Put a group into an order with few crossings and give out the tracks.

    The order is as good as swaps of neighbours can make it.
    """
    if len(group) == 1:
        group[0].track = 0
        return
    for segment in group:
        segment.ends = (
            segment.start * _FINE + _fine(segment.before),
            segment.stop * _FINE + _fine(segment.after),
        )
    group.sort(key=lambda each: (sum(each.turns), min(each.ends), max(each.ends), each.edge))
    for _ in range(len(group)):
        swapped = False
        for at in range(len(group) - 1):
            first, second = group[at], group[at + 1]
            if _cost(second, first) < _cost(first, second):
                group[at], group[at + 1] = second, first
                swapped = True
        if not swapped:
            break
    for at, segment in enumerate(group):
        segment.track = max(
            (each.track + 1 for each in group[:at] if _overlap(each, segment)), default=0
        )


def _fine(neighbour: Segment | None) -> int:
    return _FINE // 2 if neighbour is None else neighbour.track + 1


def _cost(lower: Segment, higher: Segment) -> int:
    """Return how many crossings follow if `lower` lies on the low side of `higher`."""
    return _cuts(higher, lower, -1) + _cuts(lower, higher, 1)


def _cuts(cutting: Segment, cut: Segment, side: int) -> int:
    low, high = cut.ends
    if low > high:
        low, high = high, low
    (turn, other), (end, stop) = cutting.turns, cutting.ends
    return (turn == side and low < end < high) + (other == side and low < stop < high)
