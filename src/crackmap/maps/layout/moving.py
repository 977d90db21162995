"""Orders of lanes in which lines are shorter than in the order of the file."""

from collections import Counter
from collections.abc import Sequence

from crackmap.maps.layout.chart import Lane
from crackmap.maps.layout.grid import Grid

_A_ROUND = 5  # orders of each round of the search that are worth drawing

Block = tuple[int, ...]  # the leaf lanes of one department, by their numbers in the grid


def orders(grid: Grid, lanes: Sequence[Lane], most: int) -> list[list[Lane]]:
    """Return at most so many orders of the lanes of a grid with shorter lines, if there are any.

    `lanes` are all lanes of the chart. External parties stand where they are declared, nobody's
    lane beside the one that most of its flows touch. Teams stay with their department, in order.
    """
    found = _Search(grid, lanes).shorter(most)
    return [[grid.lanes[at] for block in order for at in block] for order in found]


class _Search:
    """Moves one department after another to where the lines between lanes are shortest."""

    def __init__(self, grid: Grid, lanes: Sequence[Lane]) -> None:
        self.rows = grid.rows
        ties = ((grid.cells[link.source].lane, grid.cells[link.target].lane) for link in grid.links)
        self.ties = Counter((min(pair), max(pair)) for pair in ties if pair[0] != pair[1])
        blocks: dict[str, list[int]] = {}
        roots = _roots(lanes)
        for at, lane in enumerate(grid.lanes):
            blocks.setdefault(roots[lane.id], []).append(at)
        declared = [(lane.kind, tuple(blocks[lane.id])) for lane in lanes if lane.id in blocks]
        self.nobody = [block for kind, block in declared if kind == "nobody"]
        others = [(kind, block) for kind, block in declared if kind != "nobody"]
        self.fixed = {at: block for at, (kind, block) in enumerate(others) if kind == "external"}
        self.free = [block for kind, block in others if kind != "external"]
        self.as_it_was = [tuple(range(len(grid.lanes)))]

    def shorter(self, most: int) -> list[list[Block]]:
        """Return shorter orders than the file's, each once: the best few of each round."""
        found: list[list[Block]] = []
        free, length = self.free, self._length(self.as_it_was)
        declared = length
        while True:
            options: list[tuple[int, int, list[Block], list[Block]]] = []
            for moved in (free, *_moves(free)):
                for order in self._whole(moved):
                    options.append((self._length(order), len(options), moved, order))
            options.sort(key=lambda each: each[:2])
            few = [each[3] for each in options[:_A_ROUND] if each[0] < declared]
            found += [order for order in few if order not in found]
            if options[0][0] >= length or len(found) >= most:
                return found[:most]
            length, _, free, _ = options[0]

    def _whole(self, free: Sequence[Block]) -> list[list[Block]]:
        """Return the orders with the lanes that do not move: nobody's on either side of another."""
        order: list[Block] = []
        rest = list(free)
        while rest or len(order) in self.fixed:
            order.append(self.fixed[len(order)] if len(order) in self.fixed else rest.pop(0))
        if not self.nobody or not order:
            return [[*order, *self.nobody]]
        touched = [self._between(self.nobody[0], each) for each in order]
        hurt = touched.index(max(touched))
        return [[*order[:at], *self.nobody, *order[at:]] for at in (hurt + 1, hurt)]

    def _between(self, one: Block, other: Block) -> int:
        return sum(self.ties[min(a, b), max(a, b)] for a in one for b in other)

    def _length(self, order: Sequence[Block]) -> int:
        """Return how far apart the ends of all lines are, in halves of a row."""
        middle, begin = {}, 0
        for block in order:
            for lane in block:
                middle[lane] = 2 * begin + self.rows[lane]
                begin += self.rows[lane]
        return sum(count * abs(middle[a] - middle[b]) for (a, b), count in self.ties.items())


def _moves(free: Sequence[Block]) -> list[list[Block]]:
    """Return all orders in which one block stands elsewhere."""
    moves = []
    for at, block in enumerate(free):
        rest = [*free[:at], *free[at + 1 :]]
        moves += [[*rest[:to], block, *rest[to:]] for to in range(len(free)) if to != at]
    return moves


def _roots(lanes: Sequence[Lane]) -> dict[str, str]:
    """Return the outermost lane that each lane is a part of."""
    known = {lane.id: lane for lane in lanes}
    roots = {}
    for lane in lanes:
        chain = [lane.id]
        while (above := known[chain[-1]].parent) in known and above not in chain:
            chain.append(above)
        roots[lane.id] = chain[-1]
    return roots
