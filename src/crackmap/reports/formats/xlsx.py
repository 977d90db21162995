"""xlsx: a workbook with a sheet a section: heads that stay, filters, numbers to reckon with."""

from __future__ import annotations

from crackmap.graph.numbers import Number
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
from crackmap.writers import cost_words
from crackmap.writers.format import Format, wishes
from crackmap.writers.workbook import Sheet, Styled, workbook


def write(content: Content) -> bytes:
    """Return the workbook; no text of people's is a formula, and the bytes are the same each time.

    Beside a cell with a number stand two columns: the number alone, and where it is from.
    """
    sheets = [Sheet("About", ("Report", content.title), _about(content))]
    for section in content.sections:
        sheets += _sheets(section)
    if content.fields:
        head, *rows = content.fields
        sheets.append(Sheet("Fields", head, tuple(tuple(map(Styled, row)) for row in rows)))
    return workbook(sheets, content.title)


def _about(content: Content) -> tuple[tuple[Styled, ...], ...]:
    rows = [("For", content.about), ("Day", content.today), ("First", content.lead)]
    for section in content.sections:
        for block in section.blocks:
            if isinstance(block, Words):
                rows.append((section.title, block.text))
            elif isinstance(block, Table | Cards | Grid) and not _has_rows(block):
                rows.append((section.title, block.empty))
    return tuple((Styled(name, "strong"), Styled(text)) for name, text in rows)


def _has_rows(block: Table | Cards | Grid) -> bool:
    return bool(block.cards if isinstance(block, Cards) else block.rows)


def _sheets(section: Section) -> list[Sheet]:
    return [sheet for block in section.blocks for sheet in _sheet(section.title, block)]


def _sheet(title: str, block: Block) -> list[Sheet]:
    match block:
        case Table() if block.rows:
            return [_table(title, block)]
        case Figures():
            rows = tuple((*_valued(cell), Styled(cell.note)) for cell in block.cells)
            return [Sheet(title, ("Figure", "Number", "What it counts"), rows)]
        case Cards() if block.cards:
            return [_cards(title, block)]
        case Grid() if block.rows:
            pairs = tuple(
                (
                    Styled(sender, "strong"),
                    *(
                        Styled(_in_full(cell) if cell else "", cell.tone if cell else "")
                        for cell in row
                    ),
                )
                for sender, row in zip(block.senders, block.rows, strict=True)
            )
            return [Sheet(title, ("from \\ to", *block.receivers), pairs)]
        case Bars():
            bars = tuple(
                (Styled(label), Styled(words, number=value)) for label, value, words in block.bars
            )
            return [Sheet(title, ("Week to", "Open cracks"), bars)]
        case Signatures():
            lines = tuple((Styled(_in_full(side)), Styled(""), Styled("")) for side in block.sides)
            return [Sheet(title, ("For", "Signed by", "On"), lines)]
        case Table() | Cards() | Grid() | Words() | Drawing():
            return []


def _table(title: str, table: Table) -> Sheet:
    """Return a table; beside what is told of a number stand the number, and what stands below."""
    counted = [
        any(isinstance(row[at].number, Number) for row in table.rows)
        for at in range(len(table.columns))
    ]
    noted = [any(_note(row[at]) for row in table.rows) for at in range(len(table.columns))]
    heads: list[str] = []
    for at, column in enumerate(table.columns):
        heads.append(column.head or "No.")
        if counted[at]:
            heads += [f"{column.head}: number", f"{column.head}: where it is from"]
        heads += [f"{column.head}: more"] * noted[at]
    rows = []
    for row in table.rows:
        shown: list[Styled] = []
        for at, cell in enumerate(row):
            if counted[at]:
                origin = cost_words.origin(cell.number) if isinstance(cell.number, Number) else ""
                shown += [*_valued(cell), Styled(origin, "soft")]
            else:
                plain = cell.number if isinstance(cell.number, int) else None
                shown.append(Styled(cell.words, cell.tone, plain, cell.link))
            shown += [Styled(_note(cell), "soft")] * noted[at]
        rows.append(tuple(shown))
    return Sheet(title, tuple(heads), tuple(rows))


def _note(cell: Cell) -> str:
    """Return what stands below a cell, but for where its number is from."""
    origin = cell.number.origin if isinstance(cell.number, Number) else ""
    return cell.note.removesuffix(origin).removesuffix("; ") if origin else cell.note


def _valued(cell: Cell) -> tuple[Styled, Styled]:
    """Return the words of a cell, and the number alone; of a range there is no one number."""
    number: float | None = None
    if isinstance(cell.number, Number):
        shown = cell.number.shown()
        number = shown[0] if shown and shown[0] == shown[1] else None
    elif cell.number is not None:
        number = cell.number
    return Styled(cell.words, cell.tone), Styled("", number=number)


def _cards(title: str, cards: Cards) -> Sheet:
    names = dict.fromkeys((fact.key, fact.name) for card in cards.cards for fact in card.facts)
    marked = any(card.mark for card in cards.cards)
    heads = ("Title", "Where", *(["Mark"] if marked else []), *(name for _, name in names))
    rows = []
    for card in cards.cards:
        said = {fact.key: fact for fact in card.facts}
        row = [Styled(card.title, "strong"), Styled(card.above)]
        row += [Styled(_in_full(card.mark) if card.mark else "")] * marked
        for key, _ in names:
            cells = said[key].said if key in said else ()
            tone = "bad" if any(cell.tone == "bad" for cell in cells) else ""
            row.append(Styled("\n".join(map(_in_full, cells)), tone))
        rows.append(tuple(row))
    return Sheet(title, heads, tuple(rows))


def _in_full(cell: Cell) -> str:
    return f"{cell.words} ({cell.note})" if cell.note else cell.words


FORMAT = Format("xlsx", ("xlsx",), {"report": wishes()}, write)
