"""What lies where on the drawing: boxes, lines, marks and words, found again by place."""

from collections.abc import Iterator
from itertools import pairwise

from crackmap.maps.layout.scene import Point, Rect

_TILE = 64


class Kind:
    """What covers a place: numbers, since drawings ask for them very often."""

    BOX, WORDS, MARK, LINE, BORDER = range(5)


class Space:
    """A hash grid of rectangles, each with its kind and the edge it belongs to (-1: none)."""

    def __init__(self, width: int, height: int) -> None:
        """Start an empty drawing of so many pixels."""
        self.width = width
        self.height = height
        self._tiles: dict[tuple[int, int], list[tuple[Rect, int, int]]] = {}

    def add(self, rect: Rect, kind: int, edge: int = -1) -> None:
        """Note that a rectangle is covered."""
        entry = (rect, kind, edge)
        for tile in _tiles(rect):
            self._tiles.setdefault(tile, []).append(entry)

    def add_line(self, points: tuple[Point, ...], edge: int) -> None:
        """Note that a line lies there."""
        for start, end in pairwise(points):
            self.add(stroke(start, end), Kind.LINE, edge)

    def hits(self, rect: Rect) -> Iterator[tuple[Rect, int, int]]:
        """Return all that lies under a rectangle. What spans two tiles can come twice."""
        x, y, width, height = rect
        right, bottom = x + width, y + height
        for tile in _tiles(rect):
            for entry in self._tiles.get(tile, ()):
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
    x, y, width, height = rect
    columns = range(x // _TILE, (x + width) // _TILE + 1)
    rows = range(y // _TILE, (y + height) // _TILE + 1)
    return [(column, row) for row in rows for column in columns]
