"""A map in tiles that overlap, so that every box and every label is whole on one of them."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from crackmap.maps.layout.scene import Badge, Head, Lane, Line, Point, Rect, Scene, Stage
from crackmap.maps.layout.text import fitted

OVERLAP = 24  # pixels that two neighbours share at least
_CLEAR = 6  # pixels around what is whole
_LEAST_HEAD = 24  # pixels of a head that still hold words
_SIZES = {"lane": 13, "stage": 12}


def tiles(scene: Scene, wide: int, high: int) -> list[Rect]:
    """Return the tiles of a map, row by row, none larger than `wide` by `high` pixels.

    What is itself as long as a tile is not kept whole. A tile is left out when all that is on it
    is on another one.
    """
    plot = scene.plot
    whole = [rect.grown(_CLEAR) for rect in _whole(scene)]
    bands = [lane.band for lane in scene.lanes] + [stage.band for stage in scene.stages]
    across = _at_bands(
        *(plot.x, plot.right, wide),
        [(rect.x, rect.right) for rect in whole],
        {rect.right for rect in bands},
    )
    down = _at_bands(
        *(plot.y, plot.bottom, high),
        [(rect.y, rect.bottom) for rect in whole],
        {rect.bottom for rect in bands},
    )
    kept = dict.fromkeys(_tile(columns, rows) for rows in down for columns in across)
    near_across, near_down = _overlapping(across), _overlapping(down)
    lines = [_between(*ends) for line in scene.lines for ends in pairwise(line.points)]
    level_with = {
        (top, bottom): [
            rect for rect in (*whole, *lines) if rect.y < bottom and top < rect.y + rect.height
        ]
        for top, bottom in down
    }
    for each in reversed([*kept]):
        beside = level_with[each.y, each.bottom]
        shown = [_clipped(rect, each) for rect in beside if _meets(rect, each)]
        near = (
            _tile(columns, rows)
            for rows in near_down[each.y, each.bottom]
            for columns in near_across[each.x, each.right]
        )
        others = [other for other in near if other in kept and other != each]
        if len(kept) > 1 and all(any(_holds(other, rect) for other in others) for rect in shown):
            del kept[each]
    return [*kept]


def _tile(across: tuple[int, int], down: tuple[int, int]) -> Rect:
    (left, right), (top, bottom) = across, down
    return Rect(left, top, right - left, bottom - top)


def _overlapping(
    spans: Sequence[tuple[int, int]],
) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """Return for each piece those that share a part with it; itself is one of them."""
    return {one: [each for each in spans if each[0] < one[1] and one[0] < each[1]] for one in spans}


def _between(start: Point, end: Point) -> Rect:
    """Return the place of a straight piece of a line."""
    x, y = min(start.x, end.x), min(start.y, end.y)
    return Rect(x, y, abs(start.x - end.x) + 1, abs(start.y - end.y) + 1)


def _whole(scene: Scene) -> list[Rect]:
    """Return all that must be whole somewhere: boxes with their badges, labels and break marks."""
    boxes = [_union([box.rect, *(badge.rect for badge in box.badges)]) for box in scene.boxes]
    labels = [line.label.rect for line in scene.lines if line.label]
    marks = [Rect(line.mark.x, line.mark.y, 0, 0).grown(8) for line in scene.lines if line.mark]
    return [*boxes, *labels, *marks]


def _union(rects: Sequence[Rect]) -> Rect:
    left, top = min(rect.x for rect in rects), min(rect.y for rect in rects)
    right, bottom = max(rect.right for rect in rects), max(rect.bottom for rect in rects)
    return Rect(left, top, right - left, bottom - top)


def _at_bands(
    begin: int, end: int, long: int, parts: Sequence[tuple[int, int]], ends: AbstractSet[int]
) -> list[tuple[int, int]]:
    """Return pieces as below that end with a lane or a stage, where that takes no more of them."""
    shortest = _spans(begin, end, long, parts)
    tidy = _spans(begin, end, long, parts, ends)
    return tidy if len(tidy) == len(shortest) else shortest


def _spans(
    begin: int,
    end: int,
    long: int,
    parts: Sequence[tuple[int, int]],
    ends: AbstractSet[int] = frozenset(),
) -> list[tuple[int, int]]:
    """Return pieces of up to `long` pixels from `begin` to `end`, as few as there can be.

    A part that a piece cuts off begins in the next one. One of the `ends` in the last third of a
    piece ends it.
    """
    spans = []
    here = begin
    while here + long < end:
        cut = max([at for at in ends if here + long * 2 // 3 <= at < here + long] or [here + long])
        after = min([cut - OVERLAP, *(low for low, high in parts if low < cut < high)])
        after = after if after > here else cut - OVERLAP  # longer than a tile
        spans.append((here, cut))
        here = max(after, here + 1)
    spans.append((max(begin, min(here, end - long)), end))
    return spans


def part_of(scene: Scene, tile: Rect) -> Scene:
    """Return what is on a tile, with the names of its lanes and stages beside it.

    Boxes and lines keep their places; those that are elsewhere are left out. The scene's own size
    is that of the tile with its heads, and `plot` the tile.
    """
    deep, wide = _heads_deep(scene), _heads_wide(scene)
    lanes = tuple(_lane(lane, scene, tile) for lane in scene.lanes if _meets(lane.band, tile))
    stages = tuple(_stage(each, scene, tile) for each in scene.stages if _meets(each.band, tile))
    return scene._replace(
        width=tile.width + wide,
        height=tile.height + deep,
        title=None,
        plot=tile,
        lanes=lanes,
        stages=stages,
        boxes=tuple(box for box in scene.boxes if _meets(box.rect.grown(_CLEAR), tile)),
        lines=tuple(
            line._replace(label=line.label if _says(line, tile) else None)
            for line in scene.lines
            if _meets(_around(line), tile) or _says(line, tile)
        ),
        legend=None,
    )


def _around(line: Line) -> Rect:
    """Return the place in which all of a line lies."""
    across, down = zip(*line.points, strict=True)
    x, y = min(across), min(down)
    return Rect(x, y, max(across) + 1 - x, max(down) + 1 - y)


def _says(line: Line, tile: Rect) -> bool:
    return bool(line.label and _meets(line.label.rect, tile))


def head_room(scene: Scene) -> tuple[int, int]:
    """Return how many pixels the heads take at the left and at the top."""
    return _heads_wide(scene), _heads_deep(scene)


def _heads_wide(scene: Scene) -> int:
    rects = [band.head.rect for band in _bands(scene, left=True)]
    return scene.plot.x - min((rect.x for rect in rects), default=scene.plot.x)


def _heads_deep(scene: Scene) -> int:
    rects = [band.head.rect for band in _bands(scene, left=False)]
    return scene.plot.y - min((rect.y for rect in rects), default=scene.plot.y)


def _bands(scene: Scene, *, left: bool) -> Sequence[Lane] | Sequence[Stage]:
    return scene.stages if left == (scene.direction == "columns") else scene.lanes


def _meets(one: Rect, other: Rect) -> bool:
    x, y, wide, high = one
    left, top, width, height = other
    return x < left + width and left < x + wide and y < top + height and top < y + high


def _holds(one: Rect, other: Rect) -> bool:
    return (
        one.x <= other.x
        and one.y <= other.y
        and other.right <= one.right
        and other.bottom <= one.bottom
    )


def _clipped(rect: Rect, tile: Rect) -> Rect:
    x, y = max(rect.x, tile.x), max(rect.y, tile.y)
    return Rect(x, y, min(rect.right, tile.right) - x, min(rect.bottom, tile.bottom) - y)


def _lane(lane: Lane, scene: Scene, tile: Rect) -> Lane:
    across = scene.direction == "columns"
    head = _head(lane.head, scene, tile, across=across, size=_SIZES["lane"])
    return lane._replace(band=_clipped(lane.band, tile), head=head)


def _stage(stage: Stage, scene: Scene, tile: Rect) -> Stage:
    across = scene.direction != "columns"
    head = _head(stage.head, scene, tile, across=across, size=_SIZES["stage"])
    return stage._replace(band=_clipped(stage.band, tile), head=head)


def _head(head: Head, scene: Scene, tile: Rect, *, across: bool, size: int) -> Head:
    """Return a head beside the tile, as long as its band there, with what words fit."""
    if across:
        begin, end = max(head.rect.x, tile.x), min(head.rect.right, tile.right)
        rect = Rect(begin, head.rect.y + tile.y - scene.plot.y, end - begin, head.rect.height)
    else:
        begin, end = max(head.rect.y, tile.y), min(head.rect.bottom, tile.bottom)
        rect = Rect(head.rect.x + tile.x - scene.plot.x, begin, head.rect.width, end - begin)
    at = Point(rect.x - head.rect.x, rect.y - head.rect.y)
    if not head.upright:  # badges stand at its right end
        at = Point(rect.right - head.rect.right, at.y)
    long = rect.height if head.upright else rect.width
    taken = sum(badge.rect.width + 2 for badge in head.badges)
    room = long - 12 - taken
    if rect[2:] == head.rect[2:]:
        lines = head.lines
    elif room < _LEAST_HEAD or rect.height < _LEAST_HEAD:
        lines = ()
    else:
        most = (rect.width if head.upright else rect.height) // (size + 3)
        words = fitted(head.title, size, room, max(1, most), bold=True)
        lines = () if words.cut and not head.cut else words.lines
    badges = tuple(_moved(badge, at) for badge in head.badges) if long > taken + 8 else ()
    return head._replace(rect=rect, lines=lines, badges=badges)


def _moved(badge: Badge, by: Point) -> Badge:
    rect = badge.rect
    return badge._replace(rect=Rect(rect.x + by.x, rect.y + by.y, rect.width, rect.height))
