"""Workbooks for people: heads that stay, filters, widths that fit; no text becomes a formula."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from crackmap.source.characters import NOT_IN_XML, printable
from crackmap.writers.cells import defused
from crackmap.writers.width import columns as columns_of

# What a workbook says of itself is the same on every day.
_CREATED = datetime.datetime(2000, 1, 1)  # noqa: DTZ001 -- the file format knows no zones
MOST_LETTERS = 32_767  # of a cell, as Excel has it
_CUT = " [cut here: a cell holds no more]"
_NARROWEST, _WIDEST = 9, 48  # columns of letters
_LINE, _HIGHEST = 15, 409  # points
_NO_NAME = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31
_STYLES: dict[str, dict[str, Any]] = {
    "": {},
    "good": {"font_color": "#1a6b32"},
    "fair": {"font_color": "#6b4a00"},
    "bad": {"font_color": "#b3261e", "bold": True},
    "soft": {"font_color": "#57606a"},
    "strong": {"bold": True},
    "missing": {"bg_color": "#fdecea"},
}


class Styled(NamedTuple):
    """A cell: its text or its number, how it is told, and the file that it leads to."""

    text: str
    tone: str = ""
    number: float | None = None
    link: str = ""


class Sheet(NamedTuple):
    """A sheet: its name, its heads, and its rows; so many columns as are `fixed` stay in view.

    One that is `filtered` lets people choose rows by what stands in them.
    """

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Styled]]
    fixed: int = 1
    filtered: bool = True


def workbook(sheets: Sequence[Sheet], title: str) -> bytes:
    """Return a workbook of the `sheets`, the same bytes for the same sheets."""
    import xlsxwriter

    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": _text(title)[:200], "created": _CREATED})
    styles = _Styles(book)
    names: set[str] = set()
    for sheet in sheets:
        page = book.add_worksheet(_name(sheet.name, names))
        _write(page, sheet, styles)
    book.close()
    return out.getvalue()


class _Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, bool], Any] = {}
        self.head = book.add_format(
            {"bold": True, "bg_color": "#dce4f2", "text_wrap": True, "valign": "top", "border": 1}
        )

    def of(self, tone: str, *, quoted: bool = False) -> Any:
        """Return the format of a tone; a `quoted` text stays a text, whatever it begins with."""
        key = (tone, quoted)
        if key not in self._made:
            look = {"text_wrap": True, "valign": "top", **_STYLES[tone]}
            look |= {"quote_prefix": True} if quoted else {}
            self._made[key] = self._book.add_format(look)
        return self._made[key]


def _write(page: Any, sheet: Sheet, styles: _Styles) -> None:
    widths = []
    for column, head in enumerate(sheet.heads):
        page.write_string(0, column, _text(head), styles.head)
        texts = [row[column].text for row in sheet.rows]
        longest = max((columns_of(line) for text in texts for line in text.split("\n")), default=0)
        wide = max(columns_of(head) + 3, min(longest + 1, _WIDEST), _NARROWEST)
        page.set_column(column, column, wide)
        widths.append(wide)
    for at, row in enumerate(sheet.rows, start=1):
        # Not every program makes rows as high as their texts.
        lines = max(_lines(cell.text, wide) for cell, wide in zip(row, widths, strict=True))
        page.set_row(at, min(_LINE * lines, _HIGHEST))
        for column, cell in enumerate(row):
            if cell.number is not None:
                page.write_number(at, column, cell.number, styles.of(cell.tone))
                continue
            text = _text(cell.text)
            style = styles.of(cell.tone, quoted=defused(text) != text)
            if not text:
                page.write_blank(at, column, None, style)
            elif cell.link:
                page.write_url(at, column, f"external:{cell.link}", style, string=text)
            else:
                page.write_string(at, column, text, style)
    page.freeze_panes(1, sheet.fixed)
    if sheet.rows and sheet.filtered:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.heads) - 1)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _lines(text: str, wide: int) -> int:
    """Return how many lines a text takes in a column of that many letters."""
    return sum(1 + columns_of(line) // wide for line in text.split("\n"))


def _text(text: str) -> str:
    lines = (printable(re.sub(NOT_IN_XML, "\ufffd", line)) for line in text.split("\n"))
    whole = "\n".join(lines)
    return whole if len(whole) <= MOST_LETTERS else whole[: MOST_LETTERS - len(_CUT)] + _CUT


def _name(wanted: str, taken: set[str]) -> str:
    """Return a name for a sheet that Excel takes, and that no other sheet of the workbook has."""
    plain = " ".join(_NO_NAME.sub(" ", _text(wanted)).split()).strip("'") or "Sheet"
    name, number = plain[:_LONGEST_NAME].rstrip(" '"), 1
    while name.casefold() in taken or name.casefold() == "history":
        number += 1
        ending = f" {number}"
        name = plain[: _LONGEST_NAME - len(ending)].rstrip(" '") + ending
    taken.add(name.casefold())
    return name
