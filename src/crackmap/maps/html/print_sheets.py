"""The map of a page on sheets of paper, where one sheet would make its text too small to read.

What lies inside the heads is drawn once, and so is the map in small: the sheets use them again.
They are for A4 and Letter alike, and shown in print only.
"""

from __future__ import annotations

from typing import NamedTuple

from crackmap.maps.layout.scene import Rect, Scene
from crackmap.maps.layout.sizes import SMALL_SIZE
from crackmap.maps.layout.tiles import head_room, part_of, tiles
from crackmap.maps.paper import LEAST_TEXT
from crackmap.maps.svg.picture import body
from crackmap.maps.svg.sheets import KeyMap, key_ground, key_of, key_tile
from crackmap.maps.svg.theme import style

# What margins of 12 mm leave of A4 and of Letter, in points, and what stands besides the map.
_SHORT, _LONG = 526, 722
_HEADER, _CAPTION = 84, 30
_SCALE = LEAST_TEXT * 1000 // SMALL_SIZE  # thousandths of a point for each pixel
_PREFIX = "unbound"
_KEY = Rect(0, 0, 60, 26)
_USED = ("edges", "steps", "labels")


class Sheets(NamedTuple):
    """The sheets, empty where the map fits on one, and whether they lie across."""

    drawn: str
    across: bool


def with_ids(drawn: str, prefix: str) -> str:
    """Return what is drawn of a map with ids at the groups that are used again."""
    for name in _USED:
        drawn = drawn.replace(f'<g class="{name}">', f'<g id="{prefix}-{name}" class="{name}">', 1)
    return drawn


def print_sheets(scene: Scene, prefix: str) -> Sheets:
    """Return the sheets of a map, as they lie when there are fewest."""
    left, top = head_room(scene)
    choices = []
    for across in (False, True):
        wide, high = (_LONG, _SHORT) if across else (_SHORT, _LONG)
        high -= _HEADER + _CAPTION
        room = wide * 1000 // _SCALE, high * 1000 // _SCALE
        if scene.width <= room[0] and scene.plot.bottom <= room[1]:
            return Sheets("", across)
        choices.append((tiles(scene, room[0] - left, room[1] - top), across))
    places, across = min(choices, key=lambda choice: len(choice[0]))
    boxes = tuple(box.rect for box in scene.boxes)
    drawn = [
        _sheet(scene, prefix, place, key_of(places, at, boxes)) for at, place in enumerate(places)
    ]
    style_ = f"<style>\n@media print{{\n{_unbound_style()}\n}}\n</style>\n"
    inner = f"{style_}{''.join(drawn)}"
    return Sheets(f'<div class="sheets">\n{inner}</div>\n', across)


def _unbound_style() -> str:
    """Return the look of the drawing for what is used again, which no rule of an id reaches."""
    return style("light", _PREFIX).replace(f"#{_PREFIX} ", "")


def _sheet(scene: Scene, prefix: str, place: Rect, key: KeyMap) -> str:
    part = part_of(scene, place)
    left, top = head_room(scene)
    view = f"{place.x - left} {place.y - top} {part.width} {part.height}"
    own = f"{prefix}-sheet{key.here + 1}"
    heads = body(part._replace(boxes=(), lines=()), own)
    heads = heads.replace(f"url(#{own}-hatch)", f"url(#{prefix}-hatch)")
    inside = "".join(f'<use href="#{prefix}-{name}"/>' for name in _USED)
    size = f'x="{place.x}" y="{place.y}" width="{place.width}" height="{place.height}"'
    window = f'viewBox="{place.x} {place.y} {place.width} {place.height}"'
    return (
        f'<figure class="sheet"><svg role="img" aria-label="the map, {_number(key)}" '
        f'viewBox="{view}" width="{_points(part.width)}" height="{_points(part.height)}">\n'
        f"{heads}\n<svg {size} {window}>{inside}</svg></svg>\n"
        '<figcaption><svg aria-hidden="true" width="60pt" height="26pt" viewBox="0 0 60 26">'
        f"{_key(key, prefix)}</svg> {_words(key)}</figcaption></figure>\n"
    )


def _key(key: KeyMap, prefix: str) -> str:
    """Return which part of the map this is, in small: but for that, what the first part draws."""
    if len(key.tiles) == 1:
        return ""
    name = f"{prefix}-key"
    ground = f'<use href="#{name}"/>' if key.here else f'<g id="{name}">{key_ground(key, _KEY)}</g>'
    return f'<g class="key-map">{key_tile(key, _KEY)}{ground}</g>'


def _points(pixels: int) -> str:
    return f"{pixels * _SCALE // 1000}pt"


def _words(key: KeyMap) -> str:
    """Return which part this is, and which ones lie beside it."""
    sides = zip(("left", "right", "above", "below"), key.beside, strict=True)
    beside = [f"{side}: part {key.here + 1 + far}" for side, far in sides if far]
    return ", ".join([_number(key), *beside])


def _number(key: KeyMap) -> str:
    return f"part {key.here + 1} of {len(key.tiles)}"
