"""A big map as SVG: the overview first, then a panel for each stage, with links between them."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from crackmap.maps.layout.overview import SIZE, TITLE_SIZE, Cell, Overview
from crackmap.maps.layout.scene import Scene
from crackmap.maps.svg.legend import entry
from crackmap.maps.svg.picture import body, document
from crackmap.maps.svg.text import badge, block, frame, name_token, text
from crackmap.maps.svg.theme import Theme
from crackmap.source.words import plural

_SPACE = 40


def write(
    first: Overview,
    panels: Sequence[Scene],
    theme: Theme = "auto",
    *,
    prefix: str = "",
) -> str:
    """Return the overview and the panels as one document that ends in a newline."""
    prefix = prefix or f"map-{name_token(first.id)}"
    wide = max([first.width, *(panel.width for panel in panels)])
    linked = frozenset(stage.id for panel in panels for stage in panel.stages)
    drawn = [overview_body(first, prefix, linked)]
    y = first.height + _SPACE
    for panel in panels:
        drawn.append(f'<g transform="translate(0 {y})">\n{body(panel, prefix)}\n</g>')
        y += panel.height + _SPACE
    steps = sum(cell.steps for cell in first.cells)
    reported = f"{steps} steps, by departments and stages."
    if panels:
        reported = f"{steps} steps on {len(panels)} panels, one for each stage, after an overview."
    return document(
        first.title or first.id, reported, (wide, y - _SPACE), "\n".join(drawn), theme, prefix
    )


def overview_body(shown: Overview, prefix: str, linked: AbstractSet[str]) -> str:
    """Return departments by stages; a cell with steps leads to the panel of its stage."""
    parts = ['<g class="overview">', text(shown.title, 12, 27, "b ink", TITLE_SIZE)]
    parts += map(badge, shown.badges)
    for name in shown.stages:
        x, y = name.rect.x + name.rect.width // 2, name.rect.y + name.rect.height // 2
        parts += block(name.lines, x, y, 15, "m b ink", SIZE)
    for name in shown.lanes:
        ink = "say-gap" if name.kind == "nobody" else "ink"
        middle = name.rect.y + name.rect.height // 2
        parts += block(name.lines, name.rect.right - 10, middle, 15, f"e b {ink}", SIZE)
    parts += [_cell(cell, prefix, linked) for cell in shown.cells]
    parts += map(entry, shown.entries)
    return "\n".join([*parts, "</g>"])


def _cell(cell: Cell, prefix: str, linked: AbstractSet[str]) -> str:
    rect = cell.rect
    depth = "unowned" if cell.nobody and cell.steps else f"depth{cell.depth}"
    drawn = frame(rect, f"border {depth}", 4)
    x, y = rect.x + rect.width // 2, rect.y + rect.height // 2
    if cell.steps:
        drawn += text(plural(cell.steps, "step"), x, y - 2 if cell.cracks else y + 4, "m ink", 11)
    if cell.cracks:
        drawn += text(plural(cell.cracks, "crack"), x, y + 13, "m b say-gap", 11)
    if cell.steps and cell.stage in linked:
        return f'<a href="#{prefix}-stage-{name_token(cell.stage)}">{drawn}</a>'
    return drawn
