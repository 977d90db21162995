"""Lanes, and in which of them a box is drawn."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from crackmap.readers.making.rect import Rect

_MOST_PAIRS = 1_000_000  # of boxes and lanes that are compared


@dataclass(slots=True, eq=False)
class Lane:
    """A lane, perhaps in another one; `name` is that of the nearest around it that has one.

    The lane of a `department` that a file of ours names is its, as long as nobody renames it; an
    empty one is nobody's.
    """

    id: str
    name: str
    at: int
    above: Lane | None
    lists: tuple[str, ...]
    inner: bool = False  # whether lanes stand in it
    department: str | None = None

    @property
    def team_of(self) -> str:
        """The name of the lane around it, if it has another."""
        lane = self.above
        while lane and lane.name == self.name:
            lane = lane.above
        return lane.name if lane else ""


class DrawnLanes:
    """Lanes where they are drawn; `is_too_much` once too many lie over each other."""

    def __init__(self, lanes: Sequence[tuple[Lane, Rect]]) -> None:
        """Cut the page into strips, across or along, so that few lanes lie in each."""
        self._lanes = lanes
        across = _Strips((rect.x, rect.x + rect.width) for _, rect in lanes)
        along = _Strips((rect.y, rect.y + rect.height) for _, rect in lanes)
        self._is_across = across.most <= along.most
        self._strips = across if self._is_across else along
        self._left = _MOST_PAIRS - self._strips.pairs
        self.is_too_much = self._left < 0
        if not self.is_too_much:
            self._strips.fill()

    def around(self, box: Rect | None) -> Lane | None:
        """Return the smallest lane in which the middle of a box lies, the first of several."""
        if box is None or self.is_too_much:
            return None
        middle = box.x + box.width / 2 if self._is_across else box.y + box.height / 2
        near = self._strips.at(middle)
        self._left -= len(near)
        self.is_too_much = self._left < 0
        around = (number for number in near if self._lanes[number][1].has(box))
        number = min(around, key=lambda one: (self._lanes[one][1].area, one), default=None)
        return None if number is None else self._lanes[number][0]


class _Strips:
    """Strips between the edges of lanes.

    `pairs` is how often lanes lie in them, `most` how many lie in one of them.
    """

    def __init__(self, spans: Iterable[tuple[float, float]]) -> None:
        ends = list(spans)
        self._edges = sorted({edge for span in ends for edge in span})
        self._taken = [[bisect_left(self._edges, edge) for edge in span] for span in ends]
        self._lanes: list[list[int]] = []
        more = [0] * (len(self._edges) + 1)  # lanes than in the strip before
        for first, last in self._taken:
            if first <= last:
                more[first] += 1
                more[last + 1] -= 1
        lanes = list(accumulate(more))
        self.pairs, self.most = sum(lanes), max(lanes)

    def fill(self) -> None:
        """Find the numbers of the lanes that lie in each strip, in order."""
        self._lanes = [[] for _ in self._edges]
        for number, (first, last) in enumerate(self._taken):
            for at in range(first, last + 1):
                self._lanes[at].append(number)

    def at(self, place: float) -> Sequence[int]:
        """Return the numbers of the lanes in the strip around a place."""
        strip = bisect_right(self._edges, place) - 1
        return self._lanes[strip] if strip >= 0 else ()
