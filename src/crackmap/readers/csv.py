"""csv: a table of Visio, Lucidchart or a spreadsheet, with commas, semicolons, tabs or bars."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice

from crackmap.readers.making.reading import Reading, ReadOptions, joined
from crackmap.readers.making.texts import text_of
from crackmap.readers.tables.grid import Grid
from crackmap.readers.tables.headers import header_of
from crackmap.readers.tables.read import read as read_tables
from crackmap.source.problems import Note, Problem, Unreadable
from crackmap.source.span import Span

DELIMITERS = ",;\t|"
_LONGEST = 10_000_000  # letters in a cell
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
_HEAD = 200  # rows that tell the delimiter


def read(data: bytes, path: str, options: ReadOptions) -> Reading:
    """Read the table; raises Unreadable."""
    text, notes = text_of(data, path, options.encoding)
    grid = grid_of(text, path, options.table)
    return joined([read_tables([grid], options, path)], notes)


def grid_of(text: str, path: str, form: str = "") -> Grid:
    """Return the table in a text; raises Unreadable where it is too large."""
    delimiter, text = _delimiter(text, path, form)
    grid = Grid(path)
    for number, row in enumerate(_rows(text, delimiter, path), start=1):
        for column, cell in enumerate(row, start=1):
            grid.put(number, column, _as_meant(cell))
    if text.count('"') % 2:
        words = "a quotation mark has no partner; cells may have run together"
        grid.notes.append(Note(Span(path), words))
    return grid


def _as_meant(cell: str) -> str:
    """Return a cell without the apostrophe that keeps it from being a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULAS) else cell


def seems_table(text: str, path: str) -> bool:
    """Return whether a text has the header of a form that is known."""
    return any(_score(text, sign, path, "") for sign in DELIMITERS)


def _delimiter(text: str, path: str, form: str) -> tuple[str, str]:
    """Return the delimiter, and the text without the line that names it for Excel.

    Else it is the one under which most names of the header match, or cut most.
    """
    first, _, rest = text.partition("\n")
    named = first.strip().strip('"')
    if named.casefold().startswith("sep=") and len(named) == 5:
        return named[-1], rest
    if named.casefold() == "sep=":  # a tab, which was stripped
        return "\t", rest
    scores = {sign: _score(text, sign, path, form) for sign in DELIMITERS}
    cuts = {sign: text[:10_000].count(sign) for sign in DELIMITERS}
    return max(DELIMITERS, key=lambda sign: (scores[sign], cuts[sign])), text


def _score(text: str, delimiter: str, path: str, form: str) -> int:
    grid = Grid(path)
    try:
        for number, row in enumerate(islice(_rows(text, delimiter, path), _HEAD), start=1):
            for column, cell in enumerate(row[:1000], start=1):
                grid.put(number, column, cell)
        header = header_of(grid, form)
    except Unreadable:  # two forms match, which is said later
        return 99
    return header.score if header else 0


def _rows(text: str, delimiter: str, path: str) -> Iterator[list[str]]:
    longest = csv.field_size_limit(_LONGEST)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise Unreadable([Problem(Span(path), f"this is no table: {error}")]) from None
    finally:
        csv.field_size_limit(longest)
