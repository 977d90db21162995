"""The responsibility handover matrix: departments by departments, and how each pair hands over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from crackmap.graph.handovers import (
    NO_HANDOVERS,
    VERDICTS,
    Handover,
    Handovers,
    Party,
    Verdict,
    find,
    left_out,
)
from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps.layout.legend import GRADES, Key, entries_of
from crackmap.maps.layout.scene import Point, Rect
from crackmap.maps.layout.text import width, wrap
from crackmap.maps.svg.legend import entry as key_entry
from crackmap.maps.svg.lines import break_mark
from crackmap.maps.svg.picture import document
from crackmap.maps.svg.text import (
    block,
    escape,
    frame,
    heading,
    name_token,
    text,
    title_lines,
)
from crackmap.maps.svg.theme import Theme
from crackmap.source.characters import clean
from crackmap.source.problems import Refusal
from crackmap.writers.cells import comma_separated

_CELL, _EMPTY, _HEAD = 170, 76, 140  # how wide cells, empty columns and the names of rows are
_SIZE, _LINE, _SMALL, _SMALL_LINE = 12, 15, 11, 14
_MOST_PARTIES = 200  # the picture grows with their square
_LEFT, _TOP, _LEAST = 16, 78, 44
_SHORT = 3  # lines of a name that leave an empty column narrow
_MOST = 6  # handovers named in one cell; the rest is in the key below
_ORDER: tuple[Verdict, ...] = ("missing", "partial", "defined", "outside")
_INKS: dict[Verdict, str] = {
    "defined": "ink",
    "partial": "say-handoff",
    "missing": "b say-gap",
    "outside": "soft",
}


class _Entry(NamedTuple):
    """One thing said in a cell, of all the handovers for which it is the same."""

    verdict: Verdict
    words: str
    rows: tuple[Handover, ...]

    @property
    def reported(self) -> str:
        return self.words if len(self.rows) == 1 else f"{self.words} ({len(self.rows)} flows)"


def svg(graph: ProcessGraph, theme: Theme = "auto", title: str | None = None) -> str:
    """Return the matrix as SVG: senders down, receivers across; titled with the process.

    Raises Refusal for more rows and columns than anybody can look at.
    """
    handovers = find(graph)
    count = len(handovers.parties)
    if count > _MOST_PARTIES:
        raise Refusal(
            f"{graph.process.path}: the matrix would have {count:,} rows and columns;"
            f" {_MOST_PARTIES} are the most it draws",
            "-o matrix.csv has all handovers, for a spreadsheet",
        )
    return _Picture(graph, handovers, graph.process.name if title is None else title).drawn(theme)


def markdown(graph: ProcessGraph) -> str:
    """Return the matrix as a Markdown table; in no name of a step is any markup."""
    head, *rows = _table(find(graph))
    lines = [_row(head), _row(["---"] * len(head), plain=True), *map(_row, rows)]
    return "\n".join(lines) + "\n"


def csv(graph: ProcessGraph) -> str:
    """Return the matrix as CSV, a line of text for each handover of a cell; formulas are defused.

    It begins with a byte order mark: without one, Excel takes UTF-8 for something else.
    """
    return "\ufeff" + comma_separated(texts(find(graph)))


def texts(handovers: Handovers) -> list[list[str]]:
    """Return the head and the rows of the matrix, a line for each handover of a cell."""
    return [[cell.replace("\0", "\n") for cell in row] for row in _table(handovers)]


def _entries(rows: Sequence[Handover]) -> list[_Entry]:
    """Return what is said in a cell, the gravest first."""
    alike: dict[tuple[Verdict, str], list[Handover]] = {}
    for row in rows:
        words = row.agreement if row.agreement and row.verdict != "missing" else row.path
        words += " (hidden)" if row.via else ""
        alike.setdefault((row.verdict, clean(words)), []).append(row)
    entries = [_Entry(verdict, words, tuple(same)) for (verdict, words), same in alike.items()]
    return sorted(entries, key=lambda entry: _ORDER.index(entry.verdict))


def _table(handovers: Handovers) -> list[list[str]]:
    """Return the head and the rows as texts; within a cell each handover is ended by NUL."""
    cells = {
        pair: "\0".join(f"{entry.verdict}: {_in_full(entry)}" for entry in _entries(rows))
        for pair, rows in handovers.cells().items()
    }
    table = [["from \\ to", *(clean(party.name) for party in handovers.parties)]]
    for sender in handovers.parties:
        said = [cells.get((sender.id, receiver.id), "") for receiver in handovers.parties]
        table.append([clean(sender.name), *said])
    return table


def _in_full(entry: _Entry) -> str:
    first = entry.rows[0]
    more = f", behind {', '.join(map(clean, first.via))}" if first.via else ""
    return ", ".join([entry.reported + more, *first.shortcomings])


def _row(cells: Sequence[str], *, plain: bool = False) -> str:
    shown = cells if plain else [cell and _marked_down(cell) for cell in cells]
    return "| " + " | ".join(shown) + " |"


def _marked_down(cell: str) -> str:
    escaped = [
        re.sub(r"([\\`*_{}\[\]()#+!|~@$:]|(?<=www)\.)", r"\\\1", part).replace("&", "&amp;")
        for part in cell.split("\0")
    ]
    return "<br>".join(part.replace("<", "&lt;").replace(">", "&gt;") for part in escaped)


class _Picture:
    """Measures the columns and rows, then draws them; all in whole pixels."""

    def __init__(self, graph: ProcessGraph, handovers: Handovers, title: str) -> None:
        self.process = graph.process
        self.title = title
        self.handovers = handovers
        self.cells = {pair: _entries(rows) for pair, rows in handovers.cells().items()}
        receiving = {receiver for _, receiver in self.cells}
        x = _LEFT + _HEAD
        self.columns: list[tuple[Party, int, int]] = []
        for party in handovers.parties:
            name = self._name(party, _EMPTY - 10)
            short = len(name) <= _SHORT and not any(line.endswith("-") for line in name)
            wide = _EMPTY if short and party.id not in receiving else _CELL
            self.columns.append((party, x, wide))
            x += wide
        names = [self._name(party, wide - 10) for party, _, wide in self.columns]
        self.head_high = max((len(lines) for lines in names), default=1) * _LINE + 16
        y = _TOP + self.head_high
        self.rows: list[tuple[Party, int, int]] = []
        for party in handovers.parties:
            cells = [self.cells.get((party.id, receiver.id), []) for receiver in handovers.parties]
            named = len(self._name(party, _HEAD - 16)) * _LINE + 16
            high = max([_LEAST, named, *(self._height(cell) for cell in cells)])
            self.rows.append((party, y, high))
            y += high
        self.right, self.bottom = x, y

    def drawn(self, theme: Theme) -> str:
        prefix = f"matrix-{name_token(self.process.id)}"
        samples, wide = self._legend()
        right = max(self.right, wide) + 16
        said = "Who hands over (rows) to whom (columns)" if self.handovers.parties else NO_HANDOVERS
        parts = heading(self.title, said, right)
        parts += [self._column_head(*column) for column in self.columns]
        parts += [self._row_head(*row) for row in self.rows]
        for sender, y, high in self.rows:
            for receiver, x, wide in self.columns:
                parts.append(self._cell(sender, receiver, Rect(x, y, wide, high), prefix))
        if self.handovers.parties:
            parts += samples
        parts += self._note()
        below = self.bottom + (60 if self.handovers.unclear else 40)
        entries, bottom = entries_of((), self._keys(right), below, right)
        parts += map(key_entry, entries)
        size = (right, bottom)
        title = f"{clean(self.process.name)}: responsibility handover matrix"
        return document(title, self._summary(), size, "\n".join(parts), theme, prefix)

    def _height(self, entries: Sequence[_Entry]) -> int:
        shown = entries[:_MOST]
        lines = sum(len(self._lines(entry)) for entry in shown) + (len(entries) > _MOST)
        return lines * _SMALL_LINE + 4 * len(shown) + 12

    def _lines(self, entry: _Entry) -> tuple[str, ...]:
        return wrap(entry.reported, _SMALL, _CELL - 32, bold=entry.verdict == "missing")

    def _name(self, party: Party, room: int) -> tuple[str, ...]:
        return wrap(clean(party.name), _SIZE, room, bold=True)

    def _keys(self, wide: int) -> list[Key]:
        """Return all that the picture does not say in full."""
        keys = [Key("", clean(self.title))] if title_lines(self.title, wide).cut else []
        names = {party.id: clean(party.name) for party in self.handovers.parties}
        for (sender, receiver), entries in self.cells.items():
            rest = "; ".join(entry.reported for entry in entries[_MOST:])
            if rest and sender != receiver:
                keys.append(Key("", f"{names[sender]} → {names[receiver]}, also: {rest}"))
        return keys

    def _column_head(self, party: Party, x: int, wide: int) -> str:
        return self._head(party, Rect(x, _TOP, wide, self.head_high), wide - 10)

    def _row_head(self, party: Party, y: int, high: int) -> str:
        return self._head(party, Rect(_LEFT, y, _HEAD, high), _HEAD - 16)

    def _head(self, party: Party, rect: Rect, room: int) -> str:
        lines = self._name(party, room)
        nobody = party.kind == "nobody"
        fill = {"nobody": "nobodyhead", "external": "external"}.get(party.kind, "head")
        middle = (rect.x + rect.width // 2, rect.y + rect.height // 2)
        words = block(lines, *middle, _LINE, "m b say-gap" if nobody else "m b ink", _SIZE)
        reported = f"<title>{escape(party.name)}</title>"
        return f"<g>{reported}{frame(rect, fill)}{frame(rect, 'border')}{''.join(words)}</g>"

    def _cell(self, sender: Party, receiver: Party, rect: Rect, prefix: str) -> str:
        if sender.id == receiver.id:
            return frame(rect, "head") + frame(rect, "border")
        entries = self.cells.get((sender.id, receiver.id))
        if not entries:
            return frame(rect, "border")
        fill = "nobody" if entries[0].verdict == "missing" else "paper"
        reported = "; ".join(row.reported for entry in entries for row in entry.rows)
        id_ = f"{prefix}-{name_token(sender.id)}-to-{name_token(receiver.id)}"
        parts = [f'<g id="{id_}"><title>{escape(reported)}</title>', frame(rect, fill)]
        parts.append(frame(rect, "border"))
        y = rect.y + 8
        for entry in entries[:_MOST]:
            lines = self._lines(entry)
            parts.append(_sign(entry.verdict, Point(rect.x + 13, y + 8)))
            for at, line in enumerate(lines):
                base = y + 11 + at * _SMALL_LINE
                parts.append(text(line, rect.x + 25, base, _INKS[entry.verdict], _SMALL))
            y += len(lines) * _SMALL_LINE + 4
        if len(entries) > _MOST:
            rest = f"and {len(entries) - _MOST} more"
            parts.append(text(rest, rect.x + 25, y + 11, "soft", _SMALL))
        return "".join([*parts, "</g>"])

    def _legend(self) -> tuple[list[str], int]:
        x, y = _LEFT + 8, self.bottom + 22
        parts = []
        for verdict in VERDICTS:
            words = f"{GRADES[verdict]} ({self.handovers.count(verdict)})"
            parts += [_sign(verdict, Point(x, y)), text(words, x + 14, y + 4, "ink", _SMALL)]
            x += 14 + width(words, _SMALL) + 24
        return parts, x

    def _note(self) -> list[str]:
        count = self.handovers.unclear
        if not count:
            return []
        return [text(left_out(count), _LEFT, self.bottom + 48, "soft", _SMALL)]

    def _summary(self) -> str:
        return "; ".join(
            f"{GRADES[verdict]}: {self.handovers.count(verdict)}" for verdict in VERDICTS
        )


def _sign(verdict: Verdict, at: Point) -> str:
    """Return the sign of a verdict: a full disc, an open ring, two slashes, a short line."""
    if verdict == "missing":
        return f'<path class="mark gap-mark" d="{break_mark(at, level=True)}"/>'
    if verdict == "outside":
        return f'<path class="line flow" d="M{at.x - 5},{at.y}L{at.x + 5},{at.y}"/>'
    ring = f'<circle class="line handoff" cx="{at.x}" cy="{at.y}" r="4"/>'
    if verdict == "partial":
        return ring
    return f'<circle class="tip-handoff" cx="{at.x}" cy="{at.y}" r="5"/>'
