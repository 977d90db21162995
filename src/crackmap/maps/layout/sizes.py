"""How large a box must be for its words. In pixels, and even, so that centres are whole."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crackmap.maps.layout.chart import Node
from crackmap.maps.layout.scene import Icon, Rect, Shape
from crackmap.maps.layout.text import fitted, width
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
MOST_LINES = 5


class Content(NamedTuple):
    """What stands in a box, and the least width and height it needs on the screen.

    `whole` is all that it should say, where some of it is cut; else it is empty.
    Lines end so many pixels `inset` from its corners, and more.
    """

    shape: Shape
    icons: tuple[Icon, ...]
    lines: tuple[str, ...]
    outcome: str
    width: int
    height: int
    note: tuple[str, ...] = ()
    whole: str = ""
    inset: int = 0


def content(node: Node) -> Content:
    """Return the words of a step and the box they need; a name of more than five lines is cut."""
    name = clean(node.name) or clean(node.id) or "?"
    icons = tuple(_icons(node))
    outcome = fitted(clean(node.outcome), SMALL_SIZE, STEP_WIDTH - 48, 1, bold=True)
    room = STEP_WIDTH - 2 * PADDING - ICON * len(icons)
    lines = fitted(name, TEXT_SIZE, room, MOST_LINES)
    notes = [fitted(clean(words), SMALL_SIZE, room, 2) for words in (node.note, *node.facts)]
    note = tuple(line for each in notes for line in each.lines)
    cut = lines.cut or outcome.cut or any(each.cut for each in notes)
    words = [name, clean(node.note), *map(clean, node.facts), clean(node.outcome)] if cut else []
    height = len(lines.lines) * TEXT_LINE + len(note) * SMALL_LINE + 14
    height += SMALL_LINE + 2 if outcome.lines else 0
    height += 4 if node.findings or cut else 0
    return Content(
        _shape(node),
        icons,
        lines.lines,
        " ".join(outcome.lines),
        STEP_WIDTH,
        max(STEP_HEIGHT, even(height)),
        note,
        ", ".join(filter(None, words)),
    )


def outcome_content(word: str, *, other_process: bool = False) -> Content:
    """Return the word of an outcome, or the name of another process, in a box of its own."""
    if other_process:
        lines, cut = fitted(clean(word), SMALL_SIZE, 104, MOST_LINES)
        high = max(30, even(len(lines) * SMALL_LINE + 14))
        wide, whole = 104 + ICON + 2 * PADDING, clean(word) if cut else ""
        return Content("reference", ("elsewhere",), lines, "", wide, high, whole=whole)
    lines, cut = fitted(clean(word) or "end", SMALL_SIZE, 84, MOST_LINES, bold=True)
    widest = max(width(line, SMALL_SIZE, bold=True) for line in lines)
    wide, high = max(52, even(widest + 24)), even(len(lines) * SMALL_LINE + 14)
    return Content("outcome", (), lines, "", wide, high, whole=clean(word) if cut else "")


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


def corner_badges(box: Rect, texts: Sequence[str]) -> list[Rect]:
    """Return the badges of a box, on its upper border, at the right."""
    return badge_row(texts, box.right + 6 - row_width(texts), box.y - BADGE // 2)


def even(number: int) -> int:
    """Return the number, or the next one if it is odd."""
    return number + number % 2


def _icons(node: Node) -> Iterator[Icon]:
    if node.reference:
        yield "reference"
        return
    if node.start:
        yield "start"
    if node.listed:
        yield "listed"
    if node.approval:
        yield "approval"
    elif node.decision:
        yield "decision"
    elif node.wait:
        yield "wait"
    elif node.parallel:
        yield "parallel"


def _shape(node: Node) -> Shape:
    if node.reference:
        return "reference"
    if node.outcome:
        return "end"
    return "start" if node.start else "step"
