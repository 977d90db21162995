"""Which way every edge goes: shortest paths through the streets between the boxes.

The street map. Along time (u): channel 0, column 0, channel 1, column 1, ..., so even places are
channels and odd ones the centres of columns. Across time (v), lane by lane: corridor, row,
corridor, row, ..., corridor, so that two corridors meet at the border of two lanes and no line
ever runs on it. A box stands where a column and a row meet; nothing drives through it.
"""

from array import array
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from heapq import heappop, heappush
from itertools import pairwise
from typing import NamedTuple

from crackmap.maps.layout.effort import Effort
from crackmap.maps.layout.grid import Grid, Link

BEND, CROSSING, COMPANY = 80, 150, 8
# Headings: 0 onward, 1 against time, 2 to the low side, 3 to the high side.
_TURNS = ((0, 2, 3), (1, 2, 3), (2, 0, 1), (3, 0, 1))
_BEFORE, _BEYOND = 3, 5
_COST = 32  # bits for what a way costs
_COSTS = (1 << _COST) - 1
_LOOKED_AT = -1


class Streets(NamedTuple):
    """The coarse map: how many places along u and v, which v are rows, where each cell stands.

    A step along u costs `along`, one along v from a place `across` of that place: about pixels.
    """

    length: int
    breadth: int
    row_line: tuple[bool, ...]
    lane_first: tuple[int, ...]
    place: tuple[tuple[int, int], ...]
    along: int
    across: tuple[int, ...]


Path = tuple[tuple[int, int], ...]


def streets(grid: Grid) -> Streets:
    """Return the street map between the cells of a grid."""
    sideways = grid.direction == "columns"
    lane_first = []
    row_line: list[bool] = []
    for rows in grid.rows:
        lane_first.append(len(row_line))
        row_line += [False] + [True, False] * rows
    place = tuple(
        (2 * cell.column + 1, lane_first[cell.lane] + 2 * cell.row + 1) for cell in grid.cells
    )
    deep = {v: 26 for v, is_row in enumerate(row_line) if is_row}
    for cell, (_, v) in zip(grid.cells, place, strict=True):
        size = cell.content.width if sideways else cell.content.height
        deep[v] = max(deep[v], size)
    across = tuple(
        max(deep.get(v, 0), deep.get(v + 1, 0)) // 2 + 8 for v in range(len(row_line) - 1)
    )
    length = 2 * len(grid.column_stage) + 1
    long = (44 if sideways else 148) // 2 + 15
    return Streets(length, len(row_line), tuple(row_line), tuple(lane_first), place, long, across)


def find(grid: Grid, plan: Streets, effort: Effort) -> Iterator[list[Path]]:
    """Return the bends and ends of every link's route, as places (u, v) on the street map.

    Short routes are found first. Then every route is found anew, now that all others are known,
    some times over; each round that changed a route is yielded, and which one is best only the
    drawing shows. Where `effort` does not last for one round, what is left takes the plain way.
    """
    traffic = _Traffic(plan, effort)
    before = effort.spent
    ways = [_Way() for _ in grid.links]
    order = sorted(range(len(grid.links)), key=lambda at: (_distance(plan, grid.links[at]), at))
    for turn in range(_rounds(len(grid.links))):
        if turn and (effort.spent - before) // turn > effort.left:
            return
        begun = traffic.moment
        for at in order if turn % 2 == 0 else order[::-1]:
            most = None if turn else effort.left
            ways[at] = traffic.renewed(grid.links[at], ways[at], most)
        if traffic.moment > begun or not turn:
            yield [_bends(way.route, plan.breadth) for way in ways]


def _rounds(links: int) -> int:
    """Return how many rounds there are: more where there is time for it."""
    return 5 if links <= 150 else 3 if links <= 400 else 2 if links <= 800 else 1


def _distance(plan: Streets, link: Link) -> int:
    (u, v), (to_u, to_v) = plan.place[link.source], plan.place[link.target]
    return abs(u - to_u) + abs(v - to_v)


def _bends(route: Sequence[int], breadth: int) -> Path:
    places = [divmod(at, breadth) for at in route]
    kept = [places[0]]
    for before, here, after in zip(places, places[1:], places[2:], strict=False):
        if (before[0] == here[0]) != (here[0] == after[0]):
            kept.append(here)
    return (*kept, places[-1])


