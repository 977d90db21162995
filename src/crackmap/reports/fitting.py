"""How much smaller a page must be printed so that it is one page of A4.

A page in a browser cannot measure itself without a script, and ours have none. So its height is
reckoned here, from the widths of letters and the sizes of report.css, a little too high rather than
too low. Lengths are in pixels, of which 96 are an inch.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crackmap.maps.layout.text import wrap
from crackmap.reports.content import (
    Bars,
    Block,
    Cards,
    Cell,
    Content,
    Drawing,
    Figures,
    Grid,
    Section,
    Signatures,
    Table,
    Words,
)

_WIDE, _HIGH = 688, 1016  # what the margins of 14 mm leave
_MM = 96 / 25.4
_LARGER = 1.06  # browsers break lines a little sooner
_CELL, _NOTE, _TEXT, _SMALL = 12, 11, 14, 11  # sizes of letters
_DENSER = 0.9  # the lines of the page for the executive, in report.css
_MANY = 500  # lines
_LEAST = 30  # percent; nobody could read what is smaller


def fit(content: Content) -> float:
    """Return the greatest zoom with which a page fits on one of A4; 1 where it does as it is.

    A smaller page has room for more letters in a line.
    """
    zooms = (percent / 100 for percent in range(100, _LEAST, -2))
    fitting = (zoom for zoom in zooms if _height(content, _WIDE / zoom) * zoom <= _HIGH)
    return next(fitting, _LEAST / 100)


def _height(content: Content, wide: float) -> float:
    high = 60.0 + _lines(content.title, 27, wide) * 31 + _lines(content.about, _TEXT, wide) * 19
    high += _lines(content.lead, 16, wide - 40) * 23 + 38
    beside: list[float] = []
    for section in content.sections:
        if section.beside and beside:
            beside.append(_section(section, wide / 3 - 23))
            continue
        high += max(beside, default=0)
        beside = [_section(section, wide)]
    denser = _DENSER if content.reader == "executive" else 1
    return (high + max(beside, default=0)) * _LARGER * denser


def _section(section: Section, wide: float) -> float:
    return 54 + sum(_block(block, wide) for block in section.blocks)


def _block(block: Block, wide: float) -> float:
    match block:
        case Table():
            return _table(block, wide) if block.rows else _lines(block.empty, _TEXT, wide) * 18 + 8
        case Words():
            return _lines(block.text, _TEXT, wide) * 18 + 10
        case Figures():
            each = (wide - 8 * (len(block.cells) - 1)) / max(1, len(block.cells)) - 22
            return 20 + max(
                _lines(cell.words, 19, each) * 23 + _lines(cell.note, 12, each) * 15
                for cell in block.cells
            )
        case Grid():
            return _grid(block, wide) if block.rows else 20
        case Bars():
            return 40 * _MM
        case Signatures():
            names = max(_lines(side.words, _TEXT, wide / 2 - 40) for side in block.sides)
            return names * 19 + 42 * _MM
        case Cards() | Drawing():
            return 0  # on no page that has to fit


def _table(table: Table, wide: float) -> float:
    whole = sum(column.width for column in table.columns)
    widths = [column.width * wide / whole - 13 for column in table.columns]
    heads = max(map(_lines, (c.head for c in table.columns), _all(_NOTE, widths), widths))
    rows = (max(map(_cell, row, widths)) for row in table.rows)
    least = 12 * _MM if table.by_hand else 0
    high = heads * 15.0 + 18
    for row, cells in zip(rows, table.rows, strict=True):
        high += max(row + 11, least if any(cell.tone == "bad" for cell in cells) else 0)
    return high


def _all(size: int, widths: Sequence[float]) -> Iterable[int]:
    return (size for _ in widths)


def _cell(cell: Cell, wide: float) -> float:
    return _lines(cell.words, _CELL, wide, bold=True) * 16 + _lines(cell.note, _NOTE, wide) * 14


def _grid(grid: Grid, wide: float) -> float:
    each = wide / (len(grid.receivers) + 2)
    heads = max(_lines(name, _SMALL, each, bold=True) for name in grid.receivers)
    rows = sum(_lines(name, _SMALL, each * 2, bold=True) * 14 + 9 for name in grid.senders)
    return heads * 14 + 9 + rows + 17 * len(grid.key) + 8


def _lines(text: str, size: int, wide: float, *, bold: bool = False) -> int:
    return len(wrap(text, size, max(20, int(wide)), _MANY, bold=bold)) if text else 0
