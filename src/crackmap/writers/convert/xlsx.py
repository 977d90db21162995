"""xlsx: a workbook to fill in: steps, handoffs, RACI and cracks; or a table of Visio, or a RACI."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from typing import Any

from crackmap.graph.process_graph import ProcessGraph
from crackmap.rules.finding import Finding
from crackmap.source.words import plural
from crackmap.writers.cells import FORMULA_SIGNS
from crackmap.writers.format import Format, wishes
from crackmap.writers.tables.sheets import all_tables
from crackmap.writers.tables.table import Table

MOST_LETTERS = 32_767  # of a cell, as Excel has it
_CUT = " [cut here: a cell holds no more]"
# The same bytes on every day; a ZIP knows no earlier one.
_CREATED = datetime.datetime(1980, 1, 1)  # noqa: DTZ001  (a workbook knows no time zone)
_NARROWEST, _WIDEST = 8, 44  # letters
_LINE, _MOST_LINES = 15, 12  # points, and how high a row may be
_HEAD = {"bold": True, "bg_color": "#e8edf2", "bottom": 1, "text_wrap": True, "valign": "top"}
_BODY = {"text_wrap": True, "valign": "top"}
# A step that nobody owns, a handoff that nobody has agreed on.
_MISSING = {"bg_color": "#fdecea"}


def write(graph: ProcessGraph, findings: Sequence[Finding], *, form: str = "steps") -> bytes:
    """Return the workbook; its cells are texts, and in none is a formula."""
    import xlsxwriter

    made = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(made, options) as book:
        book.set_properties({"title": graph.process.name[:250], "created": _CREATED})
        writing = _Writing(book)
        for one in all_tables(graph, findings, form):
            writing.sheet(one)
    return made.getvalue()


def remark(graph: ProcessGraph, findings: Sequence[Finding], form: str) -> str:
    """Return what is to be said of texts that no cell holds; empty where there is none."""
    cells = (
        cell
        for one in all_tables(graph, findings, form)
        for row in one.rows
        for cell in row
        if len(cell) > MOST_LETTERS
    )
    count = sum(1 for _ in cells)
    return f"{plural(count, 'text')} cut at {MOST_LETTERS:,} letters" if count else ""


class _Writing:
    """Writes tables as sheets."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.head = book.add_format(_HEAD)
        self.body = book.add_format(_BODY)
        # What a spreadsheet would take for a formula once somebody edits the cell.
        self.quoted = book.add_format({**_BODY, "quote_prefix": True})
        self.missing = book.add_format({**_BODY, **_MISSING})

    def sheet(self, made: Table) -> None:
        sheet = self.book.add_worksheet(made.title)
        sheet.freeze_panes(1, 2 if made.title in ("Steps", "Handoffs", "RACI") else 0)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        widths = [
            _width([name, *(row[place] for row in made.rows)])
            for place, name in enumerate(made.head)
        ]
        for place, name in enumerate(made.head):
            sheet.set_column(place, place, widths[place])
            self._cell(sheet, 0, place, name, self.head)
        for number, row in enumerate(made.rows, start=1):
            lines = max(map(_lines, row, widths))
            if lines > 1:
                sheet.set_row(number, _LINE * min(lines, _MOST_LINES))
            for place, cell in enumerate(row):
                self._cell(sheet, number, place, cell, self._look(made, place, row))
        if made.rows and made.title != "Process":
            sheet.autofilter(0, 0, len(made.rows), len(made.head) - 1)

    def _look(self, made: Table, place: int, row: Sequence[str]) -> Any:
        name = made.head[place]
        unowned = name in ("Owner", "Function") and not row[place]
        if unowned or (name == "Grade" and row[place] == "missing"):
            return self.missing
        return self.quoted if row[place].startswith(FORMULA_SIGNS) else self.body

    def _cell(self, sheet: Any, row: int, place: int, text: str, look: Any) -> None:
        if len(text) > MOST_LETTERS:
            text = text[: MOST_LETTERS - len(_CUT)] + _CUT
        if text:
            sheet.write_string(row, place, text, look)
        else:
            sheet.write_blank(row, place, None, look)


def _lines(text: str, width: int) -> int:
    """Return how many lines a text takes in a column; words are not broken."""
    return sum(-(-len(line) * 11 // (10 * width)) or 1 for line in text.split("\n"))


def _width(cells: Sequence[str]) -> int:
    """Return how wide a column is: as its longest line, within reason."""
    lines = (line for cell in cells for line in cell.split("\n"))
    return max(_NARROWEST, min(max(map(len, lines), default=0) + 3, _WIDEST))


FORMAT = Format("xlsx", ("xlsx",), {"convert": wishes("form")}, write)
