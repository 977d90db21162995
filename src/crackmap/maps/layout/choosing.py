"""Of several ways to draw one chart, the one whose lines are clearest."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from crackmap.maps.layout import heads, labels, moving
from crackmap.maps.layout.chart import Chart, Direction, Lane, LaneOrder
from crackmap.maps.layout.crossings import count
from crackmap.maps.layout.fitting import fit
from crackmap.maps.layout.geometry import Frame
from crackmap.maps.layout.grid import Grid, place
from crackmap.source.characters import clean

_MANY = 150  # links, beyond which each chart is drawn in one way only


class Drawn(NamedTuple):
    """A chart in its place; `moved` if its lanes are not in the order of the file."""

    grid: Grid
    frame: Frame
    placed: labels.Placed
    moved: bool = False

    @property
    def crossings(self) -> int:
        """How often lines cross."""
        return count(self.frame.points)

    @property
    def length(self) -> int:
        """How long all lines are together, in pixels."""
        return sum(
            abs(one.x - other.x) + abs(one.y - other.y)
            for points in self.frame.points
            for one, other in pairwise(points)
        )


def clearest(chart: Chart, direction: Direction, order: LaneOrder = "declared") -> Drawn:
    """Return the chart with its lanes in the order of the file, or in that of the shortest lines.

    Lanes are moved only where no line crosses more often for it. Raises what `place` and `fit` do.
    """
    declared = _fitted(chart, direction)
    if order == "declared":
        return declared
    moved = [
        _fitted(chart, direction, lanes)._replace(moved=True)
        for lanes in moving.orders(declared.grid, chart.lanes)
    ]
    return min([declared, *moved], key=lambda drawn: (drawn.crossings, drawn.length))


def _fitted(chart: Chart, direction: Direction, lanes: Sequence[Lane] | None = None) -> Drawn:
    """Return the chart with arrows straight across lanes, or without where that is clearer.

    Of two with equal crossings the smaller one is clearer. With lanes as rows it always is the one
    with arrows across, for such a map would be far too long without.
    """
    drawn = _drawn(chart, place(chart, direction, lanes))
    if direction == "rows" or len(drawn.grid.links) > _MANY:
        return drawn
    long = place(chart, direction, lanes, across=False)
    if [cell.column for cell in long.cells] == [cell.column for cell in drawn.grid.cells]:
        return drawn
    return min(drawn, _drawn(chart, long), key=_unclear)


def _drawn(chart: Chart, grid: Grid) -> Drawn:
    choices = [labels.settings(link.edge) for link in grid.links]
    return Drawn(grid, *fit(grid, choices, heads.least(chart, grid), clean(chart.name)))


def _unclear(drawn: Drawn) -> tuple[int, ...]:
    area = drawn.frame.length * drawn.frame.breadth
    return drawn.crossings, len(drawn.placed.tight), area, drawn.length
