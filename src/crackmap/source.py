"""Where things stand: spans, and the mappings and lists that know their places in a file."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

Node: TypeAlias = "str | Mapping | Sequence | None"

# What a terminal may obey, and people cannot see, beside the controls of ASCII.
STEERING = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
# What an escape in a quoted scalar can bring in: it must reach no terminal and no picture.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_QUOTED = re.compile(r"""'(?:[^']|'')*'|"(?:[^"\\]|\\.)*\"""", re.DOTALL)

# From so many keys on it pays to remember which one stands where.
_FEW = 32


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a file: lines and columns count from one, in code points; the end is exclusive."""

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file cannot be read, at which place, and what to do about it."""

    span: Span
    message: str
    help: str = ""
    related: tuple[tuple[str, Span], ...] = ()


class Unreadable(Exception):
    """A file is not what it should be; carries every problem of it, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems, of which there is at least one."""
        self.problems = sorted(problems, key=lambda one: _place(one.span))
        super().__init__(self.problems[0].message)


def _place(span: Span) -> tuple[str, int, int]:
    return span.path, span.line, span.column


class Source:
    """A file's path and text; turns offsets into lines and columns when somebody asks."""

    def __init__(self, path: str, text: str) -> None:
        """Keep `text`, already decoded and without a byte order mark."""
        self.path = path
        self.text = text

    @cached_property
    def _line_starts(self) -> list[int]:
        # Editors end lines at these only; libyaml also at U+0085, U+2028 and U+2029.
        return [0, *(match.end() for match in re.finditer("\r\n|\n|\r", self.text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Give the one-based line and column of the character at `offset`."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """Give the offset of the one-based `line` and `column`: the way back of `place`."""
        return self._line_starts[line - 1] + column - 1

    def span(self, start: int, end: int) -> Span:
        """Give the place of the text from `start` up to `end`."""
        return Span(self.path, *self.place(start), *self.place(max(start, end)))

    def extent(self, span: Span) -> tuple[int, int]:
        """Give the offsets at which `span` begins and ends: the way back of `span`."""
        start, end = (span.line, span.column), (span.end_line, span.end_column)
        return self.offset(*start), self.offset(*end)


class Mapping(dict[str, Any]):
    """A YAML mapping that knows where it stands: offsets, turned into a Span on demand."""

    __slots__ = ("_numbers", "_offsets", "end", "key", "source", "start")

    def __init__(self, source: Source, start: int, end: int = 0) -> None:
        """Start an empty mapping that begins at the offset `start`."""
        super().__init__()
        self.source = source
        self.start = start
        self.end = max(end, start + 1)
        # The mapping and the key under which this one stands, if it is a value of another.
        self.key: tuple[Mapping, str] | None = None
        # Three offsets a key, in the order of the keys: a dict of tuples would cost ten times that.
        self._offsets = array("I")
        self._numbers: dict[str, int] = {}

    def put(self, key: str, value: Node, offsets: tuple[int, int, int]) -> None:
        """Set a key that is not there yet, with the offsets of the key, its value and its end.

        For a block collection, whose end says nothing, the end is where the value begins.
        """
        self[key] = value
        self._offsets.extend(offsets)

    def mark(self, key: str) -> tuple[int, int, int]:
        """Give the offsets of `key`, of its value, and of the value's end."""
        first = 3 * self.number(key)
        start, value, end = self._offsets[first : first + 3]
        return start, value, end

    def number(self, key: str) -> int:
        """Give how many keys stand before `key`."""
        if len(self) < _FEW:
            return list(self).index(key)
        if len(self._numbers) != len(self):  # a table: the keys are counted once
            self._numbers = {name: number for number, name in enumerate(self)}
        return self._numbers[key]

    def key_span(self, key: str) -> Span:
        """Give the place of `key` itself."""
        start = self.mark(key)[0]
        return self.source.span(start, start + self._key_length(key, start))

    def span(self, key: str) -> Span:
        """Give the place of the value of `key`; of the key, where the value is a block or empty."""
        _, start, end = self.mark(key)
        return self.source.span(start, end) if end > start else self.key_span(key)

    def is_bare(self, key: str) -> bool:
        """Tell whether `key` stands in braces without a colon: `{ when: this, key }`."""
        start = self.mark(key)[0]
        end = start + self._key_length(key, start)
        return self[key] is None and self.source.text[end : end + 99].lstrip()[:1] in (",", "}")

    def own_span(self) -> Span:
        """Give the place of the key under which the mapping stands, else of its beginning."""
        if self.key:
            return self.key[0].key_span(self.key[1])
        for key in self:
            return self.key_span(key)
        return self.source.span(self.start, self.end)

    def _key_length(self, key: str, start: int) -> int:
        text = self.source.text
        if text.startswith(key, start):
            return len(key)
        # The key is not written as it reads: it has quotes and escapes, or decomposed letters.
        quoted = _QUOTED.match(text, start)
        if quoted:
            return quoted.end() - start
        end = text.find(":", start)
        return len(text[start:end].rstrip()) if end > start else len(key)


class Sequence(list[Any]):
    """A YAML list that knows where each of its items stands."""

    __slots__ = ("marks", "source", "start")

    def __init__(self, source: Source, start: int) -> None:
        """Start an empty list that begins at the offset `start`."""
        super().__init__()
        self.source = source
        self.start = start
        self.marks: list[tuple[int, int]] = []

    def span(self, index: int) -> Span:
        """Give the place of the item at `index`."""
        item = self[index]
        if isinstance(item, Mapping) and item:
            return item.own_span()
        start, end = self.marks[index]
        return self.source.span(start, max(end, start + 1))


def encoded(text: str) -> bytes:
    """Give the bytes of a text that may hold the path of a file, in which every byte may stand."""
    return text.encode("utf-8", "surrogatepass")


def printable(text: str) -> str:
    """Replace what could steer a terminal or hide text: control and bidi characters."""
    return text if text.isprintable() else _UNSAFE.sub("\ufffd", text)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Give the known word that `word` was most likely meant to be or to begin, or None."""
    from difflib import get_close_matches

    options = list(known)
    folded = {option.casefold(): option for option in reversed(options)}
    found = get_close_matches(word.casefold(), list(folded), n=1, cutoff=0.6)
    if not found and len(word) > 2:
        found = [option for option in folded if option.startswith(word.casefold())]
    return folded[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Give the question whether the nearest known word is meant; `otherwise` where none is near."""
    meant = nearest(word, known)
    return f"did you mean `{meant}`?" if meant else otherwise
