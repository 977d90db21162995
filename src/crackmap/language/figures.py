"""Figures as people write them: the patterns that Python and the JSON Schemas share.

Each is for a whole text without spaces around, holds no group that captures, and means the same in
both dialects of regular expressions. What it matches is read by `values`; what can be read in two
ways matches none.
"""

from __future__ import annotations

import re


def any_case(pattern: str) -> str:
    """Return a pattern whose letters may be small or capital."""
    return re.sub(r"(?<!\\)[a-z]", lambda found: f"[{found[0].upper()}{found[0]}]", pattern)


# By unit, how it may be written. A lone `M` could be minutes, months or millions.
UNITS = {
    "m": "m|" + any_case("min(?:ute)?s?"),
    "h": any_case("h(?:rs?|ours?)?"),
    "d": any_case(r"(?:calendar[\s-]+)?days?|d"),
    "w": any_case("w(?:ks?|eeks?)?"),
    "mo": any_case("mo(?:s|nths?)?|mths?"),
    "q": any_case("q(?:trs?|uarters?)?"),
    "y": any_case("y(?:rs?|ears?)?"),
    "bh": any_case(r"bh|(?:business|working|work|office)[\s-]+h(?:rs?|ours?)"),
    "bd": any_case(r"bd|(?:(?:business|working)[\s-]+|work[\s-]*)days?"),
}
_UNIT = f"(?:{'|'.join(UNITS.values())})"
# A dot or a comma is the decimal point here, but for what could be thousands as well: 1,500.
_LENGTH = r"(?![1-9][0-9]{0,2}[.,][0-9]{3}(?![0-9]))[0-9]{1,9}(?:[.,][0-9]{1,6})?"
_JOINED = r"(?:\s*|-)"
DURATION = f"{_LENGTH}{_JOINED}{_UNIT}"
# Two lengths, the first of which may leave its unit to the second; dashes of word processors too.
RANGE_SIGN = r"(?:\s*[-\u2013\u2014]\s*|\s+" + any_case("to") + r"\s+)"
RANGE = f"{_LENGTH}(?:{_JOINED}{_UNIT})?{RANGE_SIGN}{DURATION}"
# How often something is done.
EVERY = {
    "1h": any_case("hour(?:ly)?"),
    "1d": any_case("daily|day"),
    "1bd": any_case(r"(?:business|working|work)[\s-]*day"),
    "1w": any_case("week(?:ly)?"),
    "1mo": any_case("month(?:ly)?"),
    "1q": any_case("quarter(?:ly)?"),
    "1y": any_case("year(?:ly)?|annually"),
}
RHYTHM = f"(?:{DURATION}|{'|'.join(EVERY.values())})"

_PERCENT = r"\s*(?:%|" + any_case(r"per\s?cent|pct") + ")"
SHARE = (
    r"(?:0{0,4}(?:100(?:[.,]0{1,9})?|[0-9]{1,2}(?:[.,][0-9]{1,9})?)"
    + _PERCENT
    + r"|0{0,5}(?:1(?:[.,]0{1,9})?|0(?:[.,][0-9]{1,9})?))"
)

