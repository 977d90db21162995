"""Edges in SVG: rounded lines that pass under each other, arrowheads, break marks and words."""

from collections.abc import Sequence

from crackmap.maps.layout.scene import Label, Line, Point
from crackmap.maps.layout.sizes import SMALL_LINE, SMALL_SIZE
from crackmap.maps.svg.text import badge, escape, pale, text

_RADIUS = 6
_TIP = 9
_UNDER, _BREAK = 4, 6  # half of the opening in a line under a crossing, and at a break mark


def line(edge: Line) -> str:
    """Return the line itself with its arrowhead and, in a gap, the break mark."""
    *before, last = edge.points
    data = path([*before, last.toward(before[-1], _TIP - 2)], edge.bridges, edge.mark)
    classes = f"line {edge.kind}"
    if edge.kind == "handoff" and edge.grade == "partial":
        classes += " partial"
    if edge.weight:
        classes += f" weight{edge.weight}"
    head = f"tip tip-{edge.kind}" + (" answer" if edge.role == "answer" else "")
    half = max(4, min(edge.weight + 2, 6))
    faded = " faded" if edge.change == "removed" else ""
    parts = [
        f'<g class="edge{pale(edge.pale)}{faded}" {_ends(edge)}><title>{escape(edge.title)}</title>'
    ]
    if edge.change:
        parts.append(f'<path class="line {edge.change} under" d="{data}"/>')
    parts.append(f'<path class="{classes}" d="{data}"/>')
    parts.append(f'<path class="{head}" d="{tip(before[-1], last, half)}"/>')
    if edge.mark:
        level = any(
            start.y == end.y == edge.mark.y
            and min(start.x, end.x) <= edge.mark.x
            and edge.mark.x <= max(start.x, end.x)
            for start, end in zip(edge.points, edge.points[1:], strict=False)
        )
        parts.append(f'<path class="mark gap-mark" d="{break_mark(edge.mark, level)}"/>')
    parts.append("</g>")
    return "".join(parts)


def label(edge: Line, shown: Label) -> str:
    """Return the words beside a line, after their badges."""
    rect = shown.rect
    inset = sum(each.rect.width + 2 for each in shown.badges) + (2 if shown.badges else 0)
    classes = f"say-{edge.kind}" + (" b" if edge.kind == "gap" else "")
    top = rect.y + (rect.height - SMALL_LINE * len(shown.lines)) // 2
    words = [
        text(words, rect.x + inset, top + 10 + at * SMALL_LINE, classes, SMALL_SIZE)
        for at, words in enumerate(shown.lines)
    ]
    inner = "".join([*map(badge, shown.badges), *words])
    return f'<g class="label{pale(edge.pale)}" {_ends(edge)}>{inner}</g>'


def _ends(edge: Line) -> str:
    flow = f' data-flow="{escape(edge.id)}"' if edge.id else ""
    return f'data-from="{escape(edge.source)}" data-to="{escape(edge.target)}"{flow}'


def path(points: Sequence[Point], bridges: Sequence[Point] = (), mark: Point | None = None) -> str:
    """Return path data with rounded corners, open where it passes under a line and at a mark."""
    parts = [f"M{points[0].x},{points[0].y}"]
    for at in range(1, len(points)):
        before, here = points[at - 1], points[at]
        for begin, end in _openings(before, here, bridges, mark):
            parts += [f"L{begin.x},{begin.y}", f"M{end.x},{end.y}"]
        if at == len(points) - 1:
            parts.append(f"L{here.x},{here.y}")
            continue
        after = points[at + 1]
        radius = min(_RADIUS, before.length_to(here) // 2, here.length_to(after) // 2)
        into, out = here.toward(before, radius), here.toward(after, radius)
        parts.append(f"L{into.x},{into.y}Q{here.x},{here.y} {out.x},{out.y}")
    return "".join(parts)


def tip(before: Point, end: Point, half: int = 4) -> str:
    """Return the arrowhead that ends at a point, coming from another, twice `half` broad."""
    base = end.toward(before, _TIP)
    if before.y == end.y:
        return f"M{end.x},{end.y}L{base.x},{base.y - half}L{base.x},{base.y + half}Z"
    return f"M{end.x},{end.y}L{base.x - half},{base.y}L{base.x + half},{base.y}Z"


def break_mark(at: Point, level: bool) -> str:
    """Return two slashes across a line."""
    x, y = at
    if level:
        return f"M{x - 6},{y + 7}L{x - 1},{y - 7}M{x + 1},{y + 7}L{x + 6},{y - 7}"
    return f"M{x - 7},{y - 1}L{x + 7},{y - 6}M{x - 7},{y + 6}L{x + 7},{y + 1}"


def _openings(
    start: Point, goal: Point, bridges: Sequence[Point], mark: Point | None
) -> list[tuple[Point, Point]]:
    """Return where a straight piece is interrupted, in its order, none over another."""
    spans = []
    for point, half in [*((each, _UNDER) for each in bridges), *([(mark, _BREAK)] if mark else [])]:
        far = start.length_to(point)
        on_it = far + point.length_to(goal) == start.length_to(goal) and point in (
            Point(point.x, start.y),
            Point(start.x, point.y),
        )
        if on_it:
            spans.append((far - half, far + half))
    merged: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return [(start.toward(goal, begin), start.toward(goal, end)) for begin, end in merged]
