"""The table of Visio's Data Visualizer: a row a step, with the ids of the steps that follow."""

from __future__ import annotations

import re

from crackmap.readers.making.draft import Draft
from crackmap.readers.making.parts import DraftFlow, DraftStep
from crackmap.readers.tables.grid import Cells, Grid
from crackmap.readers.tables.headers import Header
from crackmap.readers.tables.words import SHAPES, folded
from crackmap.source.located import Located, Places
from crackmap.source.words import plural

_APART = re.compile(r"[,;\n]")
_KINDS = {folded(word): kind for kind, words in SHAPES.items() for word in words}


def draft(grid: Grid, header: Header, name: Located, places: Places) -> Draft:
    """Return the process of the table."""
    made, cells = Draft(places, name), Cells(grid, places)
    columns = header.columns
    owner = columns.get("function", columns.get("person"))
    grid.fill(column for column in (columns.get("function"), columns.get("stage")) if column)
    rows = [row for row in grid.below(header.row) if _says_something(grid, header, row)]
    led_to = {each.casefold() for row in rows for each in _ids(grid.text(row, columns["next"]))}
    stage: Located | None = None
    for row in rows:
        id_ = cells.get(row, columns["id"])
        called = cells.get(row, columns.get("name")) or id_
        assert called is not None
        step = DraftStep(_one_line(called), id_)
        if "stage" in columns:
            written = cells.get(row, columns["stage"])
            if not written and stage:
                words = f"the phase of this step is empty; `{stage.text}` was assumed"
                made.note(cells.at(row, columns["stage"]), words)
            step.stage = stage = written or stage
        if who := cells.get(row, owner):
            step.owners.append((who, None))
        elif owner:
            step.owners.append((Located("", cells.at(row, owner)), None))
        step.flows = _flows(made, cells, columns, row)
        _shape(made, step, cells.get(row, columns.get("shape")), id_, led_to)
        known = ("person", "cost", "start", "end", "status", "alt")
        beside = [columns[key] for key in known if key in columns and columns[key] != owner]
        step.remarks += cells.remarks(header.row, row, sorted((*beside, *header.others)))
        made.steps.append(step)
    return made


def _ids(text: str) -> list[str]:
    return [id_.strip() for id_ in _APART.split(text)]


def _says_something(grid: Grid, header: Header, row: int) -> bool:
    """Return whether a row is a step: one with an id or a description."""
    columns = header.columns
    return bool(grid.text(row, columns["id"]) or grid.text(row, columns.get("name")))


def _one_line(text: Located) -> Located:
    return Located(" ".join(text.text.split()), text.at)


def _flows(made: Draft, cells: Cells, columns: dict[str, int], row: int) -> list[DraftFlow]:
    """Return the flows to the steps in one cell, with the labels in another, slot by slot."""
    following = cells.get(row, columns["next"])
    written = cells.get(row, columns.get("label"))
    ids = [id_ for id_ in _ids(following.text) if id_] if following else []
    labels = [label.strip() for label in written.text.split(",")] if written else []
    if not any(labels):
        labels, written = [], None
    if written and following and len(ids) == 1 and len(labels) > 1:
        labels = [written.text.strip(", ")]  # a label may hold a comma
    elif written and len(labels) != len(ids):
        counts = f"{plural(len(labels), 'label')} for {plural(len(ids), 'next step')}"
        if len(labels) > len(ids):
            made.note(written.at, f"{counts}; none was taken", lost=True)
            labels = []
        else:
            made.note(written.at, f"{counts}; they were taken from the first on")
    flows = []
    for place, id_ in enumerate(ids):
        assert following is not None
        flow = DraftFlow(to=Located(id_, following.at))
        label = labels[place] if place < len(labels) else ""
        if label and written:
            flow.when = Located(" ".join(label.split()), written.at)
        flows.append(flow)
    return flows


def _shape(
    made: Draft, step: DraftStep, shape: Located | None, id_: Located | None, led_to: set[str]
) -> None:
    """Make of a step what its shape says: where work enters, where it ends, a decision."""
    if shape is None:
        return
    kind = _KINDS.get(folded(shape.text))
    if kind == "either":
        kind = "start" if step.flows and (not id_ or id_.text.casefold() not in led_to) else "end"
    if kind == "start":
        step.fields["trigger"] = step.name
    elif kind == "decision":
        step.fields["kind"] = Located("decision", shape.at)
    elif kind == "end":
        step.fields["outcome"] = step.name
    elif kind is None:
        made.note(shape.at, f"the shape `{shape.text}` was taken for a task")
