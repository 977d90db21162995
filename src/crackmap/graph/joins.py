"""Where the branches of a split meet again: behind that a case counts once, and not once a branch.

Where n branches meet and each is sure to come there, a flow on which one of them arrives has the
weight 1/n. Where some may end before, the case is there if any of them is: with the chances q of
the branches, all have the weight (1 - product of (1 - q)) / (sum of q), which is 1/n if each is 1.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from heapq import heappop, heappush
from typing import Generic, NamedTuple, TypeVar

from crackmap.graph.paths import MOST_BEHIND_SPLITS

Key = TypeVar("Key", bound=Hashable)


class Branch(NamedTuple, Generic[Key]):
    """A flow, its key, the step that it leads to, and the share of the cases that take it."""

    key: Key
    to: int
    share: float


class Joins(NamedTuple, Generic[Key]):
    """The weights of the flows that have others than 1, and the splits behind which nobody looked.

    Behind those a case may count once for each branch.
    """

    weights: dict[Key, float]
    unseen: tuple[int, ...] = ()


Flows = Callable[[int], Sequence[Branch[Key]]]


def joins_of(splits: Iterable[int], flows: Flows[Key]) -> Joins[Key]:
    """Return where the branches of the `splits` meet, as the weights of the flows that arrive.

    The steps are numbers; each flow leads from a smaller one to a greater one, so that no cycle is
    among them. `flows` returns those out of a step, with their keys.
    """
    weights: dict[Key, float] = {}
    looked_at = 0
    inner_first = sorted(splits, reverse=True)
    for number, split in enumerate(inner_first):
        if looked_at > MOST_BEHIND_SPLITS:
            return Joins(weights, tuple(inner_first[number:]))
        found, steps = _of_split(split, flows, weights)
        looked_at += steps
        for key, weight in found:
            weights[key] = weights.get(key, 1.0) * weight
    return Joins(weights)


def _of_split(
    split: int, flows: Flows[Key], inner: Mapping[Key, float]
) -> tuple[list[tuple[Key, float]], int]:
    """Return the weights that one split gives to the flows behind it, and how many steps are."""
    branches: dict[int, int] = {}  # of each step the branches that come there, as bits
    arriving: dict[int, list[tuple[Key, int, float]]] = {}
    waiting: list[int] = []
    pending: Counter[int] = Counter()  # how many steps wait with the same branches

    def leave(bits: int) -> None:
        pending[bits] -= 1
        if not pending[bits]:
            del pending[bits]

    def arrive(branch: Branch[Key], bits: int, cases: float) -> None:
        step = branch.to
        before = branches.get(step, 0)
        if before:
            leave(before)
        else:
            heappush(waiting, step)
        branches[step] = before | bits
        pending[before | bits] += 1
        share = branch.share * inner.get(branch.key, 1.0)
        arriving.setdefault(step, []).append((branch.key, bits, cases * share))

    for number, branch in enumerate(flows(split)):
        arrive(branch, 1 << number, 1.0)
    weights: list[tuple[Key, float]] = []
    while waiting:
        apart = len(pending) > 1  # else all that are on their way are one, and cannot meet again
        step = heappop(waiting)
        here = branches[step]
        leave(here)
        weight = _weight(arriving[step])
        if weight != 1.0:
            weights += [(key, weight) for key, _, _ in arriving[step]]
        cases = weight * sum(cases for _, _, cases in arriving[step])
        for branch in flows(step) if apart else ():
            arrive(branch, here, cases)
    return weights, len(branches)


def _weight(arriving: Sequence[tuple[object, int, float]]) -> float:
    """Return what each arriving case counts, so that together they count as one."""
    chances: dict[int, float] = {}
    for _, bits, cases in arriving:
        chances[bits] = chances.get(bits, 0.0) + cases
    total = sum(chances.values())
    if len(chances) == 1 or not total:
        return 1.0
    return (1 - math.prod(1 - min(chance, 1.0) for chance in chances.values())) / total
