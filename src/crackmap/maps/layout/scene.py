"""What a map looks like: integer records in screen coordinates, x to the right and y down."""

from __future__ import annotations

from typing import Literal, NamedTuple

from crackmap.maps.layout.chart import Change, Direction, EdgeKind, Grade, LaneKind, Role, Severity

Look = Severity | Literal["key", "closed"]
Shape = Literal["step", "start", "end", "outcome", "reference"]
Icon = Literal[
    "start", "decision", "approval", "wait", "parallel", "listed", "reference", "elsewhere"
]


class Point(NamedTuple):
    """A place in pixels."""

    x: int
    y: int

    def length_to(self, end: Point) -> int:
        """Return how long a line is from here, level and upright pieces together."""
        return abs(self.x - end.x) + abs(self.y - end.y)

    def toward(self, goal: Point, far: int) -> Point:
        """Return the point `far` pixels from here on the straight way, level or upright, to it."""
        if self.y == goal.y:
            return Point(self.x + (far if goal.x > self.x else -far), self.y)
        return Point(self.x, self.y + (far if goal.y > self.y else -far))


class Rect(NamedTuple):
    """An area in pixels, from its upper left corner."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first pixel beyond it."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The first pixel below it."""
        return self.y + self.height

    def grown(self, by: int) -> Rect:
        """Return the area with so many pixels more on every side."""
        return Rect(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)


class Badge(NamedTuple):
    """The number of a finding, or the letter of a label that is explained in the key.

    A `closed` one belongs to a crack that is gone.
    """

    text: str
    severity: Look
    rect: Rect


class Head(NamedTuple):
    """The name of a lane or a stage; `upright` text is turned by a quarter, bottom to top.

    Where its lines do not hold all of the title, it is `cut`.
    """

    rect: Rect
    lines: tuple[str, ...]
    title: str
    upright: bool = False
    badges: tuple[Badge, ...] = ()
    change: Change = ""
    cut: bool = False
    pale: bool = False


class Lane(NamedTuple):
    """The band of a lane.

    One with teams stands for all of them, before their own bands; its own steps, if it has any,
    lie in a second band with its id, which is not `named` again.
    """

    id: str
    kind: LaneKind
    band: Rect
    head: Head
    level: int
    even: bool
    named: bool


class Stage(NamedTuple):
    """The band of a stage, across all lanes."""

    id: str
    band: Rect
    head: Head


class Box(NamedTuple):
    """A step, an outcome, or the stand-in for a step on another panel.

    The first of its icons lies around `icon_at`, the others at its right.
    """

    id: str
    lane: str
    stage: str
    rect: Rect
    shape: Shape
    icons: tuple[Icon, ...]
    icon_at: Point
    lines: tuple[str, ...]
    text_at: Point
    title: str
    outcome: str
    unowned: bool
    change: Change
    badges: tuple[Badge, ...]
    reference: str
    link: str
    note: str
    note_lines: tuple[str, ...]
    pale: bool


class Label(NamedTuple):
    """Words beside a line; badges stand before the first word, all inside `rect`."""

    rect: Rect
    lines: tuple[str, ...]
    badges: tuple[Badge, ...]


class Line(NamedTuple):
    """An edge, with its `points` from the box it leaves to the box it enters.

    At `bridges` it passes under another line; `mark` is the middle of the break in a gap.
    """

    id: str
    source: str
    target: str
    kind: EdgeKind
    grade: Grade
    role: Role
    back: bool
    change: Change
    points: tuple[Point, ...]
    bridges: tuple[Point, ...]
    mark: Point | None
    label: Label | None
    title: str
    weight: int
    pale: bool


class Sample(NamedTuple):
    """A line style or a shape of the legend, and what it means."""

    kind: str
    rect: Rect
    words: str


class Entry(NamedTuple):
    """A finding or a label of the key, written in full below the map: the `text` in `lines`."""

    badge: Badge
    word: str
    rule: str
    lines: tuple[str, ...]
    text_at: Point
    text: str


class Legend(NamedTuple):
    """All that stands below the map."""

    rect: Rect
    samples: tuple[Sample, ...]
    entries: tuple[Entry, ...]


class Scene(NamedTuple):
    """A whole picture. `plot` is the part that holds the map, without title and legend."""

    id: str
    name: str
    summary: str
    direction: Direction
    width: int
    height: int
    title: Head | None
    plot: Rect
    lanes: tuple[Lane, ...]
    stages: tuple[Stage, ...]
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    legend: Legend | None
