"""What stands below the map: its line styles and shapes, and every numbered finding in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
_LINE = 15
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


@dataclass(frozen=True, slots=True)
class Key:
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
    columns = max(1, min(4, wide // _COLUMN))
    broad = min(wide // columns, 900)
    room = broad - 2 * _MARGIN - 30
    blocks: list[tuple[str, Look, str, str, tuple[str, ...]]] = []
    for finding in findings:
        word = _STATES.get(finding.change, "") + finding.severity
        lines = wrap(f"{word} {finding.rule}: {clean(finding.text)}", SIZE, room)
        look: Look = "closed" if finding.change == "removed" else finding.severity
        blocks.append((str(finding.number), look, word, finding.rule, lines))
    blocks += [(key.letter, "key", "", "", wrap(clean(key.text), SIZE, room)) for key in keys]
    heights = [max(BADGE, len(block[-1]) * _LINE) + 6 for block in blocks]
    share = -(-sum(heights) // columns)
    entries = []
    x, y, lowest = _MARGIN, top, top
    for (text, look, word, rule, lines), height in zip(blocks, heights, strict=True):
        if y - top >= share:
            x, y = x + broad, top
        badge = Badge(text, look, Rect(x, y, badge_width(text), BADGE))
        entries.append(Entry(badge, word, rule, lines, Point(x + 28, y + 12)))
        y += height
        lowest = max(lowest, y)
    return tuple(entries), lowest
