"""The legend of a map in SVG: what lines and shapes mean, and the findings by their numbers."""

from crackmap.maps.layout.legend import LINE, SIZE
from crackmap.maps.layout.scene import Entry, Legend, Point, Rect, Sample
from crackmap.maps.layout.text import set_width
from crackmap.maps.svg.boxes import icon, outcome_ring, sign
from crackmap.maps.svg.lines import break_mark, path, tip
from crackmap.maps.svg.text import as_long, badge, escape, frame, text


def legend(shown: Legend) -> str:
    """Return the group below the map."""
    parts = ['<g class="legend">']
    parts += [_sample(sample) for sample in shown.samples]
    parts += map(entry, shown.entries)
    return "\n".join([*parts, "</g>"])


def _sample(shown: Sample) -> str:
    rect = shown.rect
    middle = rect.y + rect.height // 2
    drawn = _picture(shown.kind, rect, middle)
    if not shown.words:  # a page says them itself
        return drawn
    return drawn + text(shown.words, rect.right + 6, middle + 4, "ink", SIZE)


def _picture(kind: str, rect: Rect, middle: int) -> str:
    at = Point(rect.x + rect.width // 2, middle)
    if kind in (
        "decision",
        "approval",
        "wait",
        "start",
        "parallel",
        "listed",
        "reference",
        "elsewhere",
    ):
        return icon(kind, at)  # type: ignore[arg-type]
    if kind in ("added", "removed", "changed"):
        return sign(kind, at)
    if kind == "end":
        return outcome_ring(at)
    if kind == "outcome":
        return frame(Rect(rect.x + 3, rect.y + 2, rect.width - 6, 14), "box thick outcome", 7)
    if kind == "pale":
        step = frame(Rect(rect.x + 2, rect.y + 1, rect.width - 4, rect.height - 2), "box", 3)
        return f'<g class="pale">{step}{text("abc", at.x - 9, middle + 4, "ink", SIZE)}</g>'
    if kind in ("unowned", "external"):
        classes = "box unowned" if kind == "unowned" else "external externalborder"
        return frame(Rect(rect.x + 2, rect.y + 1, rect.width - 4, rect.height - 2), classes, 3)
    name, _, grade = kind.partition("-")
    head = f"tip tip-{name}"
    if kind == "answer":
        name, head = "flow", "tip tip-flow answer"
    classes = f"line {name}" + (f" {grade}" if grade in ("partial", "weight4") else "")
    start, end = Point(rect.x, middle), Point(rect.right, middle)
    mark = Point(rect.x + 13, middle) if name == "gap" else None
    drawn = f'<path class="{classes}" d="{path([start, Point(end.x - 7, middle)], (), mark)}"/>'
    if mark:
        drawn += f'<path class="mark gap-mark" d="{break_mark(mark, True)}"/>'
    return drawn + f'<path class="{head}" d="{tip(start, end)}"/>'


def entry(shown: Entry) -> str:
    """Return a finding or a label of the key, in full."""
    x, y = shown.text_at
    drawn = badge(shown.badge) if shown.badge.text else ""
    for at, line in enumerate(shown.lines):
        word = shown.word if not at and line.startswith(shown.word) else ""
        rest = line[len(word) :]
        bold = f'<tspan class="b">{escape(word)}</tspan>' if word else ""
        drawn += (
            f'<text class="ink" x="{x}" y="{y + at * LINE}" font-size="{SIZE}"'
            f"{as_long(_set_width(word, rest), line)}>{bold}{escape('x' + rest)[1:]}</text>"
        )
    return drawn


def _set_width(word: str, rest: str) -> int | None:
    bold, plain = set_width(word, SIZE, bold=True), set_width(rest, SIZE)
    return None if bold is None or plain is None else bold + plain
