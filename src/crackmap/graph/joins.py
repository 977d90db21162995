"""Where the branches of a split meet again: behind that a case counts once, and not once a branch.

A flow on which k of the branches of a split arrive where n of them meet has the weight k/n. Where
all come together at one step, each of n branches has the weight 1/n.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from heapq import heappop, heappush
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def join_weights(
    splits: Iterable[int], flows: Mapping[int, Sequence[tuple[Key, int]]]
) -> dict[Key, float]:
    """Return the weights of the flows that have others than 1, by their keys.

    The steps are numbers; each flow leads from a smaller one to a greater one, so that no cycle is
    among them. `flows` holds those out of each step, with their keys.
    """
    weights: dict[Key, float] = {}
    for split in splits:
        for key, weight in _of_split(split, flows):
            weights[key] = weights.get(key, 1.0) * weight
    return weights


def _of_split(
    split: int, flows: Mapping[int, Sequence[tuple[Key, int]]]
) -> list[tuple[Key, float]]:
    """Return the weights that one split gives to the flows behind it."""
    branches: dict[int, int] = {}  # of each step the branches that come there, as bits
    arriving: dict[int, list[tuple[Key, int]]] = {}
    waiting: list[int] = []
    pending: Counter[int] = Counter()

    def arrive(key: Key, step: int, bits: int) -> None:
        before = branches.get(step, 0)
        if before:
            pending[before] -= 1
        else:
            heappush(waiting, step)
        branches[step] = before | bits
        pending[before | bits] += 1
        arriving.setdefault(step, []).append((key, bits))

    for number, (key, step) in enumerate(flows.get(split, ())):
        arrive(key, step, 1 << number)
    weights: list[tuple[Key, float]] = []
    while waiting:
        apart = len(+pending) > 1  # else all that are on their way are one, and cannot meet again
        step = heappop(waiting)
        here = branches[step]
        pending[here] -= 1
        weights += [
            (key, bits.bit_count() / here.bit_count())
            for key, bits in arriving[step]
            if bits != here
        ]
        for key, onward in flows.get(step, ()) if apart else ():
            arrive(key, onward, here)
    return weights
