"""csv: the matrix, or the RACI, as a table for spreadsheets."""

from __future__ import annotations

from collections.abc import Sequence

from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps.options import MapOptions
from crackmap.rules.finding import Finding
from crackmap.writers.format import Format, wishes


def write(graph: ProcessGraph, findings: Sequence[Finding], look: MapOptions) -> str:
    """Write the matrix or the RACI."""
    from crackmap.maps import matrix, raci

    return raci.csv(graph) if look.view == "raci" else matrix.csv(graph)


FORMAT = Format("csv", ("csv",), {"matrix": wishes(), "raci": wishes()}, write)
