"""html: a map as one page: pan, zoom, search, details, a table of cracks; or the RACI."""

from __future__ import annotations

from collections.abc import Sequence

from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps.options import MapOptions
from crackmap.rules.finding import Finding
from crackmap.writers.format import Format, wishes


def write(graph: ProcessGraph, findings: Sequence[Finding], look: MapOptions) -> str:
    """Draw the map, or write the RACI; raises Undrawable."""
    if look.view == "raci":
        from crackmap.maps import raci

        return raci.html(graph)
    from crackmap.maps.html import page

    return page.write(graph, findings, look)


_ON_A_PAGE = wishes(
    *("direction", "lanes", "department", "title", "findings"),
    *("select", "ignore", "min_severity", "top", "show", "only_cracks"),
)
_KINDS = {"swimlane": _ON_A_PAGE, "raci": wishes()}
FORMAT = Format("html", ("html", "htm"), _KINDS, write)
