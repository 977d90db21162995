"""Words for people: what was meant by a misspelt one, lists, counts, shares."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

# Quotes that word processors make, and the straight ones, are no part of what is meant.
_QUOTES = "\"'\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb"
_LONGEST = 200  # nobody means a word by a whole text
_MOST_ALIKE = 5  # of the words that share many letters, so many are looked at closely
# What stands before the last of several; the short words of Spanish may begin a name as capitals.
BEFORE_LAST = r"(?:and/or|and|or|und/oder|und|oder|et/ou|et|ou|(?-i:y/o|y|o))\s++"
_BETWEEN = re.compile(
    rf"[/,;&+|]\s*+(?:{BEFORE_LAST})?|(?<!\s)\s++(?:and/or|and|or)\s++", re.IGNORECASE
)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that `word` was most likely meant to be or to begin, or None.

    A slip is one wrong, missing, additional or exchanged letter in every four of the longer word.
    """
    options = {option.casefold(): option for option in reversed(list(known))}
    said = word.strip(_QUOTES).casefold()
    if len(said) > _LONGEST:
        return None
    # Most words are too far off at first sight: one slip changes length and letters by one at most.
    letters, near = set(said), {}
    for option in options:
        most = max(1, max(len(said), len(option)) // 4)
        if abs(len(said) - len(option)) <= most and len(letters.difference(option)) <= most:
            near[option] = most
    slips = {option: _slips(said, option) for option in _alike(said, near)} if near else {}
    few = [option for option, count in slips.items() if count <= near[option]]
    if few:
        return options[min(few, key=slips.__getitem__)]
    begun = (option for option in options if len(said) > 2 and option.startswith(said))
    return next((options[option] for option in begun), None)


def similar(name: str, other: str) -> bool:
    """Return whether two names share so many letters that one may have been made of the other."""
    one, two = name.casefold(), other.casefold()
    return bool(_alike(one, [two])) or (len(one) > 2 and two.startswith(one))


def _alike(word: str, options: Iterable[str]) -> list[str]:
    """Return the options that share most letters with a word, the most alike first."""
    from difflib import get_close_matches

    return get_close_matches(word, list(options), n=_MOST_ALIKE, cutoff=0.6)


def _slips(word: str, option: str) -> int:
    """Return how many slips make one word of the other: the optimal string alignment distance."""
    before: list[int] = []
    row = list(range(len(option) + 1))
    for number, letter in enumerate(word, 1):
        older, before, row = before, row, [number]
        for place, other in enumerate(option, 1):
            fewest = min(
                before[place] + 1, row[place - 1] + 1, before[place - 1] + (letter != other)
            )
            exchanged = number > 1 and place > 1 and word[number - 2] == other
            if exchanged and letter == option[place - 2]:
                fewest = min(fewest, older[place - 2] + 1)
            row.append(fewest)
    return row[-1]


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return the question whether the nearest known word is meant; `otherwise` if none is near."""
    meant = nearest(word, known)
    return f"did you mean `{meant}`?" if meant else otherwise


def parted(text: str) -> list[str]:
    """Return what a text lists: `sales/success`, `sales, success and legal`."""
    parts = map(str.strip, _BETWEEN.split(text.strip()))
    return [part for part in parts if part]


def listing(words: Sequence[str], last: str = "and") -> str:
    """Join words as people do: a, b and c."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def abridged(words: Sequence[str], *, most: int, first: int, last: int = 0) -> list[str]:
    """Return the words; of more than `most` the `first` and `last` ones, and how many are left."""
    if len(words) <= most:
        return list(words)
    left = len(words) - first - last
    return [*words[:first], f"{left} more", *words[first + left :]]


def percent(share: Fraction | float, digits: int = 6) -> str:
    """Return a share as people write it, `40%`; nine digits say again what a file says."""
    return f"{float(share * 100):.{digits}g}%"


def plural(count: int, noun: str) -> str:
    """Return a count with its noun: 1 step, 2 steps, 2 processes."""
    ending = "es" if noun.endswith(("s", "x")) else "s"
    return f"{count} {noun}" if count == 1 else f"{count} {noun}{ending}"
