"""pdf: pages of A4, text to select, the map inside; needs the extra `images`."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from crackmap.maps import raster
from crackmap.maps.drawn import Drawn
from crackmap.maps.on_paper import maps_of
from crackmap.maps.typesetting import in_own_font, is_covered, typeset
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
from crackmap.source.characters import clean
from crackmap.writers.format import Format, wishes


def write(content: Content) -> Drawn:
    """Return the report as PDF, the same bytes each time; raises MissingExtra without typst.

    A letter that no font has is set as `?`, and told.
    """
    data = _Data(content)
    texts = json.dumps(data.report, ensure_ascii=False)
    drawn = "".join(data.pictures.values())
    missing = raster.missing_of(set(texts), "pdf")
    missing += "".join(
        letter
        for picture in data.pictures.values()
        for letter in raster.missing_letters(picture, "pdf")
        if letter not in missing
    )
    if missing:
        texts = texts.translate(dict.fromkeys(map(ord, missing), "?"))
        data.pictures = {
            name: raster.without(picture, missing) for name, picture in data.pictures.items()
        }
    inputs = {"report": texts, **{name: in_own_font(svg) for name, svg in data.pictures.items()}}
    pages = typeset(_document(), inputs, is_covered(texts + drawn), format="pdf", timestamp=0)
    return Drawn(pages, missing)


@cache
def _document() -> str:
    return (Path(__file__).parent.parent / "report.typ").read_text("utf-8")


class _Data:
    """A report as plain data for typst, and the pictures in it by the names of their inputs."""

    def __init__(self, content: Content) -> None:
        self.pictures: dict[str, str] = {}
        rows: list[list[dict[str, Any]]] = []
        for section in content.sections:
            shown = self._section(section)
            if shown and section.beside and rows:
                rows[-1].append(shown)
            elif shown:
                rows.append([shown])
        self.report = {
            "title": clean(content.title),
            "about": clean(content.about),
            "today": content.today,
            "lead": clean(content.lead),
            "one_page": content.one_page,
            "rows": rows,
        }

    def _section(self, section: Section) -> dict[str, Any]:
        blocks = [
            self._block(block)
            for block in section.blocks
            if not (isinstance(block, Drawing) and block.folded)
        ]
        return {"title": clean(section.title), "blocks": blocks} if blocks else {}

    def _block(self, block: Block) -> dict[str, Any]:
        match block:
            case Table():
                columns = [
                    {"head": column.head, "width": column.width, "right": column.right}
                    for column in block.columns
                ]
                rows = [list(map(_cell, row)) for row in block.rows]
                return {
                    "kind": "table",
                    "columns": columns,
                    "rows": rows,
                    "empty": block.empty,
                    "by_hand": block.by_hand,
                }
            case Words():
                return {"kind": "words", "text": clean(block.text), "tone": block.tone}
            case Figures():
                return {"kind": "figures", "cells": list(map(_cell, block.cells))}
            case Cards():
                cards = [
                    {
                        "title": clean(card.title),
                        "above": clean(card.above),
                        "mark": _cell(card.mark) if card.mark else None,
                        "facts": [
                            {
                                "name": fact.name,
                                "said": list(map(_cell, fact.said)),
                                "ticked": fact.ticked,
                            }
                            for fact in card.facts
                        ],
                    }
                    for card in block.cards
                ]
                return {"kind": "cards", "cards": cards, "empty": block.empty}
            case Grid():
                return {
                    "kind": "grid",
                    "senders": list(map(clean, block.senders)),
                    "receivers": list(map(clean, block.receivers)),
                    "rows": [[_cell(cell) if cell else None for cell in row] for row in block.rows],
                    "key": list(map(_cell, block.key)),
                    "empty": block.empty,
                }
            case Bars():
                bars = [{"label": label, "value": value} for label, value, _ in block.bars]
                return {"kind": "bars", "bars": bars}
            case Signatures():
                return {"kind": "signatures", "sides": list(map(_cell, block.sides))}
            case Drawing():
                return self._drawing(block)

    def _drawing(self, block: Drawing) -> dict[str, Any]:
        first = len(self.pictures) + 1
        maps = maps_of(block.graph, block.findings, block.department, first)
        for at, svg in enumerate(maps, start=first):
            self.pictures[f"map-{at}"] = svg
        alt = f"The map of {clean(block.graph.process.name)}"
        return {"kind": "map", "first": first, "pictures": len(maps), "alt": alt}


def _cell(cell: Cell) -> dict[str, str]:
    return {"words": clean(cell.words), "note": clean(cell.note), "tone": cell.tone}


FORMAT = Format("pdf", ("pdf",), {"report": wishes()}, write)
