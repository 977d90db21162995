"""How long timers run: durations of ISO 8601 as our language writes them."""

from __future__ import annotations

import re

_ISO = re.compile(
    r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?"
)


def duration(text: str) -> str:
    """Return a duration of ISO 8601 in one unit of our language, where one can say it."""
    match = _ISO.fullmatch(text.strip())
    if (
        match is None
        or not any(match.groups())
        or any(len(part or "") > 6 for part in match.groups())
    ):
        return ""
    years, months, weeks, days, hours, minutes, seconds = (
        int(part or 0) for part in match.groups()
    )
    rest = (weeks * 7 + days) * 1440 + hours * 60 + minutes
    if years or months:
        return "" if rest or seconds else f"{years}y" if not months else f"{years * 12 + months}mo"
    if seconds % 60 or not rest + seconds:
        return ""
    rest += seconds // 60
    for unit, size in (("w", 10080), ("d", 1440), ("h", 60)):
        if rest % size == 0 and (unit != "w" or not (days or hours or minutes)):
            return f"{rest // size}{unit}"
    return f"{rest}m"
