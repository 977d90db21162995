"""The RACI matrix of a process: steps down, departments across, and who has which part in each.

A row that nobody is accountable for, and one for which several are, is marked. Read back, the table
has the same owners: an empty row has dashes, without which it would be read as a heading.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.maps.svg.text import escape
from crackmap.maps.table_page import table_page
from crackmap.source.characters import clean
from crackmap.source.words import listing
from crackmap.writers.cells import comma_separated
from crackmap.writers.lint.markdown import escaped
from crackmap.writers.tables.raci import parts_in
from crackmap.writers.workbook import Sheet, Styled, workbook

_HEADS = ("Stage", "Step")
_CHECK = "Check"
NOTHING = "–"  # a hyphen would be taken for the beginning of a formula
_KEY = "A is accountable: the owner, who also does it; R does it, too, C is asked, I is told."


class _Row(NamedTuple):
    """The parts in one step, a cell for each department, and what is wrong with the row."""

    stage: str
    step: str
    cells: tuple[str, ...]
    check: str

    @property
    def texts(self) -> tuple[str, ...]:
        return (self.stage, self.step, *self.cells, self.check)


class _Raci(NamedTuple):
    heads: tuple[str, ...]
    rows: tuple[_Row, ...]


def csv(graph: ProcessGraph) -> str:
    """Return the matrix as CSV; with a byte order mark, as Excel wants it."""
    raci = _raci(graph)
    return "\ufeff" + comma_separated([raci.heads, *(row.texts for row in raci.rows)])


def markdown(graph: ProcessGraph) -> str:
    """Return the matrix as a Markdown table; in no name is any markup."""
    raci = _raci(graph)
    lines = [raci.heads, ("---",) * len(raci.heads), *(row.texts for row in raci.rows)]
    return "".join(f"| {' | '.join(_marked_down(cells))} |\n" for cells in lines)


def _marked_down(cells: tuple[str, ...]) -> Iterator[str]:
    yield from (cell if cell == "---" else escaped(cell) for cell in cells)


def xlsx(graph: ProcessGraph) -> bytes:
    """Return the matrix as a workbook, and the marked rows in red."""
    raci = _raci(graph)
    rows = [
        [
            Styled(row.stage, "soft"),
            Styled(row.step, "bad" if row.check else "strong"),
            *(Styled(cell, _tone(row, cell)) for cell in row.cells),
            Styled(row.check, "bad"),
        ]
        for row in raci.rows
    ]
    name = graph.process.name
    return workbook([Sheet("RACI", raci.heads, rows, fixed=2)], f"{name}: RACI")


def _tone(row: _Row, cell: str) -> str:
    if not cell.startswith("A"):
        return "soft" if cell == NOTHING else ""
    return "bad" if row.check else "strong"


def html(graph: ProcessGraph) -> str:
    """Return the matrix as a page without network, and the marked rows in red."""
    raci = _raci(graph)
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in raci.heads)
    rows = "\n".join(map(_html_row, raci.rows))
    title = clean(f"{graph.process.name}: RACI")
    return table_page(title, _STYLE, f"<p>{_KEY}</p>\n", heads, rows)


def _html_row(row: _Row) -> str:
    cells = "".join(
        f'<td class="{"a" if cell.startswith("A") else ""}">{escape(cell)}</td>'
        for cell in row.cells
    )
    marked = ' class="marked"' if row.check else ""
    return (
        f'<tr{marked}><td>{escape(row.stage)}</td><th scope="row">{escape(row.step)}</th>'
        f"{cells}<td>{escape(row.check)}</td></tr>"
    )


def _raci(graph: ProcessGraph) -> _Raci:
    parts = {step: parts_in(graph, step) for step in graph.steps}
    taking = dict.fromkeys(who for part in parts.values() for who in part)
    known = [id_ for id_ in graph.departments if id_ in taking]
    roles = [*known, *(who for who in taking if who not in known)]
    names = [clean(graph.organisation.name(who)) for who in roles]
    heads = [
        name if names.count(name) == 1 else f"{name} ({id_})"
        for name, id_ in zip(names, roles, strict=True)
    ]
    rows = tuple(
        _Row(
            clean(graph.stage(step).name),
            clean(step.name),
            tuple(clean(part.get(who, "" if part else NOTHING)) for who in roles),
            _check(graph, step),
        )
        for step, part in parts.items()
    )
    return _Raci((*_HEADS, *heads, _CHECK), rows)


def _check(graph: ProcessGraph, step: Step) -> str:
    """Return what is wrong with a row: nobody is accountable, or several are at once."""
    owner = graph.owner(step)
    if not owner.names:
        return "nobody is accountable"
    if len(owner.names) > 1 and not owner.by_condition:
        names = [clean(graph.organisation.name(name)) for name in owner.names]
        return f"{len(names)} are accountable: {listing(names)}"
    return ""


_STYLE = """\
body { font: 14px/1.4 Arial, Helvetica, 'Liberation Sans', sans-serif; margin: 2rem; }
table { border-collapse: collapse; }
th, td { border: 1px solid color-mix(in srgb, currentColor 25%, transparent); padding: .3rem .5rem;
  text-align: start; vertical-align: top; }
thead th { position: sticky; top: 0; background: Canvas; }
.a { font-weight: bold; background: color-mix(in srgb, #0b5cad 15%, transparent); }
.marked th, .marked td:last-child { color: light-dark(#b3261e, #ff8a80); font-weight: bold; }
.marked td, .marked th { background: color-mix(in srgb, #b3261e 10%, transparent); }
@page { size: A4 landscape; margin: 10mm; }
@media print { body { margin: 0; font-size: 9pt; } thead th { position: static; } }
"""
