"""The bands of lanes and stages around the map, and their names."""

from collections.abc import Sequence
from typing import NamedTuple

from crackmap.maps.layout import lanes as lane_order
from crackmap.maps.layout.chart import Change, Chart, Finding
from crackmap.maps.layout.geometry import Frame, Least
from crackmap.maps.layout.grid import Grid
from crackmap.maps.layout.scene import Badge, Head, Lane, Look, Point, Rect, Stage
from crackmap.maps.layout.sizes import BADGE, badge_row, row_width
from crackmap.maps.layout.text import fitted, width, wrap
from crackmap.source.characters import clean

SIZE = 13
_STAGE_SIZE = 12
_LEVEL_HEIGHT, _LEAF_HEIGHT = 28, 44  # lanes as columns
_LEVEL_WIDTH, _LEAF_WIDTH = 30, 124  # lanes as rows
_STAGE_DEEP, _STAGE_LINE = 26, 14
_SIGN = 16  # at the start of a head that a revision changed


class Margins(NamedTuple):
    """How many pixels the heads take at the left and at the top of the map."""

    left: int
    top: int


def least(chart: Chart, grid: Grid) -> Least:
    """Return how long stages and how broad lanes must be for the longest words at their heads."""
    return Least(_least_lengths(grid), _least_breadths(chart, grid))


