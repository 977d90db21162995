"""Numbers in words: as many digits as are known, the unit, and where they are from."""

from __future__ import annotations

from collections.abc import Iterable

from crackmap.check.costs import Cost, Gain
from crackmap.graph.impact import OF_ALL
from crackmap.graph.numbers import Number
from crackmap.source.words import listing


def words(number: Number) -> str:
    """Return a number with its unit; where it is not known, that and why."""
    shown = number.shown()
    if shown is None:
        return f"not known: {number.why}" if number.why else "not known"
    ends = dict.fromkeys(shown)
    if number.unit == OF_ALL:
        figure = " to ".join(f"{share * 100:.4g}%" for share in ends)
    else:
        figure = " to ".join(map(_figure, ends))
    about = "at least " if number.at_least else "about " if number.origin == "assumed" else ""
    return f"{about}{figure} {number.unit}".rstrip()


def costs(cost: Cost) -> str:
    """Return in a few words what a crack costs: what is lost by it, else what passes it."""
    if cost.lost.value:
        lost = cost.loss if cost.loss.known else cost.lost
        return f"loses {words(lost)}{_origin(lost)}"
    if not cost.counted:
        return ""  # it would be said of every crack that all cases pass it
    if cost.value.value:
        return f"{words(cost.value)} pass{_origin(cost.value)}"
    if cost.won.value and not (cost.won.unit == OF_ALL and cost.won.origin == "assumed"):
        return f"{words(cost.won)} pass and are won{_origin(cost.won)}"
    return ""  # a part that nobody counted, of cases that nobody counted, tells nothing


def unknown(cracks: Iterable[Cost | None], why: str) -> str:
    """Return that nobody knows what cracks cost, and `why`; nothing where one has a cost."""
    if not why or any(cost and costs(cost) for cost in cracks):
        return ""
    return f"what each of them costs is not known: {why}"


def gained(gain: Gain) -> str:
    """Return what it would bring to fill some cracks."""
    text = f"without {listing(gain.subjects)}: "
    if not gain.won.known:
        return text + words(gain.won)
    text += f"{words(gain.won)} more would be won"
    text += f", worth {words(gain.worth)}" if gain.worth.known else ""
    return text + _origin(gain.won) + (f" ({gain.won.why})" if gain.won.why else "")


def _origin(number: Number) -> str:
    return ", assumed" if number.origin == "assumed" else ""


def _figure(value: float) -> str:
    """Return a number as people say it: with three digits, millions as M."""
    if value >= 999_500:
        return f"{value / 1_000_000:,.0f} M" if value >= 100e6 else f"{value / 1_000_000:.3g} M"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
