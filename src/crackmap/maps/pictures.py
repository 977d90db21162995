"""Pictures of a process as SVG: the map, whole or in panels, the network, the matrix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from crackmap.check.narrowing import Narrowing
from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps.chart import NOBODY, chart_of
from crackmap.maps.layout import panels
from crackmap.maps.layout.chart import Chart, Edge, Lane, Node, Stage
from crackmap.maps.layout.drawing import lay_out
from crackmap.maps.layout.overview import Overview, overview
from crackmap.maps.layout.scene import Scene
from crackmap.maps.options import MapOptions
from crackmap.maps.svg.theme import Theme
from crackmap.rules.finding import Finding
from crackmap.rules.numbering import numbered
from crackmap.source.problems import Refusal

Marked = TypeVar("Marked", Lane, Stage, Node, Edge)


class Undrawable(Refusal):
    """What was asked for cannot be drawn: the stage or department is not there, say."""


@dataclass(frozen=True, slots=True)
class Pictures:
    """What is drawn of a process, before anyone knows on what: a map, whole or in panels.

    With panels comes an overview. Another view than the map is in `svg`, finished.
    """

    scenes: tuple[Scene, ...] = ()
    overview: Overview | None = None
    dim: frozenset[str] = frozenset()
    svg: str = ""

    @property
    def id(self) -> str:
        """The id of the process; that of a finished view stands in its own SVG."""
        return self.overview.id if self.overview else self.scenes[0].id if self.scenes else "view"

    def as_svg(self, theme: Theme) -> str:
        """Return all of it as one SVG."""
        from crackmap.maps.svg import panels as svg_panels
        from crackmap.maps.svg import picture

        if self.svg:
            return self.svg
        if self.overview:
            return svg_panels.write(self.overview, self.scenes, theme, dim=self.dim)
        return picture.write(self.scenes[0], theme, dim=self.dim)


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
    chart = chart_of(graph, findings if look.findings else ())
    kept = _kept(graph, findings, look)
    if kept is not None:
        chart = _marking_only(chart, kept)
    return pictures_of_chart(chart, look, dimmed(graph, look.department))


def _kept(
    graph: ProcessGraph, findings: Sequence[Finding], look: MapOptions
) -> frozenset[int] | None:
    """Return the numbers of the cracks that are marked; None where that is all of them."""
    departments = (look.department,) if look.department else ()
    narrowing = Narrowing(departments, (), look.select, look.ignore, look.min_severity)
    if not narrowing and look.top is None:
        return None
    keep = narrowing.of(graph)
    kept = [(number, each) for number, each in enumerate(numbered(findings), 1) if keep(each)]
    if look.top is not None:
        from crackmap.check.costs import Costs

        costs = Costs(graph)
        kept = sorted(kept, key=lambda pair: costs.rank(pair[1]))[: look.top]
    return frozenset(number for number, _ in kept)


def _marking_only(chart: Chart, kept: frozenset[int]) -> Chart:
    """Return a chart that marks and lists only some cracks, with the numbers that they have."""

    def marks(part: Marked) -> Marked:
        return replace(part, findings=tuple(each for each in part.findings if each in kept))

    return replace(
        chart,
        lanes=tuple(map(marks, chart.lanes)),
        stages=tuple(map(marks, chart.stages)),
        nodes=tuple(map(marks, chart.nodes)),
        edges=tuple(map(marks, chart.edges)),
        findings=tuple(each for each in chart.findings if each.number in kept),
        numbers=tuple(number for number in chart.numbers if number in kept),
    )


def pictures_of_chart(
    chart: Chart, look: MapOptions, dim: frozenset[str] = frozenset()
) -> Pictures:
    """Lay out a chart: whole, one stage of it, or in panels."""
    if look.stage:
        used = {node.stage for node in chart.nodes}
        names = {stage.id: stage.name for stage in chart.stages if stage.id in used}
        stage_id = _known(look.stage, names, "stage with steps")
        scene = lay_out(panels.stage(chart, stage_id), look.direction, title=look.title)
        return Pictures((scene,), dim=dim)
    if look.panels == "always" or (look.panels == "auto" and panels.too_big(chart, look.direction)):
        titled = chart if look.title is None else replace(chart, name=look.title)
        scenes = tuple(lay_out(part, look.direction) for part in panels.split(titled))
        return Pictures(scenes, overview(titled), dim)
    return Pictures((lay_out(chart, look.direction, title=look.title),), dim=dim)


def dimmed(graph: ProcessGraph, department: str | None) -> frozenset[str]:
    """Return the lanes that stand back: all but those of `department` and its teams.

    Raises Undrawable where there is no such department.
    """
    if not department:
        return frozenset()
    names = {id_: declared.name for id_, declared in graph.departments.items()}
    wanted = _known(department, names, "department")
    owners = (name for step in graph.steps for name in graph.owner(step).names)
    lanes = (*graph.departments, *owners, NOBODY)
    return frozenset(lane for lane in lanes if wanted not in graph.organisation.above(lane))


def _known(word: str, names: dict[str, str], what: str) -> str:
    """Return the id that is meant by an id or a name; raises Undrawable with the nearest one."""
    from crackmap.language.values import fold
    from crackmap.source.words import nearest

    for id_, name in names.items():
        if fold(word) in (fold(id_), fold(name)):
            return id_
    meant = nearest(word, [*names, *names.values()])
    help_ = f"did you mean {meant}?" if meant else f"there is {', '.join(names) or 'none'}"
    raise Undrawable(f"there is no {what} `{word}`", help_)
