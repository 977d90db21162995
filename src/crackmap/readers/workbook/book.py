"""A workbook: its sheets, and the texts of their cells."""

from __future__ import annotations

import posixpath
from typing import NamedTuple

from crackmap.readers.making.labels import cleaned
from crackmap.readers.tables.grid import Grid, name_of
from crackmap.readers.workbook.numbers import is_date, shown
from crackmap.readers.workbook.parts import MAX_ALL_LETTERS, MAX_LETTERS, Parts
from crackmap.source.words import listing, plural

# A sheet ends here; a cell further away is none.
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384


class Sheet(NamedTuple):
    """A sheet: its name, the part that holds it, and whether people see it."""

    name: str
    part: str
    hidden: bool


class Workbook:
    """A workbook that is open; raises Unreadable for whatever is wrong with it."""

    def __init__(self, data: bytes, path: str) -> None:
        """Read what the workbook says of its sheets, texts and formats."""
        self.path = path
        self.parts = Parts(data, path)
        contents, links = _Contents(), _Links()
        if not self.parts.parse("xl/workbook.xml", contents):
            raise self.parts.refused("this ZIP holds no workbook: xl/workbook.xml is missing")
        self.parts.parse("xl/_rels/workbook.xml.rels", links)
        self.from_1904 = contents.from_1904
        self.letters = 0  # in the cells so far
        self.sheets = [
            Sheet(cleaned(name), _target(links.targets[link]), hidden)
            for name, link, hidden in contents.sheets
            if link in links.targets and links.kinds[link].endswith("/worksheet")
        ]
        self.strings = _Strings()
        self.styles = _Styles()
        for link, kind in links.kinds.items():
            if kind.endswith("/sharedStrings"):
                self.parts.parse(_target(links.targets[link]), self.strings)
            elif kind.endswith("/styles"):
                self.parts.parse(_target(links.targets[link]), self.styles)

    def __enter__(self) -> Workbook:
        """Return the workbook."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.parts.zip.close()

    def count(self, text: str) -> None:
        """Count the letters of a cell; raises Unreadable where all cells have too many."""
        self.letters += len(text)
        if self.letters > MAX_ALL_LETTERS:
            words = f"the cells of the workbook hold more than {MAX_ALL_LETTERS:,} letters"
            raise self.parts.refused(words, "name the sheet with the process: --sheet NAME")

    def grid(self, sheet: Sheet) -> Grid:
        """Return the table of a sheet, with notes for what people do not see."""
        grid = Grid(self.path, sheet.name)
        cells = _Cells(self, grid)
        if not self.parts.parse(sheet.part, cells):
            raise self.parts.refused(f"the sheet {sheet.name} is missing: {sheet.part}")
        if sheet.hidden and grid.rows:
            grid.note(1, 1, "this sheet is hidden; it was read like the others")
        hidden = [row for row in sorted(cells.hidden) if row in grid.rows]
        if hidden:
            rows = listing([str(row) for row in hidden[:5]])
            more = f" and {len(hidden) - 5} more" if len(hidden) > 5 else ""
            words = f"hidden rows were read like the others: {rows}{more}"
            grid.note(hidden[0], 1, words)
        for what, where, taken in (
            ("formula without a value", cells.valueless, "taken for nothing"),
            ("error", cells.wrong, "taken for nothing"),
            ("text", cells.cut, f"cut to {MAX_LETTERS:,} letters, which is what a cell holds"),
        ):
            if where:
                names = listing([name_of(*place) for place in where[:5]])
                count = plural(len(where), what)
                grid.note(*where[0], f"{count}, {taken}: {names}")
        return grid


def _target(target: str) -> str:
    """Return the name of a part, which is seen from the folder xl or from the root."""
    return posixpath.normpath(target if target.startswith("/") else f"xl/{target}").lstrip("/")


class _Contents:
    """What xl/workbook.xml says: the sheets, by the ids of their links."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.from_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            link = next(
                (value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), ""
            )
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("name", ""), link, hidden))
        elif name == "workbookPr":
            self.from_1904 = attributes.get("date1904") in ("1", "true")

    def end(self, name: str) -> None: ...

    def text(self, text: str) -> None: ...


class _Links:
    """Which parts belong to the workbook, and what they are."""

    def __init__(self) -> None:
        self.targets: dict[str, str] = {}
        self.kinds: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")
            self.kinds[attributes.get("Id", "")] = attributes.get("Type", "")

    def end(self, name: str) -> None: ...

    def text(self, text: str) -> None: ...


