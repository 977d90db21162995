"""What departments are paid for, by the goals that they have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from crackmap.language.process import Department
from crackmap.language.texts import fold

# Departments that are paid for one goal: each step that serves it is told of them.
_MOST = 200


class Incentives:
    """The goals of the departments of a process; goals are compared as texts are, folded."""

    def __init__(self, departments: Mapping[str, Department]) -> None:
        """Take the `departments`, id -> department; their goals are read when somebody asks."""
        self._departments = departments
        self._goals: dict[str, frozenset[str]] = {}
        self._paid: dict[str, list[tuple[int, str]]] | None = None

    def goals(self, id_: str) -> frozenset[str]:
        """Return what a department or a team itself is paid for, folded."""
        if id_ not in self._goals:
            unit = self._departments.get(id_)
            self._goals[id_] = frozenset(map(fold, unit.goals) if unit else ())
        return self._goals[id_]

    def share_a_goal(self, line: Sequence[str], other: Sequence[str]) -> bool:
        """Return whether two teams, each with all those above it, are paid for one and the same."""
        return any(not self.goals(one).isdisjoint(self.goals(two)) for one in line for two in other)

    def paid_for(self, goals: Iterable[str]) -> list[str]:
        """Return who is paid for one of `goals`, in the order of the file.

        Of each goal the first two hundred are known.
        """
        if self._paid is None:
            self._paid = self._by_goal()
        found = {place for goal in goals for place in self._paid.get(fold(goal), ())}
        return [id_ for _, id_ in sorted(found)]

    def _by_goal(self) -> dict[str, list[tuple[int, str]]]:
        paid: dict[str, list[tuple[int, str]]] = {}
        for place, id_ in enumerate(self._departments):
            for goal in self.goals(id_):
                known = paid.setdefault(goal, [])
                if len(known) < _MOST:
                    known.append((place, id_))
        return paid
