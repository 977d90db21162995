"""How a map is drawn: what people may wish for."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from crackmap.maps.layout.chart import Direction, LaneOrder
from crackmap.maps.paper import LEAST_TEXT
from crackmap.writers.format import wishes

VIEWS = ("swimlane", "network", "matrix", "raci")
# The wishes that a picture of a swimlane map fulfils, and one of the other views.
ON_A_MAP = wishes(
    *("direction", "theme", "panels", "stage", "department", "title", "findings"),
    *("select", "ignore", "min_severity", "top", "lanes", "show", "only_cracks"),
)
ON_A_PICTURE = wishes("theme", "title")
PICTURES = {"swimlane": ON_A_MAP, "network": ON_A_PICTURE, "matrix": ON_A_PICTURE}


class MapOptions(NamedTuple):
    """How a map is drawn; `panels` is auto, always or never, `department` the one not dimmed.

    `select`, `ignore`, `min_severity` and `top`, the costliest, say which cracks are marked; they
    keep the numbers that they have among all. `show` are facts that the map tells besides,
    `only_cracks` lets all stand back that has none. `pages` are the addresses of the pictures of
    other processes by their ids. `paper`, its `orientation` (auto, portrait or landscape) and
    `least_text`, in points, are for print. A picture may come in `pieces` where there is a folder
    for them. `lanes` stand in the order of the file, or where lines are short.
    """

    view: str = "swimlane"
    direction: Direction = "columns"
    theme: Literal["auto", "light", "dark"] = "auto"
    panels: str = "auto"
    stage: str | None = None
    department: str | None = None
    title: str | None = None
    findings: bool = True
    swimlane: bool = False
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    min_severity: str = "note"
    top: int | None = None
    show: tuple[str, ...] = ()
    only_cracks: bool = False
    pages: Mapping[str, str] = MappingProxyType({})
    paper: str | None = None
    orientation: str = "auto"
    least_text: float = LEAST_TEXT
    pieces: bool = False
    lanes: LaneOrder = "declared"

    def in_one_theme(self) -> MapOptions:
        """Return the same for a picture that cannot follow the theme of its reader: then light."""
        return self._replace(theme="light") if self.theme == "auto" else self
