"""What `crackmap map` does: one picture of each process, in the form that was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast

from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps.chart import NOBODY, chart_of
from crackmap.maps.layout import panels
from crackmap.maps.layout.chart import Chart, Direction
from crackmap.maps.layout.drawing import lay_out
from crackmap.maps.layout.overview import overview
from crackmap.rules.finding import Finding
from crackmap.source.problems import Refusal

FORMATS = ("svg", "html", "png", "pdf", "dot", "mermaid", "bpmn")
VIEWS = ("swimlane", "network", "matrix")
# What can be drawn of the other views; the first is taken where nothing else is said.
FORMATS_OF = {
    "swimlane": FORMATS,
    "network": ("svg", "dot", "png", "pdf"),
    "matrix": ("svg", "markdown", "csv", "png", "pdf"),
}
_PICTURES = ("svg", "png", "pdf")
# The wishes that only some pictures can fulfil, by the option that tells them.
_FULFILLED = {
    "direction": {("swimlane", form) for form in (*_PICTURES, "html", "bpmn")},
    "theme": {(view, form) for view in VIEWS for form in _PICTURES},
    "panels": {("swimlane", form) for form in _PICTURES},
    "stage": {("swimlane", form) for form in _PICTURES},
    "department": {("swimlane", form) for form in _PICTURES},
    "title": {(view, form) for view in VIEWS for form in _PICTURES} | {("swimlane", "html")},
    "swimlane": {("swimlane", "mermaid")},
}
ENDINGS = {"mmd": "mermaid", "gv": "dot", "htm": "html", "md": "markdown"}


class Undrawable(Refusal):
    """What was asked for cannot be drawn: the stage or department is not there, say."""


@dataclass(frozen=True)
class MapOptions:
    """How a map is drawn; `panels` is auto, always or never, `department` the one not dimmed."""

    view: str = "swimlane"
    direction: Direction = "columns"
    theme: Literal["auto", "light", "dark"] = "auto"
    panels: str = "auto"
    stage: str | None = None
    department: str | None = None
    title: str | None = None
    findings: bool = True
    swimlane: bool = False


def draw(
    graph: ProcessGraph, findings: Sequence[Finding], form: str, look: MapOptions
) -> str | bytes:
    """Draw one process as `form`; raises Undrawable, and what its writer raises."""
    _refuse_in_vain(form, look)
    ids = [step.id for step in graph.steps]
    if not ids:
        raise Undrawable(f"{graph.process.path}: the process has no steps to draw")
    if len(set(ids)) < len(ids):
        words = f"{graph.process.path}: two steps have one id, so that no map can tell them apart"
        raise Undrawable(words, "crackmap lint --select duplicate-id shows them")
    if form in ("png", "pdf"):
        from crackmap.maps import raster

        light = look if look.theme != "auto" else replace(look, theme="light")
        picture = _svg(graph, findings, light)
        return raster.png(picture) if form == "png" else raster.pdf(picture)
    if look.view == "network":
        from crackmap.maps import network

        return network.dot(graph) if form == "dot" else network.svg(graph, look.theme, look.title)
    if look.view == "matrix":
        from crackmap.maps import matrix

        others = {"markdown": matrix.markdown, "csv": matrix.csv}
        return others[form](graph) if form in others else matrix.svg(graph, look.theme, look.title)
    return _swimlane(graph, findings, form, look)


def _refuse_in_vain(form: str, look: MapOptions) -> None:
    """Raise Undrawable for a wish that this picture would pass over in silence."""
    for wish, pictures in _FULFILLED.items():
        if getattr(look, wish) == getattr(MapOptions(), wish) or (look.view, form) in pictures:
            continue
        forms = [other for other in FORMATS_OF[look.view] if (look.view, other) in pictures]
        what = form if look.view == "swimlane" else f"the {look.view} as {form}"
        help_ = f"it is for {', '.join(forms)}" if forms else "leave it out"
        raise Undrawable(f"--{wish} does nothing for {what}", help_)


def _swimlane(
    graph: ProcessGraph, findings: Sequence[Finding], form: str, look: MapOptions
) -> str | bytes:
    if form == "html":
        from crackmap.maps.html import page

        return page.write(graph, findings if look.findings else (), look.direction, look.title)
    if form == "bpmn":
        from crackmap.maps.exports import bpmn

        return bpmn.write(graph, look.direction)
    if form == "mermaid":
        from crackmap.maps.exports import mermaid

        return mermaid.write(graph, swimlane=look.swimlane)
    if form == "dot":
        from crackmap.maps.exports import dot

        return dot.write(graph)
    return _svg(graph, findings, look)


def _svg(graph: ProcessGraph, findings: Sequence[Finding], look: MapOptions) -> str:
    if look.view != "swimlane":
        return cast(str, draw(graph, findings, "svg", look))
    chart = chart_of(graph, findings if look.findings else ())
    return chart_svg(chart, look, dimmed(graph, look.department))


def chart_svg(chart: Chart, look: MapOptions, dim: frozenset[str] = frozenset()) -> str:
    """Draw a chart as SVG: whole, one stage of it, or in panels."""
    from crackmap.maps.svg import panels as svg_panels
    from crackmap.maps.svg import picture

    if look.stage:
        used = {node.stage for node in chart.nodes}
        names = {one.id: one.name for one in chart.stages if one.id in used}
        stage = _known(look.stage, names, "stage with steps")
        scene = lay_out(panels.stage(chart, stage), look.direction, title=look.title)
        return picture.write(scene, look.theme, dim=dim)
    if look.panels == "always" or (look.panels == "auto" and panels.too_big(chart, look.direction)):
        titled = chart if look.title is None else replace(chart, name=look.title)
        scenes = [lay_out(part, look.direction) for part in panels.split(titled)]
        return svg_panels.write(overview(titled), scenes, look.theme, dim=dim)
    return picture.write(lay_out(chart, look.direction, title=look.title), look.theme, dim=dim)


def dimmed(graph: ProcessGraph, department: str | None) -> frozenset[str]:
    """Give the lanes that stand back: all but those of `department` and its teams.

    Raises Undrawable where there is no such department.
    """
    if not department:
        return frozenset()
    names = {id_: one.name for id_, one in graph.departments.items()}
    wanted = _known(department, names, "department")
    owners = (name for step in graph.steps for name in graph.owner(step).names)
    lanes = (*graph.departments, *owners, NOBODY)
    return frozenset(lane for lane in lanes if wanted not in graph.organisation.above(lane))


def _known(word: str, names: dict[str, str], what: str) -> str:
    """Give the id that is meant by an id or a name; raises Undrawable with the nearest one."""
    from crackmap.language.values import fold
    from crackmap.source.words import nearest

    for id_, name in names.items():
        if fold(word) in (fold(id_), fold(name)):
            return id_
    meant = nearest(word, [*names, *names.values()])
    help_ = f"did you mean {meant}?" if meant else f"there is {', '.join(names) or 'none'}"
    raise Undrawable(f"there is no {what} `{word}`", help_)


def index_page(maps: Sequence[tuple[str, ProcessGraph, int]]) -> str:
    """Give a page that leads to maps: the file name, graph and number of cracks of each."""
    from html import escape
    from urllib.parse import quote

    rows = "\n".join(
        f'<tr><td><a href="{quote(name, safe="")}">{escape(graph.process.name)}</a></td>'
        f"<td>{len(graph.steps)}</td><td>{len(graph.owning_departments)}</td>"
        f"<td>{cracks}</td></tr>"
        for name, graph, cracks in maps
    )
    return _INDEX.replace("ROWS", rows)


_INDEX = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Processes</title>
<style>
:root { color-scheme: light dark; }
body { font: 16px/1.5 Arial, Helvetica, 'Liberation Sans', sans-serif; margin: 2rem auto;
  max-width: 60rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid color-mix(in srgb, currentColor 25%, transparent);
  padding: .5rem .75rem; text-align: right; }
th:first-child, td:first-child { text-align: left; }
</style>
</head>
<body>
<h1>Processes</h1>
<table>
<thead><tr><th>Process</th><th>Steps</th><th>Departments</th><th>Cracks</th></tr></thead>
<tbody>
ROWS
</tbody>
</table>
</body>
</html>
"""
