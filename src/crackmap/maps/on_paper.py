"""The map of a process as pictures that a page of paper has room for."""

from __future__ import annotations

from collections.abc import Sequence

from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps.chart import chart_of
from crackmap.maps.layout import panels
from crackmap.maps.layout.drawing import lay_out
from crackmap.maps.pictures import dimmed
from crackmap.maps.svg import picture
from crackmap.rules.finding import Finding


def maps_of(
    graph: ProcessGraph,
    findings: Sequence[Finding],
    department: str | None = None,
    number: int = 1,
) -> list[str]:
    """Return the map as SVG, light on any screen; a big one in a picture for each stage.

    Without steps there is none. All lanes but those of the `department` stand back. The `number`
    tells the ids in it from those of other maps on the page.
    """
    if not graph.steps:
        return []
    chart = chart_of(graph, findings)
    charts = panels.split(chart) if panels.too_big(chart) else [chart]
    dim = dimmed(graph, department)
    return [
        picture.write(
            lay_out(part, "columns", title=None if len(charts) > 1 else ""),
            "light",
            dim=dim,
            prefix=f"map{number}-{at}",
        )
        for at, part in enumerate(charts, start=1)
    ]