class _Text:
    """A text that comes in pieces, kept as far as a cell has letters."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._room = MAX_LETTERS

    def add(self, text: str) -> None:
        if self._room > 0:
            self._parts.append(text[: self._room])
        self._room -= len(text)

    def taken(self) -> tuple[str, bool]:
        """Return it and whether it was cut, and begin anew."""
        text, is_cut = "".join(self._parts), self._room < 0
        self._parts.clear()
        self._room = MAX_LETTERS
        return text, is_cut


class _Strings:
    """The texts that cells refer to by number; how they are pronounced is left out."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.cut: set[int] = set()  # the numbers of those that were cut
        self._text = _Text()
        self._inside = self._spoken = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "t":
            self._inside = not self._spoken
        elif name == "rPh":
            self._spoken = True

    def end(self, name: str) -> None:
        if name == "t":
            self._inside = False
        elif name == "rPh":
            self._spoken = False
        elif name == "si":
            text, is_cut = self._text.taken()
            if is_cut:
                self.cut.add(len(self.texts))
            self.texts.append(text)

    def text(self, text: str) -> None:
        if self._inside:
            self._text.add(text)


class _Styles:
    """Which styles of cells show days."""

    def __init__(self) -> None:
        self.dates: list[bool] = []
        self._codes: dict[str, str] = {}
        self._of_cells = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._of_cells = True
        elif name == "xf" and self._of_cells:
            number = attributes.get("numFmtId", "0")
            known = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 0
            self.dates.append(is_date(known, self._codes.get(number)))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._of_cells = False

    def text(self, text: str) -> None: ...


class _Cells:
    """The cells of a sheet on their way into a grid."""

    def __init__(self, book: Workbook, grid: Grid) -> None:
        self.book, self.grid = book, grid
        self.hidden: set[int] = set()
        self.valueless: list[tuple[int, int]] = []
        self.wrong: list[tuple[int, int]] = []
        self.cut: list[tuple[int, int]] = []
        self._row = self._column = 0
        self._kind = self._style = ""
        self._text = _Text()
        self._inside = self._spoken = self._formula = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._place(attributes.get("r", ""))
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
            self._text.taken()
            self._formula = False
        elif name in ("v", "t"):
            self._inside = not self._spoken
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._spoken = True
        elif name == "row":
            number = attributes.get("r", "")
            self._row = _number(number) if number else self._row + 1
            self._column = 0
            self._inside_grid()
            if attributes.get("hidden") in ("1", "true"):
                self.hidden.add(self._row)
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self._inside = False
        elif name == "rPh":
            self._spoken = False
        elif name == "c":
            text = self._value(*self._text.taken())
            if text:
                self.book.count(text)
                self.grid.put(self._row, self._column, text)

    def text(self, text: str) -> None:
        if self._inside:
            self._text.add(text)

    def _value(self, text: str, is_cut: bool) -> str:
        place = self._row, self._column
        if is_cut:
            self.cut.append(place)
        if not text:
            if self._formula:
                self.valueless.append(place)
            return ""
        if self._kind == "s":
            number, strings = _number(text), self.book.strings.texts
            if number in self.book.strings.cut:
                self.cut.append(place)
            return strings[number] if number < len(strings) else ""
        if self._kind == "b":
            return "true" if text.strip() == "1" else "false"
        if self._kind == "e":
            self.wrong.append(place)
            return ""
        if self._kind != "n":
            return text
        style, dates = _number(self._style or "0"), self.book.styles.dates
        date = style < len(dates) and dates[style]
        return shown(text.strip(), date=date, from_1904=self.book.from_1904)

    def _place(self, name: str) -> None:
        """Take the place of a cell from its name; without one it follows the cell before."""
        if not name:
            self._column += 1
        else:
            letters = name.rstrip("0123456789")
            self._column = _column(letters)
            self._row = _number(name[len(letters) :])
        self._inside_grid()

    def _merge(self, reference: str) -> None:
        first, _, last = reference.replace("$", "").partition(":")
        places = []
        for name in (first, last or first):
            letters = name.rstrip("0123456789")
            places += [_number(name[len(letters) :]), _column(letters)]
        self.grid.merged.append((places[0], places[1], places[2], places[3]))

    def _inside_grid(self) -> None:
        if not (self._row <= LAST_ROW and self._column <= LAST_COLUMN):
            place = f"row {self._row}, column {self._column}"
            words = f"a cell of {self.grid.title} lies outside of any sheet: {place}"
            raise self.book.parts.refused(words)


def _number(text: str) -> int:
    """Return a whole number; one that is none is far outside."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else LAST_ROW + 1


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper()[:4]:
        number = number * 26 + ord(letter) - 64 if "A" <= letter <= "Z" else LAST_COLUMN + 1
    return number
