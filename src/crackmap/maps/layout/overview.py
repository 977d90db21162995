"""Stages by departments: how many steps and cracks each cell holds, before the panels of a map."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from crackmap.maps.layout.chart import Chart, Lane, LaneKind, Stage
from crackmap.maps.layout.heads import badges_of
from crackmap.maps.layout.lanes import leaves
from crackmap.maps.layout.legend import Key, entries_of, keys_of
from crackmap.maps.layout.scene import Badge, Entry, Rect
from crackmap.maps.layout.sizes import badge_row, row_width
from crackmap.maps.layout.tangles import refuse_many_cells
from crackmap.maps.layout.text import fitted, width
from crackmap.source.characters import clean

SIZE = 12
TITLE_SIZE = 18
_CELL_WIDTH, _CELL_HEIGHT = 104, 44
_MARGIN, _GAP, _TITLE = 12, 4, 44
_MOST_LINES = 5  # of the name of a stage
_Place: TypeAlias = tuple[str, str]  # ids of a lane and a stage


class Cell(NamedTuple):
    """Steps and cracks of a lane in a stage; `depth` 0 to 4 grows with the steps."""

    stage: str
    rect: Rect
    steps: int
    cracks: int
    depth: int
    nobody: bool


class Name(NamedTuple):
    """A lane or a stage at the border of the matrix."""

    rect: Rect
    lines: tuple[str, ...]
    title: str
    kind: LaneKind | str = ""


class Overview(NamedTuple):
    """The matrix in pixels, lanes down and stages across.

    Below it stand the findings of the process as a whole, which are on no panel; their `badges`
    are beside the title.
    """

    id: str
    title: str
    width: int
    height: int
    lanes: tuple[Name, ...]
    stages: tuple[Name, ...]
    cells: tuple[Cell, ...]
    badges: tuple[Badge, ...]
    entries: tuple[Entry, ...]


def overview(chart: Chart) -> Overview:
    """Count the steps of every lane in every stage, and the cracks.

    Those are the numbered findings at the steps and at the edges that leave them. Raises Tangle
    where there are far more cells than anyone looks at.
    """
    used = frozenset(node.lane for node in chart.nodes)
    lanes = leaves(chart.lanes, used)
    refuse_many_cells(clean(chart.name), len(lanes), len(chart.stages))
    steps, cracks = _counted(chart)
    names = {lane.id: clean(lane.name) for lane in chart.lanes}
    reported = [
        f"{names[lane.parent]}: {names[lane.id]}" if lane.parent in names else names[lane.id]
        for lane in lanes
    ]
    left = (
        _MARGIN + min(200, max((width(name, SIZE, bold=True) for name in reported), default=0)) + 10
    )
    heads = [
        fitted(clean(stage.name), SIZE, _CELL_WIDTH - 8, _MOST_LINES, bold=True)
        for stage in chart.stages
    ]
    top = _TITLE + 15 * max((len(head.lines) for head in heads), default=1) + 10
    stage_names = tuple(
        Name(
            Rect(left + at * (_CELL_WIDTH + _GAP), _TITLE, _CELL_WIDTH, top - _TITLE),
            head.lines,
            clean(stage.name),
        )
        for at, (stage, head) in enumerate(zip(chart.stages, heads, strict=True))
    )
    cut = [
        f"Stage: {name.title}" for name, head in zip(stage_names, heads, strict=True) if head.cut
    ]
    lane_names = []
    cells: list[Cell] = []
    for row, (lane, name) in enumerate(zip(lanes, reported, strict=True)):
        y = top + row * (_CELL_HEIGHT + _GAP)
        lines, too_long = fitted(name, SIZE, left - _MARGIN - 8, 2, bold=True)
        cut += [f"Department: {name}"] if too_long else []
        rect = Rect(_MARGIN, y, left - _MARGIN, _CELL_HEIGHT)
        lane_names.append(Name(rect, lines, name, lane.kind))
        cells += _row(chart.stages, lane, (left, y), steps, cracks)
    title = clean(chart.name)
    texts = [*map(str, chart.numbers)]
    end = 20 + width(title, TITLE_SIZE, bold=True)
    known = {finding.number: finding for finding in chart.findings}
    whole = [known[number] for number in chart.numbers if number in known]
    wide = max(left + len(chart.stages) * (_CELL_WIDTH + _GAP) + _MARGIN, 400)
    wide = max(wide, end + row_width(texts), 560 if whole or cut or chart.remarks else 0)
    below = top + len(lanes) * (_CELL_HEIGHT + _GAP) + _MARGIN
    keys = [*(Key("", words) for words in cut), *keys_of(chart.remarks)]
    entries, bottom = entries_of(whole, keys, below, wide)
    return Overview(
        id=chart.id,
        title=title,
        width=wide,
        height=bottom,
        badges=badges_of(chart.numbers, known, badge_row(texts, end, 12)),
        entries=entries,
        lanes=tuple(lane_names),
        stages=stage_names,
        cells=tuple(cells),
    )


def _counted(chart: Chart) -> tuple[Counter[_Place], Counter[_Place]]:
    """Return the number of steps, and that of cracks, in each lane and stage that has some."""
    place = {node.id: (node.lane, node.stage) for node in chart.nodes}
    cracks: Counter[_Place] = Counter()
    for node in chart.nodes:
        cracks[place[node.id]] += len(node.findings)
    for edge in chart.edges:
        cracks[place[edge.source]] += len(edge.findings)
    return Counter(place.values()), cracks


def _row(
    stages: Sequence[Stage],
    lane: Lane,
    corner: tuple[int, int],
    steps: Counter[_Place],
    cracks: Counter[_Place],
) -> Iterator[Cell]:
    """Yield the cells of a lane from its corner on; the deepest have the most steps of all."""
    left, y = corner
    most = max(steps.values(), default=1)
    for column, stage in enumerate(stages):
        key = (lane.id, stage.id)
        rect = Rect(left + column * (_CELL_WIDTH + _GAP), y, _CELL_WIDTH, _CELL_HEIGHT)
        depth = -(-4 * steps[key] // most)
        yield Cell(stage.id, rect, steps[key], cracks[key], depth, lane.kind == "nobody")
