"""Pictures of a process as SVG: the map, whole or in panels, the network, the matrix."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps.asked import chart_asked_for, known
from crackmap.maps.layout import panels
from crackmap.maps.layout.chart import Chart
from crackmap.maps.layout.drawing import lay_out
from crackmap.maps.layout.scene import Scene
from crackmap.maps.options import MapOptions
from crackmap.maps.svg.theme import Theme
from crackmap.rules.finding import Finding

if TYPE_CHECKING:
    from crackmap.maps.layout.overview import Overview


class Pictures(NamedTuple):
    """What is drawn of a process, before anyone knows on what: a map, whole or in panels.

    With panels comes an overview. Another view than the map is in `svg`, finished.
    """

    scenes: tuple[Scene, ...] = ()
    overview: Overview | None = None
    svg: str = ""

    @property
    def id(self) -> str:
        """The id of the process; that of a finished view stands in its own SVG."""
        return self.overview.id if self.overview else self.scenes[0].id if self.scenes else "view"

    def as_svg(self, theme: Theme) -> str:
        """Return all of it as one SVG."""
        if self.svg:
            return self.svg
        if self.overview:
            from crackmap.maps.svg import panels as svg_panels

            return svg_panels.write(self.overview, self.scenes, theme)
        from crackmap.maps.svg import picture

        return picture.write(self.scenes[0], theme)


def svg_of(graph: ProcessGraph, findings: Sequence[Finding], look: MapOptions) -> str:
    """Return the view that is asked for as SVG; raises Undrawable."""
    return pictures_of(graph, findings, look).as_svg(look.theme)


def pictures_of(graph: ProcessGraph, findings: Sequence[Finding], look: MapOptions) -> Pictures:
    """Return the view that is asked for; raises Undrawable."""
    if look.view == "network":
        from crackmap.maps import network

        return Pictures(svg=network.svg(graph, look.theme, look.title))
    if look.view == "matrix":
        from crackmap.maps import matrix

        return Pictures(svg=matrix.svg(graph, look.theme, look.title))
    return pictures_of_chart(chart_asked_for(graph, findings, look), look)


def pictures_of_chart(chart: Chart, look: MapOptions) -> Pictures:
    """Lay out a chart: whole, one stage of it, or in panels."""
    laid_out = partial(lay_out, direction=look.direction, lanes=look.lanes)
    if look.stage:
        used = {node.stage for node in chart.nodes}
        names = {stage.id: stage.name for stage in chart.stages if stage.id in used}
        stage_id = known(look.stage, names, "stage with steps")
        scene = laid_out(panels.stage(chart, stage_id), title=look.title)
        return Pictures((scene,))
    if look.panels == "always" or (look.panels == "auto" and panels.too_big(chart, look.direction)):
        from crackmap.maps.layout.overview import overview

        titled = chart if look.title is None else chart._replace(name=look.title)
        first = overview(titled)  # what is refused is refused before its panels are drawn
        return Pictures(tuple(laid_out(part) for part in panels.split(titled)), first)
    return Pictures((laid_out(chart, title=look.title),))
