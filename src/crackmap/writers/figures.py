"""Numbers in words: as many digits as are known, the unit, and where they are from."""

from __future__ import annotations

from crackmap.check.costs import Cost, Gain
from crackmap.graph.numbers import Number
from crackmap.source.words import listing


def words(number: Number) -> str:
    """Return a number with its unit and, where it is only assumed or not known, that."""
    shown = number.shown()
    if shown is None:
        return f"not known: {number.why}" if number.why else "not known"
    figure = _figure(shown[0])
    if shown[0] != shown[1]:
        figure += f" to {_figure(shown[1])}"
    if number.unit == "of all cases":
        figure = " to ".join(f"{share * 100:.4g}%" for share in dict.fromkeys(shown))
    about = "at least " if number.at_least else "about " if number.origin == "assumed" else ""
    origin = ", assumed" if number.origin == "assumed" else ""
    return f"{about}{figure} {number.unit}".rstrip() + origin


def costs(cost: Cost) -> str:
    """Return in a few words what a crack costs: what is lost by it, else what passes it."""
    if cost.lost.value:
        return f"loses {words(cost.loss if cost.loss.known else cost.lost)}"
    if cost.value.value:
        return f"passed by {words(cost.value)}"
    return f"passed by the won {words(cost.share)}" if cost.share.value else ""


def gained(gain: Gain) -> str:
    """Return what it would bring to fill some cracks."""
    text = f"without {listing(gain.subjects)}: "
    if not gain.won.known:
        return text + words(gain.won)
    text += f"besides, {words(gain.won)}, would be won"
    text += f", worth {words(gain.worth)}" if gain.worth.known else ""
    return text + (f" ({gain.won.why})" if gain.won.why else "")


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
