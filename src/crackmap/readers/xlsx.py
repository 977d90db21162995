"""xlsx: a workbook of Excel, LibreOffice or Google Sheets; every sheet with a known table."""

from __future__ import annotations

from crackmap.readers.making.reading import Reading, ReadOptions, part_named
from crackmap.readers.tables.read import read as read_tables
from crackmap.readers.workbook.book import Workbook


def read(data: bytes, path: str, options: ReadOptions) -> Reading:
    """Read the tables of the sheets, or of the one that was asked for; raises Unreadable."""
    with Workbook(data, path) as book:
        sheets = book.sheets
        if options.sheet:
            names = [sheet.name for sheet in sheets]
            sheets = [sheets[part_named(options.sheet, names, "sheet", path)]]
        return read_tables([book.grid(sheet) for sheet in sheets], options, path)
