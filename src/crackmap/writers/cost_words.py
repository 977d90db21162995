"""Numbers in words: as many digits as are known, the unit, and where they are from."""

from __future__ import annotations

from collections.abc import Iterable

from crackmap.check.costs import Cost, Gain
from crackmap.graph.impact import OF_ALL
from crackmap.graph.numbers import Number
from crackmap.source.words import listing, percent


def words(number: Number) -> str:
    """Return a number with its unit; where it is not known, that and why."""
    shown = number.shown()
    if shown is None:
        return f"not known: {number.why}" if number.why else "not known"
    ends = dict.fromkeys(shown)
    if number.unit == OF_ALL:
        figure = " to ".join(percent(share, 4) for share in ends)
    else:
        figure = " to ".join(map(_figure, ends))
    about = "at least " if number.at_least else "about " if number.origin == "assumed" else ""
    one_day = figure == "1" and number.unit.endswith("days")
    unit = number.unit.removesuffix("s") if one_day else number.unit
    return f"{about}{figure} {unit}".rstrip()


def costs(cost: Cost) -> str:
    """Return in a few words what a crack costs: what is lost by it, else what passes it."""
    told = headline(cost)
    if told is None:
        return ""
    verb, number = told
    figure = f"{words(number)}{_origin(number)}"
    return f"loses {figure}" if verb == "loses" else f"{words(number)} {verb}{_origin(number)}"


def headline(cost: Cost) -> tuple[str, Number] | None:
    """Return the number that says most of what a crack costs, and what it does; None without one.

    A part that nobody counted, of cases that nobody counted, tells nothing.
    """
    if cost.lost.value:
        return "loses", cost.loss if cost.loss.known else cost.lost
    if not cost.counted:
        return None  # it would be said of every crack that all cases pass it
    if cost.value.value:
        return "pass", cost.value
    if cost.won.value and not (cost.won.unit == OF_ALL and cost.won.origin == "assumed"):
        return "pass and are won", cost.won
    return None


def origin(number: Number) -> str:
    """Return where a number is from, and what was assumed or is missing."""
    return f"{number.origin}: {number.why}" if number.why else number.origin


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
