"""What stands below the map: its line styles and shapes, and every numbered finding in words."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from crackmap.maps.layout.chart import Finding
from crackmap.maps.layout.scene import (
    Badge,
    Box,
    Entry,
    Lane,
    Legend,
    Line,
    Look,
    Point,
    Rect,
    Sample,
)
from crackmap.maps.layout.sizes import BADGE, badge_width
from crackmap.maps.layout.text import width, wrap
from crackmap.source.characters import clean

SIZE = 11
LINE = 15
_SWATCH = 34
_ROW = 22
_COLUMN = 560  # of findings; a wide map has up to four of them
_MARGIN = 8
_STATES = {"added": "opened ", "removed": "closed "}

# The same words for a change of department in every picture.
GRADES = {
    "defined": "handoff, defined",
    "partial": "handoff, partial",
    "missing": "handoff, missing",
    "outside": "outside the departments",
}
_MEANINGS = {
    "flow": "flow",
    "handoff-plain": "handoff",
    "handoff-defined": GRADES["defined"],
    "handoff-partial": GRADES["partial"],
    "gap": GRADES["missing"],
    "answer": "answer to an approval",
    "rejection": "rejected, sent back",
    "flow-weight4": "the thicker, the more cases",
    "start": "start",
    "end": "ends here",
    "outcome": "outcome",
    "decision": "decision",
    "approval": "approval",
    "wait": "wait",
    "parallel": "all flows at once",
    "listed": "a list, in no order",
    "unowned": "no owner",
    "external": "outside the company",
    "reference": "on another panel",
    "elsewhere": "another process",
    "pale": "stands back",
    "added": "added",
    "removed": "removed",
    "changed": "changed",
}


class Key(NamedTuple):
    """A label that found no place on the map: its letter ("" if even that found none).

    Or a remark behind its sign.
    """

    letter: str
    text: str


def keys_of(remarks: Iterable[tuple[str, str]]) -> list[Key]:
    """Return what changed as it stands behind the findings."""
    return [Key(sign, words) for sign, words in remarks]


def style(line: Line) -> str:
    """Return the kind of sample that explains a line."""
    return f"handoff-{line.grade}" if line.kind == "handoff" else line.kind


def draw(
    lines: Sequence[Line],
    boxes: Sequence[Box],
    lanes: Sequence[Lane],
    findings: Sequence[Finding],
    keys: Sequence[Key],
    top: int,
    wide: int,
) -> Legend:
    """Return the legend of the map, from the pixel `top` on and `wide` pixels wide."""
    shown = _shown(lines, boxes, lanes)
    samples, below = _samples([kind for kind in _MEANINGS if kind in shown], top + _MARGIN, wide)
    entries, bottom = entries_of(findings, keys, below + 8, wide)
    return Legend(Rect(0, top, wide, bottom - top + _MARGIN), samples, entries)


def _shown(lines: Sequence[Line], boxes: Sequence[Box], lanes: Sequence[Lane]) -> set[str]:
    shown = {style(line) for line in lines} | {icon for box in boxes for icon in box.icons}
    shown |= {line.change for line in lines} | {box.change for box in boxes}
    shown |= {line.role for line in lines}
    shown |= {lane.head.change for lane in lanes}
    shown |= {"unowned" for box in boxes if box.unowned}
    shown |= {box.shape for box in boxes if box.shape in ("end", "outcome")}
    shown |= {"flow-weight4" for line in lines if line.weight}
    shown |= {"pale" for line in lines if line.pale} | {"pale" for box in boxes if box.pale}
    shown |= {"pale" for lane in lanes if lane.head.pale}
    return shown | {"external" for lane in lanes if lane.kind == "external"}


def _samples(kinds: Sequence[str], y: int, wide: int) -> tuple[tuple[Sample, ...], int]:
    x = _MARGIN
    samples = []
    for kind in kinds:
        words = _MEANINGS[kind]
        long = _SWATCH + 6 + width(words, SIZE) + 18
        if x > _MARGIN and x + long > wide:
            x, y = _MARGIN, y + _ROW
        samples.append(Sample(kind, Rect(x, y, _SWATCH, 18), words))
        x += long
    return tuple(samples), y + (_ROW if kinds else 0)


def entries_of(
    findings: Sequence[Finding], keys: Sequence[Key], top: int, wide: int
) -> tuple[tuple[Entry, ...], int]:
    """Return findings and key in columns, from the pixel `top` on, and the pixel of their end."""
    blocks = []
    for finding in findings:
        word = _STATES.get(finding.change, "") + finding.severity
        look: Look = "closed" if finding.change == "removed" else finding.severity
        text = f"{word} {finding.rule}: {clean(finding.text)}"
        blocks.append(_Block(str(finding.number), look, word, finding.rule, text))
    blocks += [_Block(key.letter, "key", "", "", clean(key.text)) for key in keys]
    return _in_columns(blocks, top, wide)


def relaid(shown: Legend, top: int, wide: int) -> Legend:
    """Return the same legend for another width, from the pixel `top` on."""
    samples, below = _samples([sample.kind for sample in shown.samples], top + _MARGIN, wide)
    entries, bottom = _in_columns(_blocks_of(shown.entries), below + 8, wide)
    return Legend(Rect(0, top, wide, bottom - top + _MARGIN), samples, entries)


def in_pages(shown: Legend, wide: int, high: int) -> list[Legend]:
    """Return the same legend on pages of a size, each from its top on."""
    samples, below = _samples([sample.kind for sample in shown.samples], _MARGIN, wide)
    blocks, top = _blocks_of(shown.entries), below + 8
    pages: list[Legend] = []
    while blocks or not pages:
        taken = _that_fit(blocks, wide, high - top - _MARGIN)
        entries, bottom = _in_columns(blocks[:taken], top, wide)
        pages.append(Legend(Rect(0, 0, wide, bottom + _MARGIN), samples, entries))
        blocks, samples, top = blocks[taken:], (), _MARGIN
    return pages


class _Block(NamedTuple):
    """What one entry says, before it has lines."""

    badge: str
    look: Look
    word: str
    rule: str
    text: str


def _blocks_of(entries: Sequence[Entry]) -> list[_Block]:
    return [
        _Block(entry.badge.text, entry.badge.severity, entry.word, entry.rule, entry.text)
        for entry in entries
    ]


def _columns(wide: int) -> tuple[int, int]:
    """Return how many columns of entries there are, and how broad each is."""
    columns = max(1, min(4, wide // _COLUMN))
    return columns, min(wide // columns, 900)


def _lines(block: _Block, broad: int) -> tuple[str, ...]:
    return wrap(block.text, SIZE, broad - 2 * _MARGIN - 30)


def _height(lines: Sequence[str]) -> int:
    return max(BADGE, len(lines) * LINE) + 6


def _that_fit(blocks: Sequence[_Block], wide: int, high: int) -> int:
    """Return how many of the blocks fit into so many pixels; one at least."""
    columns, broad = _columns(wide)
    column, taken = 0, 0
    for at, block in enumerate(blocks):
        height = _height(_lines(block, broad))
        if taken and taken + height > high:
            column, taken = column + 1, 0
        if column == columns:
            return at
        taken += height
    return len(blocks)


def _in_columns(blocks: Sequence[_Block], top: int, wide: int) -> tuple[tuple[Entry, ...], int]:
    columns, broad = _columns(wide)
    wrapped = [_lines(block, broad) for block in blocks]
    share = _share([_height(lines) for lines in wrapped], columns)
    entries = []
    x, y, lowest = _MARGIN, top, top
    for block, lines in zip(blocks, wrapped, strict=True):
        height = _height(lines)
        if y > top and y - top + height > share:
            x, y = x + broad, top
        badge = Badge(block.badge, block.look, Rect(x, y, badge_width(block.badge), BADGE))
        at = Point(x + 28, y + 12)
        entries.append(Entry(badge, block.word, block.rule, lines, at, block.text))
        y += height
        lowest = max(lowest, y)
    return tuple(entries), lowest


def _share(heights: Sequence[int], columns: int) -> int:
    """Return the least height of columns that hold all blocks, one after another."""
    share = max([-(-sum(heights) // columns), *heights], default=0)
    while True:
        used, taken = 1, 0
        for height in heights:
            if taken and taken + height > share:
                used, taken = used + 1, 0
            taken += height
        if used <= columns:
            return share
        share += LINE
