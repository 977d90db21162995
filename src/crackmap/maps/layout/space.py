"""What lies where on the drawing: boxes, lines, marks and words, found again by place."""

from collections.abc import Iterator
from itertools import pairwise

from crackmap.maps.layout.scene import Point, Rect

_TILE = 64


class Kind:
    """What covers a place: numbers, since drawings ask for them very often."""

    BOX, WORDS, MARK, LINE, BORDER = range(5)


Entry = tuple[Rect, int, int]


class Space:
    """A hash grid of rectangles, each with its kind and the edge it belongs to (-1: none).

    Borders lie in lists of their own: each would be in as many tiles as the drawing is long.
    """

    def __init__(self, width: int, height: int) -> None:
        """Start an empty drawing of so many pixels."""
        self.width = width
        self.height = height
        self._tiles: dict[tuple[int, int], list[Entry]] = {}
        self._level: dict[int, list[Entry]] = {}  # borders by the row of tiles, and by the column
        self._upright: dict[int, list[Entry]] = {}

    def add(self, rect: Rect, kind: int, edge: int = -1) -> None:
        """Note that a rectangle is covered."""
        entry = (rect, kind, edge)
        for tile in _tiles(rect):
            self._tiles.setdefault(tile, []).append(entry)

    def add_line(self, points: tuple[Point, ...], edge: int) -> None:
        """Note that a line lies there."""
        for start, end in pairwise(points):
            self.add(stroke(start, end), Kind.LINE, edge)

    def add_border(self, rect: Rect) -> None:
        """Note that a border lies there, from one end of the drawing to the other."""
        columns, rows = _spans(rect)
        level = rect.width > rect.height
        for at in rows if level else columns:
            borders = self._level if level else self._upright
            borders.setdefault(at, []).append((rect, Kind.BORDER, -1))

    def hits(self, rect: Rect) -> Iterator[Entry]:
        """Return all that lies under a rectangle. What spans two tiles can come twice."""
        x, y, width, height = rect
        right, bottom = x + width, y + height
        for column, row in _tiles(rect):
            for entry in (
                *self._tiles.get((column, row), ()),
                *self._level.get(row, ()),
                *self._upright.get(column, ()),
            ):
                other_x, other_y, wide, high = entry[0]
                if (
                    other_x < right
                    and x < other_x + wide
                    and other_y < bottom
                    and y < other_y + high
                ):
                    yield entry

    def contains(self, rect: Rect) -> bool:
        """Return whether a rectangle lies inside the drawing."""
        return (
            rect.x >= 0 and rect.y >= 0 and rect.right <= self.width and rect.bottom <= self.height
        )


def stroke(start: Point, end: Point) -> Rect:
    """Return the rectangle that a straight line of two pixels covers."""
    x, y = min(start.x, end.x) - 1, min(start.y, end.y) - 1
    return Rect(x, y, abs(start.x - end.x) + 2, abs(start.y - end.y) + 2)


def _tiles(rect: Rect) -> list[tuple[int, int]]:
    columns, rows = _spans(rect)
    return [(column, row) for row in rows for column in columns]


def _spans(rect: Rect) -> tuple[range, range]:
    """Return in which columns and rows of tiles a rectangle lies."""
    x, y, width, height = rect
    return (
        range(x // _TILE, (x + width) // _TILE + 1),
        range(y // _TILE, (y + height) // _TILE + 1),
    )
