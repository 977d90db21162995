"""RACI matrices: who does what, with roles as columns or with names in the cells; no order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crackmap.readers.making.draft import Draft
from crackmap.readers.making.labels import brief
from crackmap.readers.making.parts import DraftStep
from crackmap.readers.making.pieces import outside
from crackmap.readers.tables.grid import Cells, Grid
from crackmap.readers.tables.headers import Header
from crackmap.readers.tables.marks import is_empty, mark_of
from crackmap.source.located import Located, Places

# What a letter makes of a role, besides A, which makes it the owner.
_PART = {"R": "contributors", "S": "contributors", "C": "consulted", "I": "informed"}
_NAMED = {
    "responsible": "contributors",
    "support": "contributors",
    "consulted": "consulted",
    "informed": "informed",
}
_APART = re.compile(r"[,;\n]")
# A row that says what a letter means: R = Responsible.
_LEGEND = re.compile(r"(?:DRI|[RACIS])\s*[=:\u2013-]\s*\w", re.IGNORECASE)
_WITH_CONDITION = re.compile(r"(?P<who>[^()]+)\((?P<when>[^()]+)\)")


def matrix(grid: Grid, header: Header, name: Located, places: Places) -> Draft:
    """Return the process of a matrix with roles as columns."""
    draft, cells = _begin(grid, header, name, places)
    roles = {column: cells.get(header.row, column) for column in header.roles}
    task, staged = _task_column(grid, header), header.columns.get("stage")
    grid.fill([staged] if staged else [])
    stage: Located | None = None
    step: DraftStep | None = None
    letterless: Located | None = None  # a row without letters that no step has followed yet
    for row in grid.below(header.row):
        marked = {column: text for column in roles if (text := grid.text(row, column))}
        first = cells.get(row, header.columns["activity"])
        named = cells.get(row, task) if task else first
        stage = cells.get(row, staged) or stage if staged else stage
        # Where stages have a column, a row without letters is none of them: nobody owns its step.
        unowned = staged and first and not _LEGEND.match(first.text)
        if not marked and not (task and named) and not unowned:
            if first and not _LEGEND.match(first.text):
                _say_empty(draft, letterless)
                stage = letterless = draft.stage(first)
                step = None
            continue
        if task and first and named and not staged:
            stage, letterless = first, None
        if named or first:
            step = DraftStep(named or first or name, stage=stage)
            _describe(step, grid, header, cells, row)
            draft.steps.append(step)
            letterless = None
        elif step is None:
            draft.note(cells.at(row, min(marked)), "this row belongs to no activity", lost=True)
            continue
        for column, text in marked.items():
            role = roles[column]
            assert role is not None
            _take(draft, step, Located(role.text, cells.at(row, column)), text)
    _say_empty(draft, letterless)
    return draft


def by_names(grid: Grid, header: Header, name: Located, places: Places) -> Draft:
    """Return the process of a list with a column for each letter and names in the cells."""
    draft, cells = _begin(grid, header, name, places)
    stage: Located | None = None
    step: DraftStep | None = None
    columns = {
        key: header.columns[key] for key in (*_NAMED, "accountable") if key in header.columns
    }
    staged = header.columns.get("stage")
    grid.fill([staged] if staged else [])
    for row in grid.below(header.row):
        stage = cells.get(row, staged) or stage if staged else stage
        first = cells.get(row, header.columns["activity"])
        if not any(grid.text(row, column) for column in columns.values()):
            if first and not _LEGEND.match(first.text):
                stage = draft.stage(first)
                step = None
            continue
        if first:
            step = DraftStep(first, stage=stage)
            _describe(step, grid, header, cells, row)
            draft.steps.append(step)
        elif step is None:
            at = cells.at(row, min(columns.values()))
            draft.note(at, "this row belongs to no activity", lost=True)
            continue
        for key, column in columns.items():
            for who, when in _people(grid.text(row, column), cells.at(row, column)):
                if key == "accountable":
                    step.owners.append((who, when))
                    continue
                step.part(_NAMED[key], who)
                if when:
                    step.remarks.append(Located(f"{who.text}: {when.text}", when.at))
    return draft


def _begin(grid: Grid, header: Header, name: Located, places: Places) -> tuple[Draft, Cells]:
    draft, cells = Draft(places, name), Cells(grid, places)
    draft.order = Located("none", cells.at(header.row, header.columns["activity"]))
    return draft, cells


def _task_column(grid: Grid, header: Header) -> int | None:
    """Return the second column of texts before the roles, where the first one groups its tasks."""
    activity, first_role = header.columns["activity"], min(header.roles)
    before = [
        column
        for column in (*header.again.get("activity", ()), *header.others)
        if activity < column < first_role
    ]
    if not before:
        return None
    rows = [row for row in grid.below(header.row) if grid.text(row, before[0])]
    firsts = [grid.text(row, activity) for row in rows]
    groups = len(set(firsts)) < len(firsts) or "" in firsts
    return before[0] if rows and groups else None


def _describe(step: DraftStep, grid: Grid, header: Header, cells: Cells, row: int) -> None:
    """Keep what stands in the other columns."""
    if text := cells.get(row, header.columns.get("description")):
        step.remarks.append(text)
    others = [each for each in header.others if grid.text(row, each) != step.name.text]
    step.remarks += cells.remarks(header.row, row, others)


def _take(draft: Draft, step: DraftStep, role: Located, text: str) -> None:
    """Give a role its part in a step, as its cell says."""
    mark = mark_of(text)
    if mark.unknown:
        words = (
            f"`{brief(mark.unknown)}` is no mark of a RACI matrix; {role.text} was given no part"
        )
        draft.note(role.at, words, lost=True)
        return
    when = Located(mark.when, role.at) if mark.when else None
    if "A" in mark.letters:
        step.owners.append((role, when))
    for letter in mark.letters:
        if letter in _PART and not (letter in "RS" and "A" in mark.letters):
            step.part(_PART[letter], role)
            if when and "A" not in mark.letters:
                step.remarks.append(Located(f"{role.text}: {when.text}", role.at))


def _people(text: str, at: int) -> Iterator[tuple[Located, Located | None]]:
    """Return the names in a cell, each with its condition: `Finance, CEO (if > 25k)`."""
    for part in outside(text, _APART):
        part = part.strip()
        if not part or is_empty(part):
            continue
        match = _WITH_CONDITION.fullmatch(part)
        if match:
            yield Located(match["who"].strip(), at), Located(match["when"].strip(), at)
        else:
            yield Located(part, at), None


def _say_empty(draft: Draft, stage: Located | None) -> None:
    if stage:
        words = f"`{stage.text}` has no letters and no row with some below it; a stage was assumed"
        draft.note(stage.at, words)
