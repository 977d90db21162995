"""Who has which part in every step: a RACI matrix with a column for each department."""

from __future__ import annotations

from collections.abc import Iterator

from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.source.problems import Refusal
from crackmap.writers.tables.people import People
from crackmap.writers.tables.table import Table, table

MOST_CELLS = 250_000  # nobody reads a table of 500 steps and 500 departments
_PARTS = {"contributors": "R", "consulted": "C", "informed": "I"}


class TooManyCells(Refusal):
    """A matrix that nobody could read, and that grows with the square of what is in the file."""

    def __init__(self, steps: int, departments: int) -> None:
        """Say how large it would be."""
        size = f"{steps:,} steps and {departments:,} departments"
        words = f"a RACI of {size} has more than {MOST_CELLS:,} cells"
        super().__init__(words, "--form steps has the same in a row for each step")


def raci(graph: ProcessGraph, people: People) -> Table:
    """Return the matrix; the owner of a step is accountable and, as people do it, responsible.

    Raises TooManyCells.
    """
    parts = [parts_in(graph, step) for step in graph.steps]
    taking = {who for part in parts for who in part}
    roles = [id_ for id_ in people.departments if id_ in taking]
    roles += sorted(taking - set(roles))
    if len(parts) * len(roles) > MOST_CELLS:
        raise TooManyCells(len(parts), len(roles))
    rows = [
        [graph.stage(step).name, step.name, *(part.get(role, "") for role in roles)]
        for step, part in zip(graph.steps, parts, strict=True)
    ]
    return table("RACI", ("Stage", "Activity", *map(people.name, roles)), rows)


def parts_in(graph: ProcessGraph, step: Step) -> dict[str, str]:
    """Return the letters of everybody who has a part in a step: `A/R - more than 500 seats`."""
    letters: dict[str, list[str]] = {}
    conditions: dict[str, list[str]] = {}
    for owner in graph.owner(step).owners:
        if owner.who:
            letters[owner.who] = ["A", "R"]
            if owner.when:
                conditions.setdefault(owner.who, []).append(owner.when)
    for who, letter in _taking_part(step):
        if letter not in letters.setdefault(who, []):
            letters[who].append(letter)
    return {
        who: "/".join(marks) + (f" - {'; '.join(conditions[who])}" if who in conditions else "")
        for who, marks in letters.items()
    }


def _taking_part(step: Step) -> Iterator[tuple[str, str]]:
    for key, letter in _PARTS.items():
        for who in getattr(step, key):
            yield who, letter
