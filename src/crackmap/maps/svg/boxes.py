"""Steps, outcomes and their icons in SVG. Every symbol is a path: fonts lack half of them."""

from crackmap.maps.layout.scene import Box, Icon, Point
from crackmap.maps.layout.sizes import ICON, SMALL_LINE, SMALL_SIZE, TEXT_LINE, TEXT_SIZE
from crackmap.maps.layout.text import width
from crackmap.maps.svg.text import badge, block, escape, frame, name_token, pale, text

_ROUND = {"step": 5, "start": 16, "end": 16, "reference": 5}


def box(shown: Box, prefix: str, owner: str) -> str:
    """Return a step as a group of its own, with its whole name and its owner in the title."""
    owners = " ".join(word for word in (owner, shown.note) if word)
    reported = f"{shown.title} ({owners})" if owners else shown.title
    opening = (
        f'<g id="{prefix}-{name_token(shown.id)}" class="step{pale(shown.pale)}" '
        f'data-step="{escape(shown.id)}" data-lane="{escape(shown.lane)}" '
        f'data-stage="{escape(shown.stage)}">'
        f"<title>{escape(reported)}</title>"
    )
    parts = [
        opening,
        _outline(shown),
        *_icons(shown),
        *_words(shown),
        *map(badge, shown.badges),
    ]
    if shown.change:
        parts.append(sign(shown.change, Point(shown.rect.x, shown.rect.y)))
    parts.append("</g>")
    whole = "".join(parts)
    if shown.reference:
        return f'<a href="#{prefix}-stage-{name_token(shown.reference)}">{whole}</a>'
    if shown.link:
        return f'<a href="{escape(shown.link)}">{whole}</a>'
    return whole


def _outline(shown: Box) -> str:
    rect = shown.rect
    round_ = rect.height // 2 if shown.shape == "outcome" else _ROUND[shown.shape]
    classes = "box"
    classes += " thick" if shown.shape in ("end", "outcome") else ""
    classes += " outcome" if shown.shape == "outcome" else ""
    classes += " reference" if shown.shape == "reference" else ""
    classes += " choice" if {"decision", "approval"} & {*shown.icons} else ""
    classes += " unowned" if shown.unowned else ""
    return frame(rect, classes, round_)


def _icons(shown: Box) -> list[str]:
    x, y = shown.icon_at
    return [icon(name, Point(x + at * ICON, y)) for at, name in enumerate(shown.icons)]


def ring(shown: Box) -> str:
    """Return the frame around a step's box that shows what a revision did to it."""
    round_ = _ROUND.get(shown.shape, shown.rect.height // 2)
    return frame(shown.rect.grown(4), shown.change, round_ + 4)


def _words(shown: Box) -> list[str]:
    x, y = shown.text_at
    struck = " struck" if shown.change == "removed" else ""
    if shown.shape == "outcome":
        return block(shown.lines, x, y, SMALL_LINE, "m b ink" + struck, SMALL_SIZE)
    ink = "soft" if shown.shape == "reference" else "ink"
    if "elsewhere" in shown.icons:
        return block(shown.lines, x, y, SMALL_LINE, f"m {ink}{struck}", SMALL_SIZE)
    named, noted = len(shown.lines) * TEXT_LINE, len(shown.note_lines) * SMALL_LINE
    high = named + noted + (SMALL_LINE + 2 if shown.outcome else 0)
    top = y - high // 2
    words = block(shown.lines, x, top + named // 2, TEXT_LINE, f"m {ink}{struck}", TEXT_SIZE)
    if shown.note_lines:
        middle = top + named + noted // 2
        words += block(shown.note_lines, x, middle, SMALL_LINE, f"m soft{struck}", SMALL_SIZE)
    if not shown.outcome:
        return words
    base = y + high // 2 - 3
    half = width(shown.outcome, SMALL_SIZE, bold=True) // 2
    return [
        *words,
        outcome_ring(Point(x - half - 4, base - 4)),
        text(shown.outcome, x + 6, base, "m b ink", SMALL_SIZE),
    ]


def outcome_ring(at: Point) -> str:
    """Return the ring of an end event."""
    return f'<circle class="icon thick" cx="{at.x}" cy="{at.y}" r="4"/>'


def icon(name: Icon, at: Point) -> str:
    """Return the symbol of a kind of step around a point, at most 16 pixels wide and high."""
    x, y = at
    if name in ("decision", "approval", "parallel"):
        diamond = f'<path class="icon" d="M{x},{y - 8}L{x + 8},{y}L{x},{y + 8}L{x - 8},{y}Z"/>'
        if name == "decision":
            return diamond
        if name == "parallel":
            plus = f"M{x - 4},{y}L{x + 4},{y}M{x},{y - 4}L{x},{y + 4}"
            return f'{diamond}<path class="icon line" d="{plus}"/>'
        return (
            diamond + f'<path class="icon line" d="M{x - 3},{y}L{x - 1},{y + 3}L{x + 4},{y - 3}"/>'
        )
    if name == "wait":
        return (
            f'<circle class="icon" cx="{x}" cy="{y}" r="7"/>'
            f'<path class="icon line" d="M{x},{y - 4}L{x},{y}L{x + 3},{y + 2}"/>'
        )
    if name == "start":
        return f'<path class="iconfill" d="M{x - 4},{y - 6}L{x + 6},{y}L{x - 4},{y + 6}Z"/>'
    if name == "listed":
        dots = "".join(f"M{x - 7},{y + dy}L{x - 5},{y + dy}" for dy in (-4, 0, 4))
        lines = "".join(f"M{x - 2},{y + dy}L{x + 6},{y + dy}" for dy in (-4, 0, 4))
        return f'<path class="icon line" d="{dots}{lines}"/>'
    if name in ("reference", "elsewhere"):
        return (
            f'<path class="icon line" d="M{x - 5},{y + 5}L{x + 4},{y - 4}M{x - 2},{y - 5}'
            f'L{x + 5},{y - 5}L{x + 5},{y + 2}"/>'
        )
    return ""


def sign(change: str, at: Point) -> str:
    """Return the sign of a change: plus for added, minus for removed, a triangle for changed."""
    x, y = at
    shape = {
        "added": f"M{x - 4},{y}L{x + 4},{y}M{x},{y - 4}L{x},{y + 4}",
        "removed": f"M{x - 4},{y}L{x + 4},{y}",
        "changed": f"M{x},{y - 4}L{x + 4},{y + 3}L{x - 4},{y + 3}Z",
    }[change]
    return (
        f'<circle class="sign-{change}" cx="{x}" cy="{y}" r="7"/>'
        f'<path class="sign line" stroke-width="2" d="{shape}"/>'
    )
