"""A swimlane map as SVG: the same bytes everywhere, and no markup from any name gets in."""

from crackmap.maps.layout.drawing import TITLE_SIZE
from crackmap.maps.layout.heads import SIZE
from crackmap.maps.layout.scene import Head, Lane, Point, Rect, Scene, Stage
from crackmap.maps.svg.boxes import box, ring, sign
from crackmap.maps.svg.legend import legend
from crackmap.maps.svg.lines import label, line
from crackmap.maps.svg.text import badge, block, escape, frame, name_token, pale, text
from crackmap.maps.svg.theme import Theme, style

_REPEATED = 900  # pixels of a head from one name to the next
_PAINTED = ("flow", "rejection", "handoff", "gap")


def write(scene: Scene, theme: Theme = "auto", *, prefix: str = "") -> str:
    """Return the scene as a document that ends in a newline.

    All ids start with `prefix`, by default made of the process's id: two maps with the same one
    cannot stand on the same page.
    """
    prefix = prefix or f"map-{name_token(scene.id)}"
    size = (scene.width, scene.height)
    return document(scene.name, scene.summary, size, body(scene, prefix), theme, prefix)


def document(
    title: str, summary: str, size: tuple[int, int], drawn: str, theme: Theme, prefix: str
) -> str:
    """Return a whole SVG file around what is drawn, `size` pixels wide and high."""
    wide, high = size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" id="{prefix}" role="img" '
        f'aria-labelledby="{prefix}-title {prefix}-desc" width="{wide}" '
        f'height="{high}" viewBox="0 0 {wide} {high}">\n'
        f'<title id="{prefix}-title">{escape(title)}</title>\n'
        f'<desc id="{prefix}-desc">{escape(summary)}</desc>\n'
        f"<style>\n{style(theme, prefix)}\n</style>\n"
        f'<defs><pattern id="{prefix}-hatch" width="8" height="8" '
        'patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<path class="hatch" d="M0,0L0,8" stroke-width="2"/></pattern></defs>\n'
        f'<rect class="paper" width="{wide}" height="{high}"/>\n'
        f"{drawn}\n</svg>\n"
    )


def map_body(scene: Scene, prefix: str) -> str:
    """Return the map without the legend below it."""
    return body(scene._replace(legend=None), prefix)


def body(scene: Scene, prefix: str) -> str:
    """Return all that is drawn, as groups that can stand in any SVG with the map's style sheet."""
    owners = {lane.id: lane.head.title for lane in scene.lanes if lane.named}
    parts = [_title(scene.title)] if scene.title else []
    parts.append('<g class="lanes">')
    parts += _lane_bands(scene, prefix)
    parts += [_lane_head(lane) for lane in scene.lanes]
    parts.append('</g>\n<g class="stages">')
    parts += [_stage(stage, prefix, _stage_border(stage, scene)) for stage in scene.stages]
    parts.append('</g>\n<g class="edges">')
    painted = sorted(scene.lines, key=lambda edge: _PAINTED.index(edge.kind))
    parts += [ring(each) for each in scene.boxes if each.change]
    parts += [line(edge) for edge in painted]
    parts.append('</g>\n<g class="steps">')
    parts += [box(each, prefix, owners.get(each.lane, "")) for each in scene.boxes]
    parts.append('</g>\n<g class="labels">')
    parts += [label(edge, edge.label) for edge in painted if edge.label]
    parts += [sign(edge.change, edge.points[0]) for edge in painted if edge.change]
    parts.append("</g>")
    if scene.legend:
        parts.append(legend(scene.legend))
    return "\n".join(parts)


def ground(scene: Scene, prefix: str) -> str:
    """Return what lies under all else: the bands of the lanes, and where stages end."""
    borders = [_stage_border(stage, scene) for stage in scene.stages]
    return "\n".join(['<g class="lanes">', *_lane_bands(scene, prefix), *borders, "</g>"])


def heads(scene: Scene, prefix: str) -> str:
    """Return the names at the heads of lanes and stages."""
    lanes = [_lane_head(lane) for lane in scene.lanes]
    stages = [_stage(stage, prefix, "") for stage in scene.stages]
    return "\n".join(['<g class="heads">', *lanes, *stages, "</g>"])


