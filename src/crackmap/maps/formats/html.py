"""html: a map as one page: pan and zoom, search, filters, details, and a table of cracks."""

from __future__ import annotations

from collections.abc import Sequence

from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps.options import MapOptions
from crackmap.rules.finding import Finding
from crackmap.writers.format import Format, wishes


def write(graph: ProcessGraph, findings: Sequence[Finding], look: MapOptions) -> str:
    """Draw the map."""
    from crackmap.maps.html import page

    shown = findings if look.findings else ()
    return page.write(graph, shown, look.direction, look.title, look.lanes)


FORMAT = Format("html", ("html", "htm"), {"swimlane": wishes("direction", "lanes", "title")}, write)
