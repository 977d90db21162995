"""Where lines cross, and which of the two passes under the other."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from crackmap.maps.layout.scene import Point

_CLEAR = 11  # a line is only interrupted where it runs straight


Piece = tuple[int, int, int, int]  # where it lies across, its two ends along, and its line


def count(lines: Sequence[tuple[Point, ...]]) -> int:
    """Return how often lines cross."""
    return sum(1 for _ in _meetings(lines))


def bridges(
    lines: Sequence[tuple[Point, ...]], ranks: Sequence[int]
) -> tuple[tuple[Point, ...], ...]:
    """Return for each line the points where it passes under another.

    The line of lower rank does, of two equals the earlier one; or the other one, where a bend is
    too near to interrupt it.
    """
    passes: list[set[Point]] = [set() for _ in lines]
    for (x, top, bottom, at), (y, left, right, other) in _meetings(lines):
        upright_bends = min(y - top, bottom - y) < _CLEAR
        level_bends = min(x - left, right - x) < _CLEAR
        if at == other or (upright_bends and level_bends):
            continue
        first = (ranks[at], at) < (ranks[other], other)
        under = at if (first and not upright_bends) or level_bends else other
        passes[under].add(Point(x, y))
    return tuple(tuple(sorted(points)) for points in passes)


def _meetings(lines: Sequence[tuple[Point, ...]]) -> Iterator[tuple[Piece, Piece]]:
    """Return each upright piece with each level one that it crosses."""
    level: list[Piece] = []
    upright: list[Piece] = []
    for at, points in enumerate(lines):
        for start, stop in pairwise(points):
            if start.y == stop.y:
                level.append((start.y, min(start.x, stop.x), max(start.x, stop.x), at))
            else:
                upright.append((start.x, min(start.y, stop.y), max(start.y, stop.y), at))
    level.sort()
    heights = [piece[0] for piece in level]
    for piece in upright:
        x, top, bottom, _ = piece
        for other in level[bisect_right(heights, top) : bisect_left(heights, bottom)]:
            if other[1] < x < other[2]:
                yield piece, other