# Three digits behind the last mark are thousands; any other number of digits is a fraction.
# A whole number has at most 15 digits, which a float holds exactly.
_FRACTION = r"(?:[0-9]{1,2}|[0-9]{4,6})"
_THOUSANDS = r"[1-9][0-9]{0,2}"
_PLAIN = (
    rf"(?:{_THOUSANDS}(?:,[0-9]{{3}}){{1,4}}(?:\.{_FRACTION})?"
    rf"|{_THOUSANDS}(?:\.[0-9]{{3}}){{1,4}}(?:,{_FRACTION})?"
    rf"|{_THOUSANDS}(?:['\u2019_\s][0-9]{{3}}){{1,4}}(?:[.,]{_FRACTION})?"
    rf"|0[.,][0-9]{{3}}|[0-9]{{1,15}}(?:[.,]{_FRACTION})?)"
)
_SIGN = "[$\u00a2\u00a3\u00a5\u20a0-\u20cf]"
# By factor, how it may be written behind a number.
FACTORS = {"1000": any_case("k|thousand"), "1000000": any_case(r"m|mm|mn|mio\.?|million")}
_FACTOR = f"(?:{'|'.join(FACTORS.values())})"
# `45k USD` and `45k$`, but not `45kr`: those are crowns.
_SCALED = rf"[0-9]{{1,6}}(?:[.,][0-9]{{1,2}})?\s*{_FACTOR}(?=\s|{_SIGN}|$)"
NUMBER = f"(?:{_SCALED}|{_PLAIN})"
# Letters of any script; engines disagree on how to ask for those.
_LETTER = "[^\\s!-@\\[-`{-\u00bf\u00d7\u00f7\u2000-\u206f\u3000-\u303f]"
_NO_CURRENCY = (
    rf"(?:{_FACTOR}|{any_case('percent|per|pct')})(?:\s|$)|[KkMmTt](?:[A-Z]{{3}}|{_SIGN})"
)
_CURRENCY = rf"(?!{_NO_CURRENCY})(?:[A-Z]{{0,3}}{_SIGN}|{_LETTER}{{1,12}})"
_DOLLARS = r"\$\s*" + NUMBER + r"\s*(?:USD|CAD|AUD|NZD|SGD|HKD)"
# In front stands a sign or a code, and no other word: `about 18000`.
_CODE = f"(?!{_NO_CURRENCY})(?:[A-Z]{{0,3}}{_SIGN}|[A-Z]{{3}}|Rs|kr)"
MONEY = rf"(?:{_CODE}\s*{NUMBER}|{NUMBER}\s*{_CURRENCY}|{_DOLLARS})"

PERIODS = {
    "day": any_case("day"),
    "week": any_case("week|wk"),
    "month": any_case("month|mo"),
    "quarter": any_case("quarter|qtr"),
    "year": any_case("year|yr|annum"),
}
OFTEN = {
    "day": any_case("daily"),
    "week": any_case("weekly"),
    "month": any_case("monthly"),
    "quarter": any_case("quarterly"),
    "year": any_case("yearly|annually"),
}
VOLUME = (
    rf"{NUMBER}(?:\s*(?:(?:{any_case('per|a|each|every')})\s+|/\s*)(?:{'|'.join(PERIODS.values())})"
    rf"|\s+(?:{'|'.join(OFTEN.values())}))"
)

TRUE, FALSE = any_case("true|yes"), any_case("false|no")

_HALVES = r"(?:1[0-2]|0?[1-9])(?:[:.][0-5][0-9])?\s*" + any_case(r"(?:a|p)\.?m") + r"\.?"
_HOURS = "(?:[01]?[0-9]|2[0-4])(?:[:.][0-5][0-9])?"
HOURS = f"(?:{_HOURS}{RANGE_SIGN}{_HOURS}|{_HALVES}{RANGE_SIGN}{_HALVES})"
_THROUGH = rf"(?:{RANGE_SIGN}|\s+{any_case('through')}\s+)"
WORKING_WEEK = (
    rf"(?:{any_case('mo(?:n(?:day)?)?')}{_THROUGH}{any_case('fr(?:i(?:day)?)?')}"
    rf"|{any_case('weekdays')})"
)


def which(table: dict[str, str], text: str) -> str:
    """Return the key of the pattern in `table` that is `text`, of which there is one."""
    return next(key for key, pattern in table.items() if re.fullmatch(pattern, text))


def decimal(text: str) -> str:
    """Return a length or a share as Python writes it."""
    return text.replace(",", ".")


def plain(text: str) -> str:
    """Return a number that `NUMBER` matches as Python writes it, its factor left out."""
    parts = re.split(r"[^0-9]+", text)
    whole, last = "".join(parts[:-1]), parts[-1]
    if not whole or (len(last) == 3 and whole.lstrip("0")):
        return whole + last
    return f"{whole}.{last}"


def often(text: str) -> str | None:
    """Return the duration between two times of what is done `daily` or each `week`."""
    return next((each for each, word in EVERY.items() if re.fullmatch(word, text)), None)


def period(text: str) -> str:
    """Return the period in what stands behind the number of a volume: ` per month`, ` weekly`."""
    words = re.split(r"[\s/]+", text)
    return which({unit: f"{PERIODS[unit]}|{OFTEN[unit]}" for unit in PERIODS}, words[-1])
