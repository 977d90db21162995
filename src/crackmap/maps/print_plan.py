"""What goes on which sheet of paper: a whole map with its legend, or tiles, and the legend behind.

Everything is in points on the paper, and in pixels on the map; a scale is in thousandths of a point
for each pixel.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from crackmap.maps.layout import legend as legends
from crackmap.maps.layout.overview import Overview
from crackmap.maps.layout.scene import Legend, Rect, Scene
from crackmap.maps.layout.sizes import SMALL_SIZE, TEXT_SIZE
from crackmap.maps.layout.tiles import OVERLAP, head_room, part_of, tiles
from crackmap.maps.paper import Paper
from crackmap.maps.pictures import Pictures
from crackmap.maps.svg import panels as svg_panels
from crackmap.maps.svg import picture
from crackmap.maps.svg.legend import legend as drawn_legend
from crackmap.maps.svg.sheets import Piece, Sheet, covered, key_of, tile

_SIZES = re.compile(r'font-size="([0-9]+)"')
_WHOLE = re.compile(r'<svg [^>]*?width="([0-9]+)" height="([0-9]+)"')
_LEGEND = 800  # the scale of a legend on a page of its own: text of 8.8 points
_LEAST_TILE = 240  # pixels: a box, and room for what leads to it
_EDGE = 8  # pixels below a map
# Text of a step is never larger than the fortieth part of the paper: that is read from afar.
_LARGEST = 40


def least_scale(pictures: Pictures, least_text: float) -> int:
    """Return the scale at which the smallest text of the pictures is so many points high."""
    smallest = SMALL_SIZE
    if pictures.svg:
        smallest = min(map(int, _SIZES.findall(pictures.svg)), default=SMALL_SIZE)
    return -(-round(least_text * 1000) // smallest)


def size_of(svg_text: str) -> tuple[int, int]:
    """Return how many pixels wide and high an SVG of ours is."""
    found = _WHOLE.match(svg_text)
    assert found
    return int(found[1]), int(found[2])


def plan(pictures: Pictures, paper: Paper, least_text: float) -> list[Sheet]:
    """Return the sheets for all pictures; none where the paper is too small for such a text."""
    least = least_scale(pictures, least_text)
    room = _Room(paper, least)
    if min(room.pixels(least)) < _LEAST_TILE:
        return []
    sheets: list[Sheet] = []
    if pictures.svg:
        unclipped = pictures.svg.replace("<svg ", '<svg overflow="visible" ', 1)
        sheets += _cropped(lambda _: unclipped, size_of(pictures.svg), room, "")
    if pictures.overview:
        sheets += _overview(pictures, pictures.overview, room)
    for scene in pictures.scenes:
        whole = len(pictures.scenes) == 1 and not pictures.overview
        part = "" if whole else ", ".join(stage.head.title for stage in scene.stages)
        planned = _scene(scene, room, part)
        if not planned:
            return []
        sheets += planned
    return sheets


class _Room:
    """What a sheet has for a map, and between which scales that may be drawn."""

    def __init__(self, paper: Paper, least: int) -> None:
        self.wide, self.high = paper.room
        self.least = least
        largest = min(paper.width, paper.height) * 1000 // (_LARGEST * TEXT_SIZE)
        self.largest = max(least, largest)

    def pixels(self, scale: int) -> tuple[int, int]:
        """Return how many pixels there are at a scale."""
        return self.wide * 1000 // scale, self.high * 1000 // scale

    def fitting(self, wide: int, high: int) -> int:
        """Return the scale at which so many pixels fill the room, or the largest there may be."""
        return min(self.largest, self.wide * 1000 // wide, self.high * 1000 // high)

    def middle(self, wide: int, scale: int) -> int:
        """Return at which point something begins that shall stand in the middle."""
        return max(0, self.wide - wide * scale // 1000) // 2


def _overview(pictures: Pictures, shown: Overview, room: _Room) -> list[Sheet]:
    stages = frozenset(stage.id for scene in pictures.scenes for stage in scene.stages)

    def draw(prefix: str) -> str:
        return svg_panels.overview_body(shown, prefix, stages)

    return _cropped(draw, (shown.width, shown.height), room, "Overview")


def _cropped(
    draw: Callable[[str], str], size: tuple[int, int], room: _Room, part: str
) -> list[Sheet]:
    """Return a picture on one sheet, or in tiles that know nothing of what is on them."""
    wide, high = size
    fit = room.fitting(wide, high)
    if fit >= room.least:
        piece = Piece(draw, Rect(0, 0, wide, high), fit, room.middle(wide, fit))
        return [Sheet((piece,), part)]
    across, down = room.pixels(room.least)
    rects = [
        Rect(left, top, min(across, wide - left), min(down, high - top))
        for top in range(0, max(1, high - OVERLAP), down - OVERLAP)
        for left in range(0, max(1, wide - OVERLAP), across - OVERLAP)
    ]
    return [
        Sheet((Piece(covered(draw, rect), rect, room.least),), part, key_of(rects, at, ()))
        for at, rect in enumerate(rects)
    ]


def _scene(scene: Scene, room: _Room, part: str) -> list[Sheet]:
    """Return a map on one sheet, with its legend or before it, or in tiles; none if too small."""
    wide, high = scene.width, scene.plot.bottom + _EDGE
    fit = room.fitting(wide, high)
    if fit < room.least:
        return _tiled(scene, room, part)

    def draw(prefix: str) -> str:
        return picture.map_body(scene, prefix)

    def at_scale(scale: int) -> Piece:
        return Piece(draw, Rect(0, 0, wide, high), scale, room.middle(wide, scale))

    if scene.legend is None:
        return [Sheet((at_scale(fit),), part)]
    for scale in range(fit, room.least - 1, -max(1, fit // 40)):
        below = legends.relaid(scene.legend, 0, room.pixels(scale)[0])
        if (high + below.rect.height) * scale <= room.high * 1000:
            y = -(-high * scale // 1000)
            return [Sheet((at_scale(scale), _legend_piece(below, scale, y)), part)]
    return [Sheet((at_scale(fit),), part), *_legend_sheets(scene.legend, room, part)]


def _legend_piece(shown: Legend, scale: int, y: int = 0) -> Piece:
    view = Rect(0, 0, shown.rect.width, shown.rect.height)
    return Piece(lambda _: drawn_legend(shown), view, scale, 0, y)


def _legend_sheets(shown: Legend, room: _Room, part: str) -> list[Sheet]:
    scale = max(_LEGEND, room.least)
    return [
        Sheet((_legend_piece(page, scale),), f"{part}: legend" if part else "Legend")
        for page in legends.in_pages(shown, *room.pixels(scale))
    ]


def _tiled(scene: Scene, room: _Room, part: str) -> list[Sheet]:
    """Return a map in as few tiles as the least scale needs, as large as that leaves them."""
    left, top = head_room(scene)

    def cut(scale: int, kept: int = 0) -> list[Rect]:
        """Return the tiles at a scale, above `kept` pixels; none where they would be too small."""
        wide, high = room.pixels(scale)
        wide, high = wide - left, high - top - kept
        return tiles(scene, wide, high) if min(wide, high) >= _LEAST_TILE else []

    def below(scale: int) -> Legend | None:
        return scene.legend and legends.relaid(scene.legend, 0, room.pixels(scale)[0])

    def legend_high(scale: int) -> int:
        shown = below(scale)
        return shown.rect.height if shown else 0

    scale = room.least
    places = cut(scale)
    if not places:
        return []
    ends = len(cut(scale, legend_high(scale))) == len(places)  # there is room below the last tile
    for larger in range(room.largest, scale, -max(1, scale // 40)):
        more = cut(larger, legend_high(larger) if ends else 0)
        if len(more) == len(places):
            scale, places = larger, more
            break
    else:
        places = cut(scale, legend_high(scale) if ends else 0)
    boxes = tuple(box.rect for box in scene.boxes)
    sheets = []
    for at, place in enumerate(places):
        shown = part_of(scene, place)
        view = Rect(place.x - left, place.y - top, shown.width, shown.height)
        pieces = [Piece(tile(shown), view, scale)]
        if ends and at == len(places) - 1 and (under := below(scale)):
            pieces.append(_legend_piece(under, scale, -(-view.height * scale // 1000)))
        sheets.append(Sheet(tuple(pieces), part, key_of(places, at, boxes)))
    if scene.legend and not ends:
        sheets += _legend_sheets(scene.legend, room, part)
    return sheets
