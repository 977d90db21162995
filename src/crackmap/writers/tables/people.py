"""Departments in tables: by their names, where these tell them apart, and a list of them all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Department
from crackmap.language.texts import fold, id_of, is_placeholder
from crackmap.source.words import BEFORE_LAST

# What parts things in a cell, or stands between a name and a condition.
_PARTING = re.compile(rf'[,;\n"]| when | after |^{BEFORE_LAST}', re.IGNORECASE)


class People:
    """The departments of a process by what a table calls them."""

    def __init__(self, graph: ProcessGraph) -> None:
        """Choose a word for each department that the process knows."""
        self.graph = graph
        self.departments: Mapping[str, Department] = graph.departments
        names = {id_: " ".join((one.name or id_).split()) for id_, one in graph.departments.items()}
        called = Counter(map(fold, names.values()))
        ids = {fold(id_) for id_ in names}
        self._words = {
            id_: name
            if called[fold(name)] == 1
            and (fold(name) == fold(id_) or fold(name) not in ids)
            and id_of(name)
            and not is_placeholder(name)
            and not _PARTING.search(name)
            else id_
            for id_, name in names.items()
        }

    def name(self, id_: str) -> str:
        """Return what a department is called; a word that names none as it stands."""
        return self._words.get(id_, id_)

    def listed(self) -> list[str]:
        """Return the departments that the process declares, and the shared ones that it uses."""
        used = set(self._used())
        waiting = list(used)
        while waiting:
            department = self.departments.get(waiting.pop())
            for above in (department.part_of, department.accountable) if department else ():
                if above and above not in used:
                    used.add(above)
                    waiting.append(above)
        own = self.graph.process.departments
        return [id_ for id_ in self.departments if id_ in used or id_ in own]

    def _used(self) -> Iterator[str]:
        for step in self.graph.steps:
            yield from self.graph.owner(step).names
            yield from (*step.contributors, *step.consulted, *step.informed)
        for handoff in self.graph.process.handoffs.values():
            yield from (who for who in (handoff.sender, handoff.receiver) if who)
