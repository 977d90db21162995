"""What to write in place of a figure that is none: the nearest reading, and never a guess.

A text that can be read in two ways is told with both; one that holds a figure among other words,
with the figure alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction

from crackmap.language import figures
from crackmap.language.values import Duration, Money, Volume, parse_share, total
from crackmap.source.words import percent

# What to write where a field takes a value of this name.
ADVICE = {
    "count": "write a number such as 3",
    "date": "write the day as 2026-05-01",
    "duration": "write 30m, 4h, 2d, 1w, 3mo, 1q, 1y, or working time: 8bh, 3bd",
    "flag": "write true or false",
    "hours": 'write "09:00-17:00"',
    "money": "write 18000 USD",
    "rhythm": "write daily, 4h, 1w, or working time: 8bh, 3bd",
    "rate": "write 3%, or 2% to 5%",
    "share": "write 40% or 0.4; from 0% to 100%",
    "volume": "write 1200 per month (day, week, month, quarter or year)",
}

_FEW = ("a", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_HALVES = {"day": "12h, or 4bh of working time", "hour": "30m", "year": "6mo"}
# Nothing longer holds a figure worth looking for.
_LONGEST = 80
_ALONE = r"(?<![\w.,:-])(?:{})(?![\w,:]|\.\w)"
_UNIT = "|".join(figures.UNITS.values())


def clearer(name: str, text: str, words: str) -> tuple[str, str]:
    """Return what is wrong with a `text` that is no value of the type `name`, and what to write.

    `words` are those of the parser that refused it.
    """
    if len(text) > _LONGEST:
        return words, ADVICE[name]
    for reading in _READINGS.get(name, ()):
        found = reading(text)
        if found:
            return (f"`{text}` {found[0]}" if found[0] else words), found[1]
    return words, ADVICE[name]


def _in_two_ways(text: str) -> tuple[str, str] | None:
    thousands = re.fullmatch(rf"([1-9][0-9]{{0,2}})[.,]([0-9]{{3}})(?:\s*|-)({_UNIT})", text)
    if thousands:
        whole, rest, unit = thousands[1], thousands[2], figures.which(figures.UNITS, thousands[3])
        part = f"{whole}.{rest.rstrip('0') or '0'}"
        return "can be read in two ways", f"write {whole}{rest}{unit} or {part}{unit}"
    minutes = re.fullmatch(r"([0-9]{1,9})\s*M", text)
    if minutes:
        help_ = f"write {minutes[1]}m for minutes, {minutes[1]}mo for months"
        return "can be read in two ways", help_
    if re.fullmatch(r"(?i)bi-?(weekly|monthly)", text):
        return "can be read in two ways", "write the time between two of them: 2w, or 84h"
    return None


def _without_unit(text: str) -> tuple[str, str] | None:
    between = re.fullmatch(f"[0-9]{{1,9}}{figures.RANGE_SIGN}[0-9]{{1,9}}", text)
    if between:
        return "has no unit", f"write it behind the second number: {text}d or {text}bd"
    if not re.fullmatch("[0-9]{1,9}", text):
        return None
    return "has no unit", f"write {text}m, {text}h or {text}d; in working time {text}bh or {text}bd"


def _range(text: str) -> tuple[str, str] | None:
    between = Duration.parse_range(text)
    return ("is a range where one length belongs", f"write {between[1]}") if between else None


def _in_words(text: str) -> tuple[str, str] | None:
    half = re.fullmatch(r"(?i)half\s+(?:an?\s+)?(day|hour|year)", text)
    if half:
        return "is no figure", f"write {_HALVES[half[1].lower()]}"
    if re.fullmatch(r"(?i)(?:the\s+)?next\s+(?:business|working)\s+day", text):
        return "is no length of time", "write 1bd"
    number, _, unit = text.lower().replace("an ", "a ", 1).partition(" ")
    if number in _FEW and re.fullmatch(_UNIT, unit.strip()):
        duration = Duration.parse(f"{max(1, _FEW.index(number))} {unit.strip()}")
        return "has its number in words", f"write {duration}"
    return None


def _several(text: str) -> tuple[str, str] | None:
    piece = rf"([0-9]{{1,9}}\s*(?:{_UNIT}))"
    both = re.fullmatch(rf"{piece}(?:\s*,?\s*|\s+and\s+){piece}", text)
    if not both:
        return None
    sum_ = total([Duration.parse(both[1]), Duration.parse(both[2])])
    return "has two units", f"write one number with one unit: {sum_}"


def _inside(pattern: str, shown: Callable[[str], str]) -> Callable[[str], tuple[str, str] | None]:
    """Return the reading of a text that holds one figure among words: the figure."""

    def read(text: str) -> tuple[str, str] | None:
        found = [match[0] for match in re.finditer(_ALONE.format(pattern), text)]
        return ("", f"write {shown(found[0])}") if len(found) == 1 else None

    return read


def _percent(text: str) -> tuple[str, str] | None:
    if re.fullmatch("[1-9][0-9]?", text):
        return "has no sign", f"write {text}%"
    parts = re.fullmatch(r"([1-9][0-9]{0,3})\s*(?:/|in|of|out of)\s*([1-9][0-9]{0,3})", text)
    if parts and int(parts[1]) <= int(parts[2]):
        share = Fraction(int(parts[1]), int(parts[2])) * 100
        return "is no percentage", f"write {float(round(share, 2)):g}%"
    return None


def _without_currency(text: str) -> tuple[str, str] | None:
    if not re.fullmatch(figures.NUMBER, text):
        return None
    amount = Money.parse(f"{text} USD").amount
    return "has no currency", f"write {amount:.15g} USD, or the currency that it is in"


def _other_amount(text: str) -> tuple[str, str] | None:
    scaled = re.fullmatch(r"([1-9][0-9]{0,2})[.,]([0-9]{3})\s*([KkMm])\s*(\S+)", text)
    if scaled and re.fullmatch(figures.MONEY, f"1 {scaled[4]}"):
        whole = Money.parse(f"{scaled[1]}{scaled[2]}{scaled[3]} {scaled[4]}")
        return (
            "can be read in two ways",
            f"write {whole} or {Money(whole.amount / 1000, whole.currency)}",
        )
    thousands = re.fullmatch(r"([0-9]{1,6})\s*[KkTt]([A-Z]{3}|\u20ac)", text)
    if thousands:
        return "", f"write {Money.parse(f'{thousands[1]}k {thousands[2]}')}"
    return None


def _of_what(text: str) -> tuple[str, str] | None:
    if re.fullmatch(figures.NUMBER, text):
        cases = Volume.parse(f"{text} per month").cases
        return "has no period", f"write {cases:.15g} per month (day, week, quarter, year)"
    periods = "|".join((*figures.PERIODS.values(), *figures.OFTEN.values()))
    inside = re.fullmatch(
        rf"({figures.NUMBER})\s[^\d]*?(?:\s|/)({periods})",
        text,
    )
    if not inside:
        return None
    volume = Volume.parse(f"{inside[1]} per {figures.period(inside[2])}")
    return "", f"write {volume}"


def _rounds(text: str) -> tuple[str, str] | None:
    found: list[str] = re.findall(r"(?<![\w.,-])([1-9][0-9]{0,5})(?:x|\b)(?![.,-])", text)
    if not found and text.lower() in _FEW[1:]:
        found = [str(_FEW.index(text.lower()))]
    return ("", f"write {found[0]}") if len(found) == 1 else None


def _readings() -> Iterator[tuple[str, tuple[Callable[[str], tuple[str, str] | None], ...]]]:
    lengths = _inside(figures.DURATION, lambda found: str(Duration.parse(found)))
    duration = (_in_two_ways, _without_unit, _range, _in_words, _several, lengths)
    yield "duration", duration
    yield "rhythm", duration
    share = _inside(figures.SHARE, lambda found: percent(parse_share(found)))
    yield "share", (_percent, share)
    yield (
        "money",
        (
            _without_currency,
            _other_amount,
            _inside(figures.MONEY, lambda found: str(Money.parse(found))),
        ),
    )
    yield "volume", (_of_what, _inside(figures.VOLUME, lambda found: str(Volume.parse(found))))
    yield "count", (_rounds,)


_READINGS = dict(_readings())
