"""The values of the language: durations, owners, time limits, shares and amounts."""

from __future__ import annotations

import contextlib
import datetime
import math
import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from crackmap.language import figures
from crackmap.source.span import Span
from crackmap.source.words import percent

WORKING_DAY = 480  # minutes: 09:00 to 17:00
_MINUTES = {
    "m": 1,
    "h": 60,
    "d": 1440,
    "w": 7 * 1440,
    "mo": 30 * 1440,
    "q": 91 * 1440,
    "y": 365 * 1440,
}
# How many working days the long units hold, where they meet working time.
_WORKING_DAYS = {"mo": 21, "q": 63, "y": 252}
# As nearly all are written. What people write in words takes patterns of `figures` that are long:
# they are compiled when one is met.
_SHORT = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,2})?) ?(bh|bd|mo|m|h|d|w|q|y)")
_LENGTH = re.compile(r"([0-9.,]+)[\s-]*(.*)", re.DOTALL)  # of what is a duration
# The signs of currencies that only one has; `$` and `\u00a5` are those of several.
_CURRENCIES = {"\u20ac": "EUR", "\u00a3": "GBP", "\u20b9": "INR", "US$": "USD"}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# How many of each period a year has.
_PER_YEAR = {
    "day": Fraction(365),
    "week": Fraction(365, 7),
    "month": Fraction(12),
    "quarter": Fraction(4),
    "year": Fraction(1),
}


def parse_date(text: str) -> datetime.date:
    """Read `2026-05-01`; raises ValueError."""
    if _DAY.fullmatch(text):
        with contextlib.suppress(ValueError):
            return datetime.date.fromisoformat(text)
    raise ValueError(f"`{text}` is no date")


class Value:
    """A value that is made of a text, and written as one."""

    __slots__ = ()

    def plain(self) -> Any:
        """Return it as people write it."""
        return str(self)


def plain_value(value: Any) -> Any:
    """Return what a field holds as plain data."""
    if isinstance(value, tuple):
        return [plain_value(item) for item in value]
    if isinstance(value, Value):
        return value.plain()
    return round(float(value), 9) if isinstance(value, Fraction) else value


