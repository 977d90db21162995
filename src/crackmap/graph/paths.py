"""Paths made of what a search found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from crackmap.language.process import Step

# Steps behind splits that are looked at in one process: of nested splits each has all steps of the
# inner ones behind it.
MOST_BEHIND_SPLITS = 200_000


def traced(before: Mapping[Step, Step], first: Step, last: Step) -> list[Step]:
    """Return the steps from `first` to `last`, both included; `before` has the one before each."""
    path = [last]
    while path[-1] is not first:
        path.append(before[path[-1]])
    return path[::-1]


def longest_path(
    steps: Iterable[Step],
    onward: Mapping[Step, Sequence[Step]],
    weight: Callable[[Step, Step | None], float],
) -> tuple[Step, ...]:
    """Return the path through `steps` of greatest weight, () if all are 0.

    Each stands behind those to which it leads `onward`. `weight` is that of a step which the path
    leaves for another one, or in which it ends. networkx weighs flows, and no ends of paths.
    """
    best: dict[Step, float] = {}
    after: dict[Step, Step | None] = {}
    for step in steps:
        best[step], after[step] = weight(step, None), None
        # A path that goes on is as good as one that ends here, and longer; the first of the file.
        for following in reversed(onward[step]):
            through = weight(step, following) + best[following]
            if through >= best[step]:
                best[step], after[step] = through, following
    # The last one found is the first in the file: of equal paths the longest is wanted.
    current = max(reversed(best), key=best.__getitem__, default=None)
    if current is None or not best[current]:
        return ()
    path: list[Step] = []
    while current is not None:
        path.append(current)
        current = after[current]
    return tuple(path)
