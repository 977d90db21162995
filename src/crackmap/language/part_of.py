"""Departments that are, through others or at once, part of themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crackmap.language.process import Department
from crackmap.source.problems import Problem

# A cycle of more departments than these is told with a gap.
_MOST_NAMED = 6


def part_of_cycles(departments: Mapping[str, Department]) -> list[tuple[str, ...]]:
    """Return each cycle of part_of once, from the first of its ids in the file upwards."""
    cycles = []
    seen: set[str] = set()
    for id_ in departments:
        line: dict[str, None] = {}
        current: str | None = id_
        while current is not None and current not in seen:
            seen.add(current)
            line[current] = None
            department = departments.get(current)
            current = department.part_of if department else None
        if current in line:
            ids = list(line)
            cycles.append(tuple(ids[ids.index(current) :]))
    return cycles


def part_of_problems(departments: Mapping[str, Department]) -> Iterator[Problem]:
    """Return what is wrong with departments that are part of themselves."""
    for ids in part_of_cycles(departments):
        first, *others = (departments[id_] for id_ in ids)
        between = ids[1:] if len(ids) <= _MOST_NAMED else (*ids[1:_MOST_NAMED], "...")
        words = ", which is part of ".join(f"`{id_}`" for id_ in (*between, ids[0]))
        yield Problem(
            first.span("part_of"),
            f"the department `{ids[0]}` is part of {words}",
            "one of them stands at the top: take its part_of out",
            tuple(
                (f"`{one.id}` is part of `{one.part_of}`", one.span("part_of"))
                for one in others[:_MOST_NAMED]
            ),
        )
