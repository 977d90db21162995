"""A table as a reader found it: texts in rows and columns, each with the place to be told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from crackmap.readers.making.labels import cleaned
from crackmap.source.located import Located, Places
from crackmap.source.problems import Note, Problem, Unreadable
from crackmap.source.span import Span

# More than any process has, and what one machine has room for.
MAX_ROWS = 50_000
MAX_CELLS = 2_000_000


@dataclass
class Grid:
    """The texts of a table by row and column, both from one; what is empty is not there.

    `title` is the name of its sheet, or the heading above it. `merged` holds first row, first
    column, last row and last column of cells that are one. `place` tells where a cell stands.
    """

    path: str
    title: str = ""
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    place: Callable[[int, int, str], Span] | None = None
    notes: list[Note] = field(default_factory=list)
    width: int = 0

    def put(self, row: int, column: int, text: str) -> None:
        """Set a cell; raises Unreadable where the table becomes too large."""
        text = cleaned(text)
        if not text:
            return
        self.rows.setdefault(row, {})[column] = text
        self.width = max(self.width, column)
        if row > MAX_ROWS or row * self.width > MAX_CELLS:
            last = name_of(row, self.width)
            words = f"the table reaches to {last}, which is more than {MAX_ROWS:,} rows"
            if row <= MAX_ROWS:
                words = f"the table reaches to {last}, which is more than {MAX_CELLS:,} cells"
            help_ = "delete what lies far from the table, and save it again"
            raise Unreadable([Problem(self.span(row, column), words, help_)])

    def text(self, row: int, column: int | None) -> str:
        """Return the text of a cell; empty where there is none."""
        return self.rows.get(row, {}).get(column or 0, "")

    def span(self, row: int, column: int) -> Span:
        """Return the place of a cell."""
        text = self.text(row, column)
        if self.place:
            return self.place(row, column, text)
        cell = name_of(row, column)
        if self.title:
            cell = f"{self.title}!{cell}"
        return Span(self.path, row, column, row, column + 1, cell=cell, quote=text)

    def note(self, row: int, column: int, message: str) -> None:
        """Say what could not be taken as it stands."""
        self.notes.append(Note(self.span(row, column), message))

    def fill(self, columns: Iterable[int]) -> None:
        """Repeat what stands in merged cells in all rows of them, in these columns only."""
        wanted = list(columns)
        left_to_do = MAX_CELLS  # merged cells that overlap are no work of a spreadsheet
        for top, left, bottom, right in self.merged:
            text = self.text(top, left)
            bottom = min(bottom, MAX_ROWS)
            left_to_do -= bottom - top + 1
            if not text or left_to_do < 0:
                continue
            for column in (column for column in wanted if left <= column <= right):
                for row in range(top, bottom + 1):
                    if row in self.rows:
                        self.rows[row].setdefault(column, text)

    def below(self, header: int) -> Iterator[int]:
        """Return the rows below the header that hold anything."""
        return (row for row in sorted(self.rows) if row > header)


class Cells:
    """The cells of a grid as located texts, each place numbered once."""

    def __init__(self, grid: Grid, places: Places) -> None:
        """Number places of `grid` in `places`."""
        self.grid, self.places = grid, places
        self._numbers: dict[tuple[int, int], int] = {}

    def at(self, row: int, column: int | None) -> int:
        """Return the number of the place of a cell."""
        key = (row, column or 1)
        if key not in self._numbers:
            self._numbers[key] = self.places.add(self.grid.span(*key))
        return self._numbers[key]

    def get(self, row: int, column: int | None) -> Located | None:
        """Return what stands in a cell; None where nothing does."""
        text = self.grid.text(row, column)
        return Located(text, self.at(row, column)) if text else None

    def remarks(self, head: int, row: int, columns: Iterable[int]) -> Iterator[Located]:
        """Return what stands in some columns of a row, each behind what its column is called."""
        for column in columns:
            if text := self.get(row, column):
                yield Located(f"{self.grid.text(head, column)}: {text.text}", text.at)


def name_of(row: int, column: int) -> str:
    """Return what a spreadsheet calls a cell: F12."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"
