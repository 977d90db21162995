"""The sheets that crackmap writes beside a list of steps: handoffs, departments, stages and so on.

They are no processes of their own: what stands in them belongs to the process of the list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from crackmap.language.element import Element
from crackmap.language.process import Department, Goal, Process, Stage
from crackmap.language.texts import fold, id_of
from crackmap.readers.making.beside import Items
from crackmap.readers.making.draft import Draft
from crackmap.readers.making.parts import DraftFlow
from crackmap.readers.tables.agreements import Agreements
from crackmap.readers.tables.grid import Cells, Grid
from crackmap.readers.tables.notation import field
from crackmap.readers.tables.words import SHEETS, folded
from crackmap.source.located import Located, Written, mapping
from crackmap.source.nodes import MapNode

# The elements in the rows of a sheet.
_KINDS: dict[str, type[Element]] = {"departments": Department, "stages": Stage, "goals": Goal}
_CALLED = ("owner", "part_of", "accountable", "fallback", "backup")


def kind_of(grid: Grid) -> str:
    """Return which of our sheets this is; empty for others."""
    if not grid.rows:
        return ""
    first = grid.rows[min(grid.rows)]
    names = {folded(text) for text in first.values()}
    if folded(first.get(1, "")) == "process" and set(first) == {1, 2}:
        return "process" if _is_about(grid) else ""
    return next((kind for kind, needed in SHEETS.items() if set(needed) <= names), "")


def _is_about(grid: Grid) -> bool:
    """Return whether every row names a field of the process."""
    known = {folded(key) for key in Process.keys}
    return all(folded(row.get(1, "")) in known for row in grid.rows.values())


class OwnSheets:
    """Our sheets of a workbook, on their way into the process of its steps."""

    def __init__(self, grids: Mapping[str, Grid], draft: Draft) -> None:
        """Put into `draft` what stands in `grids`, by their kinds."""
        self.draft = draft
        self.cells = {kind: Cells(grid, draft.places) for kind, grid in grids.items()}
        self.rows = {kind: list(self._elements(kind)) for kind in _KINDS if kind in self.cells}
        for name, id_, _ in self.rows.get("departments", ()):
            draft.departments.know(id_.text if id_ else id_of(name.text), name)
        self.about = dict(self._about())
        if "process" in self.about:
            draft.name = self.about.pop("process")
        if "id" in self.about:
            draft.id = self.about.pop("id").text
        if "description" in self.about:
            draft.description.append(self.about.pop("description"))
        handoffs = self.cells.get("handoffs")
        self.agreements = Agreements(draft, handoffs) if handoffs else None
        draft.beside = self

    def process(self) -> Items:
        """Return what the process has beside its name and its stages."""
        found: Items = [(key, self._value(Process, key, text)) for key, text in self.about.items()]
        for name, _, fields in self.rows.get("departments", ()):
            self.draft.departments.called(name)
            for key, text in fields.items():
                value = text if key == "part_of" else self._value(Department, key, text)
                self.draft.departments.declare(name.text, key, value)
        found.append(("goals", self._goals()))
        if self.agreements:
            found.append(("handoffs", self.agreements.shared()))
        return found

    def stage(self, name: str) -> Items:
        """Return what the stage of a name has beside its steps."""
        for named, _, fields in self.rows.get("stages", ()):
            if fold(named.text) == fold(name):
                told: Items = [(key, self._value(Stage, key, text)) for key, text in fields.items()]
                return told
        return []

    def flow(self, flow: DraftFlow) -> Items:
        """Return the agreement that stands in place of a flow."""
        return [("handoff", self.agreements.of(flow))] if self.agreements else []

    def _goals(self) -> Written | None:
        goals: list[tuple[str, MapNode]] = [
            (
                id_.text if id_ else id_of(name.text),
                mapping(
                    self.draft.places,
                    name.at,
                    [
                        ("name", name),
                        *((key, self._value(Goal, key, text)) for key, text in fields.items()),
                    ],
                ),
            )
            for name, id_, fields in self.rows.get("goals", ())
        ]
        return mapping(self.draft.places, goals[0][1].start, goals) if goals else None

    def _elements(self, kind: str) -> Iterator[tuple[Located, Located | None, dict[str, Located]]]:
        """Return the elements in the rows of a sheet: names, ids, and what is said of each."""
        cells = self.cells[kind]
        head = min(cells.grid.rows)
        keys = {"id": "id"} | {folded(key): key for key in _KINDS[kind].keys}
        columns = {
            column: keys.get(folded(text), "")
            for column, text in sorted(cells.grid.rows[head].items())
        }
        called = next(
            column
            for column, text in sorted(cells.grid.rows[head].items())
            if folded(text) == kind.removesuffix("s")
        )
        for row in cells.grid.below(head):
            name = cells.get(row, called)
            told = {
                key: text
                for column, key in columns.items()
                if key and column != called and (text := cells.get(row, column))
            }
            id_ = told.pop("id", None)
            if name:
                yield name, id_, told

    def _about(self) -> Iterator[tuple[str, Located]]:
        cells = self.cells.get("process")
        if cells is None:
            return
        keys = {folded(key): key for key in Process.keys}
        for row in sorted(cells.grid.rows):
            if value := cells.get(row, 2):
                yield keys[folded(cells.grid.text(row, 1))], value

    def _value(self, kind: type[Element], key: str, text: Located) -> Written:
        """Return what a field takes of a cell."""
        called = self.draft.departments.called
        if key in _CALLED:
            return called(text)
        return field(self.draft.places, kind.takes.get(key), text, called)


def parted(grids: Sequence[Grid]) -> tuple[dict[str, Grid], list[Grid]]:
    """Return our sheets, by their kinds, and the others."""
    ours: dict[str, Grid] = {}
    others = []
    for grid in grids:
        kind = kind_of(grid)
        if kind and kind not in ours:
            ours[kind] = grid
        else:
            others.append(grid)
    return ours, others
