"""Sizes of paper, in points: 72 to the inch."""

from __future__ import annotations

from typing import NamedTuple

# A PDF page can be no longer, says ISO 32000; Acrobat and others refuse it.
LONGEST = 14_400

# Portrait, rounded down: what is drawn to the border is never cut.
PAPERS = {
    "a4": (595, 841),
    "a3": (841, 1190),
    "a2": (1190, 1683),
    "a1": (1683, 2383),
    "letter": (612, 792),
    "tabloid": (792, 1224),
}
ORIENTATIONS = ("auto", "portrait", "landscape")
MARGIN = 28  # points: about a centimetre, which most printers need
BLOCK = 50  # points of the title block at the bottom
LEAST_TEXT = 6  # points


class Paper(NamedTuple):
    """A sheet of paper as it lies, `width` points wide and `height` high."""

    width: int
    height: int

    @classmethod
    def around(cls, width: int, height: int, longest: int) -> Paper:
        """Return the sheet for a picture of such a size, no side of it over so many points."""
        wide, high = width + 2 * MARGIN, height + 2 * MARGIN + BLOCK
        return cls(min(wide, longest), min(high, longest))

    @property
    def room(self) -> tuple[int, int]:
        """How wide and high the part is that a map can take, above the title block."""
        return self.width - 2 * MARGIN, self.height - 2 * MARGIN - BLOCK


def papers(name: str, orientation: str) -> list[Paper]:
    """Return how a sheet of the paper `name` can lie: as asked for, or else either way."""
    short, long = PAPERS[name]
    upright, across = Paper(short, long), Paper(long, short)
    return {"portrait": [upright], "landscape": [across]}.get(orientation, [upright, across])