@dataclass(frozen=True, slots=True)
class Duration(Value):
    """A length of time, its text in one form: `2d` is calendar time, `2bd` working time."""

    text: str
    amount: Fraction
    unit: str

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Read `30m 4h 2d 1w 3mo 1q 1y 8bh 3bd`, `2 days`, `5 business days`; raises ValueError."""
        written = text.strip()
        match = _SHORT.fullmatch(written)
        if match:
            amount, unit = Fraction(match[1]), match[2]
        elif (match := _LENGTH.fullmatch(written)) and re.fullmatch(figures.DURATION, written):
            amount = Fraction(figures.decimal(match[1]))
            unit = figures.which(figures.UNITS, match[2])
        else:
            raise ValueError(f"`{text}` is no duration")
        return cls(f"{_decimals(amount)}{unit}", amount, unit)

    @classmethod
    def parse_range(cls, text: str) -> tuple[Duration, Duration] | None:
        """Read `3-5d` or `2 to 3 business days`, the shorter first; None if it is no range."""
        written = " ".join(text.split())
        if _SHORT.fullmatch(written) or not re.fullmatch(figures.RANGE, written):
            return None
        first, second = re.split(figures.RANGE_SIGN, written, maxsplit=1)
        last = cls.parse(second)
        return cls.parse(first if first[-1].isalpha() else f"{first} {last.unit}"), last

    @classmethod
    def parse_rhythm(cls, text: str) -> Duration:
        """Read a duration, or `daily`, `week`, `monthly`; raises ValueError."""
        often = figures.often(text.strip())
        return cls.parse(often or text)

    def __str__(self) -> str:
        """Return it in the one way in which all that mean it are told."""
        return self.text

    @property
    def iso(self) -> str:
        """The same as ISO 8601 has it, `P30D`; of working time only the number is left."""
        amount, unit = (self.amount * 3, "mo") if self.unit == "q" else (self.amount, self.unit)
        time = "T" if unit in ("m", "h", "bh") else ""
        return f"P{time}{float(amount):.9g}{unit.removeprefix('b')[0].upper()}"

    @property
    def working(self) -> bool:
        """Whether this is working time, which stands still outside working hours."""
        return self.unit in ("bh", "bd")

    def minutes(self, day: int = WORKING_DAY) -> Fraction:
        """Return the minutes of its own kind; `day` is how many minutes a working day has."""
        if self.working:
            return self.working_minutes(day)
        return self.amount * _MINUTES[self.unit]

    def working_minutes(self, day: int = WORKING_DAY) -> Fraction:
        """Return the working minutes; calendar time is turned into them as language.md says."""
        if self.unit == "bh":
            return self.amount * 60
        if self.unit == "bd":
            return self.amount * day
        if self.unit in _WORKING_DAYS:
            return self.amount * _WORKING_DAYS[self.unit] * day
        weeks, rest = divmod(self.amount * _MINUTES[self.unit], 7 * 1440)
        days, rest = divmod(rest, 1440)
        return min(weeks * 5 + days, weeks * 5 + 5) * day + min(rest, Fraction(day))


@dataclass(frozen=True, slots=True)
class Owner(Value):
    """Who owns a step, and under which condition; None is nobody."""

    who: str | None
    when: str | None = None
    span: Span | None = field(default=None, compare=False)

    def plain(self) -> Any:
        """Return it as people write it."""
        return {"who": self.who, "when": self.when} if self.when else self.who


@dataclass(frozen=True, slots=True)
class Level(Value):
    """Who acts when a time limit is over, or so long `after` it."""

    to: str
    after: Duration | None = None
    span: Span | None = field(default=None, compare=False)

    def plain(self) -> Any:
        """Return it as people write it."""
        return {"to": self.to, "after": str(self.after)} if self.after else self.to


@dataclass(frozen=True, slots=True)
class TimeLimit(Value):
    """A clock: how long it may take at most, how long it should, and from when to when."""

    limit: Duration | None = None
    target: Duration | None = None
    clock: str | None = None

    @property
    def strictest(self) -> Duration | None:
        """The limit, or the target where there is no limit."""
        return self.limit or self.target

    def plain(self) -> Any:
        """Return it as people write it."""
        parts = {"target": self.target, "limit": self.limit, "clock": self.clock}
        return {key: str(part) for key, part in parts.items() if part}


def compare(first: Duration, second: Duration, day: int = WORKING_DAY) -> int:
    """Return -1, 0 or 1 as `first` is shorter than, as long as, or longer than `second`."""
    if first.working == second.working:
        a, b = first.minutes(day), second.minutes(day)
    else:
        a, b = first.working_minutes(day), second.working_minutes(day)
    return (a > b) - (a < b)


def total(durations: list[Duration], day: int = WORKING_DAY) -> Duration:
    """Add up: calendar time while all of it is, else working time; weeks and longer stay so."""
    units = {duration.unit for duration in durations}
    if len(units) == 1 and units <= {"w", "mo", "q", "y"}:
        unit, amount = units.pop(), sum((duration.amount for duration in durations), Fraction())
        return Duration(f"{_rounded(amount)}{unit}", amount, unit)
    if all(not duration.working for duration in durations):
        minutes = sum((duration.minutes() for duration in durations), Fraction())
        return _written(minutes, (("d", 1440), ("h", 60)), "m", Fraction(1))
    minutes = sum((duration.working_minutes(day) for duration in durations), Fraction())
    return _written(minutes, (("bd", day),), "bh", Fraction(60))


def _written(
    minutes: Fraction, units: tuple[tuple[str, int], ...], smallest: str, size: Fraction
) -> Duration:
    for unit, length in units:
        if minutes >= length and minutes % length == 0:
            return Duration(f"{minutes / length}{unit}", minutes / length, unit)
    amount = minutes / size
    return Duration(f"{_rounded(amount)}{smallest}", amount, smallest)


def _decimals(amount: Fraction) -> str:
    """Return an amount that was read, exactly."""
    return f"{amount.numerator / amount.denominator:.6f}".rstrip("0").rstrip(".")


def _rounded(amount: Fraction) -> str:
    """Return an amount with two decimals, rounded up: so much is enough."""
    return _decimals(Fraction(math.ceil(amount * 100), 100))


def parse_share(text: str) -> Fraction:
    """Read `40%`, `40 percent` or `0.4` as a number from 0 to 1; raises ValueError."""
    if not re.fullmatch(figures.SHARE, text.strip()):
        raise ValueError(f"`{text}` is no share")
    number = re.match(r"[0-9.,]+", text.strip())
    assert number
    part = Fraction(figures.decimal(number[0]))
    return part if number.end() == len(text.strip()) else part / 100


@dataclass(frozen=True, slots=True)
class Rate(Value):
    """A share that nobody has measured: between `low` and `high`, mostly the same."""

    low: Fraction
    high: Fraction

    @classmethod
    def parse(cls, text: str) -> Rate:
        """Read `2% to 5%`, `2-5%` or `3%`; raises ValueError."""
        low, dash, high = (part.strip() for part in re.sub(r"\bto\b|–", "-", text).partition("-"))
        if dash and re.fullmatch("[0-9.,]+", low) and not re.fullmatch("[0-9.,]+", high):
            low += "%"
        try:
            rate = cls(parse_share(low), parse_share(high if dash else low))
        except ValueError:
            raise ValueError(f"`{text}` is no rate") from None
        if rate.low > rate.high:
            raise ValueError(f"`{text}` is no rate: the first share is the greater one")
        return rate

    def __str__(self) -> str:
        """Return it as people write it."""
        low, high = (percent(share, 9) for share in (self.low, self.high))
        return low if low == high else f"{low} to {high}"


@dataclass(frozen=True, slots=True)
class Volume(Value):
    """How many cases enter the process in a period: day, week, month, quarter or year."""

    cases: float
    period: str

    @classmethod
    def parse(cls, text: str) -> Volume:
        """Read `1200 per month`, `1,200/month` or `1200 monthly`; raises ValueError."""
        written = text.strip()
        number = (
            re.match(figures.NUMBER, written) if re.fullmatch(figures.VOLUME, written) else None
        )
        if not number:
            raise ValueError(f"`{text}` is no volume")
        return cls(_amount(number[0]), figures.period(written[number.end() :]))

    def per(self, period: str) -> float:
        """Return how many cases that is in another period: a year has 12 months and 365 days."""
        if period == self.period:
            return self.cases
        return float(Fraction(self.cases) * _PER_YEAR[self.period] / _PER_YEAR[period])

    def __str__(self) -> str:
        """Return it as people write it."""
        return f"{self.cases:.15g} per {self.period}"


@dataclass(frozen=True, slots=True)
class Money(Value):
    """An amount and its currency, as it was written."""

    amount: float
    currency: str

    @classmethod
    def parse(cls, text: str) -> Money:
        """Read `18000 USD`, `$45,000`, `45.000 \u20ac` or `\u00a31.2m`; raises ValueError."""
        written = text.strip()
        number = (
            re.search(figures.NUMBER, written) if re.fullmatch(figures.MONEY, written) else None
        )
        if not number:
            raise ValueError(f"`{text}` is no amount of money")
        before, after = written[: number.start()].strip(), written[number.end() :].strip()
        currency = after or before
        if re.fullmatch("[a-z]{3}", currency):
            currency = currency.upper()
        return cls(_amount(number[0]), _CURRENCIES.get(currency, currency))

    def __str__(self) -> str:
        """Return it as people write it."""
        return f"{self.amount:.15g} {self.currency}"


def _amount(number: str) -> float:
    """Return what a number is, with its factor: `45.000` and `45k` are the same."""
    digits = number.rstrip(".")
    while digits and not digits[-1].isdigit():
        digits = digits[:-1]
    factor = number[len(digits) :].strip()
    times = int(figures.which(figures.FACTORS, factor)) if factor else 1
    return float(Fraction(figures.plain(digits)) * times)
