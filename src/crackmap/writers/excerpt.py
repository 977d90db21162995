"""The lines of a file that a finding points at, with the place underlined, for the terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from crackmap.source import Span, printable

TAB = 4


def excerpt(lines: Sequence[str], span: Span, width: int, mark: str = "^") -> tuple[str, str]:
    """Give the line of `span` and the marks below it, cut around the place to `width` columns.

    Both have the same indentation; the line is empty where the file has none there.
    """
    if not 1 <= span.line <= len(lines):
        return "", ""
    line = lines[span.line - 1]
    last = span.end_column - 1 if span.end_line == span.line else len(line)
    before, inside, after = line[: span.column - 1], line[span.column - 1 : last], line[last:]
    before, inside, after = (_shown(part) for part in (before, inside, after))
    indent = len(before) - len(before.lstrip())
    before = before[indent:]
    room = max(width, 20)
    if columns(before) + columns(inside) > room:
        keep = max(0, room - columns(inside) - 2)  # a sign that it is cut stands at each end
        before = "~" + before[len(before) - min(keep, len(before)) :] if before else ""
        inside = _cut(inside, room - columns(before))
    after = _cut(after, room - columns(before) - columns(inside))
    marks = " " * columns(before) + mark * max(1, columns(inside))
    return (before + inside + after).rstrip(), marks


def columns(text: str) -> int:
    """Give how many columns of a terminal `text` takes: wide East Asian characters take two."""
    if text.isascii():
        return len(text)
    return sum(_column(character) for character in text)


def _column(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Me", "Mn"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _shown(text: str) -> str:
    return printable(text.expandtabs(TAB))


def _cut(text: str, room: int) -> str:
    if columns(text) <= room:
        return text
    kept = ""
    for character in text:
        if columns(kept) + _column(character) > room - 1:
            break
        kept += character
    return kept + "~"
