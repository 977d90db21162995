"""markdown: a page with tables, with Mermaid, or with sections that have labels in bold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from crackmap.readers import mermaid
from crackmap.readers.flowcharts.header import begins_flowchart, kind_of
from crackmap.readers.making.reading import Reading, ReadOptions, joined, part_named
from crackmap.readers.making.texts import text_of
from crackmap.readers.pages import sections
from crackmap.readers.pages.blocks import blocks_of, tokens_of, words_of
from crackmap.readers.pages.outline import outline
from crackmap.readers.tables.grid import Grid
from crackmap.readers.tables.headers import header_of
from crackmap.readers.tables.read import read as read_tables
from crackmap.source.problems import Note, Problem, Unreadable
from crackmap.source.span import Span
from crackmap.source.words import listing, plural

if TYPE_CHECKING:
    from markdown_it.token import Token

_BAR = re.compile(r"(?<!\\)\|")
_TABLE = "table"  # which `--from` may ask for


def read(data: bytes, path: str, options: ReadOptions) -> Reading:
    """Read the tables of a page, else its Mermaid, else its labelled sections; raises Unreadable.

    What is asked for as a table is none of the others.
    """
    text, notes = text_of(data, path, options.encoding)
    lines = re.split("\r\n|\n|\r", text)
    text = "\n".join(lines)
    tokens = tokens_of(text)
    grids = list(_grids(tokens, lines, path))
    blocks = blocks_of(text, tokens)
    charts = [block for block in blocks if begins_flowchart(block.text)]
    only_tables = options.format == _TABLE or bool(options.table)
    if only_tables or any(header_of(grid, "") for grid in grids):
        if not grids:
            words = "no table was found on this page"
            raise Unreadable([Problem(Span(path), words, "a table has bars and a line of dashes")])
        if charts:
            words = f"the page has {plural(len(charts), 'flowchart')} of Mermaid, too"
            place = Span(path, charts[0].line, charts[0].column)
            notes.append(Note(place, f"{words}; --from mermaid reads them"))
        return joined([read_tables(grids, options, path)], notes)
    if charts:
        return mermaid.reading_of(blocks, path, options, notes)
    draft = sections.draft(outline(tokens), lines, path)
    if draft is None:
        help_ = "begin a line below a heading with **Owner:** and who does it, say"
        words = "this page has no table, no mermaid, no labelled steps that could be read"
        if kinds := {kind for block in blocks if (kind := kind_of(block.text))}:
            help_ = f"its Mermaid is {listing(sorted(kinds))}; a flowchart could be read"
        raise Unreadable([Problem(Span(path), words, help_)])
    if options.page:
        part_named(options.page, [], "diagram", path)
    return joined([draft.reading(options.departments)], notes)


def _grids(tokens: Sequence[Token], lines: Sequence[str], path: str) -> Iterator[Grid]:
    heading, grid = "", Grid(path)
    row = column = line = 0
    for token, following in zip(tokens, [*tokens[1:], None], strict=False):
        if token.type == "heading_open" and following:
            heading = " ".join(words_of(following).split())
        elif token.type == "table_open":
            grid = Grid(path, heading)
            grid.place = partial(_place, path, lines)
            row = 0
        elif token.type == "tr_open" and token.map:
            line = token.map[0] + 1
            row, column = line, 0
        elif token.type in ("th_open", "td_open") and following:
            column += 1
            grid.put(row, column, words_of(following))
        elif token.type == "table_close":
            yield grid


def _place(path: str, lines: Sequence[str], row: int, column: int, text: str) -> Span:
    """Return the place of a cell: its line of the page, and the letters between its bars."""
    line = lines[row - 1] if row <= len(lines) else ""
    bars = [match.start() for match in _BAR.finditer(line)]
    if not line.lstrip("> \t").startswith("|"):
        bars.insert(0, -1)
    start = bars[column - 1] + 1 if column <= len(bars) else 0
    end = bars[column] if column < len(bars) else len(line)
    cell = line[start:end]
    start += len(cell) - len(cell.lstrip())
    end = max(start + len(cell.strip()), start + 1)
    return Span(path, row, start + 1, row, end + 1)
