"""Edits as a person makes them: the lines to write, and where they go."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from crackmap.source.fix import Edit
from crackmap.source.span import Source, with_plain_ends

_WIDE = 100
_LINE_END = re.compile(r"\r\n|\n|\r")


class ByHand(NamedTuple):
    """Whole lines to write: below a line, or in place of some; with no margin of their own.

    `place` says where they go, for the end of a sentence: "below line 9, in line with owner:".
    `at` is the file, and the first and the last line that they follow or replace.
    """

    place: str
    lines: tuple[str, ...]
    at: tuple[str, int, int]

    @property
    def wide(self) -> bool:
        """Whether a line is longer than people read."""
        return any(len(line) > _WIDE for line in self.lines)


def by_hand(source: Source, edits: Sequence[Edit], beside: str, file: str = "") -> ByHand:
    """Return how a person makes `edits`, which stand close together and do not overlap.

    Lines that are put in begin where the key `beside` does; those that replace others, where the
    first of these does. `file` is named where it is not the one that is spoken of.
    """
    text = source.text
    extents = sorted((*source.extent(edit.span), edit.text) for edit in edits)
    start, end = extents[0][0], max(stop for _, stop, _ in extents)
    first, last = source.place(start)[0], source.place(end)[0]
    of = f" of {file}" if file else ""
    if len(extents) == 1 and start == end and edits[0].text.startswith("\n"):
        lines = edits[0].text[1:]
        place = f"below line {first}{of}, in line with {beside}:"
    else:
        at = source.offset(first, 1)
        parts = []
        for begun, stop, new in extents:
            parts += [text[at:begun], new]
            at = stop
        line_end = _LINE_END.search(text, end)
        lines = "".join([*parts, text[at : line_end.start() if line_end else len(text)]])
        place = f"in place of line {first}{of}:"
        if last > first:
            place = f"in place of lines {first} to {last}{of}:"
    rows = with_plain_ends(lines).split("\n")
    return ByHand(place, _without_margin(rows), (source.path, first, last))


def _without_margin(rows: Sequence[str]) -> tuple[str, ...]:
    margins = [len(row) - len(row.lstrip(" \t")) for row in rows if row.strip(" \t")]
    margin = min(margins, default=0)
    return tuple([row[margin:] for row in rows])
