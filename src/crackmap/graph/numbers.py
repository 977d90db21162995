"""Numbers that say where they are from: a figure without its origin is no promise."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple

Origin = Literal["given", "measured", "derived", "assumed", "not known"]
_ENDLESS = "cases go round for ever on the way there"
_TANGLED = "so much leads back to so much that cases cannot be counted"
_ORIGINS: tuple[Origin, ...] = ("given", "measured", "derived", "assumed", "not known")
# How many digits are shown: what is assumed is not known better.
_DIGITS = {"assumed": 2}


class Number(NamedTuple):
    """A number between `low` and `high`, mostly the same, in `unit`; None where it is not known.

    `at_least` tells that a part of it is not known, `why` what is assumed or not known.
    """

    low: float | None
    high: float | None
    origin: Origin
    unit: str = ""
    at_least: bool = False
    why: str = ""

    @property
    def known(self) -> bool:
        """Whether there is a number at all."""
        return self.low is not None

    @property
    def value(self) -> float | None:
        """The number; of a range its middle, as far as one figure can stand for it."""
        if self.low is None or self.high is None:
            return None
        return (self.low + self.high) / 2

    def shown(self) -> tuple[float, float] | None:
        """Return the number as it may be shown, twice unless it is a range: assumed, two digits."""
        if self.low is None or self.high is None:
            return None
        digits = _DIGITS.get(self.origin, 6)
        return _rounded(self.low, digits), _rounded(self.high, digits)

    def times(self, other: Number, unit: str) -> Number:
        """Return the product, no better known than the worse of the two."""
        worse = max(self, other, key=lambda number: _ORIGINS.index(number.origin))
        if self.low is None or other.low is None or self.high is None or other.high is None:
            return worse._replace(low=None, high=None, unit=unit, at_least=False)
        return Number(
            self.low * other.low,
            self.high * other.high,
            worse.origin if worse.origin == "assumed" else "derived",
            unit,
            self.at_least or other.at_least,
            worse.why,
        )


def number(
    value: float, origin: Origin, unit: str = "", *, at_least: bool = False, why: str = ""
) -> Number:
    """Return a plain number."""
    return Number(value, value, origin, unit, at_least, why)


def unknown(why: str, unit: str = "") -> Number:
    """Return a number that is not known, and why."""
    return Number(None, None, "not known", unit, why=why)


def uncounted(cases: float, unit: str) -> Number:
    """Return a number of cases that is not finite: not known, and why.

    It is infinite where they go round for ever, and nan where nobody worked it out.
    """
    return unknown(_TANGLED if math.isnan(cases) else _ENDLESS, unit)


def _rounded(value: float, digits: int) -> float:
    return float(f"{value:.{digits}g}")


def total(numbers: Sequence[Number], most: Number | None = None) -> Number:
    """Return the sum of some numbers of one unit, but no more than `most`."""
    for each in numbers:
        if not each.known:
            return each
    low, high = (sum(getattr(each, end) for each in numbers) for end in ("low", "high"))
    if most is not None and most.low is not None and most.high is not None:
        low, high = min(low, most.low), min(high, most.high)
    worst = max(numbers, key=lambda each: _ORIGINS.index(each.origin))
    return worst._replace(low=low, high=high, at_least=any(each.at_least for each in numbers))
