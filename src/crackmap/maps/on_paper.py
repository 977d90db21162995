"""The map of a process as pictures that a page of paper has room for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps.asked import dimmed, paled
from crackmap.maps.chart import chart_of
from crackmap.maps.layout import panels
from crackmap.maps.layout.chart import Chart
from crackmap.maps.layout.choosing import Drawn, clearest
from crackmap.maps.layout.drawing import dressed
from crackmap.maps.layout.scene import Scene
from crackmap.maps.layout.standing_back import all_in_front, with_standing_back
from crackmap.maps.svg import picture
from crackmap.rules.finding import Finding


def maps_of(
    graph: ProcessGraph,
    findings: Sequence[Finding],
    department: str | None = None,
    number: int = 1,
) -> list[str]:
    """Return the map as SVG, light on any screen; a big one in a picture for each stage.

    Without steps there is none. All lanes but those of the `department` stand back. The `number`
    tells the ids in it from those of other maps on the page.
    """
    if not graph.steps:
        return []
    scenes = _scenes(graph, tuple(findings), department)
    return [
        picture.write(scene, "light", prefix=f"map{number}-{at}")
        for at, scene in enumerate(scenes, start=1)
    ]


@lru_cache(maxsize=8)
def _scenes(
    graph: ProcessGraph, findings: tuple[Finding, ...], department: str | None
) -> tuple[Scene, ...]:
    """Return the map laid out, once for all reports that show it alike."""
    chart = paled(chart_of(graph, findings), dimmed(graph, department))
    if not panels.too_big(chart):
        return (_scene(chart, ""),)
    return tuple(map(_scene, panels.split(chart)))


def _scene(chart: Chart, title: str | None = None) -> Scene:
    return dressed(chart, with_standing_back(_places(all_in_front(chart)), chart), title)


@lru_cache(maxsize=32)
def _places(chart: Chart) -> Drawn:
    """Return where all is, which takes longest: it is the same whatever stands back."""
    return clearest(chart, "columns")
