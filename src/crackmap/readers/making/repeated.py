"""Texts that stand at many places of a draft: together they have so many letters."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from crackmap.source.located import Located

MOST_LETTERS = 2_000_000
_SHORT = 100  # letters of each, beyond that


class Repeated:
    """Joins what several lines say, and cuts it where all has become too much, which is told."""

    def __init__(self, tell: Callable[[int, str], None]) -> None:
        """Begin with nothing; `tell` takes the place and what there is too much of."""
        self._tell = tell
        self._room = MOST_LETTERS

    def text(self, parts: Sequence[str], sign: str, at: int) -> Located:
        """Return the parts with the sign between them."""
        self._room -= sum(map(len, parts))
        if self._room >= 0:
            return Located(sign.join(parts), at)
        self._tell(at, f"what stands at many places has more than {MOST_LETTERS:,} letters")
        return Located(sign.join(part[:_SHORT] for part in parts[:2])[:_SHORT], at)
