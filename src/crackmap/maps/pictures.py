"""Pictures of a process as SVG: the map, whole or in panels, the network, the matrix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps.asked import chart_asked_for, known
from crackmap.maps.layout import panels
from crackmap.maps.layout.chart import Chart
from crackmap.maps.layout.drawing import lay_out
from crackmap.maps.layout.overview import overview
from crackmap.maps.options import MapOptions
from crackmap.rules.finding import Finding


def svg_of(graph: ProcessGraph, findings: Sequence[Finding], look: MapOptions) -> str:
    """Return the view that is asked for as SVG; raises Undrawable."""
    if look.view == "network":
        from crackmap.maps import network

        return network.svg(graph, look.theme, look.title)
    if look.view == "matrix":
        from crackmap.maps import matrix

        return matrix.svg(graph, look.theme, look.title)
    return chart_svg(chart_asked_for(graph, findings, look), look)


def chart_svg(chart: Chart, look: MapOptions) -> str:
    """Draw a chart as SVG: whole, one stage of it, or in panels."""
    from crackmap.maps.svg import panels as svg_panels
    from crackmap.maps.svg import picture

    if look.stage:
        used = {node.stage for node in chart.nodes}
        names = {stage.id: stage.name for stage in chart.stages if stage.id in used}
        stage_id = known(look.stage, names, "stage with steps")
        scene = lay_out(panels.stage(chart, stage_id), look.direction, title=look.title)
        return picture.write(scene, look.theme)
    if look.panels == "always" or (look.panels == "auto" and panels.too_big(chart, look.direction)):
        titled = chart if look.title is None else replace(chart, name=look.title)
        scenes = [lay_out(part, look.direction) for part in panels.split(titled)]
        return svg_panels.write(overview(titled), scenes, look.theme)
    return picture.write(lay_out(chart, look.direction, title=look.title), look.theme)
