"""Streets made wider for the words that found no place beside their line."""

from collections.abc import Iterator, Sequence

from crackmap.maps.layout.geometry import Frame, Room, is_centre
from crackmap.maps.layout.grid import Grid
from crackmap.maps.layout.labels import CLEAR, Words, occupied
from crackmap.maps.layout.routes import Streets
from crackmap.maps.layout.scene import Point
from crackmap.maps.layout.space import Kind, Space, stroke
from crackmap.maps.layout.tracks import Segment, Tracks

_MARK = 20  # pixels of a line that the break mark of a gap takes


def widen(
    room: Room,
    grid: Grid,
    plan: Streets,
    tracks: Tracks,
    frame: Frame,
    choices: Sequence[list[Words]],
    tight: Sequence[int],
    turn: int,
) -> None:
    """Give every tight label a street that is wide enough.

    In each turn it is the next cheapest of those that the line runs through.
    """
    space = occupied(grid, frame)
    for at in tight:
        mark = _MARK if grid.links[at].edge.kind == "gap" else 0
        options = sorted(_options(space, plan, tracks, frame, choices[at], at, mark))
        if not options:
            continue
        _, lead, axis, line, track, pixels = options[min(turn, len(options) - 1)]
        if lead:
            room.widen_lead((axis, line), pixels)
        else:
            room.widen_behind((axis, line), track, pixels)


def _options(
    space: Space,
    plan: Streets,
    tracks: Tracks,
    frame: Frame,
    choices: list[Words],
    at: int,
    mark: int,
) -> Iterator[tuple[int, bool, int, int, int, int]]:
    """Return what could be widened: (cost, whether at the start, axis, line, track, pixels)."""
    segments = tracks.edges[at]
    points = frame.points[at]
    for segment, start, end in zip(segments, points, points[1:], strict=False):
        level = start.y == end.y
        if is_centre(plan, segment.axis, segment.line):
            continue
        clear = _clear_stretch(space, start, end, at)
        for words in choices:
            if words.short:
                continue
            along, across = words.width, words.height
            if not level:
                along, across = across, along
            if along + 2 * CLEAR <= clear:
                pixels = across + 2 * CLEAR
                yield pixels, False, segment.axis, segment.line, segment.track, pixels
    yield from _longer_stub(plan, tracks, points, choices, segments[0], mark)


def _longer_stub(
    plan: Streets,
    tracks: Tracks,
    points: tuple[Point, ...],
    choices: list[Words],
    first: Segment,
    mark: int,
) -> Iterator[tuple[int, bool, int, int, int, int]]:
    if not is_centre(plan, first.axis, first.line):
        return
    level = points[0].y == points[1].y
    for words in choices:
        if words.short:
            continue
        need = (words.width if level else words.height) + 2 * CLEAR + 8 + mark
        forward = first.stop > first.start
        line = first.start + (1 if forward else -1)
        street = tracks.streets[1 - first.axis].get(line)
        count = street.tracks if street else 0
        if forward or not count:
            yield need + 8, True, 1 - first.axis, line, 0, need
        else:
            yield need + 8, False, 1 - first.axis, line, count - 1, need


def _clear_stretch(space: Space, start: Point, stop: Point, at: int) -> int:
    """Return the longest part of a straight piece that nothing crosses."""
    level = start.y == stop.y
    low, high = sorted((start.x, stop.x) if level else (start.y, stop.y))
    cuts = sorted(
        {
            (rect.x, rect.right) if level else (rect.y, rect.bottom)
            for rect, kind, edge in space.hits(stroke(start, stop))
            if edge != at and kind != Kind.BORDER
        }
    )
    longest = 0
    for begin, end in [*cuts, (high, high)]:
        longest = max(longest, begin - low)
        low = max(low, end)
    return longest
