"""bpmn: BPMN 2.0 with its drawing, for process modelling tools."""

from __future__ import annotations

from collections.abc import Sequence

from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps.options import MapOptions
from crackmap.rules.finding import Finding
from crackmap.writers.format import Format, wishes


def write(graph: ProcessGraph, findings: Sequence[Finding], look: MapOptions) -> str:
    """Write the process; its findings have no place there."""
    from crackmap.maps.exports import bpmn

    return bpmn.write(graph, look.direction)


FORMAT = Format("bpmn", ("bpmn",), {"swimlane": wishes("direction")}, write)
