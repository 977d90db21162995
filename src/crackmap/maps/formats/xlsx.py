"""xlsx: a workbook: the matrix of all, between departments and inside; or the RACI."""

from __future__ import annotations

from collections.abc import Sequence

from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps.options import MapOptions
from crackmap.rules.finding import Finding
from crackmap.writers.format import Format, wishes


def write(graph: ProcessGraph, findings: Sequence[Finding], look: MapOptions) -> bytes:
    """Write the matrix or the RACI; the same bytes each time."""
    from crackmap.maps import matrix_book, raci

    return raci.xlsx(graph) if look.view == "raci" else matrix_book.xlsx(graph)


FORMAT = Format("xlsx", ("xlsx",), {"matrix": wishes(), "raci": wishes()}, write)
