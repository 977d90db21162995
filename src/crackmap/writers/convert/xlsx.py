"""xlsx: a workbook to fill in: steps, handoffs, RACI and cracks; or a table of Visio, or a RACI."""

from __future__ import annotations

from collections.abc import Sequence

from crackmap.graph.process_graph import ProcessGraph
from crackmap.rules.finding import Finding
from crackmap.source.words import plural
from crackmap.writers.format import Format, Remarked, wishes
from crackmap.writers.tables.sheets import all_tables
from crackmap.writers.tables.table import Table
from crackmap.writers.workbook import MOST_LETTERS, Sheet, Styled, workbook

_NO_RACI = "no sheet RACI, for it would have too many cells"
# Of these the first two columns say which row it is.
_WITH_TWO_HEADS = ("Steps", "Handoffs", "RACI")


def write(graph: ProcessGraph, findings: Sequence[Finding], *, form: str = "steps") -> Remarked:
    """Return the workbook; its cells are texts, and in none is a formula."""
    tables = all_tables(graph, findings, form)
    made = workbook(list(map(_sheet, tables)), graph.process.name)
    return Remarked(made, _remark(tables, form))


def _sheet(made: Table) -> Sheet:
    rows = [
        [Styled(text, _tone(made, place, row)) for place, text in enumerate(row)]
        for row in made.rows
    ]
    fixed = 2 if made.title in _WITH_TWO_HEADS else 0
    return Sheet(made.title, made.head, rows, fixed, filtered=made.title != "Process")


def _remark(tables: Sequence[Table], form: str) -> str:
    """Return what is to be said of texts and sheets that the workbook does not hold."""
    said = [] if any(one.title == "RACI" for one in tables) or form == "visio" else [_NO_RACI]
    cells = (cell for one in tables for row in one.rows for cell in row)
    if count := sum(len(cell) > MOST_LETTERS for cell in cells):
        said.append(f"{plural(count, 'text')} cut at {MOST_LETTERS:,} letters")
    return "; ".join(said)


def _tone(made: Table, place: int, row: Sequence[str]) -> str:
    """Return how a cell is told: a step that nobody owns, a handoff that nobody agreed on."""
    name = made.head[place]
    unowned = name in ("Owner", "Function") and not row[place]
    return "missing" if unowned or (name == "Grade" and row[place] == "missing") else ""


FORMAT = Format("xlsx", ("xlsx",), {"convert": wishes("form")}, write)
