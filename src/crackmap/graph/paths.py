"""Ways through the steps: what is reached, forward without leading back, shortest, best.

They take what follows a step as a function, and time in proportion to the flows.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from crackmap.language.process import Step

Onward: TypeAlias = Callable[[Step], Iterable[Step]]


def reached(starts: Iterable[Step], onward: Onward) -> dict[Step, None]:
    """Give the steps to which ways from `starts` lead, these included, the closer ones first."""
    found = dict.fromkeys(starts)
    queue = list(found)
    for step in queue:
        for target in onward(step):
            if target not in found:
                found[target] = None
                queue.append(target)
    return found


def shortest(source: Step, target: Step, onward: Onward) -> list[Step]:
    """Give the steps of a shortest way, with both ends; none where no path leads to `target`."""
    before: dict[Step, Step] = {source: source}
    queue = deque([source])
    while queue and target not in before:
        step = queue.popleft()
        for following in onward(step):
            if following not in before:
                before[following] = step
                queue.append(following)
    return traced(before, source, target) if target in before else []


def traced(before: Mapping[Step, Step], first: Step, last: Step) -> list[Step]:
    """Give the steps from `first` to `last`, both included; `before` has the one before each."""
    path = [last]
    while path[-1] is not first:
        path.append(before[path[-1]])
    return path[::-1]


def fewest_changes(
    starts: Iterable[Step],
    onward: Onward,
    departments: Callable[[Step], Sequence[str]],
    is_goal: Callable[[Step], bool],
) -> tuple[int, list[Step]] | None:
    """Give the way to a goal on which work changes department least often; None without a way.

    The number of changes and the steps of the way. `departments` gives those any of which may own
    a step; a step without one is a gap, and a gap between departments does not count.
    """

    def holder(step: Step, last: str) -> str:
        owning = departments(step)
        return last if not owning or last in owning else owning[0]

    before: dict[tuple[Step, str], tuple[Step, str] | None] = {}
    queue: deque[tuple[int, tuple[Step, str], tuple[Step, str] | None]] = deque(
        (0, (step, holder(step, "")), None) for step in starts
    )
    while queue:
        changes, here, origin = queue.popleft()
        if here in before:
            continue
        before[here] = origin
        step, department = here
        if is_goal(step):
            path: list[Step] = []
            back: tuple[Step, str] | None = here
            while back:
                path.append(back[0])
                back = before[back]
            return changes, path[::-1]
        for target in onward(step):
            now = holder(target, department)
            if department and now != department:
                queue.append((changes + 1, (target, now), here))
            else:
                queue.appendleft((changes, (target, now), here))
    return None


def forward(starts: Iterable[Step], onward: Onward) -> dict[Step, list[Step]]:
    """Give the steps that ways from `starts` reach, each with those to which it leads forward.

    A step stands behind all to which it leads, so that one pass in this order knows what follows;
    a flow back to a step on the way that led here is left out.
    """
    found: dict[Step, list[Step]] = {}
    entered: set[Step] = set()
    for start in starts:
        if start in entered:
            continue
        entered.add(start)
        path = [(start, iter(onward(start)), list[Step]())]
        while path:
            step, rest, following = path[-1]
            for target in rest:
                if target not in entered:
                    entered.add(target)
                    following.append(target)
                    path.append((target, iter(onward(target)), []))
                    break
                if target in found:  # else it is on the way that led here
                    following.append(target)
            else:
                found[step] = following
                path.pop()
    return found


def behind_cycles(onward: Mapping[Step, Sequence[Step]]) -> list[Step]:
    """Give the steps that stand in a cycle or behind one; empty where nothing goes in a cycle.

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


def longest_path(
    paths: dict[Step, list[Step]], weight: Callable[[Step], float]
) -> tuple[Step, ...]:
    """Give the way of greatest weight through `ways`, as `forward` gives them; () if all are 0."""
    best: dict[Step, float] = {}
    after: dict[Step, Step | None] = {}
    for step, following in paths.items():
        heaviest = max(following, key=best.__getitem__, default=None)
        after[step] = heaviest
        best[step] = weight(step) + (best[heaviest] if heaviest else 0)
    # The last one found is the first in the file: of equal ways the longest is wanted.
    current = max(reversed(best), key=best.__getitem__, default=None)
    if current is None or not best[current]:
        return ()
    path: list[Step] = []
    while current is not None:
        path.append(current)
        current = after[current]
    return tuple(path)
