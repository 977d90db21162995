"""The stages of Salesforce as a table: the rows of OpportunityStage."""

from __future__ import annotations

from crackmap.readers.making.draft import Draft
from crackmap.readers.making.pipeline import PipelineStage, fill, number_of
from crackmap.readers.tables.grid import Cells, Grid
from crackmap.readers.tables.headers import Header
from crackmap.source.located import Located, Places

_TRUE = ("true", "1", "yes")


def draft(grid: Grid, header: Header, name: Located, places: Places) -> Draft:
    """Return the process of the rows."""
    made, cells = Draft(places, name), Cells(grid, places)
    columns = header.columns
    stages = []
    for row in grid.below(header.row):
        label = cells.get(row, columns["label"]) or cells.get(row, columns.get("name"))
        if label is None:
            made.note(cells.at(row, columns["label"]), "this stage has no label", lost=True)
            continue
        said = {key: grid.text(row, columns.get(key)).casefold() for key in columns}
        if said.get("active") in ("false", "0", "no"):
            made.note(label.at, f"`{label.text}` is not active; it was left out")
            continue
        won = said.get("won") in _TRUE
        closed = won or said.get("closed") in _TRUE
        chance = number_of(said.get("probability", ""))
        stages.append(
            PipelineStage(
                label,
                float(number_of(said["order"]) or 0),
                "won" if won else "lost" if closed else "",
                chance / 100 if chance is not None else None,
                cells.get(row, columns.get("description")),
            )
        )
    return fill(made, stages, shares=False)
