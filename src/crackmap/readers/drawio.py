"""drawio: drawings of draw.io and diagrams.net; swimlanes are departments, a page is a process."""

from __future__ import annotations

from crackmap.readers.making.draft import Draft
from crackmap.readers.making.drawing import draft_of
from crackmap.readers.making.drawn import MOST_LETTERS, Box, Drawing, Lane, Line, Shape
from crackmap.readers.making.labels import name_of
from crackmap.readers.making.reading import Reading, ReadOptions
from crackmap.readers.mxgraph import shapes
from crackmap.readers.mxgraph.cells import Cell, around, cells_of
from crackmap.readers.mxgraph.pages import Page, pages_of
from crackmap.readers.pages.blocks import readings_of
from crackmap.source.located import Located, Places
from crackmap.source.problems import Note, Problem, Unreadable
from crackmap.source.span import Span
from crackmap.source.words import plural

_MOST_PAIRS = 1_000_000  # of shapes that are compared by where they lie
_FRAMED = 2  # shapes around which a frame is drawn


def read(data: bytes, path: str, options: ReadOptions) -> Reading:
    """Read each page as a process; raises Unreadable."""
    pages = pages_of(data, path, options.encoding)
    drawn = [page for page in pages if page.model is not None] or pages
    alone = len(drawn) == 1
    drafts = [
        (page.title or name_of(path), _Making(page, path, alone=alone).draft()) for page in drawn
    ]
    notes: list[Note] = []
    return readings_of(drafts, "page", path, options, notes)


