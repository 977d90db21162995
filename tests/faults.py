"""What must not be on a map, told in sentences: lines over boxes or on lines, words over things."""

from collections.abc import Iterator
from itertools import combinations, pairwise

from crackmap.maps.layout.scene import Line, Point, Rect, Scene

MARK = 16


def faults(scene: Scene) -> list[str]:
    """All faults of a scene, measured on its numbers alone."""
    return [*_boxes(scene), *_lines(scene), *_words(scene)]


def crossings(scene: Scene) -> int:
    """How often a line crosses another."""
    pieces = list(_pieces(scene))
    return sum(
        min(two.x, end.x) < one.x < max(two.x, end.x)
        and min(one.y, stop.y) < two.y
        and two.y < max(one.y, stop.y)
        for _, one, stop in pieces
        if one.x == stop.x
        for _, two, end in pieces
        if two.y == end.y
    )


def _pieces(scene: Scene) -> Iterator[tuple[Line, Point, Point]]:
    for line in scene.lines:
        for one, other in pairwise(line.points):
            yield line, one, other


def _meet(one: Rect, other: Rect) -> bool:
    return (
        one.x < other.right
        and other.x < one.right
        and one.y < other.bottom
        and other.y < one.bottom
    )


def _runs_into(one: Point, other: Point, rect: Rect) -> bool:
    """Whether a straight line has a point inside the rectangle; its border may be touched."""
    left, right = sorted((one.x, other.x))
    top, bottom = sorted((one.y, other.y))
    return left < rect.right and right > rect.x and top < rect.bottom and bottom > rect.y


def _boxes(scene: Scene) -> Iterator[str]:
    for one, other in combinations(scene.boxes, 2):
        if _meet(one.rect, other.rect):
            yield f"box {one.id} lies on box {other.id}"
    for line, one_end, other_end in _pieces(scene):
        for box in scene.boxes:
            if _runs_into(one_end, other_end, box.rect):
                yield f"line {line.title} runs over box {box.id}"
            if any(_runs_into(one_end, other_end, badge.rect) for badge in box.badges):
                yield f"line {line.title} runs over a badge of {box.id}"


def _lines(scene: Scene) -> Iterator[str]:
    level: dict[int, list[tuple[int, int, str]]] = {}
    upright: dict[int, list[tuple[int, int, str]]] = {}
    for line, one, other in _pieces(scene):
        if one == other or (one.x != other.x and one.y != other.y):
            yield f"line {line.title} is not made of level and upright pieces"
        if one.y == other.y:
            level.setdefault(one.y, []).append(
                (min(one.x, other.x), max(one.x, other.x), line.title)
            )
        else:
            upright.setdefault(one.x, []).append(
                (min(one.y, other.y), max(one.y, other.y), line.title)
            )
    for pieces in (*level.values(), *upright.values()):
        for (begin, end, title), (start, stop, other_title) in combinations(pieces, 2):
            if begin < stop and start < end:
                yield f"line {title} runs on line {other_title}"


def _words(scene: Scene) -> Iterator[str]:
    marks = [
        (line, Rect(line.mark.x - MARK // 2, line.mark.y - MARK // 2, MARK, MARK))
        for line in scene.lines
        if line.mark
    ]
    labels = [(line, line.label) for line in scene.lines if line.label]
    for (one, label), (other, second) in combinations(labels, 2):
        if _meet(label.rect, second.rect):
            yield f"words of {one.title} lie on words of {other.title}"
    for line, label in labels:
        rect = label.rect
        on_its_line = not label.lines and label.badges[0].severity == "key"
        for box in scene.boxes:
            if any(_meet(rect, each) for each in (box.rect, *(b.rect for b in box.badges))):
                yield f"words of {line.title} lie on box {box.id}"
        for other, mark in marks:
            if _meet(rect, mark):
                yield f"words of {line.title} lie on the mark of {other.title}"
        for other, start, stop in _pieces(scene):
            if _runs_into(start, stop, rect) and not (on_its_line and other is line):
                yield f"words of {line.title} lie on line {other.title}"
        plot = scene.plot
        if rect != Rect(
            max(rect.x, plot.x),
            max(rect.y, plot.y),
            min(rect.width, plot.right - rect.x),
            min(rect.height, plot.bottom - rect.y),
        ):
            yield f"words of {line.title} leave the map"
