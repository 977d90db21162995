"""Which way time runs: the edges that lead back, and an order in which all others lead on."""

from collections.abc import Sequence
from heapq import heapify, heappop, heappush


def back_edges(
    size: int, edges: Sequence[tuple[int, int]], starts: Sequence[int], stage: Sequence[int]
) -> list[bool]:
    """Return for each edge between nodes 0..size-1, whether it must run against time.

    Depth first from the starts, in the order of the file: an edge to a node that is still open
    closes a cycle. An edge to an earlier stage always runs back, and so does one to itself.
    """
    back = [stage[target] < stage[source] or source == target for source, target in edges]
    leaving: list[list[int]] = [[] for _ in range(size)]
    for index, (source, _) in enumerate(edges):
        if not back[index]:
            leaving[source].append(index)
    unseen, open_, done = 0, 1, 2
    state = [unseen] * size
    for root in [*starts, *range(size)]:
        if state[root] != unseen:
            continue
        state[root] = open_
        path = [(root, iter(leaving[root]))]
        while path:
            node, rest = path[-1]
            edge = next(rest, None)
            if edge is None:
                state[node] = done
                path.pop()
                continue
            target = edges[edge][1]
            if state[target] == open_:
                back[edge] = True
            elif state[target] == unseen:
                state[target] = open_
                path.append((target, iter(leaving[target])))
    return back


def in_order(size: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """Return the nodes of an acyclic graph, each after its predecessors, else as in the file."""
    missing = [0] * size
    leaving: list[list[int]] = [[] for _ in range(size)]
    for source, target in edges:
        missing[target] += 1
        leaving[source].append(target)
    ready = [node for node in range(size) if not missing[node]]
    heapify(ready)
    order = []
    while ready:
        node = heappop(ready)
        order.append(node)
        for target in leaving[node]:
            missing[target] -= 1
            if not missing[target]:
                heappush(ready, target)
    return order
