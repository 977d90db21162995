"""html: a map as one page: pan and zoom, search, filters, details, and a table of cracks."""

from __future__ import annotations

from collections.abc import Sequence

from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps.options import MapOptions
from crackmap.rules.finding import Finding
from crackmap.writers.format import Format, wishes


def write(graph: ProcessGraph, findings: Sequence[Finding], look: MapOptions) -> str:
    """Draw the map; raises Undrawable."""
    from crackmap.maps.html import page

    return page.write(graph, findings, look)


_ON_A_PAGE = wishes(
    *("direction", "lanes", "department", "title", "findings"),
    *("select", "ignore", "min_severity", "top", "show", "only_cracks"),
)
FORMAT = Format("html", ("html", "htm"), {"swimlane": _ON_A_PAGE}, write)