def _title(head: Head) -> str:
    words = text(head.lines[0], 12, 27, "b ink", TITLE_SIZE)
    return "".join([words, *map(badge, head.badges)])


def _lane_bands(scene: Scene, prefix: str) -> list[str]:
    bands = [_lane_band(lane, prefix) for lane in scene.lanes]
    return bands + [frame(lane.band, _border(lane)) for lane in scene.lanes]


def _lane_band(lane: Lane, prefix: str) -> str:
    if lane.head.pale:
        return frame(lane.band, "even" if lane.even else "odd")
    if lane.kind == "nobody":
        band = lane.band
        hatched = (
            f'<rect fill="url(#{prefix}-hatch)" x="{band.x}" y="{band.y}" width="{band.width}" '
            f'height="{band.height}"/>'
        )
        return frame(band, "nobody") + hatched
    if lane.kind == "external":
        return frame(lane.band, "external")
    return frame(lane.band, "even" if lane.even else "odd")


def _border(lane: Lane) -> str:
    if lane.head.pale:
        return "border"
    return {"nobody": "nobodyborder", "external": "externalborder"}.get(lane.kind, "border")


def _lane_head(lane: Lane) -> str:
    fill = "team" if lane.level else "head"
    if not lane.head.pale:
        fill = {"nobody": "nobodyhead", "external": "external"}.get(lane.kind, fill)
    return (
        f'<g class="lane{pale(lane.head.pale)}"><title>{escape(lane.head.title)}</title>'
        + frame(lane.head.rect, fill)
        + frame(lane.head.rect, _border(lane))
        + _head_words(lane.head, SIZE, "say-gap" if lane.kind == "nobody" else "ink")
        + "</g>"
    )


def _stage_border(stage: Stage, scene: Scene) -> str:
    band = stage.band
    if scene.direction == "columns":
        border = f"M{band.x},{band.bottom}L{band.right},{band.bottom}"
        last = band.bottom >= scene.plot.bottom
    else:
        border = f"M{band.right},{band.y}L{band.right},{band.bottom}"
        last = band.right >= scene.plot.right
    return "" if last else f'<path class="border stageline" d="{border}"/>'


def _stage(stage: Stage, prefix: str, border: str) -> str:
    return (
        f'<g id="{prefix}-stage-{name_token(stage.id)}" class="stage-head">'
        f"<title>{escape(stage.head.title)}</title>"
        + frame(stage.head.rect, "stage")
        + border
        + _head_words(stage.head, 12, "ink")
        + "</g>"
    )


def _head_words(head: Head, size: int, ink: str) -> str:
    """Return the name in the middle of what the badges leave; in a long head it is repeated."""
    rect = head.rect
    drawn = sign(head.change, Point(rect.x + 10, rect.y + 10)) if head.change else ""
    if head.change == "removed":
        ink += " struck"
    long = rect.height if head.upright else rect.width
    pieces = max(1, long // _REPEATED)
    for at in range(pieces):
        begin, end = long * at // pieces, long * (at + 1) // pieces
        part = Rect(rect.x + begin, rect.y, end - begin, rect.height)
        if head.upright:
            part = Rect(rect.x, rect.y + begin, rect.width, end - begin)
        badges = head.badges if at == (0 if head.upright else pieces - 1) else ()
        drawn += _part_words(head._replace(rect=part, badges=badges), size, ink)
    return drawn


def _part_words(head: Head, size: int, ink: str) -> str:
    rect = head.rect
    x, y = rect.x + rect.width // 2, rect.y + rect.height // 2
    if head.upright:
        y += 9 * len(head.badges)
        words = block(head.lines, x, y, size + 2, f"m b {ink}", size)
        turned = "".join(words)
        return f'<g transform="rotate(-90 {x} {y})">{turned}</g>' + "".join(map(badge, head.badges))
    x -= sum(each.rect.width + 2 for each in head.badges) // 2
    words = block(head.lines, x, y, size + 3, f"m b {ink}", size)
    return "".join([*words, *map(badge, head.badges)])
