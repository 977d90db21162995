"""The table that Lucidchart exports: a row a page, shape or line; lanes are around shapes."""

from __future__ import annotations

import re
from typing import NamedTuple

from crackmap.readers.making.draft import Draft
from crackmap.readers.making.parts import DraftFlow, DraftStep
from crackmap.readers.making.reading import part_named
from crackmap.readers.tables.grid import Cells, Grid
from crackmap.readers.tables.headers import Header
from crackmap.readers.tables.words import folded
from crackmap.source.located import Located, Places

# Shapes that are no work: words beside the drawing, pictures, and what groups them.
_NO_STEPS = (
    "text",
    "minimaltextblock",
    "svgpathblock",
    "image",
    "group",
    "note",
    "page",
    "document",
)
_LANE = re.compile(r"(?:(?P<shape>[^:|]+):)?(?:[a-z]+:)?(?P<number>\d{1,4})", re.IGNORECASE)


class _Shape(NamedTuple):
    """A row of the table."""

    row: int
    id: str
    kind: str
    page: str
    within: tuple[str, ...]


def drafts(grid: Grid, header: Header, name: Located, places: Places, page: str) -> list[Draft]:
    """Return a process a page, or that of the page which was asked for; raises Unreadable."""
    cells, columns = Cells(grid, places), header.columns
    shapes = [_shape(grid, columns, row) for row in grid.below(header.row)]
    by_id = {shape.id: shape for shape in shapes}
    drawn = [shape for shape in shapes if shape.kind not in ("page", "document")]
    on: dict[str, list[_Shape]] = {}
    for shape in drawn:
        on.setdefault(shape.page, []).append(shape)
    pages = list(on)
    titles = []
    for number, id_ in enumerate(pages, start=1):
        titled = _label(cells, columns, by_id[id_].row) if id_ in by_id else None
        titles.append(titled or Located(f"Page {id_ or number}", name.at))
    if page:
        known = [title.text for title in titles]
        kept = part_named(page, known, "page", grid.path)
        pages, titles = [pages[kept]], [titles[kept]]
    made = []
    for id_, title in zip(pages, titles, strict=True):
        one = _Page(grid, cells, columns, on[id_], by_id).draft(title if len(pages) > 1 else name)
        if one.steps:
            made.append(one)
    return made


def _shape(grid: Grid, columns: dict[str, int], row: int) -> _Shape:
    within = grid.text(row, columns.get("contained"))
    return _Shape(
        row,
        grid.text(row, columns["id"]),
        folded(grid.text(row, columns.get("name"))),
        grid.text(row, columns.get("page")),
        tuple(part.strip() for part in within.split("|") if part.strip()),
    )


def _label(cells: Cells, columns: dict[str, int], row: int) -> Located | None:
    """Return the first text of a row."""
    for number in range(1, 41):
        if (column := columns.get(f"text{number}")) and (text := cells.get(row, column)):
            return Located(" ".join(text.text.split()), text.at)
    return None


class _Page:
    """The shapes and lines of one page."""

    def __init__(
        self,
        grid: Grid,
        cells: Cells,
        columns: dict[str, int],
        shapes: list[_Shape],
        by_id: dict[str, _Shape],
    ) -> None:
        """Look at the shapes of a page."""
        self.grid, self.cells, self.columns, self.by_id = grid, cells, columns, by_id
        self.lines = [
            shape
            for shape in shapes
            if shape.kind == "line"
            or grid.text(shape.row, columns["source"])
            or grid.text(shape.row, columns["destination"])
        ]
        lines = {line.row for line in self.lines}
        others = [shape for shape in shapes if shape.row not in lines]
        containers = {
            match["shape"] if (match := _LANE.fullmatch(part)) and match["shape"] else part
            for shape in others
            for part in shape.within
        }
        self.lanes = [shape for shape in others if shape.id in containers or "swim" in shape.kind]
        self.pools = [lane for lane in self.lanes if "swim" in lane.kind]
        lanes = {lane.row for lane in self.lanes}
        self.steps = [
            shape
            for shape in others
            if shape.row not in lanes and not shape.kind.startswith(_NO_STEPS)
        ]

    def draft(self, name: Located) -> Draft:
        """Return the process that is drawn here."""
        made = Draft(self.cells.places, name)
        by_id: dict[str, DraftStep] = {}
        for shape in self.steps:
            label = _label(self.cells, self.columns, shape.row)
            if label is None:
                words = f"the shape `{shape.kind or shape.id}` has no text; it was left out"
                made.note(self.cells.at(shape.row, self.columns["id"]), words, lost=True)
                continue
            step = DraftStep(label, Located(shape.id, self.cells.at(shape.row, self.columns["id"])))
            if owner := self._owner(made, shape):
                step.owners.append((owner, None))
            if shape.kind.startswith("decision"):
                step.fields["kind"] = Located("decision", label.at)
            step.flows = []
            by_id[shape.id] = step
            made.steps.append(step)
        lost = sum(note.lost for note in made.notes)
        for line in self.lines:
            self._draw(made, line, by_id)
        led_to = {flow.to.text for step in made.steps for flow in step.flows or () if flow.to}
        for shape in self.steps:
            if shape.id not in by_id or not shape.kind.startswith("terminator"):
                continue
            step = by_id[shape.id]
            if step.flows and shape.id not in led_to:
                step.fields["trigger"] = step.name
            elif not step.flows:
                step.fields["outcome"] = step.name
        made.elements = len(made.steps) + len(self.lines) + lost
        return made

    def _owner(self, made: Draft, shape: _Shape) -> Located | None:
        """Return the title of the innermost lane around a shape; None where it lies in none."""
        column = self.columns.get("contained")
        for part in reversed(shape.within):
            lane = self.by_id.get(part)
            if lane is not None:
                if title := _label(self.cells, self.columns, lane.row):
                    return Located(title.text, self.cells.at(shape.row, column))
                continue
            if title := self._lane_of(part):
                return Located(title.text, self.cells.at(shape.row, column))
            words = f"no lane with a title was found for `{part}`; no owner was set"
            made.note(self.cells.at(shape.row, column), words, lost=True)
        return None

    def _lane_of(self, part: str) -> Located | None:
        """Return the title of a lane by its number: `2:1`, `2:laneRow:1`, `laneRow:1`."""
        match = _LANE.fullmatch(part) if ":" in part else None
        if match is None:
            return None
        named = self.by_id.get(match["shape"] or "")
        pool = named or (self.pools[0] if len(self.pools) == 1 else None)
        column = self.columns.get(f"text{int(match['number'])}") if pool else None
        return self.cells.get(pool.row, column) if pool and column else None

    def _draw(self, made: Draft, line: _Shape, by_id: dict[str, DraftStep]) -> None:
        """Make a flow of a line, in the direction of its arrow."""
        columns, text = self.columns, self.grid.text
        ends = text(line.row, columns["source"]), text(line.row, columns["destination"])
        at = self.cells.at(line.row, columns["source"])
        heads = [
            text(line.row, columns.get(key)).casefold() not in ("", "none")
            for key in ("source_arrow", "destination_arrow")
        ]
        if heads == [True, False]:
            ends = ends[1], ends[0]
        missing = [end or "nothing" for end in ends if end not in by_id]
        if missing:
            words = f"this line joins no two steps ({missing[0]} is none); it was left out"
            made.note(at, words, lost=True)
            return
        label = _label(self.cells, columns, line.row)
        pairs = [ends, ends[::-1]] if heads == [True, True] else [ends]
        for source, target in pairs:
            flows = by_id[source].flows
            assert flows is not None
            flows.append(DraftFlow(to=Located(target, at), when=label))