class _Way(NamedTuple):
    """The route of a link, place by place, and how it was found.

    `looked` counts the places that its search looked at, `seen` are those whose traffic had a say.
    Nothing is known of a search that was given up. The rest was as it is now at a `moment`.
    """

    route: Sequence[int] = ()
    looked: int = 0
    seen: AbstractSet[int] | None = None
    moment: int = 0


class _Traffic:
    """The street map with the routes found so far. A place is numbered u * breadth + v."""

    def __init__(self, plan: Streets, effort: Effort) -> None:
        size = plan.length * plan.breadth
        self.plan, self.effort = plan, effort
        self.occupied = bytearray(size)
        for u, v in plan.place:
            self.occupied[u * plan.breadth + v] = 1
        none = array("i", [0]) * size  # a list takes twice as much, and drawings can be large
        self.shared = (none, none[:])  # routes on the step from a place, along and across
        self.straight = (none[:], none[:])  # routes straight through a place
        self.moment = 0  # how often a route has changed, and at which of these times each place
        self.changed = none[:]
        self.u_sums = _sums((plan.along,) * plan.length)
        self.v_sums = _sums(plan.across)

    def renewed(self, link: Link, way: _Way, most: int | None = None) -> _Way:
        """Return the way that a link takes now, as if it did not take the one that it has.

        A search that would find the same is not made. It is counted, though: how long the effort
        lasts does not depend on what is known.
        """
        if self._stands(way):
            self.effort.spend(way.looked)
            return way
        self._count(way.route, -1)
        found = self._route(link, most)
        self._count(found.route, 1)
        if found.route != way.route:
            self.moment += 1
            for place in (*way.route, *found.route):
                self.changed[place] = self.moment
        return found._replace(moment=self.moment)

    def _stands(self, way: _Way) -> bool:
        """Return whether nothing has changed in what the search for a way saw."""
        if way.seen is None or way.moment == self.moment:
            return way.seen is not None
        return max(map(self.changed.__getitem__, way.seen)) <= way.moment

    def _count(self, route: Sequence[int], change: int) -> None:
        """Note that a route is taken (1) or no longer taken (-1)."""
        breadth = self.plan.breadth
        for here, after in pairwise(route):
            axis = 0 if abs(after - here) == breadth else 1
            self.shared[axis][min(here, after)] += change
        for before, here, after in zip(route, route[1:], route[2:], strict=False):
            if after - here == here - before:
                axis = 0 if abs(after - here) == breadth else 1
                self.straight[axis][here] += change

    def _route(self, link: Link, most: int | None) -> _Way:
        """Return the cheapest way of a link.

        A*: what is left costs at least the distance, and a bend where the goal is not ahead. After
        `most` places the search is given up for a plain way.
        """
        plan, breadth = self.plan, self.plan.breadth
        (from_u, from_v), (to_u, to_v) = plan.place[link.source], plan.place[link.target]
        source, goal = from_u * breadth + from_v, to_u * breadth + to_v
        arrived = plan.length * breadth  # the goal once entered: a loop starts at its own goal
        lowest = max(0, min(from_u, to_u) - _BEFORE)
        highest = min(plan.length - 1, max(from_u, to_u) + _BEYOND)
        leave, enter = _ports(link)
        # All that the loop below asks for, as plain names: it is where maps spend their time.
        u_sums, v_sums, occupied = self.u_sums, self.v_sums, self.occupied
        goal_u, goal_v = u_sums[to_u], v_sums[to_v]
        along, across, steps = plan.along, plan.across, (breadth, -breadth, -1, 1)
        (shared_u, shared_v), (straight_u, straight_v) = self.shared, self.straight
        # A place in the queue is one number: what the whole costs at least, the cost, the state.
        bits = (4 * arrived + 3).bit_length()
        ones = (1 << bits) - 1
        came = {source * 4 + heading: -1 for heading in range(4)}
        best = dict(zip(came, leave, strict=True))  # -1 where it has been looked at
        heap = sorted((cost << _COST | cost) << bits | state for state, cost in best.items())
        looked = 0
        while heap:
            queued = heappop(heap)
            state = queued & ones
            cost = queued >> bits & _COSTS
            if best[state] != cost:
                continue
            if looked == most:
                break
            looked += 1
            best[state] = _LOOKED_AT
            here, heading = state >> 2, state & 3
            if here == arrived:
                self.effort.spend(looked)
                seen = {state >> 2 for state in best} - {arrived} | {goal}
                return _Way([*_trace(came, came[state]), goal], looked, seen)
            there = here + steps[heading]
            u, v = divmod(there, breadth)
            if heading < 2:
                if not lowest <= u <= highest:
                    continue
                cost += along + COMPANY * shared_u[there if heading else here]
                straight = straight_v[there]
            else:
                if u != here // breadth:
                    continue
                cost += across[v if heading == 2 else v - 1]
                cost += COMPANY * shared_v[there if heading == 2 else here]
                straight = straight_u[there]
            if there == goal:
                after = 4 * arrived + heading
                cost += enter[heading]
                if after not in best or cost < best[after]:
                    best[after], came[after] = cost, state
                    heappush(heap, (cost << _COST | cost) << bits | after)
                continue
            if occupied[there]:
                continue
            rest_u, rest_v = abs(u_sums[u] - goal_u), abs(v_sums[v] - goal_v)
            rest = rest_u + rest_v
            for turn in _TURNS[heading]:
                after = 4 * there + turn
                total = cost + (BEND if turn != heading else CROSSING * straight)
                if after not in best or total < best[after]:
                    best[after], came[after] = total, state
                    least = total + rest
                    if rest_u if turn > 1 else rest_v:
                        least += BEND
                    heappush(heap, (least << _COST | total) << bits | after)
        self.effort.spend(looked)  # the streets are connected: only the effort ends here
        return _Way(self._plain_route(link))

    def _plain_route(self, link: Link) -> list[int]:
        """Return a route from front to back: a channel, one corridor, a channel.

        Nothing stands there. Of the corridors beside both boxes it is the one with least company.
        """
        (u, v), (to_u, to_v) = self.plan.place[link.source], self.plan.place[link.target]
        ends = (u, v), (u + 1, v)
        other_ends = (to_u - 1, to_v), (to_u, to_v)
        if u + 1 == to_u - 1:
            return self._places(*ends, *other_ends)
        corridors = sorted({v - 1, v + 1, to_v - 1, to_v + 1})
        routes = [
            self._places(*ends, (u + 1, corridor), (to_u - 1, corridor), *other_ends)
            for corridor in corridors
        ]
        return min(routes, key=self._company)

    def _places(self, *corners: tuple[int, int]) -> list[int]:
        """Return all places of a route, from its bends and ends."""
        breadth = self.plan.breadth
        places = [corners[0][0] * breadth + corners[0][1]]
        for u, v in corners[1:]:
            end = u * breadth + v
            step = breadth if (end - places[-1]) % breadth == 0 else 1
            while places[-1] != end:
                places.append(places[-1] + (step if end > places[-1] else -step))
        return places

    def _company(self, route: list[int]) -> int:
        """Return how long a route is, and how many others are on it."""
        cost = 0
        for here, after in pairwise(route):
            axis = 0 if abs(after - here) == self.plan.breadth else 1
            step = (
                self.plan.across[min(here, after) % self.plan.breadth] if axis else self.plan.along
            )
            cost += step + COMPANY * self.shared[axis][min(here, after)]
        return cost


def _trace(came: dict[int, int], state: int) -> list[int]:
    route = []
    while state != -1:
        route.append(state >> 2)
        state = came[state]
    return route[::-1]


def _sums(steps: tuple[int, ...]) -> list[int]:
    sums = [0]
    for step in steps:
        sums.append(sums[-1] + step)
    return sums


def _ports(link: Link) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return what it costs to leave and to enter a box, by heading.

    Work leaves in front and comes in behind; what runs back uses the sides.
    """
    if not link.edge.target:
        return (30, 90, 0, 0), (30, 90, 0, 0)
    if link.back:
        return (60, 200, 8, 8), (60, 200, 8, 8)
    return (0, 90, 30, 30), (0, 90, 34, 34)
