"""What departments are paid for, by the goals that they have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from crackmap.language.process import Department
from crackmap.language.texts import fold

# Departments that are paid for one goal: each step that serves it is told of them.
_MOST = 200


class Incentives:
    """The goals of the departments of a process; goals are compared as texts are, folded."""

    def __init__(self, departments: Mapping[str, Department]) -> None:
        """Take the `departments`, id -> department; their goals are read when somebody asks."""
        self._departments = departments
        self._goals: dict[tuple[str, ...], frozenset[str]] = {}
        self._paid: dict[str, list[tuple[int, str]]] | None = None

    def goals(self, line: tuple[str, ...]) -> frozenset[str]:
        """Return what a team and those above it, its `line`, are paid for, folded."""
        if line not in self._goals:
            units = (self._departments[id_] for id_ in line if id_ in self._departments)
            self._goals[line] = frozenset(fold(goal) for unit in units for goal in unit.goals)
        return self._goals[line]

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
        for place, (id_, unit) in enumerate(self._departments.items()):
            for goal in {fold(goal) for goal in unit.goals}:
                known = paid.setdefault(goal, [])
                if len(known) < _MOST:
                    known.append((place, id_))
        return paid
