"""Pictures of a process as SVG: the map, whole or in panels, the network, the matrix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from crackmap.check.narrowing import Narrowing
from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps.chart import NOBODY, chart_of
from crackmap.maps.layout import panels
from crackmap.maps.layout.chart import Chart, Edge, Lane, Node, Stage
from crackmap.maps.layout.drawing import lay_out
from crackmap.maps.layout.overview import overview
from crackmap.maps.options import MapOptions
from crackmap.rules.finding import Finding
from crackmap.rules.numbering import numbered
from crackmap.source.problems import Refusal

Marked = TypeVar("Marked", Lane, Stage, Node, Edge)


class Undrawable(Refusal):
    """What was asked for cannot be drawn: the stage or department is not there, say."""


def svg_of(graph: ProcessGraph, findings: Sequence[Finding], look: MapOptions) -> str:
    """Return the view that is asked for as SVG; raises Undrawable."""
    if look.view == "network":
        from crackmap.maps import network

        return network.svg(graph, look.theme, look.title)
    if look.view == "matrix":
        from crackmap.maps import matrix

        return matrix.svg(graph, look.theme, look.title)
    chart = chart_of(graph, findings if look.findings else ())
    kept = _kept(graph, findings, look)
    if kept is not None:
        chart = _marking_only(chart, kept)
    return chart_svg(chart, look, dimmed(graph, look.department))


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


def chart_svg(chart: Chart, look: MapOptions, dim: frozenset[str] = frozenset()) -> str:
    """Draw a chart as SVG: whole, one stage of it, or in panels."""
    from crackmap.maps.svg import panels as svg_panels
    from crackmap.maps.svg import picture

    placed = partial(lay_out, direction=look.direction, lanes=look.lanes)
    if look.stage:
        used = {node.stage for node in chart.nodes}
        names = {stage.id: stage.name for stage in chart.stages if stage.id in used}
        stage_id = _known(look.stage, names, "stage with steps")
        scene = placed(panels.stage(chart, stage_id), title=look.title)
        return picture.write(scene, look.theme, dim=dim)
    if look.panels == "always" or (look.panels == "auto" and panels.too_big(chart, look.direction)):
        titled = chart if look.title is None else replace(chart, name=look.title)
        scenes = [placed(part) for part in panels.split(titled)]
        return svg_panels.write(overview(titled), scenes, look.theme, dim=dim)
    return picture.write(placed(chart, title=look.title), look.theme, dim=dim)


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
