"""Where something is drawn, as files of drawings say it."""

from __future__ import annotations

from typing import NamedTuple

from crackmap.readers.making.xml import Element


class Rect(NamedTuple):
    """Where something is drawn, in pixels of the page."""

    x: float = 0.0
    y: float = 0.0
    width: float = 0.0
    height: float = 0.0

    def has(self, other: Rect) -> bool:
        """Return whether the middle of another lies in it."""
        x, y = other.x + other.width / 2, other.y + other.height / 2
        return self.x <= x <= self.x + self.width and self.y <= y <= self.y + self.height

    @property
    def area(self) -> float:
        """How large it is."""
        return self.width * self.height


def rect_of(element: Element) -> Rect:
    """Return the rectangle that the attributes of an element tell."""
    return Rect(*(number(element.get(key)) for key in ("x", "y", "width", "height")))


def number(text: str) -> float:
    """Return a number of a style or a geometry; 0 for what is none."""
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if -1e9 < value < 1e9 else 0.0
