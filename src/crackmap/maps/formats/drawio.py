"""drawio: a drawing for draw.io (diagrams.net), with real lanes, to be edited there."""

from __future__ import annotations

from collections.abc import Sequence

from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps.options import MapOptions
from crackmap.rules.finding import Finding
from crackmap.writers.format import Format, wishes


def write(graph: ProcessGraph, findings: Sequence[Finding], look: MapOptions) -> str:
    """Write the flow of work; its findings have no place there."""
    from crackmap.maps.exports import drawio

    return drawio.write(graph, look.direction)


FORMAT = Format("drawio", ("drawio",), {"swimlane": wishes("direction")}, write)
