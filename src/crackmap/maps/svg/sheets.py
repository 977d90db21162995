"""A page of paper as SVG, in points: pieces of a map above a title block."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from crackmap.maps.layout.scene import Rect, Scene
from crackmap.maps.layout.text import fitted, width
from crackmap.maps.paper import BLOCK, MARGIN, Paper
from crackmap.maps.svg.picture import body, document, ground, heads
from crackmap.maps.svg.text import block as lines_of
from crackmap.maps.svg.text import escape, frame, text
from crackmap.maps.svg.theme import Theme

_GAP = 10  # points between the map and the title block, where neighbours are named
_CAPTION, _VALUE, _LINE, _NAME = 6, 8, 9, 11
_MOST_LINES = 3
_KEY = 76  # points that the key map takes of the title block
_OWNER = 170  # points that an owner takes at most
_BORDER = 1  # pixels of the border of a lane that lie outside of it, at most
_FAR = 100_000  # pixels around a part of a map: beyond the edges of every page


class About(NamedTuple):
    """What the title block says of the process; what is not known is empty."""

    process: str
    owner: str = ""
    reviewed: str = ""
    revision: str = ""


class Piece(NamedTuple):
    """Something drawn in pixels, the part of it that is shown, and where that lies on the page.

    What is drawn must not go beyond it, or be `covered`: an image does without the clip around it.
    `x` and `y` are points from the corner of the room for the map, `scale` thousandths of a point
    for each pixel.
    """

    draw: Callable[[str], str]
    view: Rect
    scale: int
    x: int = 0
    y: int = 0


class KeyMap(NamedTuple):
    """Which tile of a map this is: all of them, the boxes of the map, and what lies beside it.

    `beside` has the page to the left, to the right, above and below; 0 where there is none.
    """

    tiles: tuple[Rect, ...]
    here: int
    boxes: tuple[Rect, ...]
    beside: tuple[int, int, int, int]


class Sheet(NamedTuple):
    """A page to be drawn. `part` says which part of the process it shows, `key` which tile."""

    pieces: tuple[Piece, ...]
    part: str = ""
    key: KeyMap | None = None


def key_of(places: Sequence[Rect], here: int, boxes: tuple[Rect, ...]) -> KeyMap:
    """Return the key map of a tile; pages beside it are counted from its own."""
    sides = zip(*(_beyond(places[here], other) for other in places), strict=True)
    left, right, above, below = (
        far.index(max(far)) - here if any(far) else 0 for far in map(list, sides)
    )
    return KeyMap(tuple(places), here, boxes, (left, right, above, below))


def _beyond(one: Rect, other: Rect) -> tuple[int, int, int, int]:
    """Return along how many pixels another tile goes on to the left, right, above and below."""
    along = max(0, min(one.right, other.right) - max(one.x, other.x))
    down = max(0, min(one.bottom, other.bottom) - max(one.y, other.y))
    return (
        down if other.x < one.x <= other.right else 0,
        down if other.x <= one.right < other.right else 0,
        along if other.y < one.y <= other.bottom else 0,
        along if other.y <= one.bottom < other.bottom else 0,
    )


def write(
    sheet: Sheet, paper: Paper, about: About, place: tuple[int, int], theme: Theme, prefix: str
) -> str:
    """Return a page as a document; `place` is its number and how many pages there are."""
    number, pages = place
    drawn = [_nested(piece, prefix) for piece in sheet.pieces]
    drawn.append(_title_block(sheet, paper, about, place))
    if sheet.key:
        drawn += _neighbours(sheet.key.beside, paper)
    summary = f"{sheet.part or about.process}, page {number} of {pages}"
    size = (paper.width, paper.height)
    return document(about.process, summary, size, "\n".join(drawn), theme, prefix)


def tile(part: Scene) -> Callable[[str], str]:
    """Return what draws a part of a map: all that is on the tile, and the heads around it."""
    inside, seen = part._replace(lanes=(), stages=()), part.plot.grown(_BORDER)

    def draw(prefix: str) -> str:
        shown = f"{ground(part, prefix)}\n{body(inside, prefix)}"
        return f"{shown}\n{_cover(seen)}\n{heads(part, prefix)}"

    return draw


def covered(draw: Callable[[str], str], view: Rect) -> Callable[[str], str]:
    """Return what draws the same, with paper over all that lies around the view."""
    return lambda prefix: f"{draw(prefix)}\n{_cover(view)}"


def _cover(view: Rect) -> str:
    """Return paper around a part of a map, up to the edges of the page and beyond."""
    around = view.grown(_FAR)
    ways = (
        f"M{x},{y}L{right},{y}L{right},{bottom}L{x},{bottom}Z"
        for x, y, right, bottom in ((*each[:2], each.right, each.bottom) for each in (around, view))
    )
    return f'<path class="paper" fill-rule="evenodd" d="{"".join(ways)}"/>'


def _nested(piece: Piece, prefix: str) -> str:
    view = piece.view
    wide, high = _points(view.width * piece.scale), _points(view.height * piece.scale)
    return (
        f'<svg x="{MARGIN + piece.x}" y="{MARGIN + piece.y}" width="{wide}" height="{high}" '
        f'viewBox="{view.x} {view.y} {view.width} {view.height}">\n{piece.draw(prefix)}\n</svg>'
    )


def _points(thousandths: int) -> str:
    return f"{thousandths // 1000}.{thousandths % 1000:03}"


def _title_block(sheet: Sheet, paper: Paper, about: About, place: tuple[int, int]) -> str:
    high = BLOCK - _GAP
    rect = Rect(MARGIN, paper.height - MARGIN - high, paper.width - 2 * MARGIN, high)
    parts = ['<g class="title-block">', frame(rect, "odd"), frame(rect, "border")]
    right = rect.right
    page = f"page {place[0]} of {place[1]}"
    facts = [("", page), ("revision", about.revision), ("reviewed", about.reviewed)]
    for caption, value in facts:
        right = _cell(parts, rect, right, caption, value, bool(value) and not caption)
        if not caption and sheet.key:
            right -= _KEY
            parts.append(key_map(sheet.key, Rect(right, rect.y, _KEY, rect.height)))
    right = _cell(parts, rect, right, "owner", about.owner)
    name, rest = about.process, sheet.part
    room = right - rect.x - 16
    one = fitted(name, _NAME, room, 1, bold=True)
    if one.cut or not rest:
        both = fitted(f"{name}: {rest}" if rest else name, _VALUE, room, _MOST_LINES, bold=True)
        top = rect.y + (rect.height - _LINE * len(both.lines)) // 2 + 7
        parts += [
            text(line, rect.x + 8, top + _LINE * at, "b ink", _VALUE)
            for at, line in enumerate(both.lines)
        ]
    else:
        parts.append(text(one.lines[0], rect.x + 8, rect.y + 17, "b ink", _NAME))
        parts += [
            text(line, rect.x + 8, rect.y + 30, "soft", _VALUE)
            for line in fitted(rest, _VALUE, room, 1).lines
        ]
    return "".join([*parts, "</g>"])


def _cell(
    parts: list[str], rect: Rect, right: int, caption: str, value: str, bold: bool = False
) -> int:
    """Draw a fact at the right of what is left of the block; return where it begins."""
    if not value:
        return right
    lines = fitted(value, _VALUE, _OWNER, _MOST_LINES, bold=bold).lines
    widest = max([width(caption, _CAPTION), *(width(line, _VALUE, bold=bold) for line in lines)])
    left = right - widest - 16
    x, top = left + 8, rect.y
    parts.append(f'<path class="border" d="M{left},{top}L{left},{rect.bottom}"/>')
    if not caption:
        middle = rect.y + rect.height // 2
        parts += lines_of(lines, left + (widest + 16) // 2, middle, _LINE, "m b ink", _VALUE)
        return left
    top += (rect.height - _LINE * (len(lines) + 1)) // 2 + 6  # the first of the baselines
    parts.append(text(caption, x, top, "soft", _CAPTION))
    parts += [text(line, x, top + at * _LINE, "ink", _VALUE) for at, line in enumerate(lines, 1)]
    return left


def key_map(key: KeyMap, rect: Rect) -> str:
    """Return the whole map in small inside a rectangle, its tiles, and this one of them filled."""
    number = f"tile {key.here + 1} of {len(key.tiles)}"
    title = f"<title>{escape(number)}</title>"
    return f'<g class="key-map">{title}{key_tile(key, rect)}{key_ground(key, rect)}</g>'


def key_tile(key: KeyMap, rect: Rect) -> str:
    """Return what tells one tile from the others on a map in small."""
    return _in_small(key, rect)(key.tiles[key.here], "depth4")


def key_ground(key: KeyMap, rect: Rect) -> str:
    """Return what all tiles of a map have alike in small: the boxes, and where the tiles lie."""
    small = _in_small(key, rect)
    parts = [small(each, "iconfill") for each in key.boxes]
    parts += [small(each, "border") for each in key.tiles]
    parts.append(f'<path class="border" d="M{rect.x},{rect.y}L{rect.x},{rect.bottom}"/>')
    return "".join(parts)


def _in_small(key: KeyMap, rect: Rect) -> Callable[[Rect, str], str]:
    """Return how a part of the map is drawn where the whole of it lies inside a rectangle."""
    left, top = min(tile.x for tile in key.tiles), min(tile.y for tile in key.tiles)
    wide = max(tile.right for tile in key.tiles) - left
    high = max(tile.bottom for tile in key.tiles) - top
    room_wide, room_high = rect.width - 8, rect.height - 6
    scale = min(room_wide * 1000 // wide, room_high * 1000 // high)
    x = rect.x + (rect.width - wide * scale // 1000) // 2
    y = rect.y + (rect.height - high * scale // 1000) // 2

    def small(part: Rect, classes: str) -> str:
        return (
            f'<rect class="{classes}" x="{_points(x * 1000 + (part.x - left) * scale)}" '
            f'y="{_points(y * 1000 + (part.y - top) * scale)}" '
            f'width="{_points(part.width * scale)}" height="{_points(part.height * scale)}"/>'
        )

    return small


def _neighbours(beside: Sequence[int], paper: Paper) -> list[str]:
    """Return on which pages the map goes on, in the margins."""
    left, right, above, below = beside
    middle = paper.height // 2
    parts = []
    for page, x in ((left, MARGIN - 10), (right, paper.width - MARGIN + 16)):
        if page:
            turned = text(f"page {page}", x, middle, "m soft", 7)
            parts.append(f'<g transform="rotate(-90 {x} {middle})">{turned}</g>')
    if above:
        parts.append(text(f"page {above}", paper.width // 2, MARGIN - 8, "m soft", 7))
    if below:
        y = paper.height - MARGIN - BLOCK + 7
        parts.append(text(f"page {below}", paper.width // 2, y, "m soft", 7))
    return parts
