"""Texts that stand at many places of a draft: together they have so many letters."""

from __future__ import annotations

from collections.abc import Callable, Sequence


class Repeated:
    """Joins what several lines say, and cuts what is long once all has become too much."""

    def __init__(
        self, tell: Callable[[int, str], None], most: int, long: int, mark: str = ""
    ) -> None:
        """Begin with nothing.

        `most` are the letters of all texts, `long` those of one that is cut, with a `mark` behind
        it; `tell` takes the place of the first that is, and words about it.
        """
        self._tell = tell
        self._left = most
        self._long, self._mark = long, mark

    def text(self, parts: Sequence[str], sign: str, at: int) -> str:
        """Return the parts with the sign between them; `at` is their place."""
        letters = sum(map(len, parts))
        left, self._left = self._left, self._left - letters
        if letters <= max(left, self._long):
            return sign.join(parts)
        if left >= 0:
            told = "what several ways say is too long to be repeated from here on; it was cut"
            self._tell(at, told)
        short = sign.join(part[: self._long] for part in parts[: self._long])
        return f"{short[: self._long]}{self._mark}"
