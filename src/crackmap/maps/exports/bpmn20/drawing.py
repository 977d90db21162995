"""A BPMN drawing in pixels, and what each of its shapes and lines stands for."""

from __future__ import annotations

from typing import NamedTuple

from crackmap.maps.exports.bpmn20.meeting import Form
from crackmap.maps.exports.bpmn20.parts import EVENTS, GATEWAYS, Part, Wire
from crackmap.maps.layout.scene import Point, Rect


class Shape(NamedTuple):
    """A flow node in its place; `id` is an XML name, `label` where words outside of it stand.

    `lane` is the number of its lane among those that have no lanes inside. A timer on a step has
    the number of that among the shapes as its `host`.
    """

    id: str
    part: Part
    lane: int
    unowned: bool
    rect: Rect
    label: Rect | None = None
    host: int | None = None

    @property
    def form(self) -> Form:
        """How it looks: as a box, a circle or a diamond."""
        if self.part.kind in GATEWAYS:
            return "diamond"
        return "circle" if self.part.kind in (*EVENTS, "boundary") else "box"


class Line(NamedTuple):
    """A flow between two shapes, by their places in the drawing.

    A message has a pool at one of its ends, which is None.
    """

    wire: Wire
    source: int | None
    target: int | None
    points: tuple[Point, ...]
    label: Rect | None
    pool: str = ""


class LaneShape(NamedTuple):
    """A lane of `department`; `inside` are the lanes within it, else `leaf` is its number."""

    id: str
    department: str
    name: str
    rect: Rect
    inside: tuple[LaneShape, ...]
    leaf: int | None


class Box(NamedTuple):
    """A stage or a pool in its place, by its id."""

    id: str
    name: str
    rect: Rect
    label: Rect | None = None


class Drawing(NamedTuple):
    """A whole collaboration, in pixels: the pool of the process, and those of outsiders."""

    pool: Rect
    level: bool
    pools: tuple[Box, ...]
    stages: tuple[Box, ...]
    lanes: tuple[LaneShape, ...]
    shapes: tuple[Shape, ...]
    lines: tuple[Line, ...]
