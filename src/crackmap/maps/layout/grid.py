"""Where every box stands: its column along time, its lane, and its row inside the lane."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from crackmap.maps.layout.chart import Chart, Direction, Edge, Lane, Node, Stage
from crackmap.maps.layout.lanes import leaves
from crackmap.maps.layout.order import back_edges, in_order
from crackmap.maps.layout.sizes import Content, content, outcome_content


@dataclass(slots=True)
class Cell:
    """A box in its place.

    An outcome has no node; it stands beside the step it belongs to. That of another process has a
    `link`, where there is one. Its `letter` is that of the key below the map, where its words are
    whole.
    """

    id: str
    node: Node | None
    content: Content
    lane: int
    stage: int
    column: int = 0
    row: int = 0
    link: str = ""
    pale: bool = False
    letter: str = ""

    @property
    def badges(self) -> list[str]:
        """What stands on its upper border: the numbers of findings, and its letter."""
        numbers = self.node.findings if self.node else ()
        return [*map(str, numbers), *([self.letter] if self.letter else [])]


class Link(NamedTuple):
    """An edge between the cells `source` and `target`, by index; `back` runs against time."""

    edge: Edge
    source: int
    target: int
    back: bool


class Grid(NamedTuple):
    """All boxes in their cells; how many rows each lane has, and the stage of each column."""

    direction: Direction
    lanes: tuple[Lane, ...]
    rows: tuple[int, ...]
    stages: tuple[Stage, ...]
    column_stage: tuple[int, ...]
    cells: tuple[Cell, ...]
    links: tuple[Link, ...]


def place(
    chart: Chart,
    direction: Direction,
    lanes: Sequence[Lane] | None = None,
    *,
    across: bool = True,
) -> Grid:
    """Put every node and outcome of the chart into a cell of its own.

    Lanes are in the order of the file unless another is given. With `across` an arrow may run
    straight to another lane. Raises ValueError for an id that stands twice, and for a lane, stage
    or step that is unknown.
    """
    if lanes is None:
        lanes = leaves(chart.lanes, frozenset(node.lane for node in chart.nodes))
    cells, index = _steps(chart, lanes)
    ends = [(index[edge.source], index[edge.target]) for edge in chart.edges if edge.target]
    onward = [edge for edge in chart.edges if edge.target]
    runs_on = [edge.kind != "rejection" for edge in onward]
    stage = [cell.stage for cell in cells]
    starts = [at for at, node in enumerate(chart.nodes) if node.start]
    timed = [ends[at] for at in range(len(ends)) if runs_on[at]]
    back = back_edges(len(cells), timed, starts, stage)
    forward = [pair for pair, against in zip(timed, back, strict=True) if not against]
    column_stage = _columns(cells, forward, len(chart.stages), across=across)
    links = [
        Link(edge, source, target, cells[target].column < cells[source].column or source == target)
        for edge, (source, target) in zip(onward, ends, strict=True)
    ]
    _rows(cells, links)
    links, grown = _with_outcomes(chart, cells, index, links)
    column_stage = sorted([*column_stage, *grown])
    rows = [1] * len(lanes)
    for cell in cells:
        rows[cell.lane] = max(rows[cell.lane], cell.row + 1)
    return Grid(
        direction,
        tuple(lanes),
        tuple(rows),
        chart.stages,
        tuple(column_stage),
        tuple(cells),
        tuple(links),
    )


def _steps(chart: Chart, lanes: Sequence[Lane]) -> tuple[list[Cell], dict[str, int]]:
    lane_at = {lane.id: at for at, lane in enumerate(lanes)}
    stage_at = {stage.id: at for at, stage in enumerate(chart.stages)}
    index: dict[str, int] = {}
    cells: list[Cell] = []
    for node in chart.nodes:
        if node.id in index:
            raise ValueError(f"two nodes have the id {node.id!r}")
        if node.lane not in lane_at or node.stage not in stage_at:
            raise ValueError(f"the lane or stage of node {node.id!r} is unknown")
        index[node.id] = len(cells)
        cells.append(Cell(node.id, node, content(node), lane_at[node.lane], stage_at[node.stage]))
    for edge in chart.edges:
        for end in (edge.source, edge.target or edge.source):
            if end not in index:
                raise ValueError(f"an edge ends at {end!r}, which is no node")
    return cells, index


def _columns(
    cells: list[Cell], forward: list[tuple[int, int]], stages: int, *, across: bool
) -> list[int]:
    """Set the column of every cell, as far on as the longest path leads inside its stage.

    Stages stand one after another. Return the stage of each column.

    With `across` a change of lane needs no column of its own where nothing is in the way: the
    arrow runs straight to the other lane. That makes the map up to a third shorter.
    """
    before: list[list[int]] = [[] for _ in cells]
    after: list[list[int]] = [[] for _ in cells]
    for source, target in forward:
        before[target].append(source)
        after[source].append(target)
    taken: set[tuple[int, int, int]] = set()
    stacked = [False] * len(cells)
    wide = [1] * stages
    for at in in_order(len(cells), forward):
        cell = cells[at]
        inside = [prev for prev in before[at] if cells[prev].stage == cell.stage]
        column = max((cells[prev].column for prev in inside), default=-1)
        latest = [prev for prev in inside if cells[prev].column == column]
        stacked[at] = (
            across
            and bool(latest)
            and (cell.stage, cell.lane, column) not in taken
            and all(cells[prev].lane != cell.lane and not stacked[prev] for prev in latest)
        )
        cell.column = column if stacked[at] else column + 1
        taken.add((cell.stage, cell.lane, cell.column))
        wide[cell.stage] = max(wide[cell.stage], cell.column + 1)
    _pull(cells, before, after)
    first = [sum(wide[:stage]) for stage in range(stages)]
    for cell in cells:
        cell.column += first[cell.stage]
    return [stage for stage in range(stages) for _ in range(wide[stage])]


def _pull(cells: list[Cell], before: list[list[int]], after: list[list[int]]) -> None:
    """Put a step that nothing leads to right before what it leads to."""
    for at, cell in enumerate(cells):
        inside = [cells[next_].column for next_ in after[at] if cells[next_].stage == cell.stage]
        if not before[at] and inside and min(inside) > cell.column + 1:
            cell.column = min(inside) - 1


def _rows(cells: list[Cell], links: list[Link]) -> None:
    """Set the row of every step: level with the step before it in the same lane if it can be."""
    before: list[list[int]] = [[] for _ in cells]
    for link in links:
        if not link.back and cells[link.source].lane == cells[link.target].lane:
            before[link.target].append(link.source)
    taken: set[tuple[int, int, int]] = set()
    open_rows: dict[int, int] = {}
    for at in sorted(range(len(cells)), key=lambda at: (cells[at].column, at)):
        cell = cells[at]
        rows = open_rows.get(cell.lane, 0)
        wanted = [cells[prev] for prev in before[at] if cells[prev].column < cell.column]
        near = max(wanted, key=lambda prev: prev.column, default=None)
        costs = []
        for row in range(rows + 1):
            if (cell.lane, row, cell.column) in taken:
                continue
            cost = 2 * abs(row - (near.row if near else 0)) + (3 if row == rows and rows else 0)
            if near and row == near.row:
                between = range(near.column + 1, cell.column)
                cost += 2 * any((cell.lane, row, column) in taken for column in between)
            costs.append((cost, row))
        cell.row = min(costs)[1]
        open_rows[cell.lane] = max(rows, cell.row + 1)
        taken.add((cell.lane, cell.row, cell.column))


def _with_outcomes(
    chart: Chart, cells: list[Cell], index: dict[str, int], links: list[Link]
) -> tuple[list[Link], list[int]]:
    """Add a cell for every outcome that an edge ends in; return the links of all edges.

    An outcome stands level with its step, where the path to it is free, or else one column on.
    A stage may grow by a column for that: those that do are returned as well.
    """
    taken = {(cell.stage, cell.column, cell.lane, cell.row) for cell in cells}
    lasts: dict[int, int] = {}
    for cell in cells:
        lasts[cell.stage] = max(lasts.get(cell.stage, 0), cell.column)
    outcomes: dict[tuple[int, str], int] = {}
    targets = iter(links)
    all_links = []
    for edge in chart.edges:
        if edge.target:
            all_links.append(next(targets))
            continue
        source = index[edge.source]
        at = outcomes.get((source, edge.outcome))
        if at is None:
            at = outcomes[source, edge.outcome] = len(cells)
            step = cells[source]
            column, row = _beside(step, taken, lasts[step.stage])
            taken.add((step.stage, column, step.lane, row))
            name = f"{edge.source} -> ({edge.outcome})"
            words = outcome_content(edge.outcome, other_process=edge.other_process)
            cells.append(
                Cell(name, None, words, step.lane, step.stage, column, row, edge.link, edge.pale)
            )
        all_links.append(Link(edge, source, at, back=False))
    grown = sorted({cell.stage for cell in cells if cell.column > lasts[cell.stage]})
    for cell in cells:
        cell.column += sum(stage < cell.stage for stage in grown)
    return all_links, grown


def _beside(step: Cell, taken: set[tuple[int, int, int, int]], last: int) -> tuple[int, int]:
    """Return the column and row for an outcome of a step: near it, and nothing between."""

    def free(column: int, row: int) -> bool:
        return (step.stage, column, step.lane, row) not in taken

    options = []
    for further in (0, 1):
        column = step.column + further
        blocked = 0
        for row in range(step.row, step.row + 12):
            if free(column, row):
                grows = 3 if column > last else 0
                far = 2 * (row - step.row) + 6 * blocked
                options.append((far + 3 * further + grows, further, row))
                break
            blocked += row > step.row
        above = step.row - 1
        if above >= 0 and free(column, above):
            options.append((3 + 3 * further + (3 if column > last else 0), further, above))
    if not options:
        rows = (row for row in range(len(taken) + 1) if free(step.column, row))
        return step.column, next(rows)
    _, further, row = min(options)
    return step.column + further, row
