"""A list of steps: a row a step, a column a field; `next` names steps, else the rows follow."""

from __future__ import annotations

import re

from crackmap.language.process import Step
from crackmap.language.texts import fold
from crackmap.readers.making.draft import Draft
from crackmap.readers.making.parts import PARTS, DraftStep
from crackmap.readers.making.pieces import named, unquoted
from crackmap.readers.tables.grid import Cells, Grid
from crackmap.readers.tables.headers import Header
from crackmap.readers.tables.notation import flows, items, limit, owners
from crackmap.readers.tables.words import folded
from crackmap.source.located import Located, Places, Written

# Fields that a column of the same name has, besides those that are found by their usual names.
_APART_FROM_FIELDS = ("name", "id", "owner", "next", "description", "accept", *PARTS)
LISTS = frozenset(key for key, name in Step.takes.items() if name == "texts")


def draft(grid: Grid, header: Header, name: Located, places: Places) -> Draft:
    """Return the process of the list."""
    made, cells = Draft(places, name), Cells(grid, places)
    columns, others = _columns(grid, header)
    plain = _plain(grid, header, columns, others)
    others = [column for column in others if column not in plain.values()]
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
        _give(step, cells, columns, row)
        for key, column in sorted(plain.items(), key=lambda item: item[1]):
            if text := cells.get(row, column):
                step.fields[key] = _field(places, key, text)
        if "next" in columns:  # an empty cell says nothing: the rows follow
            following = cells.get(row, columns["next"])
            step.flows = flows(following, known) if following else None
        if text := cells.get(row, columns.get("description")):
            step.remarks.append(text)
        step.remarks += cells.remarks(header.row, row, others)
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


def _plain(
    grid: Grid, header: Header, columns: dict[str, int], others: list[int]
) -> dict[str, int]:
    """Return the columns that hold what a field of a step takes, by the keys of the fields."""
    fields = {folded(key): key for key in Step.keys if key not in _APART_FROM_FIELDS}
    plain = {key: column for key, column in columns.items() if key in fields.values()}
    for column in others:
        key = fields.get(folded(grid.text(header.row, column)))
        if key:
            plain.setdefault(key, column)
    return plain


def _give(step: DraftStep, cells: Cells, columns: dict[str, int], row: int) -> None:
    """Give a step those whom its row names: who owns it, and who else has a part in it."""
    who = cells.get(row, columns["owner"])
    nobody = Located("", cells.at(row, columns["owner"]))
    step.owners = owners(who) if who else [(nobody, None)]
    for key in PARTS:
        if who := cells.get(row, columns.get(key)):
            for one in named(who.text):
                step.part(key, Located(unquoted(one), who.at))


def _field(places: Places, key: str, text: Located) -> Written:
    """Return what a field of a step takes; who acts when a limit is passed is looked up later."""
    if key in LISTS:
        return items(places, text)
    return limit(places, text) if Step.takes.get(key) == "limit" else text
