"""svg: a picture for browsers, wikis and slides; the same bytes everywhere."""

from __future__ import annotations

from collections.abc import Sequence

from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps.options import PICTURES, MapOptions
from crackmap.maps.pictures import svg_of
from crackmap.rules.finding import Finding
from crackmap.writers.format import Format


def write(graph: ProcessGraph, findings: Sequence[Finding], look: MapOptions) -> str:
    """Draw the view; raises Undrawable."""
    return svg_of(graph, findings, look)


FORMAT = Format("svg", ("svg",), PICTURES, write)
