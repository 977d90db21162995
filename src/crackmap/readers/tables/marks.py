"""The marks in the cells of a RACI matrix: R, A, C, I, S, DRI, joins of them, and slips."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from crackmap.language.texts import is_placeholder
from crackmap.readers.tables.words import MARKS

LETTERS = frozenset("RACIS")
_CELL = re.compile(
    r"(?P<marks>[^()\u2013\u2014:-]*+)"
    r"(?:[\u2013\u2014:-]\s*+(?P<text>.+)|\((?P<inside>.*)\))?",
    re.DOTALL,
)
_WORD = re.compile(r"[^\s/,;+&|.\u00b7\\]+")
_LONGEST = 200  # letters of all marks in a cell; more are words
_FOOTNOTES = "*\u2020\u2021\u00b9\u00b2\u00b3"
_DASHES = "-\u2013\u2014\u2212"


class Mark(NamedTuple):
    """What a cell says: the letters in order (DRI is A), a condition, and what is no mark."""

    letters: tuple[str, ...] = ()
    when: str = ""
    unknown: str = ""


@lru_cache(maxsize=4096)
def mark_of(text: str) -> Mark:
    """Return what a cell says; a cell that only shows that it is empty says nothing."""
    if is_empty(text):
        return Mark()
    match = _CELL.fullmatch(text.strip())
    if match is None or len(match["marks"]) > _LONGEST:
        return Mark(unknown=text)
    letters: dict[str, None] = {}
    for token in _WORD.findall(match["marks"]):
        word = token.rstrip(_FOOTNOTES)
        if not word:
            continue
        known = MARKS.get(word.casefold())
        joined = word.upper()
        if known:
            letters[known] = None
        elif set(joined) <= LETTERS and len(set(joined)) == len(joined):
            letters.update(dict.fromkeys(joined))
        else:
            return Mark(unknown=text)
    if not letters:
        return Mark(unknown=text)
    return Mark(tuple(letters), (match["text"] or match["inside"] or "").strip())


def is_empty(text: str) -> bool:
    """Return whether a cell says that there is nothing: a dash, n/a."""
    return is_placeholder(text) or not text.strip().strip(_DASHES)


def is_mark(text: str) -> bool:
    """Return whether a cell holds marks and nothing else but a condition."""
    return bool(mark_of(text).letters)


def is_plain_mark(text: str) -> bool:
    """Return whether a cell holds marks that are no abbreviation of anybody: SA may be a role."""
    if not is_mark(text):
        return False
    words = [word.upper() for word in _WORD.findall(text.rstrip(_FOOTNOTES))]
    return not (len(words) == 1 and len(words[0]) in (2, 3, 4) and words[0] != "DRI")


def may_be_mark(text: str) -> bool:
    """Return whether a cell is as short as a mark: a slip, perhaps."""
    head = re.split(r"[-\u2013\u2014:(]", text, maxsplit=1)[0].strip()
    return is_mark(text) or is_empty(text) or len(head) <= 4
