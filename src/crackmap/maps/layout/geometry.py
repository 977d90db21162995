"""From places on the street map to pixels: how wide the streets are, where boxes and lines lie.

All numbers are in the axes of time (u) and of lanes (v); `Frame.rect` turns them to the screen.
"""

from collections.abc import Sequence
from typing import NamedTuple

from crackmap.maps.layout.grid import Grid
from crackmap.maps.layout.routes import Streets
from crackmap.maps.layout.scene import Point, Rect
from crackmap.maps.layout.sizes import even, row_width
from crackmap.maps.layout.tracks import Segment, Tracks

PITCH = 9
_LEVEL_PITCH, _UPRIGHT_PITCH = 16, 12  # between lines that end in one box; words fit between level
_PORT_MARGIN, _PORT_PITCH = 10, 42
_CHANNEL_BEFORE, _CHANNEL_BEHIND, _STAGE_BORDER = 9, 15, 12
_CORRIDOR, _CORRIDOR_MARGIN = 14, 10
_LANE_GAP = 14
_EMPTY = 30

Street = tuple[int, int]  # the axis along which it runs, and its line


class Room:
    """Pixels kept free for labels: at the start of a street, and behind one of its tracks."""

    def __init__(self) -> None:
        """Keep nothing free yet."""
        self.lead: dict[Street, int] = {}
        self.behind: dict[tuple[int, int, int], int] = {}

    def widen_lead(self, street: Street, pixels: int) -> None:
        """Keep so many pixels free between the boxes and the first track of a street."""
        self.lead[street] = max(self.lead.get(street, 0), pixels)

    def widen_behind(self, street: Street, track: int, pixels: int) -> None:
        """Keep so many pixels free on the high side of one track."""
        key = (*street, track)
        self.behind[key] = max(self.behind.get(key, 0), pixels)


class Frame(NamedTuple):
    """Everything in its place, on the screen, from the corner (0, 0).

    `lanes` and `stages` hold the first and the last pixel of each along their axis.
    """

    sideways: bool
    boxes: tuple[Rect, ...]
    points: tuple[tuple[Point, ...], ...]
    lanes: tuple[tuple[int, int], ...]
    stages: tuple[tuple[int, int], ...]
    length: int
    breadth: int

    def rect(self, u: int, v: int, long: int, broad: int) -> Rect:
        """Return the rectangle on the screen, from one along time and lanes."""
        return Rect(v, u, broad, long) if self.sideways else Rect(u, v, long, broad)


class _Ruler:
    """Where the centre of a column or row lies, and where the tracks of a street between."""

    def __init__(self) -> None:
        self.centre: dict[int, int] = {}
        self.tracks: dict[int, list[int]] = {}


class Least(NamedTuple):
    """How long each stage and how broad each lane must be for the names at their heads."""

    stages: Sequence[int]
    lanes: Sequence[int]


