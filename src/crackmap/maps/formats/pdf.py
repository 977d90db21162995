"""pdf: pages of paper, or as large as the map, with text to select; needs the extra `images`."""

from __future__ import annotations

from collections.abc import Sequence

from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps import about, printing, raster
from crackmap.maps.drawn import Drawn
from crackmap.maps.options import ON_A_MAP, ON_A_PICTURE, MapOptions
from crackmap.maps.pictures import Pictures, pictures_of
from crackmap.rules.finding import Finding
from crackmap.writers.format import Format, wishes


def write(graph: ProcessGraph, findings: Sequence[Finding], look: MapOptions) -> Drawn:
    """Draw the view; raises Undrawable, and MissingExtra without the extra `images`."""
    light = look.in_one_theme()
    return printed(pictures_of(graph, findings, light), graph, light)


def printed(
    pictures: Pictures, graph: ProcessGraph, look: MapOptions, *, on_disk: bool = True
) -> Drawn:
    """Draw pictures of a process, in the one theme of the look, on the paper that it names.

    The title block has its revision if it is read from disk.
    """
    how = printing.Printing(look.paper, look.orientation, look.least_text)
    said = about.of(graph, look.title, on_disk=on_disk)
    return raster.document(printing.pages(pictures, said, how, look.theme))


_PAPER = wishes("paper", "orientation", "least_text")
_VIEWS = {"swimlane": ON_A_MAP | _PAPER}
_VIEWS |= dict.fromkeys(("network", "matrix"), ON_A_PICTURE | _PAPER)
FORMAT = Format("pdf", ("pdf",), _VIEWS, write)
