"""How a map is drawn: what people may wish for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from crackmap.maps.layout.chart import Direction, LaneOrder
from crackmap.writers.format import wishes

VIEWS = ("swimlane", "network", "matrix")
# The wishes that a picture of a swimlane map fulfils, and one of the other views.
ON_A_MAP = wishes(
    *("direction", "theme", "panels", "stage", "department", "title"),
    *("select", "ignore", "min_severity", "top", "lanes"),
)
ON_A_PICTURE = wishes("theme", "title")
PICTURES = {"swimlane": ON_A_MAP, "network": ON_A_PICTURE, "matrix": ON_A_PICTURE}


@dataclass(frozen=True)
class MapOptions:
    """How a map is drawn; `panels` is auto, always or never, `department` the one not dimmed.

    `select`, `ignore`, `min_severity` and `top`, the costliest, say which cracks are marked; they
    keep the numbers that they have among all. `lanes` are in the order of the file, or where lines
    are short.
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
    lanes: LaneOrder = "declared"

    def in_one_theme(self) -> MapOptions:
        """Return the same for a picture that cannot follow the theme of its reader: then light."""
        return replace(self, theme="light") if self.theme == "auto" else self
