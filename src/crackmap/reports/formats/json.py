"""json: the report for programs, every number as `analyze` tells it."""

from __future__ import annotations

from typing import Any

from crackmap.graph.numbers import Number
from crackmap.reports.content import (
    Bars,
    Block,
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
from crackmap.writers.analyze.json import number_of
from crackmap.writers.format import Format, wishes
from crackmap.writers.json_text import json_text


def write(content: Content) -> str:
    """Return the report; docs/reports.md says what its keys are."""
    shown: dict[str, Any] = {
        "version": 1,
        "report": content.name,
        "title": content.title,
        "about": content.about,
        "today": content.today,
        "lead": content.lead,
        "sections": [_section(section) for section in content.sections],
    }
    if content.fields:
        head, *rows = content.fields
        shown["fields"] = [dict(zip(head, row, strict=True)) for row in rows]
    return json_text(shown)


def _section(section: Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "blocks": [_block(block) for block in section.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Table():
            keys = [column.key for column in block.columns]
            rows = [dict(zip(keys, map(_cell, row), strict=True)) for row in block.rows]
            return {"kind": "table", "rows": rows, **_empty(block.rows, block.empty)}
        case Words():
            return {"kind": "words", "text": block.text}
        case Figures():
            return {"kind": "figures", "figures": [_cell(cell) for cell in block.cells]}
        case Cards():
            cards = [
                {
                    "title": card.title,
                    "above": card.above,
                    **({"mark": _cell(card.mark)} if card.mark else {}),
                    "facts": {fact.key: _fact(fact) for fact in card.facts},
                }
                for card in block.cards
            ]
            return {"kind": "cards", "cards": cards, **_empty(cards, block.empty)}
        case Grid():
            pairs = [
                {"from": sender, "to": receiver, **_cell(cell)}
                for sender, row in zip(block.senders, block.rows, strict=True)
                for receiver, cell in zip(block.receivers, row, strict=True)
                if cell
            ]
            return {"kind": "grid", "pairs": pairs, **_empty(pairs, block.empty)}
        case Bars():
            bars = [
                {"label": label, "value": value, "words": words}
                for label, value, words in block.bars
            ]
            return {"kind": "bars", "bars": bars}
        case Signatures():
            return {"kind": "signatures", "sides": list(map(_cell, block.sides))}
        case Drawing():
            process = block.graph.process
            return {"kind": "map", "process": process.id, "path": process.path}


def _fact(fact: Fact) -> list[dict[str, Any]]:
    return [_cell(cell) for cell in fact.said]


def _empty(there: object, words: str) -> dict[str, str]:
    return {} if there else {"empty": words}


def _cell(cell: Cell) -> dict[str, Any]:
    shown: dict[str, Any] = {"words": cell.words}
    if cell.note:
        shown["note"] = cell.note
    if cell.tone:
        shown["tone"] = cell.tone
    if isinstance(cell.number, Number):
        shown["number"] = number_of(cell.number)
    elif cell.number is not None:
        shown["number"] = cell.number
    if cell.link:
        shown["link"] = cell.link
    return shown


FORMAT = Format("json", ("json",), {"report": wishes()}, write)
