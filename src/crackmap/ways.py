"""The ways forward: what is left of the flows where those that lead back are left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from crackmap.model import Step


def forward(
    starts: Iterable[Step], onward: Callable[[Step], Iterable[Step]]
) -> dict[Step, list[Step]]:
    """Give the steps that ways from `starts` reach, each with those to which it leads forward.

    A step stands behind all to which it leads, so that one pass in this order knows what follows;
    a flow back to a step on the way that led here is left out. Takes time in proportion to the
    flows.
    """
    found: dict[Step, list[Step]] = {}
    entered: set[Step] = set()
    for start in starts:
        if start in entered:
            continue
        entered.add(start)
        way = [(start, iter(onward(start)), list[Step]())]
        while way:
            step, rest, following = way[-1]
            for target in rest:
                if target not in entered:
                    entered.add(target)
                    following.append(target)
                    way.append((target, iter(onward(target)), []))
                    break
                if target in found:  # else it is on the way that led here
                    following.append(target)
            else:
                found[step] = following
                way.pop()
    return found


def behind_circles(onward: Mapping[Step, Sequence[Step]]) -> list[Step]:
    """Give the steps that stand in a circle or behind one; empty where nothing goes in a circle.

    They are left once steps that nothing enters are taken away in turn.
    """
    entering = dict.fromkeys(onward, 0)
    for targets in onward.values():
        for target in targets:
            entering[target] += 1
    free = [step for step, count in entering.items() if not count]
    while free:
        for target in onward[free.pop()]:
            entering[target] -= 1
            if not entering[target]:
                free.append(target)
    return [step for step, count in entering.items() if count]


def longest_way(ways: dict[Step, list[Step]], weight: Callable[[Step], float]) -> tuple[Step, ...]:
    """Give the way of greatest weight through `ways`, as `forward` gives them; () if all are 0."""
    best: dict[Step, float] = {}
    after: dict[Step, Step | None] = {}
    for step, following in ways.items():
        heaviest = max(following, key=best.__getitem__, default=None)
        after[step] = heaviest
        best[step] = weight(step) + (best[heaviest] if heaviest else 0)
    # The last one found is the first in the file: of equal ways the longest is wanted.
    current = max(reversed(best), key=best.__getitem__, default=None)
    if current is None or not best[current]:
        return ()
    way: list[Step] = []
    while current is not None:
        way.append(current)
        current = after[current]
    return tuple(way)
