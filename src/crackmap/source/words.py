"""Words for people: what was meant by a misspelt one, lists, counts with their nouns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_BETWEEN = re.compile(r"\s*[/,;&+|]\s*|\s+(?:and|or)\s+", re.IGNORECASE)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that `word` was most likely meant to be or to begin, or None."""
    from difflib import get_close_matches

    options = list(known)
    folded = {option.casefold(): option for option in reversed(options)}
    matches = get_close_matches(word.casefold(), list(folded), n=1, cutoff=0.6)
    if not matches and len(word) > 2:
        matches = [option for option in folded if option.startswith(word.casefold())]
    return folded[matches[0]] if matches else None


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return the question whether the nearest known word is meant; `otherwise` if none is near."""
    meant = nearest(word, known)
    return f"did you mean `{meant}`?" if meant else otherwise


def parted(text: str) -> list[str]:
    """Return what a text lists: `sales/success`, `sales, success and legal`."""
    return [part for part in _BETWEEN.split(text.strip()) if part]


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


def plural(count: int, noun: str) -> str:
    """Return a count with its noun: 1 step, 2 steps, 2 processes."""
    ending = "es" if noun.endswith(("s", "x")) else "s"
    return f"{count} {noun}" if count == 1 else f"{count} {noun}{ending}"
