"""Several things in one text: parted by signs, quoted where they hold such a sign themselves."""

from __future__ import annotations

import re
from collections.abc import Callable

from crackmap.language.values import Duration
from crackmap.source.located import Located, Places, Written, listed, mapping

_BEFORE_QUOTE = " \t\n,;:"
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_AFTER = re.compile(r"(?P<to>.+?)\s+after\s+(?P<after>.+)", re.IGNORECASE | re.DOTALL)


def pieces(text: str, signs: str = ";\n") -> list[str]:
    """Return what stands between the signs, those in quotes left alone; nothing that is empty."""
    parts, start, place = [], 0, 0
    while place < len(text):
        quote = _QUOTED.match(text, place) if text[place] == '"' else None
        if quote and (not place or text[place - 1] in _BEFORE_QUOTE):
            place = quote.end()
            continue
        if text[place] in signs:
            parts.append(text[start:place])
            start = place + 1
        place += 1
    return [part.strip() for part in (*parts, text[start:]) if part.strip()]


def unquoted(text: str) -> str:
    """Return a text without the quotes around it."""
    inner = text[1:-1]
    if len(text) > 1 and text[0] == text[-1] == '"' and '"' not in inner.replace('""', ""):
        return inner.replace('""', '"')
    return text


def levels(places: Places, text: Located, called: Callable[[Located], Located]) -> Written:
    """Return who acts when a time limit is over: `Team lead; VP sales after 2d`."""
    made: list[Written] = []
    for part in pieces(text.text):
        match = _AFTER.fullmatch(part)
        if match and is_read_by(Duration.parse, match["after"]):
            to = called(Located(match["to"], text.at))
            after = Located(match["after"], text.at)
            made.append(mapping(places, text.at, (("to", to), ("after", after))))
        else:
            made.append(called(Located(part, text.at)))
    return made[0] if len(made) == 1 else listed(places, made) or text


def is_read_by(parse: Callable[[str], object], text: str) -> bool:
    """Return whether a parser takes a text."""
    try:
        parse(text)
    except ValueError:
        return False
    return True
