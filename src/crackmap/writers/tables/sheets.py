"""Which tables a process is written as, by the form that is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from crackmap.graph.process_graph import ProcessGraph
from crackmap.rules.finding import Finding
from crackmap.writers.tables.cracks import cracks
from crackmap.writers.tables.elements import about, departments, goals, stages
from crackmap.writers.tables.handoffs import handoffs
from crackmap.writers.tables.people import People
from crackmap.writers.tables.raci import TooManyCells, raci
from crackmap.writers.tables.steps import steps
from crackmap.writers.tables.table import Table
from crackmap.writers.tables.visio import visio


def main_table(graph: ProcessGraph, form: str) -> Table:
    """Return the one table of a form."""
    people = People(graph)
    return {"steps": steps, "visio": visio, "raci": raci}[form](graph, people)


def all_tables(graph: ProcessGraph, findings: Sequence[Finding], form: str) -> list[Table]:
    """Return the sheets of a workbook: of the form `steps` whatever a table can hold.

    A RACI of too many cells is left out there.
    """
    if form != "steps":
        return [main_table(graph, form)]
    people = People(graph)
    beside = [made for make in (stages, goals) if (made := make(graph, people)).rows]
    matrix = []
    with suppress(TooManyCells):
        matrix.append(raci(graph, people))
    return [
        steps(graph, people),
        handoffs(graph, people),
        *matrix,
        cracks(findings),
        departments(graph, people),
        *beside,
        about(graph, people),
    ]
