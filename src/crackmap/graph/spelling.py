"""What an unknown word was most likely meant to be."""

from __future__ import annotations

from collections.abc import Iterable

from crackmap.language.texts import fold, id_of
from crackmap.source.words import nearest, parted


class Spelling:
    """What an unknown word was most likely meant to be: ids, and the names of what they stand for.

    What is one slip away is looked up. Beyond that words are compared letter by letter, and only
    up to a limit: in a file with thousands of such words a suggestion is not what is missing.
    """

    _MOST_COMPARISONS = 15_000
    _MOST_ALIKE = 30  # ids that are alike but for one letter at one place
    _LONGEST = 40  # letters of an id that is looked up; each is kept once without each of them

    def __init__(self, known: Iterable[tuple[str, str]]) -> None:
        """Keep the `known` ids, each with its name; nothing is read before the first question."""
        self._known = known
        self._ids: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._found: dict[str, str | None] = {}
        self._without_a_letter: dict[str, list[str]] = {}
        self._comparisons = 0

    def meant(self, word: str) -> str | None:
        """Return the id of what has this name, or the nearest id; None if nothing is near."""
        if word not in self._found:
            self._found[word] = self._search(word)
        return self._found[word]

    def named(self, word: str) -> str | None:
        """Return the id of what has this id or this name, letter by letter."""
        if not self._ids:
            for id_, name in self._known:
                self._ids.setdefault(id_, id_)
                self._names.setdefault(fold(name), id_)
        return self._names.get(fold(word)) or self._ids.get(id_of(word))

    def parts(self, text: str) -> dict[str, str | None]:
        """Return what one text lists, each part with its id if that is known: `sales/success`.

        Empty where the text names one thing, or where no part of it is known.
        """
        parts = parted(text)
        if len(parts) < 2 or self.named(text):
            return {}
        named = {part: self.named(part) for part in parts}
        return named if any(named.values()) else {}

    def _search(self, word: str) -> str | None:
        known = self.named(word)
        if known:
            return known
        if (near := self._one_slip_away(word)) and (meant := nearest(word, near)):
            return meant
        if self._comparisons > self._MOST_COMPARISONS:
            return None
        self._comparisons += len(self._ids)
        return nearest(word, self._ids)

    def _one_slip_away(self, word: str) -> list[str]:
        """Return the ids that have, with a letter of either left out, the same letters in order.

        One letter that is wrong, missing, additional or exchanged makes such a pair.
        """
        if len(word) > self._LONGEST:
            return []
        if not self._without_a_letter:
            for id_ in self._ids:
                if len(id_) <= self._LONGEST:
                    for letters in _without_a_letter(id_.casefold()):
                        self._without_a_letter.setdefault(letters, []).append(id_)
        found: dict[str, None] = {}
        for letters in _without_a_letter(word.casefold()):
            if ids := self._without_a_letter.get(letters):
                found |= dict.fromkeys(ids[: self._MOST_ALIKE])
        return list(found)


def _without_a_letter(word: str) -> dict[str, None]:
    """Return a word, and what is left of it without each of its letters."""
    return dict.fromkeys([word, *[word[:at] + word[at + 1 :] for at in range(len(word))]])
