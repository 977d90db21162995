"""Stages by departments as a table: where to begin on the page of a big map."""

from __future__ import annotations

from collections.abc import Iterator

from crackmap.maps.layout.chart import Chart
from crackmap.maps.layout.lanes import leaves
from crackmap.maps.layout.overview import Cell, overview
from crackmap.maps.layout.tangles import too_many_cells
from crackmap.maps.svg.text import escape, name_token
from crackmap.source.words import plural

MOST_STEPS = 60  # of a map that is its own overview


def stages_table(chart: Chart, prefix: str) -> str:
    """Return the table of a map of more than 60 steps, else an empty text.

    Words say so where it would be larger than anyone reads. Its links lead to the stages on the
    map, whose ids start with `prefix`.
    """
    if len(chart.nodes) <= MOST_STEPS:
        return ""
    lanes = leaves(chart.lanes, frozenset(node.lane for node in chart.nodes))
    across = len(chart.stages)
    if too_many_cells(len(lanes), across):
        size = f"{len(lanes):,} departments and {across:,} stages"
        return _section(f"<p>{size} are too many for a table.</p>")
    shown = overview(chart)
    heads = "".join(
        f'<th scope="col">{_link(stage.id, "", escape(stage.name), prefix)}</th>'
        for stage in chart.stages
    )
    rows = "\n".join(
        f'<tr><th scope="row" dir="auto">{escape(name.title)}</th>'
        + "".join(_cells(shown.cells[at * across : (at + 1) * across], lane.id, prefix))
        + "</tr>"
        for at, (lane, name) in enumerate(zip(lanes, shown.lanes, strict=True))
    )
    return _section(
        "<p>Each cell leads to its steps on the map.</p>\n"
        f'<table class="grid"><thead><tr><td></td>{heads}</tr></thead>\n<tbody>\n{rows}\n'
        "</tbody></table>"
    )


def _section(inside: str) -> str:
    return (
        '<section id="stages" aria-labelledby="stages-title">\n'
        f'<h2 id="stages-title">Stages and departments</h2>\n{inside}\n</section>\n'
    )


def _cells(cells: tuple[Cell, ...], lane: str, prefix: str) -> Iterator[str]:
    for cell in cells:
        if not cell.steps:
            yield "<td></td>"
            continue
        words = plural(cell.steps, "step")
        if cell.cracks:
            words += f" <b>{plural(cell.cracks, 'crack')}</b>"
        kind = "nobody" if cell.nobody else f"depth{cell.depth}"
        yield f'<td class="{kind}">{_link(cell.stage, lane, words, prefix)}</td>'


def _link(stage: str, lane: str, words: str, prefix: str) -> str:
    to = f"#{prefix}-stage-{name_token(stage)}"
    of = f' data-lane="{escape(lane)}"' if lane else ""
    return f'<a href="{to}" data-stage="{escape(stage)}"{of} dir="auto">{words}</a>'
