"""png: an image for documents that take no SVG; needs the extra `images`."""

from __future__ import annotations

from collections.abc import Sequence

from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps import raster
from crackmap.maps.drawn import Drawn
from crackmap.maps.options import PICTURES, MapOptions
from crackmap.maps.pictures import svg_of
from crackmap.rules.finding import Finding
from crackmap.writers.format import Format


def write(graph: ProcessGraph, findings: Sequence[Finding], look: MapOptions) -> Drawn:
    """Draw the view; raises Undrawable, and MissingExtra without the extra `images`."""
    return raster.image(svg_of(graph, findings, look.in_one_theme()), "png")


FORMAT = Format("png", ("png",), PICTURES, write)