class _Making:
    """A drawing of the cells of a page."""

    def __init__(self, page: Page, path: str, *, alone: bool) -> None:
        self.page, self.path = page, path
        places = Places(path)
        is_named = page.title and not page.title.casefold().startswith(("page-", "page "))
        name = page.title if is_named or not alone else name_of(path)
        self.drawing = Drawing(places, Located(name, 0))
        self.drawing.named = bool(is_named)
        self.cells = cells_of(page.model) if page.model is not None else {}
        self.edges = [cell for cell in self.cells.values() if cell.is_edge]
        self.ends = {end for edge in self.edges for end in (edge.source, edge.target) if end}
        self.lanes: dict[Cell, Lane] = {}
        self.boxes: dict[Cell, Box] = {}

    def draft(self) -> Draft:
        drawn = [cell for cell in self.cells.values() if self._is_shape(cell)]
        for cell in drawn:
            if cell.is_lane or (cell.is_row and cell.words):
                self.lanes[cell] = Lane(cell.words, self._at(cell))
        for cell in drawn:
            if cell not in self.lanes and self._holds_shapes(cell):
                self._container(cell)
        for cell, lane in self.lanes.items():
            lane.above = next((self.lanes[one] for one in around(cell) if one in self.lanes), None)
        for cell in self.cells.values():
            if cell.cut:
                words = "what stands for the placeholders of this label is too long"
                self.drawing.note(self._at(cell), f"{words}; not all were filled in")
        steps = [cell for cell in drawn if self._is_step(cell)]
        if len(steps) * len(drawn) > _MOST_PAIRS:
            called = f"the page `{self.page.title}`" if self.page.title else "this drawing"
            words = f"{called} has {len(drawn):,} shapes, which is no process"
            raise Unreadable([Problem(Span(self.path, self.page.line or 1), words)])
        for cell in steps:
            if not self._frames(cell, steps):
                self._box(cell)
        self._drawn()
        for edge in self.edges:
            self._line(edge)
        return draft_of(self.drawing)

    def _at(self, cell: Cell) -> int:
        element = cell.element
        line, column = element.line, element.column
        if self.page.line:
            line, column = self.page.line, 1
        return self.drawing.places.add(
            Span(self.path, line, column, line, column, element=cell.called, quote=cell.words)
        )

    # Shapes

    def _is_shape(self, cell: Cell) -> bool:
        """Return whether a cell is drawn itself: no layer, no line and no words on one."""
        if cell.is_edge or cell.element.get("vertex") != "1":
            return False
        return not any(one.is_edge for one in around(cell))

    def _holds_shapes(self, cell: Cell) -> bool:
        return any(
            self._is_shape(one) and not (shapes.is_aside(one) and one.id not in self.ends)
            for one in cell.inside
        )

    def _container(self, cell: Cell) -> None:
        """Take a shape that others belong to for a lane, and say so."""
        if not cell.words or cell.is_table or cell.id in self.ends:
            return
        self.lanes[cell] = Lane(cell.words, self._at(cell))
        words = f"`{cell.words}` holds other shapes; it was read as a lane"
        self.drawing.note(self.lanes[cell].at, words)

    def _is_step(self, cell: Cell) -> bool:
        if cell in self.lanes or cell.is_row:
            return False
        if cell.id in self.ends:
            return True
        if shapes.is_aside(cell) or self._holds_shapes(cell) or not cell.words:
            return False
        return not self._is_part(cell)

    def _frames(self, cell: Cell, steps: list[Cell]) -> bool:
        """Return whether a shape is only drawn around others, which is told."""
        if cell.id in self.ends or not cell.rect.area:
            return False
        inside = sum(cell.rect.has(one.rect) for one in steps if one.rect.area < cell.rect.area)
        if inside < _FRAMED:
            return False
        words = f"`{cell.words}` is drawn around other shapes, and they do not belong to it as to a"
        self.drawing.note(self._at(cell), f"{words} swimlane; it was left out", lost=True)
        return True

    def _is_part(self, cell: Cell) -> bool:
        """Return whether a cell is a part of a shape, and no shape of its own."""
        return any(one.words and not (one in self.lanes or one.is_table) for one in around(cell))

    def _box(self, cell: Cell) -> None:
        shape: Shape = "task"
        if shapes.is_bar(cell):
            shape = "bar"
        elif shapes.is_decision(cell):
            shape = "decision"
        elif shapes.is_circle(cell):
            shape = "circle"
        elif shapes.has_round_ends(cell):
            shape = "terminal"
        words = cell.words or " ".join(one.words for one in cell.inside if one.words)
        box = Box(words, self._at(cell), shape)
        box.data = {key: cell.data[key] for key in ("step", "kind") if cell.data.get(key)}
        if stage := cell.data.get("stage"):
            box.stage = Located(stage, box.at)
        box.lane = next((self.lanes[one] for one in around(cell) if one in self.lanes), None)
        self._in_table(cell, box)
        if words and shape == "task" and not shapes.is_work(cell) and not shapes.is_aside(cell):
            self.drawing.odd.setdefault(cell.shape, []).append(box)
        self.boxes[cell] = box
        self.drawing.boxes.append(box)

    def _in_table(self, cell: Cell, box: Box) -> None:
        """Let the row of a table be the lane where it has words, and its column the stage."""
        row = next((one for one in around(cell) if one.is_row), None)
        if row is None or row not in self.lanes or row.above is None:
            return
        box.lane = self.lanes[row]
        column = next((one for one in (cell, *around(cell)) if one.above is row), None)
        rows = [one for one in row.above.inside if one.is_row]
        if column is None or not rows or not column.is_lane:
            return
        place = row.inside.index(column)
        head = rows[0].inside[place] if place < len(rows[0].inside) else column
        if head.words:
            box.stage = Located(head.words, self._at(head))

    def _drawn(self) -> None:
        """Put shapes that belong to no lane where they are drawn, and say where that differs."""
        lanes = [cell for cell in self.lanes if cell.words and cell.rect.area]
        moved: list[Box] = []
        for cell, box in self.boxes.items():
            there = [lane for lane in lanes if lane.rect.has(cell.rect)]
            drawn = min(there, key=lambda lane: lane.rect.area, default=None)
            if drawn is None:
                continue
            if box.lane is None:
                box.lane = self.lanes[drawn]
                moved.append(box)
                continue
            own = next((lane for lane in lanes if self.lanes[lane] is box.lane), None)
            if own and not own.rect.has(cell.rect):
                words = f"it is drawn in `{drawn.words[:MOST_LETTERS]}` and belongs to "
                words += f"`{own.words[:MOST_LETTERS]}`, which counts"
                self.drawing.note(box.at, words)
        if moved:
            words = "this shape lies in a lane and does not belong to it; the drawing was followed"
            if len(moved) > 1:
                words = f"this and {plural(len(moved) - 1, 'other shape')} lie in lanes and do not"
                words += " belong to them; the drawing was followed"
            self.drawing.note(moved[0].at, words)

    # Lines

    def _line(self, edge: Cell) -> None:
        at = self._at(edge)
        said = [edge.words, *(one.words for one in edge.inside)]
        words = ", ".join(part for part in said if part)
        ends: list[Box | Lane] = []
        for id_, which in ((edge.source, "begins"), (edge.target, "ends")):
            if not id_:
                message = f"this line {which} at no shape; it was left out"
                self.drawing.note(at, message, lost=True)
                return
            end = self._end(id_)
            if end is None:
                other = self.cells.get(id_)
                message = f"this line {which} at `{other.called if other else id_}`, which is no "
                self.drawing.note(at, f"{message}step; it was left out", lost=True)
                return
            ends.append(end)
        first = edge.style.get("startArrow", "none") not in ("none", "")
        last = edge.style.get("endArrow", "classic") not in ("none", "")
        if first and not last:
            ends.reverse()
        elif not first and not last:
            self.drawing.undirected.append(at)
        self.drawing.lines.append(Line(ends[0], ends[1], words, at))
        if first and last:
            self.drawing.lines.append(Line(ends[1], ends[0], words, at))

    def _end(self, id_: str) -> Box | Lane | None:
        """Return what a line ends at: a shape, what that is a part of, or a lane."""
        cell = self.cells.get(id_)
        for one in (cell, *around(cell)) if cell else ():
            found: Box | Lane | None = self.boxes.get(one) or self.lanes.get(one)
            if found is not None:
                return found if one is cell or isinstance(found, Box) else None
        return None
