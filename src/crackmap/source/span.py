"""Where things stand in a file: spans of lines and columns, made of offsets when asked for."""

import re
from array import array
from bisect import bisect_right
from functools import cached_property
from itertools import chain
from typing import NamedTuple

# Of a line that advice shows as it is to be.
MOST_LETTERS = 5_000


def with_plain_ends(text: str) -> str:
    """Return the text with each line ended by one sign, at those ends that editors know."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class Span(NamedTuple):
    """A place in a file: lines and columns count from one, in code points; the end is exclusive.

    In a table they are its rows and columns, and `cell` is how a spreadsheet calls the place:
    `F12`, `Process map!F12`. In a drawing `element` says which one it is: `Task_0x1 (Check order)`.
    `quote` is what stands there, for files whose text nobody would recognise.
    """

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1
    cell: str = ""
    element: str = ""
    quote: str = ""

    @property
    def found_by(self) -> str:
        """How a person finds the place again where a line says nothing; empty in a text."""
        return self.cell or self.element

    @property
    def there(self) -> str:
        """The place without its file, in words: `line 12`, `Matrix!F12`."""
        return self.found_by or f"line {self.line}"

    @property
    def told(self) -> str:
        """The place in one word: `sales.yaml:12`, `raci.xlsx:Matrix!F12`."""
        return f"{self.path}:{self.found_by or self.line}"


class Source:
    """A file's path and text; turns offsets into lines and columns when somebody asks."""

    def __init__(self, path: str, text: str) -> None:
        """Keep `text`, already decoded and without a byte order mark."""
        self.path = path
        self.text = text

    @cached_property
    def _line_starts(self) -> "array[int]":
        # Editors end lines at these only; libyaml also at U+0085, U+2028 and U+2029.
        # One sign is found faster than one of three; of two letters there stay two.
        text = self.text.replace("\r\n", " \n").replace("\r", "\n")
        ends = (match.end() for match in re.finditer("\n", text))
        return array("I", chain((0,), ends))

    def place(self, offset: int) -> tuple[int, int]:
        """Return the one-based line and column of the character at `offset`."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def line_start(self, offset: int) -> int:
        """Return the offset at which the line around `offset` begins."""
        return self._line_starts[bisect_right(self._line_starts, offset) - 1]

    def is_long(self, offset: int) -> bool:
        """Return whether the line around `offset` is longer than anybody would write anew."""
        line = bisect_right(self._line_starts, offset)
        end = self._line_starts[line] if line < len(self._line_starts) else len(self.text)
        return end - self._line_starts[line - 1] > MOST_LETTERS

    def offset(self, line: int, column: int) -> int:
        """Return the offset of the one-based `line` and `column`: the way back of `place`."""
        return self._line_starts[line - 1] + column - 1

    def span(self, start: int, end: int) -> Span:
        """Return the place of the text from `start` up to `end`; never one behind the file.

        What is missing at its end, where parsers look for one more character, stands at its end.
        """
        last = len(self.text)
        if not start <= end <= last:
            start, end = min(start, last), min(max(start, end), last)
        if self.text.startswith("\r\n", end - 1):  # inside the end of a line nothing ends
            end += 1
        line, column = self.place(start)
        starts = self._line_starts
        if line == len(starts) or end < starts[line]:  # most places are a word of one line
            return Span(self.path, line, column, line, column + end - start)
        return Span(self.path, line, column, *self.place(end))

    def extent(self, span: Span) -> tuple[int, int]:
        """Return the offsets at which `span` begins and ends: the way back of `span`."""
        start, end = (span.line, span.column), (span.end_line, span.end_column)
        return self.offset(*start), self.offset(*end)
