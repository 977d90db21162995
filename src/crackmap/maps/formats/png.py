"""png: an image for documents that take no SVG; needs the extra `images`."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps import about, printing, raster
from crackmap.maps.asked import Undrawable
from crackmap.maps.drawn import Drawn
from crackmap.maps.options import PICTURES, MapOptions
from crackmap.maps.paper import Paper
from crackmap.maps.pictures import Pictures, pictures_of
from crackmap.maps.print_plan import least_scale, size_of
from crackmap.maps.svg.sheets import About
from crackmap.rules.finding import Finding
from crackmap.writers.format import Format

_LEAST_TEXT = 9  # pixels


def write(graph: ProcessGraph, findings: Sequence[Finding], look: MapOptions) -> Drawn:
    """Draw the view; raises Undrawable, and MissingExtra without the extra `images`."""
    light = look.in_one_theme()
    return imaged(pictures_of(graph, findings, light), graph, light)


def imaged(
    pictures: Pictures, graph: ProcessGraph, look: MapOptions, *, on_disk: bool = True
) -> Drawn:
    """Draw pictures of a process, in the one theme of the look.

    An image can only be so large. Where text would be under 9 pixels, there is one for each panel
    if the look lets pictures come in `pieces`; else Undrawable is raised.
    """
    drawn = pictures.as_svg(look.theme)
    text = _text_height(pictures, drawn)
    if text >= _LEAST_TEXT:
        return raster.images([drawn], _smaller([drawn]))
    words = f"as one image its text would be {text:.0f} pixels high: {raster.most()}"
    if not look.pieces:
        help_ = "name a folder, for an image of each panel: -o maps/; SVG and PDF take any length"
        raise Undrawable(f"{graph.process.path}: {words}", help_)
    said = about.of(graph, look.title, on_disk=on_disk)
    alone = printing.each_alone(pictures)
    pieces = [piece for each in alone for piece in _fitting(each, said, look)]
    notes = [f"{words}; there are {len(pieces)}", _smaller(pieces)]
    return raster.images(pieces, "; ".join(filter(None, notes)))


def _smaller(drawn: Sequence[str]) -> str:
    """Return what to say of images that are smaller than usual; nothing where nobody sees it."""
    zoom = round(min(raster.zoom_of(*size_of(each)) for each in drawn), 1)
    if zoom >= raster.ZOOM:
        return ""
    fewer = f"drawn with {zoom} instead of {raster.ZOOM} pixels for each of the map's own"
    return f"{fewer}: {raster.most()}"


def _text_height(pictures: Pictures, drawn: str) -> float:
    """Return how many pixels high the smallest text of an image is."""
    return raster.zoom_of(*size_of(drawn)) * 1000 / least_scale(pictures, 1)


def _fitting(alone: Pictures, said: About, look: MapOptions) -> Iterator[str]:
    drawn = alone.as_svg(look.theme)
    if _text_height(alone, drawn) >= _LEAST_TEXT:
        yield drawn
        return
    longest = min(raster.LONGEST // raster.ZOOM, math.isqrt(raster.MOST))
    paper = Paper.around(*size_of(drawn), longest)
    yield from printing.on_paper(alone, paper, said, 1000 / least_scale(alone, 1), look.theme)


FORMAT = Format("png", ("png",), PICTURES, write)
