"""A list of steps: a row a step, a column a field; `next` names steps, else the rows follow."""

from __future__ import annotations

import re

from crackmap.language.process import Step
from crackmap.language.values import fold
from crackmap.readers.making.draft import PARTS, Draft, DraftFlow, DraftStep
from crackmap.readers.tables.grid import Cells, Grid
from crackmap.readers.tables.headers import Header
from crackmap.readers.tables.words import folded
from crackmap.source.located import Located, Places, listed

_APART = re.compile(r"\s*[,;\n]\s*")
# Fields that a column of the same name has, besides those that are found by their usual names.
_APART_FROM_FIELDS = ("name", "id", "owner", "next", "description", "accept", *PARTS)
LISTS = frozenset(key for key, name in Step.takes.items() if name == "texts")


def draft(grid: Grid, header: Header, name: Located, places: Places) -> Draft:
    """Return the process of the list."""
    made, cells = Draft(places, name), Cells(grid, places)
    columns, others = _columns(grid, header)
    fields = {folded(key): key for key in Step.keys if key not in _APART_FROM_FIELDS}
    plain = {key: column for key, column in columns.items() if key in fields.values()}
    for column in list(others):
        key = fields.get(folded(grid.text(header.row, column)))
        if key and key not in plain:
            plain[key] = column
            others.remove(column)
    grid.fill(columns[key] for key in ("owner", "stage") if key in columns)
    known = {
        fold(grid.text(row, columns[key]))
        for row in grid.below(header.row)
        for key in ("step", "id")
        if key in columns
    }
    stage: Located | None = None
    for row in grid.below(header.row):
        called = cells.get(row, columns["step"]) or cells.get(row, columns.get("id"))
        if called is None:
            made.note(cells.at(row, columns["step"]), "this row names no step", lost=True)
            continue
        step = DraftStep(Located(" ".join(called.text.split()), called.at))
        step.id = cells.get(row, columns.get("id"))
        if "stage" in columns:
            stage = cells.get(row, columns["stage"]) or stage
            step.stage = stage
        step.owners = _owners(cells, row, columns["owner"])
        for key in PARTS:
            if who := cells.get(row, columns.get(key)):
                for one in _APART.split(who.text):
                    if one:
                        step.part(key, Located(one, who.at))
        for key, column in sorted(plain.items(), key=lambda item: item[1]):
            if text := cells.get(row, column):
                step.fields[key] = text
                if key in LISTS:
                    items = [Located(item, text.at) for item in _APART.split(text.text) if item]
                    step.fields[key] = listed(places, items) or text
        if "next" in columns:
            step.flows = flows_of(cells.get(row, columns["next"]), known)
        if text := cells.get(row, columns.get("description")):
            step.remarks.append(text)
        for column in others:
            if text := cells.get(row, column):
                title = grid.text(header.row, column)
                step.remarks.append(Located(f"{title}: {text.text}", text.at))
        made.steps.append(step)
    return made


def _columns(grid: Grid, header: Header) -> tuple[dict[str, int], list[int]]:
    """Return the columns and the others; a column of numbers beside one of names holds the ids."""
    columns, others = dict(header.columns), list(header.others)
    again = header.again.get("step")
    if again:
        texts = [grid.text(row, columns["step"]) for row in grid.below(header.row)]
        if "id" not in columns and all(re.fullmatch(r"[\d.]*", text) for text in texts):
            columns["id"], columns["step"] = columns["step"], again[0]
            others.remove(again[0])
    return columns, others


def _owners(cells: Cells, row: int, column: int) -> list[tuple[Located, Located | None]]:
    """Return who owns a step: one, or several with commas."""
    who = cells.get(row, column)
    if who is None:
        return [(Located("", cells.at(row, column)), None)]
    return [(Located(one, who.at), None) for one in _APART.split(who.text) if one]


def flows_of(text: Located | None, known: set[str]) -> list[DraftFlow] | None:
    """Return the flows in a cell: `first-call: score is 80 or more; nurture`.

    A comma parts them where a step that is `known` follows, for a condition may hold one. An empty
    cell says nothing: the rows follow. A dash says that nothing does.
    """
    if text is None:
        return None
    flows = []
    for part in _parts(text.text, known):
        to, _, when = part.partition(":")
        if not to.strip() or to.strip() in ("-", "\u2013"):
            continue
        flow = DraftFlow(to=Located(to.strip(), text.at))
        flow.when = Located(when.strip(), text.at) if when.strip() else None
        flows.append(flow)
    return flows


def _parts(text: str, known: set[str]) -> list[str]:
    parts: list[str] = []
    for piece in re.split(r"[;\n]", text):
        if fold(piece) in known:
            parts.append(piece)
            continue
        first = True
        for part in piece.split(","):
            if first or ":" not in piece or fold(part.partition(":")[0]) in known:
                parts.append(part)
            else:
                parts[-1] += f",{part}"
            first = False
    return parts
