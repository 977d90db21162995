"""mermaid: a flowchart for pages that draw it, such as those of GitHub."""

from __future__ import annotations

from collections.abc import Sequence

from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps.options import MapOptions
from crackmap.rules.finding import Finding
from crackmap.writers.format import Format, wishes


def write(graph: ProcessGraph, findings: Sequence[Finding], look: MapOptions) -> str:
    """Write the flow of work; findings have no place there."""
    from crackmap.maps.exports import mermaid

    return mermaid.write(graph, swimlane=look.swimlane)


FORMAT = Format("mermaid", ("mmd", "mermaid"), {"swimlane": wishes("swimlane")}, write)
