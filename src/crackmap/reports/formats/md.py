"""md: the report for a wiki or a ticket; in no name is any markup."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from crackmap.reports.content import (
    Bars,
    Block,
    Card,
    Cards,
    Cell,
    Content,
    Drawing,
    Figures,
    Grid,
    Signatures,
    Table,
    Words,
)
from crackmap.writers.format import Format, wishes
from crackmap.writers.lint.markdown import code, escaped

_SIGNS = {"good": "✓ ", "fair": "~ ", "bad": "✗ "}


def write(content: Content) -> str:
    """Return the report as Markdown with tables."""
    lines = [
        f"# {escaped(content.title)}\n",
        f"{escaped(content.about)} · {content.today}\n",
        f"**{escaped(content.lead)}**\n",
    ]
    for section in content.sections:
        lines.append(f"## {escaped(section.title)}\n")
        for block in section.blocks:
            lines += _block(block)
    return "\n".join(lines).rstrip("\n") + "\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Table():
            yield from _table([column.head for column in block.columns], block.rows, block.empty)
        case Words():
            yield f"{escaped(block.text)}\n"
        case Figures():
            for cell in block.cells:
                sign = _SIGNS.get(cell.tone, "")
                yield f"- {sign}**{escaped(cell.words)}** {escaped(cell.note)}"
            yield ""
        case Cards():
            if not block.cards:
                yield f"{escaped(block.empty)}\n"
            for card in block.cards:
                yield from _card(card)
        case Grid():
            yield from _grid(block)
        case Bars():
            rows = [(Cell(label), Cell(words)) for label, _, words in block.bars]
            yield from _table(["Week to", "Cracks"], rows, "")
        case Signatures():
            lines = [(side, Cell(""), Cell("")) for side in block.sides]
            yield from _table(["For", "Signed by", "On"], lines, "")
        case Drawing():
            path = block.graph.process.path
            yield f"Drawn: {code(f'crackmap map {path}')}\n"


def _table(heads: Sequence[str], rows: Sequence[Sequence[Cell]], empty: str) -> Iterator[str]:
    if not rows:
        yield f"{escaped(empty)}\n"
        return
    yield _row(map(escaped, heads))
    yield _row(["---"] * len(heads))
    yield from (_row(map(_cell, row)) for row in rows)
    yield ""


def _row(cells: Iterator[str] | Sequence[str] | map[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cell(cell: Cell) -> str:
    words = _SIGNS["bad"] * (cell.tone == "bad") + escaped(cell.words)
    if cell.link:
        words = f"[{words}]({quote(cell.link)})"
    return f"{words}<br>{escaped(cell.note)}" if cell.note else words


def _card(card: Card) -> Iterator[str]:
    mark = f" ({escaped(card.mark.words)})" if card.mark else ""
    yield f"### {escaped(card.title)}{mark}\n"
    if card.above:
        yield f"{escaped(card.above)}\n"
    for fact in card.facts:
        box = "[ ] " if fact.ticked else ""
        if len(fact.said) == 1 and not fact.ticked:
            yield f"- {fact.name}: {_line(fact.said[0])}"
            continue
        yield f"- {fact.name}:"
        yield from (f"  - {box}{_line(cell)}" for cell in fact.said)
    yield ""


def _line(cell: Cell) -> str:
    words = _SIGNS["bad"] * (cell.tone == "bad") + escaped(cell.words)
    return f"{words} ({escaped(cell.note)})" if cell.note else words


def _grid(grid: Grid) -> Iterator[str]:
    rows = [
        (Cell(sender), *(cell or Cell("") for cell in row))
        for sender, row in zip(grid.senders, grid.rows, strict=True)
    ]
    yield from _table(["from \\ to", *grid.receivers], rows, grid.empty)
    if rows:
        yield from (
            f"- {escaped(cell.words)}: {escaped(cell.note)}" if cell.note else f"- {cell.words}"
            for cell in grid.key
        )
        yield ""


FORMAT = Format("md", ("md",), {"report": wishes()}, write)
