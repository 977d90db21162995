"""markdown: the matrix, or the RACI, as a table for wikis and pull requests."""

from __future__ import annotations

from collections.abc import Sequence

from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps.options import MapOptions
from crackmap.rules.finding import Finding
from crackmap.writers.format import Format, wishes


def write(graph: ProcessGraph, findings: Sequence[Finding], look: MapOptions) -> str:
    """Write the matrix or the RACI."""
    from crackmap.maps import matrix, raci

    return raci.markdown(graph) if look.view == "raci" else matrix.markdown(graph)


FORMAT = Format("markdown", ("md",), {"matrix": wishes(), "raci": wishes()}, write)
