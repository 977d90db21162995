"""Numbers of a workbook as people see them: whole ones without a point, days as days."""

from __future__ import annotations

import datetime
import re

# The built-in formats of numbers that are days, times, or both (ECMA-376, 18.8.30).
_BUILT_IN = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
# Of a written format all that is no sign: texts, colours, what follows a backslash.
_TEXTS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_FIRST = datetime.datetime(1899, 12, 30)  # noqa: DTZ001  (a workbook knows no time zone)
_FIRST_OF_1904 = datetime.datetime(1904, 1, 1)  # noqa: DTZ001
_LAST = 2_958_465  # the day 9999-12-31


def is_date(number: int, code: str | None) -> bool:
    """Return whether a format, by its number and its code, shows a day or a time."""
    if code is None:
        return number in _BUILT_IN
    signs = _TEXTS.sub("", code.split(";")[0])
    return re.search("[ymdhs]", signs, re.IGNORECASE) is not None and "general" not in code.lower()


def shown(text: str, *, date: bool, from_1904: bool) -> str:
    """Return a number as it is shown: 5 for 5.0, a day as 2026-05-01."""
    try:
        number = float(text)
    except ValueError:
        return text
    if date and 0 <= number <= _LAST:
        return _day(number, _FIRST_OF_1904 if from_1904 else _FIRST)
    if number == int(number) if abs(number) < 1e15 else False:
        return str(int(number))
    return repr(number) if abs(number) < 1e15 else text


def _day(number: float, first: datetime.datetime) -> str:
    if number < 1:
        minutes = round(number * 1440)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    moment = first + datetime.timedelta(seconds=round(number * 86400))
    if number == int(number):
        return moment.date().isoformat()
    return moment.isoformat(" ", "minutes")
