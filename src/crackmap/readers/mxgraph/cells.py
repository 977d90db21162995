"""The cells of a page: what each is by its style, what it says, and where it is drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from crackmap.readers.making.labels import plain
from crackmap.readers.making.rect import Rect, rect_of
from crackmap.readers.making.xml import Element

_PLACEHOLDER = re.compile(r"%([^%\s{}\"<>]{1,60})%")
_MOST_DEEP = 100
_LONGEST = 60  # letters of a label in the name of a place
_MOST_FILLED_IN = 10_000  # letters that stand for placeholders in one label


@dataclass(slots=True, eq=False)
class Cell:
    """A cell: a shape, or a line between two cells; `inside` are those drawn in or beside it.

    `ends` are the words of the shapes that a line joins, `data` what people or we tell of a shape.
    Of one that is `cut` not all placeholders were filled in.
    """

    id: str
    words: str
    style: dict[str, str]
    element: Element
    is_edge: bool
    source: str = ""
    target: str = ""
    rect: Rect = field(default_factory=Rect)
    above: Cell | None = None
    inside: list[Cell] = field(default_factory=list)
    ends: str = ""
    data: dict[str, str] = field(default_factory=dict)
    cut: bool = False

    @property
    def shape(self) -> str:
        """What it is drawn as: the `shape` of its style, else the first word of it."""
        shape = self.style.get("shape", "")
        if shape or not self.style:
            return shape
        return next((key for key, value in self.style.items() if not value), "")

    @property
    def is_lane(self) -> bool:
        """Whether it is a lane or a pool, with words or without."""
        return "swimlane" in self.style or self.shape == "swimlane"

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table of lanes."""
        return self.shape == "tableRow"

    @property
    def is_table(self) -> bool:
        """Whether it is a table of lanes, or a row of one."""
        return self.shape in ("table", "tableRow")

    @property
    def called(self) -> str:
        """How a person finds it again."""
        words = self.ends or self.words
        words = words if len(words) <= _LONGEST else f"{words[:_LONGEST]}..."
        return f"{self.id} ({words})" if words else self.id


def cells_of(model: Element) -> dict[str, Cell]:
    """Return the cells of a page by their ids, in their order, each within what holds it."""
    cells: dict[str, Cell] = {}
    parents: dict[str, str] = {}
    asked: dict[str, int] = {}  # the number behind each id that was taken or missing
    for element, holder in _elements(model):
        cell = _cell(element, holder)
        id_ = cell.id
        while not id_ or id_ in cells:
            asked[cell.id] = max(asked.get(cell.id, 0), len(cells)) + 1
            id_ = f"{cell.id}#{asked[cell.id]}"
        cell.id = id_
        cells[id_] = cell
        parents[id_] = element.get("parent") or (holder.get("parent") if holder else "")
    for id_, cell in cells.items():
        above = cells.get(parents[id_])
        if above is not None and not _is_in(above, cell, parents, cells):
            cell.above = above
            above.inside.append(cell)
    for cell in cells.values():
        if cell.above is None:
            _place(cell)
        if cell.is_edge:
            ends = [cells[id_].words if id_ in cells else "" for id_ in (cell.source, cell.target)]
            shown = (end[: _LONGEST + 1] or "?" for end in ends)
            cell.ends = " -> ".join(shown) if any(ends) else ""
    return cells


def around(cell: Cell) -> Iterator[Cell]:
    """Return what holds a cell, the innermost first."""
    above = cell.above
    while above is not None:
        yield above
        above = above.above


def _elements(model: Element) -> Iterator[tuple[Element, Element | None]]:
    """Return the cells of a model, and what is wrapped around them and carries their words."""
    for root in model.all("root"):
        for one in root.children:
            if one.name == "mxCell":
                yield one, None
                continue
            inner = next((each for each in one.children if each.name == "mxCell"), None)
            if inner is not None:
                yield inner, one


def _cell(element: Element, holder: Element | None) -> Cell:
    words, is_cut = element.get("value"), False
    if holder is not None:
        words = holder.get("label") or holder.get("value") or words
        if holder.get("placeholders") == "1":
            words, is_cut = _filled_in(words, holder)
    style: dict[str, str] = {}
    for part in element.get("style").split(";"):
        key, _, value = part.strip().partition("=")
        if key:
            style.setdefault(key, value)
    cell = Cell(
        (holder.get("id") if holder is not None else "") or element.get("id"),
        plain(words),
        style,
        element,
        element.get("edge") == "1" or bool(element.get("source") and element.get("target")),
        element.get("source"),
        element.get("target"),
    )
    cell.cut = is_cut
    cell.data = dict(holder.attributes) if holder is not None else {}
    geometry = next((one for one in element.children if one.name == "mxGeometry"), None)
    if geometry is not None and geometry.get("relative") != "1":
        cell.rect = rect_of(geometry)
    return cell


def _filled_in(words: str, holder: Element) -> tuple[str, bool]:
    """Return a label with what its placeholders stand for, and whether that was too much."""
    room = _MOST_FILLED_IN

    def filled_in(one: re.Match[str]) -> str:
        nonlocal room
        text = holder.get(one[1]) or one[0]
        room -= len(text)
        return text if room >= 0 else one[0]

    return _PLACEHOLDER.sub(filled_in, words), room < 0


def _is_in(above: Cell, cell: Cell, parents: dict[str, str], cells: dict[str, Cell]) -> bool:
    """Return whether a cell would hold itself, or stand deeper in others than anybody draws."""
    seen = {cell.id}
    one: Cell | None = above
    while one is not None:
        if one.id in seen or len(seen) > _MOST_DEEP:
            return True
        seen.add(one.id)
        one = cells.get(parents[one.id])
    return False


def _place(top: Cell) -> None:
    """Add to each rectangle where what holds it is drawn."""
    stack = [top]
    while stack:
        cell = stack.pop()
        for one in cell.inside:
            if not cell.is_edge:
                rect = one.rect
                x, y = rect.x + cell.rect.x, rect.y + cell.rect.y
                one.rect = Rect(x, y, rect.width, rect.height)
            stack.append(one)
