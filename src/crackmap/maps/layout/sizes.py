"""How large a box must be for its words. In pixels, and even, so that centres are whole."""

from collections.abc import Sequence
from dataclasses import dataclass

from crackmap.maps.layout.chart import Node
from crackmap.maps.layout.scene import Icon, Rect, Shape
from crackmap.maps.layout.text import width, wrap
from crackmap.source.characters import clean

STEP_WIDTH = 148
STEP_HEIGHT = 44
TEXT_SIZE = 12
TEXT_LINE = 15
SMALL_SIZE = 10
SMALL_LINE = 12
PADDING = 8
ICON = 18
BADGE = 16
MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class Content:
    """What stands in a box, and the least width and height it needs on the screen.

    Lines end so many pixels `inset` from its corners, and more.
    """

    shape: Shape
    icon: Icon
    lines: tuple[str, ...]
    outcome: str
    width: int
    height: int
    note: tuple[str, ...] = ()
    inset: int = 0


def content(node: Node) -> Content:
    """Return the words of a step and the box they need; a name of more than three lines is cut."""
    name = clean(node.name) or clean(node.id) or "?"
    icon = _icon(node)
    outcome = " ".join(wrap(clean(node.outcome), SMALL_SIZE, STEP_WIDTH - 48, 1))
    room = STEP_WIDTH - 2 * PADDING - (ICON if icon else 0)
    lines = wrap(name, TEXT_SIZE, room, MOST_LINES)
    note = wrap(clean(node.note), SMALL_SIZE, room, 2)
    height = len(lines) * TEXT_LINE + len(note) * SMALL_LINE + 14
    height += SMALL_LINE + 2 if outcome else 0
    height += 4 if node.findings else 0
    high = max(STEP_HEIGHT, even(height))
    return Content(_shape(node), icon, lines, outcome, STEP_WIDTH, high, note)


def outcome_content(word: str, *, other_process: bool = False) -> Content:
    """Return the word of an outcome, or the name of another process, in a box of its own."""
    if other_process:
        lines = wrap(clean(word), SMALL_SIZE, 104, 3)
        high = max(30, even(len(lines) * SMALL_LINE + 14))
        return Content("reference", "elsewhere", lines, "", 104 + ICON + 2 * PADDING, high)
    lines = wrap(clean(word) or "end", SMALL_SIZE, 84, 2, bold=True)
    widest = max(width(line, SMALL_SIZE, bold=True) for line in lines)
    return Content(
        "outcome", "", lines, "", max(52, even(widest + 24)), even(len(lines) * SMALL_LINE + 14)
    )


def badge_width(text: str) -> int:
    """Return how wide a badge is for its number."""
    return max(BADGE, even(width(text, SMALL_SIZE, bold=True) + 7))


def badge_row(texts: Sequence[str], x: int, y: int) -> list[Rect]:
    """Return badges side by side from x, two pixels apart."""
    rects = []
    for text in texts:
        rects.append(Rect(x, y, badge_width(text), BADGE))
        x += badge_width(text) + 2
    return rects


def row_width(texts: Sequence[str]) -> int:
    """Return how wide badges side by side are, with the space behind the last."""
    return sum(badge_width(text) + 2 for text in texts)


def corner_badges(box: Rect, numbers: Sequence[int]) -> list[Rect]:
    """Return the badges of a box, on its upper border, at the right."""
    texts = [str(number) for number in numbers]
    return badge_row(texts, box.right + 6 - row_width(texts), box.y - BADGE // 2)


def even(number: int) -> int:
    """Return the number, or the next one if it is odd."""
    return number + number % 2


def _icon(node: Node) -> Icon:
    if node.reference:
        return "reference"
    if node.approval:
        return "approval"
    if node.decision:
        return "decision"
    if node.wait:
        return "wait"
    if node.parallel:
        return "parallel"
    return "start" if node.start else ""


def _shape(node: Node) -> Shape:
    if node.reference:
        return "reference"
    if node.outcome:
        return "end"
    return "start" if node.start else "step"
