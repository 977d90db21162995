"""Workbooks for tests, written part by part, and tables read without a file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from crackmap.readers import choose
from crackmap.readers.making.reading import PLAIN, Reading, ReadOptions
from crackmap.readers.tables.grid import name_of
from crackmap.source.problems import Unreadable

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def read(data: str | bytes, path: str = "table.csv", options: ReadOptions = PLAIN) -> Reading:
    """Read a file as a command does."""
    data = data.encode() if isinstance(data, str) else data
    return choose.read(choose.reader_for(data, path, options), data, path, options)


def words_or_nothing(data: str | bytes, path: str = "table.csv") -> str:
    """Return the words with which a file is refused, nothing where it can be read."""
    try:
        read(data, path)
    except Unreadable as error:
        return str(error) or "no words at all"
    return ""


def said(reading: Reading) -> list[str]:
    """Return the notes of a reading, each with its cell."""
    return [f"{note.span.found_by}: {note.message}".removeprefix(": ") for note in reading.notes]


def row(number: int, values: Sequence[object], *, hidden: bool = False) -> str:
    """Return a row of a sheet: texts in place, numbers as numbers, None for no cell."""
    cells = []
    for column, value in enumerate(values, start=1):
        name = name_of(number, column)
        if isinstance(value, str) and value.startswith("<"):
            cells.append(value.replace("REF", name))
        elif isinstance(value, str):
            text = f"<is><t>{escape(value)}</t></is>"
            cells.append(f'<c r="{name}" t="inlineStr">{text}</c>')
        elif value is not None:
            cells.append(f'<c r="{name}"><v>{value}</v></c>')
    marks = ' hidden="1"' if hidden else ""
    return f'<row r="{number}"{marks}>{"".join(cells)}</row>'


def sheet(rows: Sequence[Any], *, hidden: Sequence[int] = (), after: str = "") -> str:
    """Return a sheet; `after` stands behind its rows."""
    written = "".join(
        row(number, values, hidden=number in hidden) for number, values in enumerate(rows, start=1)
    )
    return f'<worksheet xmlns="{MAIN}"><sheetData>{written}</sheetData>{after}</worksheet>'


def workbook(
    sheets: Mapping[str, str],
    *,
    states: Mapping[str, str] | None = None,
    others: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """Return a workbook with these sheets, by their names, and other parts."""
    names = list(sheets)
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="r{number}"'
        f' state="{(states or {}).get(name, "visible")}"/>'
        for number, name in enumerate(names, start=1)
    )
    links = "".join(
        f'<Relationship Id="r{number}" Type="{LINKS}/worksheet" Target="worksheets/s{number}.xml"/>'
        for number in range(1, len(names) + 1)
    )
    links += f'<Relationship Id="t" Type="{LINKS}/sharedStrings" Target="sharedStrings.xml"/>'
    links += f'<Relationship Id="y" Type="{LINKS}/styles" Target="styles.xml"/>'
    parts: dict[str, str | bytes] = {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{listed}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>',
    }
    for number, name in enumerate(names, start=1):
        parts[f"xl/worksheets/s{number}.xml"] = sheets[name]
    parts.update(others or {})
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return made.getvalue()
