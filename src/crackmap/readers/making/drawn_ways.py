"""What leads where in a drawing: lines are followed through boxes without words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from crackmap.readers.making.draft import Draft
from crackmap.readers.making.drawn import Box, Line

_MOST_WORDS = 200  # conditions on the lines of one way
_MOST_LOOKED_AT = 20_000  # lines that leave boxes without words, once for each way to them


class Way(NamedTuple):
    """A way from a box to the next that counts, with the words on its lines; `at` is the last."""

    target: Box
    words: tuple[str, ...]
    at: int


class Ways:
    """The ways between those boxes of a drawing that count: steps and ends."""

    def __init__(
        self, made: Draft, out: Mapping[Box, Sequence[Line]], counts: Collection[Box]
    ) -> None:
        """Keep the lines out of each box; the draft has notes of what is not followed."""
        self._made, self._out, self._counts = made, out, counts
        self._looked_at = 0
        self._is_told = False

    def out_of(self, box: Box) -> Iterable[Way]:
        """Return the ways out of a box, each once, in the order of its lines."""
        found: dict[tuple[Box, tuple[str, ...]], Way] = {}
        nothing: tuple[str, ...] = ()
        stack = [(line, nothing) for line in reversed(self._out.get(box, ()))]
        seen: set[tuple[Line | Box, tuple[str, ...]]] = set()
        while stack:
            line, words = stack.pop()
            target = line.target
            assert isinstance(target, Box)
            if line.words and line.words not in words:
                words = self._with(words, line)
            if target in self._counts:
                found.setdefault((target, words), Way(target, words, line.at))
            elif (target, words) not in seen and self._looked_at < _MOST_LOOKED_AT:
                seen.add((target, words))
                onward = self._out.get(target, ())
                self._looked_at += len(onward)
                stack += [(each, words) for each in reversed(onward)]
                if self._looked_at >= _MOST_LOOKED_AT:
                    message = "too many lines lead through shapes without words; some were left out"
                    self._made.note(line.at, message, lost=True)
        return found.values()

    def _with(self, words: tuple[str, ...], line: Line) -> tuple[str, ...]:
        if len(words) < _MOST_WORDS:
            return *words, line.words
        if not self._is_told:
            message = f"more than {_MOST_WORDS} conditions stand on one way; "
            self._made.note(line.at, f"{message}those left were not read", lost=True)
        self._is_told = True
        return words
