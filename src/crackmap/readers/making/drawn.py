"""What is drawn of a process, with whatever tool: boxes in lanes, and lines between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from crackmap.source.located import Located, Places
from crackmap.source.problems import Note
from crackmap.source.words import plural

# Work begins or ends at a `circle`; a `terminal` has round ends, as people draw that or the first
# step; a `bar` parts work or joins it.
Shape = Literal["task", "decision", "terminal", "circle", "bar"]
ROUND: tuple[Shape, ...] = ("terminal", "circle")
_SHOWN = 3  # names in a note about several boxes
MOST_LETTERS = 1_000  # of a text that says something of many boxes or lines


@dataclass(slots=True, eq=False)
class Lane:
    """A lane; without a name it is called as the lane around it. `at` is its place."""

    name: str
    at: int
    above: Lane | None = None
    shortcut: Lane | None = None  # over lanes without a name

    @property
    def called(self) -> Lane | None:
        """The innermost lane from here that has a name; ask once all lanes are in their places."""
        passed: list[Lane] = []
        lane: Lane | None = self
        while lane and not lane.name:
            passed.append(lane)
            lane = lane.shortcut or lane.above
        for one in passed[:-1]:
            one.shortcut = lane or passed[-1]
        return lane


@dataclass(slots=True, eq=False)
class Box:
    """What is drawn as a box, a diamond or a circle; work passes through one without words.

    `data` is what our own drawings tell of it: the id and the kind of a step.
    """

    name: str
    at: int
    shape: Shape = "task"
    lane: Lane | None = None
    stage: Located | None = None
    remarks: list[Located] = field(default_factory=list)
    data: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Line:
    """A line with an arrow; one that ends at a lane leads to its first boxes, or from its last."""

    source: Box | Lane
    target: Box | Lane
    words: str
    at: int


class Drawing:
    """Boxes and lines, and the process that they make."""

    def __init__(self, places: Places, name: Located) -> None:
        """Begin with an empty drawing that has a name."""
        self.places, self.name = places, name
        self.boxes: list[Box] = []
        self.lines: list[Line] = []
        self.lanes: list[Lane] = []
        self.notes: list[Note] = []
        self.description: list[Located] = []
        self.lost = 0
        self.undirected: list[int] = []  # where lines stand that have no arrow
        self.odd: dict[str, list[Box]] = {}  # boxes that were taken for tasks, by their shapes
        self.cut: set[str] = set()  # texts of which it was said that they were cut
        self.titled = True  # whether a lane around all others may be a title
        self.named = True  # whether the name is the drawing's own, and not that of its file

    def note(self, at: int, message: str, *, lost: bool = False) -> None:
        """Say what could not be taken as it stands; what is `lost` is an element, too."""
        self.notes.append(Note(self.places.span(at, at), message, lost))
        self.lost += lost

    def cut_long(self) -> None:
        """Cut long texts that stand for many places, and say so: of lanes, stages, ends and lines.

        Each would be told again with all that lies in the lane, or leads to the end.
        """
        lanes: dict[Lane, None] = {}
        ends = [end for line in self.lines for end in (line.source, line.target)]
        for lane in (*(box.lane for box in self.boxes), *ends):
            while isinstance(lane, Lane) and lane not in lanes:
                lanes[lane] = None
                lane = lane.above
        named: list[Lane | Box] = [*lanes, *(box for box in self.boxes if box.shape in ROUND)]
        for one in named:
            one.name = self._cut(one.name, one.at)
        for box in self.boxes:
            if box.stage and len(box.stage.text) > MOST_LETTERS:
                box.stage = Located(self._cut(box.stage.text, box.stage.at), box.stage.at)
        for line in self.lines:
            line.words = self._cut(line.words, line.at)

    def _cut(self, text: str, at: int) -> str:
        if len(text) <= MOST_LETTERS:
            return text
        if text not in self.cut:
            self.cut.add(text)
            self.note(at, f"this text was cut to {MOST_LETTERS:,} letters")
        return text[:MOST_LETTERS]

    def all_notes(self) -> list[Note]:
        """Return the notes, with one about lines without an arrow and one for each odd shape."""
        for shape, boxes in self.odd.items():
            names = ", ".join(f"`{box.name}`" for box in boxes[:_SHOWN])
            if len(boxes) == 1:
                words = f"{names} has the shape `{shape}`; it was taken for a task"
            else:
                more = len(boxes) - _SHOWN
                names += f" and {plural(more, 'other')}" if more > 0 else ""
                words = f"{names} have the shape `{shape}`; they were taken for tasks"
            self.note(boxes[0].at, words)
        if self.undirected:
            words = (
                "this line has no arrow; it was read as leading from its first end to its second"
            )
            if more := len(self.undirected) - 1:
                words = f"this and {plural(more, 'other line')} have no arrow; they were read as "
                words += "leading from their first ends to their second"
            self.note(self.undirected[0], words)
        return self.notes


def around(lane: Lane | None) -> Iterator[Lane]:
    """Return a lane and all around it."""
    while lane:
        yield lane
        lane = lane.above


def named(lane: Lane | None) -> Iterator[Lane]:
    """Return those of a lane and all around it that have a name."""
    while lane and (one := lane.called):
        yield one
        lane = one.above