def measure(grid: Grid, plan: Streets, tracks: Tracks, room: Room, least: Least) -> Frame:
    """Lay everything out in pixels."""
    sideways = grid.direction == "columns"
    offsets = _offsets(grid, plan, tracks, sideways)
    shifts = _shifts(grid, tracks, offsets)
    sizes = _box_sizes(grid, tracks, offsets, sideways)
    u_ruler, v_ruler = _Ruler(), _Ruler()
    deep = _centre_sizes(plan, tracks, offsets, sizes, shifts)
    stages, length = _measure_stages(grid, tracks, room, u_ruler, deep[1], least.stages)
    lanes, breadth = _measure_lanes(grid, plan, tracks, room, v_ruler, deep[0], least.lanes)
    boxes = [
        (u_ruler.centre[u] + du - long // 2, v_ruler.centre[v] + dv - broad // 2, long, broad)
        for (u, v), (long, broad), (du, dv) in zip(plan.place, sizes, shifts, strict=True)
    ]

    def where(segment: Segment) -> int:
        ruler = u_ruler if segment.axis else v_ruler
        if segment.line in ruler.centre:
            return ruler.centre[segment.line] + offsets[id(segment)]
        return ruler.tracks[segment.line][segment.track]

    points = []
    for link, segments in zip(grid.links, tracks.edges, strict=True):
        ends = _points(boxes[link.source], boxes[link.target], segments, [*map(where, segments)])
        points.append(tuple(Point(v, u) if sideways else Point(u, v) for u, v in ends))
    rects = tuple(Rect(v, u, b, a) if sideways else Rect(u, v, a, b) for u, v, a, b in boxes)
    return Frame(sideways, rects, tuple(points), tuple(lanes), tuple(stages), length, breadth)


def _offsets(grid: Grid, plan: Streets, tracks: Tracks, sideways: bool) -> dict[int, int]:
    """Return how far from the centre of its column or row each segment there lies, by id.

    A route straight from box to box lies on the centre if the others leave it room; else the whole
    group is centred.
    """
    offsets = {}
    for axis in (0, 1):
        usual = _UPRIGHT_PITCH if (axis == 0) == sideways else _LEVEL_PITCH
        for line, street in tracks.streets[axis].items():
            if not is_centre(plan, axis, line):
                continue
            for group in street.groups:
                last = max(segment.track for segment in group)
                ports = any(grid.links[each.edge].edge.port for each in group if not each.before)
                pitch = _PORT_PITCH if ports else usual
                straight = [segment.track for segment in group if segment.through]
                centred = min(straight, key=lambda track: abs(2 * track - last), default=None)
                middle = last * pitch // 2
                if centred is not None and last <= 2:
                    middle = centred * pitch
                for segment in group:
                    offsets[id(segment)] = segment.track * pitch - middle
    return offsets


def is_centre(plan: Streets, axis: int, line: int) -> bool:
    """Return whether a street is the centre line of a row (axis 0) or of a column (axis 1)."""
    return line % 2 == 1 if axis else plan.row_line[line]


def _shifts(grid: Grid, tracks: Tracks, offsets: dict[int, int]) -> list[tuple[int, int]]:
    """Return how far along u and v each box is off its centre: an outcome follows its only line."""
    shifts = [(0, 0)] * len(grid.cells)
    for link, segments in zip(grid.links, tracks.edges, strict=True):
        if grid.cells[link.target].node is None:
            offset = offsets[id(segments[-1])]
            shifts[link.target] = (offset, 0) if segments[-1].axis else (0, offset)
    return shifts


def _box_sizes(
    grid: Grid, tracks: Tracks, offsets: dict[int, int], sideways: bool
) -> list[tuple[int, int]]:
    """Return each box's extent along u and v: room for its words and for the lines that end there.

    Lines come in beside the badges on its upper border.
    """
    badges = [
        row_width([str(number) for number in cell.node.findings]) if cell.node else 0
        for cell in grid.cells
    ]
    sizes = []
    for cell in grid.cells:
        wide, high = cell.content.width, cell.content.height
        sizes.append([high, wide] if sideways else [wide, high])
    for link, segments in zip(grid.links, tracks.edges, strict=True):
        for at, segment in ((link.source, segments[0]), (link.target, segments[-1])):
            if grid.cells[at].node is None:
                continue
            need = abs(offsets[id(segment)]) + _PORT_MARGIN + grid.cells[at].content.inset
            across = 0 if segment.axis else 1
            if badges[at] and (across == 1) == sideways:
                need = max(need, offsets[id(segment)] + badges[at])
            sizes[at][across] = max(sizes[at][across], 2 * need)
    return [(even(long), even(broad)) for long, broad in sizes]


def _centre_sizes(
    plan: Streets,
    tracks: Tracks,
    offsets: dict[int, int],
    sizes: list[tuple[int, int]],
    shifts: list[tuple[int, int]],
) -> tuple[dict[int, int], dict[int, int]]:
    """Return how broad each row is (by v-line) and how long each column (by u-line)."""
    rows: dict[int, int] = {}
    columns: dict[int, int] = {}
    for (u, v), (long, broad), (du, dv) in zip(plan.place, sizes, shifts, strict=True):
        rows[v] = max(rows.get(v, 0), broad + 2 * abs(dv))
        columns[u] = max(columns.get(u, 0), long + 2 * abs(du))
    for axis, deep in ((0, rows), (1, columns)):
        for line, street in tracks.streets[axis].items():
            if is_centre(plan, axis, line):
                far = max(abs(offsets[id(segment)]) for segment in street.segments)
                deep[line] = max(deep.get(line, _EMPTY), 2 * far + 12)
    return rows, columns


def _measure_stages(
    grid: Grid,
    tracks: Tracks,
    room: Room,
    ruler: _Ruler,
    deep: dict[int, int],
    least: Sequence[int],
) -> tuple[list[tuple[int, int]], int]:
    at = 0
    stages: list[tuple[int, int]] = []
    begin = 0
    last = len(grid.column_stage)
    for column in range(last + 1):
        at = _channel(2 * column, at, tracks, room, ruler, outer=column in (0, last))
        if column == last or (
            column and grid.column_stage[column] != grid.column_stage[column - 1]
        ):
            end = max(at, begin + least[len(stages)])
            stages.append((begin, end))
            begin, at = end, end + (0 if column == last else _STAGE_BORDER)
        if column < last:
            size = deep.get(2 * column + 1, _EMPTY)
            ruler.centre[2 * column + 1] = at + size // 2
            at += size
    return stages, begin


def _channel(line: int, at: int, tracks: Tracks, room: Room, ruler: _Ruler, *, outer: bool) -> int:
    """Measure one channel from the pixel `at`; return where it ends."""
    street = tracks.streets[1].get(line)
    lead = room.lead.get((1, line), 0)
    if street is None:
        return at + lead + (12 if outer else _CHANNEL_BEFORE + _CHANNEL_BEHIND)
    at += lead + _CHANNEL_BEFORE + 4
    return _lay_tracks(street.tracks, (1, line), at, room, ruler) + _CHANNEL_BEHIND


def _lay_tracks(count: int, street: Street, at: int, room: Room, ruler: _Ruler) -> int:
    """Place the tracks from `at` on; return the pixel of the last, with the room behind it."""
    ruler.tracks[street[1]] = places = []
    for track in range(count):
        places.append(at)
        at += room.behind.get((*street, track), 0) + (PITCH if track < count - 1 else 0)
    return at


def _measure_lanes(
    grid: Grid,
    plan: Streets,
    tracks: Tracks,
    room: Room,
    ruler: _Ruler,
    deep: dict[int, int],
    least: Sequence[int],
) -> tuple[list[tuple[int, int]], int]:
    at = 0
    lanes = []
    for number, rows in enumerate(grid.rows):
        lane = grid.lanes[number]
        if lane.kind == "external" and number and grid.lanes[number - 1].kind != "external":
            at += _LANE_GAP
        begin = at
        for line in range(plan.lane_first[number], plan.lane_first[number] + 2 * rows + 1):
            if plan.row_line[line]:
                size = deep.get(line, _EMPTY)
                ruler.centre[line] = at + size // 2
                at += size
                continue
            street = tracks.streets[0].get(line)
            at += room.lead.get((0, line), 0)
            if street is None:
                at += _CORRIDOR
            else:
                at = _lay_tracks(street.tracks, (0, line), at + _CORRIDOR_MARGIN, room, ruler)
                at += _CORRIDOR_MARGIN
        at = max(at, begin + least[number])
        lanes.append((begin, at))
    return lanes, at


def _points(
    source: tuple[int, int, int, int],
    target: tuple[int, int, int, int],
    segments: Sequence[Segment],
    places: Sequence[int],
) -> list[tuple[int, int]]:
    """Return the route in pixels (u, v), from the border of one box to the border of the other."""
    points = [_port(source, segments[0], places[0], leaving=True)]
    for before, here in zip(range(len(segments)), range(1, len(segments)), strict=False):
        along, across = places[before], places[here]
        points.append((across, along) if segments[here].axis else (along, across))
    points.append(_port(target, segments[-1], places[-1], leaving=False))
    return points


def _port(
    box: tuple[int, int, int, int], segment: Segment, place: int, *, leaving: bool
) -> tuple[int, int]:
    u, v, long, broad = box
    far = (segment.stop > segment.start) == leaving
    if segment.axis:
        return (place, v + broad if far else v)
    return (u + long if far else u, place)
