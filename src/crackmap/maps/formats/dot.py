"""dot: the language of Graphviz: the flow of work, or the network of departments."""

from __future__ import annotations

from collections.abc import Sequence

from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps.options import MapOptions
from crackmap.rules.finding import Finding
from crackmap.writers.format import Format, wishes


def write(graph: ProcessGraph, findings: Sequence[Finding], look: MapOptions) -> str:
    """Write the flow of work or the network; findings have no place there."""
    if look.view == "network":
        from crackmap.maps import network

        return network.dot(graph)
    from crackmap.maps.exports import dot

    return dot.write(graph)


FORMAT = Format("dot", ("dot", "gv"), {"swimlane": wishes(), "network": wishes()}, write)
