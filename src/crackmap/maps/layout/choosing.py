"""Of several ways to draw one chart, the one whose lines are clearest."""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from crackmap.maps.layout import heads, keys, labels, moving
from crackmap.maps.layout.chart import Chart, Direction, Lane, LaneOrder
from crackmap.maps.layout.crossings import count
from crackmap.maps.layout.effort import Effort
from crackmap.maps.layout.fitting import fit
from crackmap.maps.layout.geometry import Frame
from crackmap.maps.layout.grid import Grid, place
from crackmap.maps.layout.tangles import Tangle
from crackmap.source.characters import clean

_MANY = 150  # links, beyond which a chart with its lanes in one order is drawn in one way only
_MOST_ORDERS, _MOST_LINKS = 15, 300  # that are drawn: orders of lanes, and links in all of them


class Drawn(NamedTuple):
    """A chart in its place; `moved` if its lanes are not in the order of the file."""

    grid: Grid
    frame: Frame
    placed: labels.Placed
    letters: keys.Letters
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

    Lanes are moved only where no line crosses more often for it. Other orders are drawn as long as
    there is effort left for one. Raises what `place` and `fit` do.
    """
    effort = Effort(len(chart.edges))
    declared = _fitted(chart, direction, effort)
    if order == "declared":
        return declared
    drawn, cost = [declared], effort.spent
    most = min(_MOST_ORDERS, _MOST_LINKS // max(1, len(declared.grid.links)))
    for lanes in moving.orders(declared.grid, chart.lanes, most):
        if cost > effort.left:
            break
        with suppress(Tangle):
            drawn.append(_fitted(chart, direction, effort, lanes)._replace(moved=True))
    return min(drawn, key=lambda each: (each.crossings, each.length))


def _fitted(
    chart: Chart, direction: Direction, effort: Effort, lanes: Sequence[Lane] | None = None
) -> Drawn:
    """Return the chart with arrows straight across lanes, or without where that is clearer.

    It is drawn both ways if there is effort left for the second. Of two with equal crossings the
    smaller one is clearer. With lanes as rows it always is the one with arrows across, for such a
    map would be far too long without.
    """
    ways = [place(chart, direction, lanes)]
    if direction == "columns" and len(ways[0].links) <= _MANY:
        around = place(chart, direction, lanes, across=False)
        if [cell.column for cell in around.cells] != [cell.column for cell in ways[0].cells]:
            ways.append(around)
    drawn: list[Drawn] = []
    before = effort.spent
    for grid in ways:
        if drawn and effort.spent - before > effort.left:
            break
        try:
            drawn.append(_drawn(chart, grid, effort))
        except Tangle:
            if grid is ways[-1] and not drawn:
                raise
    return min(drawn, key=_unclear)


def _drawn(chart: Chart, grid: Grid, effort: Effort) -> Drawn:
    letters = keys.Letters(grid)
    choices = [
        labels.settings(link.edge, partial(letters.of_edge, at))
        for at, link in enumerate(grid.links)
    ]
    fitted = fit(grid, choices, heads.least(chart, grid), clean(chart.name), effort)
    return Drawn(grid, *fitted, letters)


def _unclear(drawn: Drawn) -> tuple[int, ...]:
    area = drawn.frame.length * drawn.frame.breadth
    return drawn.crossings, len(drawn.placed.tight), area, drawn.length
