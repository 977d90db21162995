"""Several things in one text: parted by signs, quoted where they hold such a sign themselves."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from crackmap.language.values import Duration
from crackmap.source.located import Located, Places, Written, listed, mapping
from crackmap.source.words import BEFORE_LAST

# Behind a quote with nothing, a space or a sign before it: what is quoted, with the second quote.
_QUOTED = r'(?<![^ \t\n,;:]")[^"]*(?:""[^"]*)*"'
_AFTER = re.compile(r"(?P<to>.+?)(?<!\s)\s++after\s++(?P<after>.+)", re.IGNORECASE | re.DOTALL)
_PARENTHESIS = re.compile("[()]")
_BEFORE_LAST = re.compile(f"^{BEFORE_LAST}", re.IGNORECASE)


def pieces(text: str, signs: str = ";\n") -> list[str]:
    """Return what stands between the signs, those in quotes left alone; nothing that is empty."""
    parts, start = [], 0
    for found in _quotes_or(signs).finditer(text):
        if found[0] in signs:
            parts.append(text[start : found.start()])
            start = found.end()
    return [part for one in (*parts, text[start:]) if (part := one.strip())]


@cache
def _quotes_or(signs: str) -> re.Pattern[str]:
    # What may begin comes first: a search goes over all other letters in no time.
    return re.compile(f'["{re.escape(signs)}](?:(?<!")|{_QUOTED})')


def named(text: str, signs: str = ",;\n") -> list[str]:
    """Return who is named in a text: `Sales, Legal, or Finance` are three."""
    first, *others = pieces(text, signs) or [""]
    return [name for name in (first, *(_BEFORE_LAST.sub("", one, 1) for one in others)) if name]


def outside(text: str, signs: re.Pattern[str]) -> list[str]:
    """Return what stands between the signs; those before a parenthesis that closes part nothing."""
    parts, start, next_one = [], 0, -1  # where the parenthesis behind a sign stands, or the end
    for sign in signs.finditer(text):
        if next_one < sign.end():
            found = _PARENTHESIS.search(text, sign.end())
            next_one = found.start() if found else len(text)
        if not text.startswith(")", next_one):
            parts.append(text[start : sign.start()])
            start = sign.end()
    return [*parts, text[start:]]


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
