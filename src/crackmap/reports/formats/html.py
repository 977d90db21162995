"""html: one page without network, with the map inside; it prints on A4 as it looks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from urllib.parse import quote

from crackmap.maps.on_paper import maps_of
from crackmap.maps.svg.text import escape
from crackmap.reports.content import (
    Bars,
    Block,
    Card,
    Cards,
    Cell,
    Content,
    Drawing,
    Fact,
    Figures,
    Grid,
    Section,
    Signatures,
    Table,
    Words,
)
from crackmap.reports.fitting import fit
from crackmap.writers.format import Format, wishes

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def write(content: Content) -> str:
    """Return the page as a document that ends in a newline; no name in it is markup."""
    numbers = iter(range(1, 1000))
    sections = "".join(_rows(content.sections, numbers))
    kind = f"report {content.reader}{' one' if content.one_page else ''}"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{escape(content.title)}, {escape(content.about)}</title>\n"
        f"<style>\n{_style()}</style>\n</head>\n"
        f'<body class="{kind}"{_zoom(content)}>\n<header>'
        f'<h1 dir="auto">{escape(content.title)}</h1>'
        f'<p class="about" dir="auto">{escape(content.about)} · {content.today}</p></header>\n'
        f'<p class="lead" dir="auto">{escape(content.lead)}</p>\n{sections}</body>\n</html>\n'
    )


def _zoom(content: Content) -> str:
    """Return how much smaller a page is printed that has to be one."""
    return f' style="--fit:{fit(content)}"' if content.one_page else ""


@cache
def _style() -> str:
    return (Path(__file__).parent.parent / "report.css").read_text("utf-8")


def _rows(sections: Sequence[Section], numbers: Iterator[int]) -> Iterator[str]:
    """Return the sections; those that stand beside each other in one row."""
    at = 0
    while at < len(sections):
        row = [sections[at]]
        while at + len(row) < len(sections) and sections[at + len(row)].beside:
            row.append(sections[at + len(row)])
        inner = "".join(_section(section, numbers) for section in row)
        yield f'<div class="row">\n{inner}</div>\n' if len(row) > 1 else inner
        at += len(row)


def _section(section: Section, numbers: Iterator[int]) -> str:
    inner = "".join(_block(block, numbers) for block in section.blocks)
    title = escape(section.title)
    if all(isinstance(block, Drawing) and block.folded for block in section.blocks):
        return f'<details class="screen"><summary>{title}</summary>\n{inner}</details>\n'
    return f"<section>\n<h2>{title}</h2>\n{inner}</section>\n"


def _block(block: Block, numbers: Iterator[int]) -> str:
    match block:
        case Table():
            return _table(block) if block.rows else _empty(block.empty)
        case Words():
            return f'<p class="{block.tone}" dir="auto">{escape(block.text)}</p>\n'
        case Figures():
            cells = "".join(
                f'<li class="{cell.tone}"><b>{escape(cell.words)}</b> {escape(cell.note)}</li>'
                for cell in block.cells
            )
            return f'<ul class="figures">{cells}</ul>\n'
        case Cards():
            cards = "".join(map(_card, block.cards))
            return f'<div class="cards">\n{cards}</div>\n' if cards else _empty(block.empty)
        case Grid():
            return _grid(block) if block.rows else _empty(block.empty)
        case Bars():
            return _bars(block)
        case Signatures():
            return _signatures(block)
        case Drawing():
            pictures = maps_of(block.graph, block.findings, block.department, next(numbers))
            return "".join(f"<figure>\n{picture}</figure>\n" for picture in pictures)


def _empty(words: str) -> str:
    return f'<p class="soft">{escape(words)}</p>\n'


def _table(table: Table) -> str:
    wide = sum(column.width for column in table.columns)
    columns = "".join(
        f'<col style="width:{column.width * 100 / wide:.2f}%">' for column in table.columns
    )
    heads = "".join(f'<th scope="col">{escape(column.head)}</th>' for column in table.columns)
    head = f"<thead><tr>{heads}</tr></thead>\n" if any(c.head for c in table.columns) else ""
    rows = []
    for row in table.rows:
        cells = "".join(
            f'<td class="{cell.tone}{" right" if column.right else ""}" dir="auto">'
            f"{_cell(cell)}</td>"
            for column, cell in zip(table.columns, row, strict=True)
        )
        rows.append(f"<tr>{cells}</tr>\n")
    body = "".join(rows)
    kind = ' class="by-hand"' if table.by_hand else ""
    return (
        f"<table{kind}>\n<colgroup>{columns}</colgroup>\n{head}<tbody>\n{body}</tbody>\n</table>\n"
    )


def _cell(cell: Cell) -> str:
    words = escape(cell.words)
    if cell.link:
        words = f'<a href="{quote(cell.link)}">{words}</a>'
    return f"{words}<small>{escape(cell.note)}</small>" if cell.note else words


def _card(card: Card) -> str:
    above = f'<p class="above" dir="auto">{escape(card.above)}</p>' if card.above else ""
    mark = ""
    if card.mark:
        note = f" {escape(card.mark.note)}" if card.mark.note else ""
        mark = f'<p class="mark {card.mark.tone}">{escape(card.mark.words)}{note}</p>'
    facts = "".join(map(_fact, card.facts))
    title = f'<h3 dir="auto">{escape(card.title)}</h3>'
    return f"<article>{mark}{above}{title}\n<dl>\n{facts}</dl></article>\n"


def _fact(fact: Fact) -> str:
    kind = ' class="ticked"' if fact.ticked else ""
    said = "".join(f'<dd class="{cell.tone}" dir="auto">{_cell(cell)}</dd>' for cell in fact.said)
    return f"<div{kind}><dt>{escape(fact.name)}</dt>{said}</div>\n"


def _grid(grid: Grid) -> str:
    heads = "".join(f'<th scope="col" dir="auto">{escape(name)}</th>' for name in grid.receivers)
    rows = []
    for sender, row in zip(grid.senders, grid.rows, strict=True):
        cells = "".join(
            f'<td class="{cell.tone}"><b>{escape(cell.words)}</b> {escape(cell.note)}</td>'
            if cell
            else "<td></td>"
            for cell in row
        )
        rows.append(f'<tr><th scope="row" dir="auto">{escape(sender)}</th>{cells}</tr>\n')
    key = "".join(
        f'<li><span class="{cell.tone}">{escape(cell.words)}</span> {escape(cell.note)}</li>'
        for cell in grid.key
    )
    return (
        f'<table class="grid">\n<thead><tr><td>from ↓ to →</td>{heads}</tr></thead>\n'
        f'<tbody>\n{"".join(rows)}</tbody>\n</table>\n<ul class="key">{key}</ul>\n'
    )


def _bars(block: Bars) -> str:
    most = max((value for _, value, _ in block.bars), default=0) or 1
    bars = "".join(
        f'<li><i style="height:{value * 100 / most:.1f}%" title="{escape(words)}"></i>'
        f"<b>{value}</b><small>{escape(label[5:])}</small></li>"
        for label, value, words in block.bars
    )
    return f'<ol class="bars">{bars}</ol>\n'


def _signatures(block: Signatures) -> str:
    lines = "".join(
        f'<div><b dir="auto">For {_cell(side)}</b><p>Name and signature</p><p>Date</p></div>'
        for side in block.sides
    )
    return f'<div class="signatures">{lines}</div>\n'


FORMAT = Format("html", ("html", "htm"), {"report": wishes()}, write)
