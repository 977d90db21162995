"""The routes and the words of a map, fitted to each other: few crossings, room for every label."""

from collections.abc import Sequence

from crackmap.maps.layout import labels, routes, tracks
from crackmap.maps.layout.crossings import count
from crackmap.maps.layout.effort import Effort
from crackmap.maps.layout.geometry import Frame, Least, Room, measure
from crackmap.maps.layout.grid import Grid
from crackmap.maps.layout.tangles import (
    refuse_many_crossings,
    refuse_many_flows,
    refuse_many_places,
)
from crackmap.maps.layout.widening import widen

_ROUNDS = 4


def fit(
    grid: Grid, choices: Sequence[list[labels.Words]], least: Least, name: str, effort: Effort
) -> tuple[Frame, labels.Placed]:
    """Return a grid in its place, with its labels; `choices` are the settings of each label.

    The search for its routes may take this `effort`. Raises Tangle where nobody could follow the
    lines of the map of that `name`, or see all of it.
    """
    refuse_many_flows(name, len(grid.cells), len(grid.links))
    plan = routes.streets(grid)
    refuse_many_places(name, len(grid.column_stage), sum(grid.rows), plan.length * plan.breadth)
    room = Room()
    assigned, frame = _clearest(grid, plan, room, least, name, effort)
    placed = labels.place(grid, frame, choices)
    for turn in range(_ROUNDS):
        if not placed.tight:
            break
        widen(room, grid, plan, assigned, frame, choices, placed.tight, turn)
        frame = measure(grid, plan, assigned, room, least)
        placed = labels.place(grid, frame, choices)
    return frame, labels.place(grid, frame, choices, short=True) if placed.tight else placed


def _clearest(
    grid: Grid, plan: routes.Streets, room: Room, least: Least, name: str, effort: Effort
) -> tuple[tracks.Tracks, Frame]:
    """Return the routes that cross least, and of those the ones with the fewest bends."""
    tried = []
    for turn, paths in enumerate(routes.find(grid, plan, effort)):
        assigned = tracks.assign(paths)
        frame = measure(grid, plan, assigned, room, least)
        crossings = count(frame.points)
        if turn == 0:
            refuse_many_crossings(name, len(paths), crossings)
        tried.append((crossings, sum(map(len, paths)), turn, assigned, frame))
    best = min(tried, key=lambda each: each[:3])
    return best[3], best[4]
