"""Where the words beside the lines stand, each where it hits nothing else."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from crackmap.maps.layout.chart import Edge
from crackmap.maps.layout.geometry import Frame
from crackmap.maps.layout.grid import Grid
from crackmap.maps.layout.scene import Point, Rect
from crackmap.maps.layout.sizes import BADGE, SMALL_LINE, SMALL_SIZE, corner_badges, row_width
from crackmap.maps.layout.space import Kind, Space
from crackmap.maps.layout.text import Fitted, fitted, width
from crackmap.source.characters import clean

_WRAPPINGS = (200, 104, 70)
_SHORT_WRAPPINGS = (200, 48)
_MOST_LINES = 4
_RESERVED = "WW"  # as broad as a letter of the key may become
_MARK = 16
_TIP = 10
_RING = 6  # around a box that a revision changed
_SIGN = 14  # where a line starts that a revision changed
CLEAR = 4  # pixels between a line and its words
_PRICES = {Kind.BOX: 1000, Kind.WORDS: 1000, Kind.MARK: 1000, Kind.LINE: 100, Kind.BORDER: 6}
_OWN_LINE = 60
_CAPTION = 30  # words above or below an outcome, rather than a line that is made longer for them
_TIGHT = 60
_FIRST = {"gap": 0, "handoff": 1, "rejection": 2, "flow": 3}


class Words(NamedTuple):
    """One way to set a label: its lines, and the size of the block with its badges.

    Its `letter` is that of the key below the map, where its words are whole. A `short` one says
    only what must not be left out, and gets a letter if it is taken.
    """

    lines: tuple[str, ...]
    width: int
    height: int
    letter: str = ""
    short: bool = False


class Placed(NamedTuple):
    """Labels and break marks by edge; `tight` are the edges whose words found no free place."""

    labels: dict[int, tuple[Rect, Words]]
    marks: dict[int, Point]
    tight: tuple[int, ...]


def words_of(edge: Edge) -> str:
    """Return what is written beside an edge. The condition never replaces the words of a gap."""
    text, kept = _parts(edge)
    return f"{text} {kept}".strip()


def _parts(edge: Edge) -> tuple[str, str]:
    """Return what may be cut of the words beside an edge, and what is kept whole behind it."""
    text = clean(edge.label)
    if edge.kind == "rejection":
        return text or "rejected", ""
    kept = ("/ no handoff" if text else "no handoff") if edge.kind == "gap" else ""
    partial = edge.kind == "handoff" and edge.grade == "partial"
    more = ", ".join(word for word in (edge.role, "partial" if partial else "") if word)
    if more:
        kept += f" ({more})" if text or kept else more
    return text, kept.strip()


def settings(edge: Edge, letter: Callable[[], str]) -> list[Words]:
    """Return the settings of an edge's label, widest first; none if there is nothing to say.

    A label is cut only in its widest setting, and then has a `letter`.
    """
    numbers = [str(number) for number in edge.findings]
    if not words_of(edge) and not numbers:
        return []
    choices: list[Words] = []
    text, kept = _parts(edge)
    narrow = _SHORT_WRAPPINGS if edge.kind == "gap" else ()
    for room in _WRAPPINGS if text else (*_WRAPPINGS, *narrow):
        lines, cut = _fitted(edge, room)
        if choices and (cut or any(lines == words.lines for words in choices)):
            continue
        choices.append(_block(edge, lines, numbers, letter() if cut else ""))
        if cut:
            break
    if text:
        for room in narrow:
            lines = fitted(kept.removeprefix("/ "), SMALL_SIZE, room, bold=True).lines
            choices.append(_block(edge, lines, numbers, _RESERVED)._replace(letter="", short=True))
    return choices


def _fitted(edge: Edge, room: int) -> Fitted:
    bold = edge.kind == "gap"
    whole = fitted(words_of(edge), SMALL_SIZE, room, _MOST_LINES, bold=bold)
    text, kept = _parts(edge)
    if not whole.cut or not kept:
        return whole
    end = fitted(kept, SMALL_SIZE, room, bold=bold).lines
    begin = fitted(text, SMALL_SIZE, room, max(1, _MOST_LINES - len(end)), bold=bold)
    return Fitted(begin.lines + end, begin.cut)


def _block(edge: Edge, lines: tuple[str, ...], numbers: list[str], letter: str) -> Words:
    badges = row_width([*numbers, letter] if letter else numbers)
    widest = max((_width(line, edge) for line in lines), default=0)
    height = max(BADGE if badges else 0, len(lines) * SMALL_LINE)
    return Words(lines, badges + widest + (2 if badges and lines else 0), height, letter)


def _width(line: str, edge: Edge) -> int:
    return width(line, SMALL_SIZE, bold=edge.kind == "gap")


def place(
    grid: Grid, frame: Frame, choices: Sequence[list[Words]], *, short: bool = False
) -> Placed:
    """Set every label where it hits least: gaps first, then handoffs, then flows.

    One that finds no place may be `short`.
    """
    space = occupied(grid, frame)
    marks = {}
    order = sorted(range(len(grid.links)), key=lambda at: (_FIRST[grid.links[at].edge.kind], at))
    for at in order:
        if grid.links[at].edge.kind == "gap":
            marks[at] = _mark(space, frame.points[at], at)
            space.add(_around(marks[at], _MARK), Kind.MARK, at)
    labels = {}
    tight = []
    for at in order:
        if not choices[at]:
            continue
        target = grid.links[at].target
        pill = frame.boxes[target] if grid.cells[target].content.shape == "outcome" else None
        whole = [words for words in choices[at] if not words.short]
        score, rect, words = _best(space, frame.points[at], whole, at, pill)
        rest = [words for words in choices[at] if words.short]
        if score >= _TIGHT and short and rest:
            score, rect, words = _best(space, frame.points[at], rest, at, pill)
        if score >= _TIGHT:
            tight.append(at)
        else:
            labels[at] = (rect, words)
            space.add(rect, Kind.WORDS, at)
    return Placed(labels, marks, tuple(sorted(tight)))


def key_badges(grid: Grid, frame: Frame, placed: Placed, sizes: dict[int, int]) -> dict[int, Rect]:
    """Return the last resort: a badge on the line itself for each tight label, `sizes` pixels wide.

    It lies where nothing else does; an edge without any such place is left out.
    """
    space = occupied(grid, frame)
    for at, (rect, _) in placed.labels.items():
        space.add(rect, Kind.WORDS, at)
    for at, point in placed.marks.items():
        space.add(_around(point, _MARK), Kind.MARK, at)
    badges = {}
    for at in placed.tight:
        for point in _along(frame.points[at], 6):
            rect = Rect(point.x - sizes[at] // 2, point.y - BADGE // 2, sizes[at], BADGE)
            hits = [
                kind
                for _, kind, edge in space.hits(rect)
                if kind != Kind.BORDER and not (kind == Kind.LINE and edge == at)
            ]
            if not hits and space.contains(rect):
                badges[at] = rect
                space.add(rect, Kind.WORDS, at)
                break
    return badges


def occupied(grid: Grid, frame: Frame) -> Space:
    """Return the drawing with its boxes, badges, lines and borders, but no words yet."""
    width, height = frame.length, frame.breadth
    if frame.sideways:
        width, height = height, width
    space = Space(width, height)
    for cell, rect in zip(grid.cells, frame.boxes, strict=True):
        edge = _RING if cell.node and cell.node.change else 1
        space.add(rect.grown(edge), Kind.BOX)
        for badge in corner_badges(rect, cell.badges):
            space.add(badge.grown(3), Kind.WORDS)
    for at, points in enumerate(frame.points):
        space.add_line(points, at)
        if grid.links[at].edge.change:
            space.add(_around(points[0], _SIGN), Kind.MARK, at)
        space.add(_around(_tip(*points[-2:]), _TIP), Kind.MARK, at)
    for _, end in frame.lanes[:-1]:
        space.add_border(frame.rect(0, end - 1, frame.length, 2))
    for _, end in frame.stages[:-1]:
        space.add_border(frame.rect(end - 1, 0, 2, frame.breadth))
    return space


def _tip(before: Point, end: Point) -> Point:
    """Return the middle of the arrowhead."""
    if before.y == end.y:
        return Point(end.x - (_TIP // 2 if end.x > before.x else -_TIP // 2), end.y)
    return Point(end.x, end.y - (_TIP // 2 if end.y > before.y else -_TIP // 2))


def _around(point: Point, size: int) -> Rect:
    return Rect(point.x - size // 2, point.y - size // 2, size, size)


def _mark(space: Space, points: tuple[Point, ...], at: int) -> Point:
    """Return the middle of the longest piece, or the place near it where nothing crosses."""
    pieces = sorted(pairwise(points), key=lambda ends: -Point.length_to(*ends))
    best: tuple[int, Point] | None = None
    for number, (start, end) in enumerate(pieces):
        if number and start.length_to(end) < 40:
            break
        for part in (12, 10, 14, 8, 16, 6, 18):
            point = Point(
                start.x + (end.x - start.x) * part // 24, start.y + (end.y - start.y) * part // 24
            )
            rect = _around(point, _MARK + 8)
            hits = sum(
                kind != Kind.BORDER and not (kind == Kind.LINE and edge == at)
                for _, kind, edge in space.hits(rect)
            )
            if not hits:
                return point
            if best is None or hits < best[0]:
                best = (hits, point)
    assert best is not None
    return best[1]


def _along(points: tuple[Point, ...], step: int) -> Iterator[Point]:
    """Return points on the straight pieces, the longest piece first, from its middle outwards."""
    for start, end in sorted(pairwise(points), key=lambda ends: -Point.length_to(*ends)):
        size = start.length_to(end)
        for far in range(0, size // 2 - BADGE, step):
            for place in (size // 2 - far, size // 2 + far):
                yield Point(
                    start.x + (end.x - start.x) * place // size,
                    start.y + (end.y - start.y) * place // size,
                )


def _best(
    space: Space, points: tuple[Point, ...], choices: list[Words], at: int, pill: Rect | None
) -> tuple[int, Rect, Words]:
    places = [*_candidates(points, choices), *(_captions(pill, choices) if pill else ())]
    candidates = sorted(places, key=lambda candidate: candidate[0])
    best: tuple[int, Rect, Words] | None = None
    for base, rect, words in candidates:
        if best is not None and base >= best[0]:
            break
        score = base + _price(space, rect, at)
        if best is None or score < best[0]:
            best = (score, rect, words)
    assert best is not None
    return best


def _captions(pill: Rect, choices: list[Words]) -> Iterator[tuple[int, Rect, Words]]:
    """Return places around an outcome: there its words need no longer line."""
    for setting, words in enumerate(choices):
        base = _CAPTION + setting + 3 * max(0, len(words.lines) - 2)
        above, below = pill.y - 3 - words.height, pill.bottom + 3
        middle = pill.x + (pill.width - words.width) // 2
        level = pill.y + (pill.height - words.height) // 2
        corners = [
            (x, y) for x in (middle, pill.right - words.width, pill.x) for y in (above, below)
        ]
        sides = [(pill.right + CLEAR, level), (pill.x - CLEAR - words.width, level)]
        for more, (x, y) in enumerate([*corners, *sides]):
            yield base + more, Rect(x, y, words.width, words.height), words


def _price(space: Space, rect: Rect, at: int) -> int:
    price = 0 if space.contains(rect) else 1000
    for _, kind, edge in space.hits(rect):
        price += _OWN_LINE if kind == Kind.LINE and edge == at else _PRICES[kind]
    return price


def _candidates(
    points: tuple[Point, ...], choices: list[Words]
) -> Iterator[tuple[int, Rect, Words]]:
    """Return places on either side of every piece of the line, near its start, middle and end.

    The number says how much less welcome each is.
    """
    for piece, (start, end) in enumerate(pairwise(points)):
        level = start.y == end.y
        size = start.length_to(end)
        for setting, words in enumerate(choices):
            extent = words.width if level else words.height
            free = size - extent - 2 * CLEAR
            spots = [CLEAR, CLEAR + free // 2, CLEAR + free - 6]
            if free > 120:
                spots += [CLEAR + free // 4, CLEAR + 3 * free // 4]
            for spot, far in enumerate(spots if free > 6 else spots[:1]):
                base = 4 * piece + 2 * spot + setting + (0 if free >= 0 else 20)
                base += 3 * max(0, len(words.lines) - 2)
                if level:
                    x = start.x + far if end.x > start.x else start.x - far - extent
                    above = Rect(x, start.y - 2 - words.height, extent, words.height)
                    below = Rect(x, start.y + 3, extent, words.height)
                    yield base, above, words
                    yield base + 1, below, words
                else:
                    y = start.y + far if end.y > start.y else start.y - far - extent
                    right = Rect(start.x + CLEAR, y, words.width, extent)
                    left = Rect(start.x - CLEAR - words.width, y, words.width, extent)
                    yield base, right, words
                    yield base + 1, left, words
