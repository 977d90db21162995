"""csv: one table with commas: the steps, a table of Visio, or a RACI matrix."""

from __future__ import annotations

from collections.abc import Sequence

from crackmap.graph.process_graph import ProcessGraph
from crackmap.rules.finding import Finding
from crackmap.writers.cells import comma_separated
from crackmap.writers.format import Format, wishes
from crackmap.writers.tables.sheets import main_table


def write(graph: ProcessGraph, findings: Sequence[Finding], *, form: str = "steps") -> str:
    """Return the table; it begins with a byte order mark, for Excel takes UTF-8 for else."""
    made = main_table(graph, form)
    return "\ufeff" + comma_separated([made.head, *made.rows])


FORMAT = Format("csv", ("csv",), {"convert": wishes("form")}, write)
