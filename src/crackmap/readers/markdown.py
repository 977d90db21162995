"""markdown: the tables of a page, each under the nearest heading above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from crackmap.readers.making.reading import Reading, ReadOptions, joined
from crackmap.readers.making.texts import text_of
from crackmap.readers.tables.grid import Grid
from crackmap.readers.tables.read import read as read_tables
from crackmap.source.problems import Problem, Unreadable
from crackmap.source.span import Span

if TYPE_CHECKING:
    from markdown_it.token import Token

_BAR = re.compile(r"(?<!\\)\|")


def read(data: bytes, path: str, options: ReadOptions) -> Reading:
    """Read the tables of the page; raises Unreadable where there is none."""
    text, notes = text_of(data, path, options.encoding)
    lines = re.split("\r\n|\n|\r", text)
    grids = list(_grids("\n".join(lines), lines, path))
    if not grids:
        words = "no table was found on this page"
        raise Unreadable([Problem(Span(path), words, "a table has bars and a line of dashes")])
    return joined([read_tables(grids, options, path)], notes)


def _grids(text: str, lines: Sequence[str], path: str) -> Iterator[Grid]:
    from markdown_it import MarkdownIt

    heading, grid = "", Grid(path)
    row = column = line = 0
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        if token.type == "heading_open" and following:
            heading = " ".join(_plain(following).split())
        elif token.type == "table_open":
            grid = Grid(path, heading)
            grid.place = partial(_place, path, lines)
            row = 0
        elif token.type == "tr_open" and token.map:
            line = token.map[0] + 1
            row, column = line, 0
        elif token.type in ("th_open", "td_open") and following:
            column += 1
            grid.put(row, column, _plain(following))
        elif token.type == "table_close":
            yield grid


def _plain(token: Token) -> str:
    """Return the text of a token without emphasis, links and the like."""
    parts = []
    for child in token.children or ():
        if child.type in ("text", "code_inline", "image"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif child.type == "html_inline":
            parts.append("\n" if child.content.casefold().startswith("<br") else "")
    return "".join(parts)


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
