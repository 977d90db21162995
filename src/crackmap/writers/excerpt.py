"""The lines of a file that a finding points at, with the places marked, for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from crackmap.rules.finding import Finding, Report
from crackmap.source.characters import printable
from crackmap.source.span import Span
from crackmap.writers.width import columns, signs

MOST_RELATED = 6
CUT = "..."
_TAB = 4
# Of a name or a sentence: nobody reads on, and the file and the JSON have all of it.
_MOST_LETTERS = 600


class Row(NamedTuple):
    """A line of a file with its number, or, where that is None, the marks below it.

    `words` say what the marks are about; `main` tells the place of the finding from related ones.
    """

    number: int | None
    text: str
    words: str = ""
    main: bool = False


class _Place(NamedTuple):
    span: Span
    words: str
    main: bool


class Excerpts:
    """The files of a report, split into lines once."""

    def __init__(self, report: Report) -> None:
        """Keep the report; a file is looked at when a finding points into it."""
        self._report = report
        self._lines: dict[str, list[str]] = {}

    def of(self, finding: Finding, width: int) -> list[Row]:
        """Return the lines of a finding and of its related places, each cut to `width` columns.

        Lines of one file stand in its order, those of the finding's own file first. The first
        places are shown, the others counted.
        """
        home, room = finding.span.path, max(width, 20)
        places = [_Place(finding.span, "", True)]
        if finding.related:
            places += [
                _Place(span, one_line(message), False)
                for message, span in finding.related[:MOST_RELATED]
            ]
            places.sort(key=lambda place: (place.span.path != home, place.span[:3], not place.main))
        lines = [self._line(span) for span, _, _ in places]
        indent = min([len(line) - len(line.lstrip(" ")) for line in lines if line], default=0)
        rows: list[Row] = []
        last: Span | None = None
        above = ""
        for (span, words, main), line in zip(places, lines, strict=True):
            if span.found_by:  # its file has no lines that anybody would know
                rows.append(_cell_row(span, words, room))
                continue
            if span.path != home:
                words = f"{words} ({span.path})"
            if not line:
                rows += [Row(None, "", words)] if words else []
                continue
            text, before, length = _window(line, span, indent, room)
            # Of a long line, this may be another part.
            if last is None or last[:2] != span[:2] or text != above:
                rows.append(Row(span.line, text))
                above = text
            if span == last and not rows[-1].words:
                rows[-1] = rows[-1]._replace(words=words)
            else:
                sign = " " if span == last else "^" if main else "-"
                rows.append(Row(None, " " * before + sign * length, words, main))
            last = span
        rest = len(finding.related) - MOST_RELATED
        if rest > 0:
            rows.append(Row(None, "", f"and {rest} more {'place' if rest == 1 else 'places'}"))
        return rows

    def _line(self, span: Span) -> str:
        """Return the line of a place; nothing where nobody would know it."""
        if span.found_by:
            return ""
        if span.path not in self._lines:
            self._lines[span.path] = self._report.lines(span.path)
        lines = self._lines[span.path]
        return lines[span.line - 1] if 1 <= span.line <= len(lines) else ""


def _cell_row(span: Span, words: str, room: int) -> Row:
    """Return the row of a place that is found by its cell or element, with what stands there."""
    words = words or one_line(span.quote) or "empty"
    return Row(None, "", _head(f"{printable(span.found_by)}: {words}", room))


def one_line(text: str) -> str:
    """Return a text as it can be shown on one line; of a very long one the beginning."""
    plain = text.isprintable() and "  " not in text
    line = text.strip() if plain else printable(" ".join(text.split()))
    return line if len(line) <= _MOST_LETTERS else line[: _MOST_LETTERS - len(CUT)] + CUT


def _window(line: str, span: Span, indent: int, room: int) -> tuple[str, int, int]:
    """Return the part of `line` around the place, the columns before it, and those that it takes.

    Of a line of many megabytes no more is looked at than can be shown.
    """
    start = max(span.column - 1, indent)
    end = span.end_column - 1 if span.end_line == span.line else len(line)
    if len(line) <= indent + room and line.isascii() and line.isprintable():
        return line[indent:].rstrip(), start - indent, max(1, min(end, len(line)) - start)
    first = max(indent, start - room)
    last = min(max(end, start), start + room)
    shown = line[first : last + room + 1]
    before, inside = _part(shown, 0, start - first), _part(shown, start - first, last - first)
    after = _part(shown, last - first, len(shown)).rstrip()
    inside = _head(inside, room)
    left = room - columns(inside) - (len(CUT) if after else 0)
    if first > indent or columns(before) > left:
        before = CUT + _tail(before, left - len(CUT)) if left >= len(CUT) else ""
    after = _head(after, room - columns(before) - columns(inside))
    return (before + inside + after).rstrip(), columns(before), max(1, columns(inside))


def _part(line: str, start: int, end: int) -> str:
    """Return a part of a line as it is shown; a tab in it goes as far as it does in the line."""
    before = len(line[:start].expandtabs(_TAB))
    return printable(line[:end].expandtabs(_TAB)[before:])


def _head(text: str, room: int) -> str:
    """Return as much of the beginning as fits, with a sign that it goes on."""
    if columns(text) <= room:
        return text
    if text.isascii():
        return text[: room - len(CUT)] + CUT if room >= len(CUT) else ""
    return "".join(_fitting(signs(text), room - len(CUT))) + CUT if room >= len(CUT) else ""


def _tail(text: str, room: int) -> str:
    """Return as much of the end as fits."""
    if text.isascii():
        return text[len(text) - room :] if 0 < room < len(text) else text if room > 0 else ""
    end = list(_fitting(reversed(list(signs(text))), room))
    return "".join(reversed(end))


def _fitting(shown: Iterable[tuple[str, int]], room: int) -> Iterator[str]:
    for sign, width in shown:
        room -= width
        if room < 0:
            return
        yield sign
