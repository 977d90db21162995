"""A table before it is one of a workbook or of a CSV file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from crackmap.source.characters import printable


class Table(NamedTuple):
    """A title, the names of the columns, and the rows; all cells are texts."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def table(
    title: str, head: Sequence[str], rows: Iterable[Sequence[str]], keep: Sequence[str] = ()
) -> Table:
    """Return a table in whose cells no sign steers anything.

    Where some columns are to `keep`, those of the others in which nothing stands are left out.
    """
    cells = [[_cleaned(cell) for cell in row] for row in rows]
    places = [
        place
        for place, name in enumerate(head)
        if not keep or name in keep or any(row[place] for row in cells)
    ]
    return Table(
        title,
        tuple(_cleaned(head[place]) for place in places),
        tuple(tuple(row[place] for place in places) for row in cells),
    )


def _cleaned(text: str) -> str:
    return "\n".join(map(printable, text.split("\n")))