def _least_breadths(chart: Chart, grid: Grid) -> list[int]:
    """Return how broad lanes as rows must be for the upright name of a department with teams."""
    breadths = [0] * len(grid.lanes)
    if grid.direction == "columns":
        return breadths
    lane_heads, levels = lane_order.heads(grid.lanes, chart.lanes)
    for head in lane_heads:
        if head.named and head.bottom < levels - 1:
            name = width(clean(head.lane.name), SIZE, bold=True)
            need = min(200, name) + len(head.lane.findings) * (BADGE + 2) + 16
            share = -(-need // (head.last - head.first + 1))
            for at in range(head.first, head.last + 1):
                breadths[at] = max(breadths[at], share)
    return breadths


def _least_lengths(grid: Grid) -> list[int]:
    least = []
    for stage in grid.stages:
        words = clean(stage.name).split() or [""]
        longest = max(width(word, _STAGE_SIZE, bold=True) for word in words)
        badges = row_width([str(number) for number in stage.findings])
        sign = 2 * _SIGN if stage.change else 0
        least.append(min(160, longest) + badges + sign + 16)
    return least


def badges_of(
    numbers: Sequence[int], known: dict[int, Finding], rects: list[Rect]
) -> tuple[Badge, ...]:
    """Return the numbers of findings, each in its rectangle, in the look of its severity."""
    return tuple(
        Badge(str(number), _look(known.get(number)), rect)
        for number, rect in zip(numbers, rects, strict=True)
    )


def _look(finding: Finding | None) -> Look:
    if finding is None:
        return "note"
    return "closed" if finding.change == "removed" else finding.severity


def draw(
    chart: Chart, grid: Grid, frame: Frame, corner: Point
) -> tuple[Margins, tuple[Lane, ...], tuple[Stage, ...]]:
    """Return the bands and heads, from the corner on."""
    lane_heads, levels = lane_order.heads(grid.lanes, chart.lanes)
    stage_lines = [
        wrap(clean(stage.name), _STAGE_SIZE, end - begin - 12, 2, bold=True)
        for stage, (begin, end) in zip(grid.stages, frame.stages, strict=True)
    ]
    deep = _STAGE_DEEP + _STAGE_LINE * (max(map(len, stage_lines), default=1) - 1)
    if frame.sideways:
        margins = Margins(
            corner.x + deep + 4, corner.y + _LEVEL_HEIGHT * (levels - 1) + _LEAF_HEIGHT
        )
    else:
        wide = _LEVEL_WIDTH * (levels - 1) + _LEAF_WIDTH
        margins = Margins(corner.x + wide, corner.y + deep + 4)
    known = {finding.number: finding for finding in chart.findings}
    lanes = tuple(_lane(head, levels, frame, margins, corner, known) for head in lane_heads)
    stages = tuple(
        _stage(grid, frame, at, margins, corner, deep, known) for at in range(len(grid.stages))
    )
    return margins, lanes, stages


def _lane(
    head: lane_order.LaneHead,
    levels: int,
    frame: Frame,
    margins: Margins,
    corner: Point,
    known: dict[int, Finding],
) -> Lane:
    begin, end = frame.lanes[head.first][0], frame.lanes[head.last][1]
    leaf = head.bottom == levels - 1
    if frame.sideways:
        band = Rect(margins.left + begin, margins.top, end - begin, frame.length)
        high = (head.bottom - head.top) * _LEVEL_HEIGHT + (_LEAF_HEIGHT if leaf else _LEVEL_HEIGHT)
        rect = Rect(band.x, corner.y + head.top * _LEVEL_HEIGHT, band.width, high)
    else:
        band = Rect(margins.left, margins.top + begin, frame.length, end - begin)
        wide = (head.bottom - head.top) * _LEVEL_WIDTH + (_LEAF_WIDTH if leaf else _LEVEL_WIDTH)
        rect = Rect(corner.x + head.top * _LEVEL_WIDTH, band.y, wide, band.height)
    upright = not frame.sideways and not leaf
    lane = head.lane if head.named else head.lane._replace(name="", findings=(), change="")
    words = _Words(lane.name, SIZE, lane.findings, lane.change)
    named = _head(rect, words, known, upright, 2 if leaf else 1)._replace(pale=lane.pale)
    return Lane(
        head.lane.id, head.lane.kind, band, named, head.top, head.first % 2 == 0, head.named
    )


def _stage(
    grid: Grid,
    frame: Frame,
    at: int,
    margins: Margins,
    corner: Point,
    deep: int,
    known: dict[int, Finding],
) -> Stage:
    stage = grid.stages[at]
    begin, end = frame.stages[at]
    if frame.sideways:
        band = Rect(margins.left, margins.top + begin, frame.breadth, end - begin)
        rect = Rect(corner.x, band.y + 1, deep, band.height - 2)
    else:
        band = Rect(margins.left + begin, margins.top, end - begin, frame.breadth)
        rect = Rect(band.x + 1, corner.y, band.width - 2, deep)
    words = _Words(stage.name, _STAGE_SIZE, stage.findings, stage.change)
    head = _head(rect, words, known, frame.sideways, 2)
    return Stage(stage.id, band, head)


class _Words(NamedTuple):
    """What a head says, at a font size."""

    name: str
    size: int
    findings: tuple[int, ...]
    change: Change


def _head(rect: Rect, words: _Words, known: dict[int, Finding], upright: bool, most: int) -> Head:
    """Return a name in the middle of its head, badges at the end of it."""
    findings, size = words.findings, words.size
    texts = [str(number) for number in findings]
    badges = row_width(texts)
    long = (rect.height if upright else rect.width) - 12 - (2 * _SIGN if words.change else 0)
    title = clean(words.name)
    if upright:
        column = [
            Rect(rect.x + (rect.width - BADGE) // 2, rect.y + 4 + at * (BADGE + 2), BADGE, BADGE)
            for at in range(len(texts))
        ]
        lines, cut = fitted(title, size, max(20, long - len(texts) * (BADGE + 2)), most, bold=True)
        shown = badges_of(findings, known, column)
        return Head(rect, lines, title, True, shown, words.change, cut)
    most = max(most, rect.height // 18)
    lines, cut = fitted(title, size, max(20, long - badges), most, bold=True)
    row = badge_row(texts, rect.right - 4 - badges, rect.y + 4)
    return Head(rect, lines, title, False, badges_of(findings, known, row), words.change, cut)
