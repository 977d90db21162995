"""Where lines meet the shapes of BPMN, and where the words beside a shape stand."""

from __future__ import annotations

from collections.abc import Sequence
from math import isqrt
from typing import Literal

from crackmap.maps.layout.scene import Point, Rect

Form = Literal["box", "circle", "diamond"]


def named(
    block: tuple[int, int], room: Rect, rect: Rect, ends: Sequence[Point], *, is_level: bool
) -> Rect:
    """Return where the name of an event stands: on the side of its flow where fewer lines end."""
    wide, high = block
    middle = Point(rect.x + rect.width // 2, rect.y + rect.height // 2)
    if is_level:
        x = middle.x - wide // 2
        choices = [Rect(x, rect.bottom + 4, wide, high), Rect(x, rect.y - high - 4, wide, high)]
    else:
        y = middle.y - high // 2
        choices = [Rect(rect.right + 4, y, wide, high), Rect(rect.x - wide - 4, y, wide, high)]
    return _freest(choices, room, rect, ends)


def question(
    block: tuple[int, int],
    narrow: tuple[int, int],
    room: Rect,
    rect: Rect,
    ends: Sequence[Point],
) -> Rect:
    """Return where the question of a gateway stands: where no line ends, else in a corner.

    In a corner its words are set `narrow`.
    """
    wide, high = block
    middle = Point(room.x + room.width // 2, room.y + room.height // 2)
    choices = [
        Rect(middle.x - wide // 2, rect.y - high - 2, wide, high),
        Rect(middle.x - wide // 2, rect.bottom + 2, wide, high),
    ]
    wide, high = narrow
    choices += [
        Rect(x, y, wide, high)
        for y in (room.y, room.bottom - high)
        for x in (room.x, room.right - wide)
    ]
    return _freest(choices, room, rect, ends)


def _freest(choices: Sequence[Rect], room: Rect, rect: Rect, ends: Sequence[Point]) -> Rect:
    """Return the first of the areas beside a shape that the fewest of its lines run through."""

    def hits(choice: Rect) -> int:
        return sum(
            _before(end.x, choice.x, choice.right) and (end.y <= rect.y) == (choice.y < rect.y)
            if end.y in (room.y, room.bottom)
            else _before(end.y, choice.y, choice.bottom)
            and (end.x <= rect.x) == (choice.x < rect.x)
            for end in ends
        )

    return min(choices, key=lambda choice: (hits(choice), choices.index(choice)))


def _before(at: int, first: int, last: int) -> bool:
    return first - 3 < at < last + 3


def middle(room: Rect, end: Point, before: Point) -> Point:
    """Return where a line stands that goes on from the border of a room up to its middle."""
    if end.x == before.x:
        return Point(end.x, room.y + room.height // 2)
    return Point(room.x + room.width // 2, end.y)


def entry(here: Point, after: Point, rect: Rect) -> Point | None:
    """Return where a straight piece of a line enters an area."""
    if not (rect.x <= after.x <= rect.right and rect.y <= after.y <= rect.bottom):
        return None
    if here.x == after.x:
        return Point(after.x, rect.y if here.y < rect.y else rect.bottom)
    return Point(rect.x if here.x < rect.x else rect.right, after.y)


def meet(rect: Rect, form: Form, end: Point, before: Point) -> Point:
    """Return where a line that ends at the room of a shape meets the shape itself."""
    half = rect.width // 2, rect.height // 2
    middle = Point(rect.x + half[0], rect.y + half[1])
    if end.y == before.y:
        reach = _reach(form, half[0], half[1], abs(end.y - middle.y))
        return Point(middle.x + (reach if end.x > middle.x else -reach), end.y)
    reach = _reach(form, half[1], half[0], abs(end.x - middle.x))
    return Point(end.x, middle.y + (reach if end.y > middle.y else -reach))


def _reach(form: Form, along: int, across: int, aside: int) -> int:
    """Return how far a shape reaches, so many pixels beside its middle."""
    if form == "circle":
        return isqrt(max(0, along**2 - aside**2))
    if form == "diamond":
        return along * (across - aside) // across if aside < across else 0
    return along
