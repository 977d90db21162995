"""The register for people: what has to be done, by who fills it; one crack; the trend by week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from crackmap.history.entry_text import NOTED, Entry
from crackmap.history.tracking import Book, Changed, Tracking, handles
from crackmap.history.trend import Week
from crackmap.rules.finding import Key
from crackmap.source.words import plural
from crackmap.writers.excerpt import one_line
from crackmap.writers.width import signs

NOBODY = "nobody yet"
# So many cracks of one status are listed of each owner; of those that only wait for one, fewer.
_MOST, _MOST_OPEN = 25, 5
_ORDER = ("overdue", "due", "reopened", "new", "renamed", "open", "filled")


class _Row(NamedTuple):
    key: Key
    owner: str
    word: str
    day: str


def write(tracking: Tracking, width: int = 80) -> str:
    """Return what is overdue, due, new, filled and reopened in each register, by owner."""
    shown = handles(entry.key for book in tracking.books for entry in book.tracked.entries)
    parts = [_book(book, tracking, shown, width) for book in tracking.books]
    return "\n".join(parts)


def one(changed: Changed) -> str:
    """Return all that the register says of one crack."""
    book, key, names, today = changed.book, changed.key, changed.names, changed.today
    entry = next(entry for entry in book.tracked.entries if entry.key == key)
    handle = handles(each.key for each in book.tracked.entries)[key]
    lines = [one_line(f"{handle} {key}: {book.tracked.status(entry, today)}")]
    finding = book.findings.get(key)
    if finding:
        span = finding.span
        lines.append(f"  {one_line(finding.message)} ({one_line(span.path)}:{span.line})")
    for name in NOTED:
        said = entry.noted.get(name)
        if said:
            words = names.get(said, said) if name == "owner" else said
            lines.append(f"  {name:<9} {one_line(words)}")
    return "\n".join(lines) + "\n"


def trend(weeks: Sequence[Week], path: str) -> str:
    """Return how many cracks were open, overdue and filled at the end of each week."""
    lines = [
        one_line(path),
        f"{'week to':<12}{'open':>6}{'overdue':>9}{'accepted':>10}{'filled':>8}",
    ]
    for week in weeks:
        counts = f"{week.open:>6}{week.overdue:>9}{week.accepted:>10}{week.filled:>8}"
        lines.append(f"{week.day:<12}{counts}")
    first, last = weeks[0], weeks[-1]
    change = last.open - first.open
    lines.append(
        f"open: {first.open} -> {last.open} ({change:+d}); filled is what each week brought"
    )
    return "\n".join(lines) + "\n"


def _book(book: Book, tracking: Tracking, shown: Mapping[Key, str], width: int) -> str:
    lines = [_headline(book, tracking.today)]
    rows = [_row(book, entry, tracking) for entry in book.tracked.entries]
    by_owner: dict[str, list[_Row]] = {}
    for row in rows:
        if row.word in _ORDER:
            by_owner.setdefault(row.owner, []).append(row)

    def pressing(owner: str) -> tuple[bool, int, str]:
        return owner == NOBODY, -sum(row.word == "overdue" for row in by_owner[owner]), owner

    several = len({row.key.process for row in rows}) > 1
    for owner in sorted(by_owner, key=pressing):
        lines += ["", one_line(owner)]
        mine = sorted(by_owner[owner], key=lambda row: (row.day, row.key))
        for word in _ORDER:
            alike = [row for row in mine if row.word == word]
            most = _MOST_OPEN if word == "open" else _MOST
            lines += [_line(row, shown[row.key], width, several) for row in alike[:most]]
            if len(alike) > most:
                lines.append(f"  and {len(alike) - most} more {word}")
    return "\n".join(lines) + "\n"


def _headline(book: Book, today: str) -> str:
    tracked = book.tracked
    found = [tracked.status(entry, today) for entry in tracked.entries]
    changed = {
        "new": len(tracked.new),
        "reopened": len(tracked.reopened),
        "filled": len(tracked.filled),
        "renamed": len(tracked.renamed),
    }
    counts = [f"{found.count(word)} {word}" for word in ("overdue", "due") if word in found]
    counts += [f"{count} {word}" for word, count in changed.items() if count]
    there = sum(word != "filled" for word in found)
    ahead = ", ".join(counts) or "nothing is due, and nothing changed"
    accepted = f", {found.count('accepted')} accepted" if "accepted" in found else ""
    days = [
        entry.noted["due"]
        for entry, word in zip(tracked.entries, found, strict=True)
        if word not in ("filled", "accepted", "overdue") and "due" in entry.noted
    ]
    soonest = f", the next one due {min(days)}" if days else ""
    return one_line(f"{book.path}: {ahead}; {plural(there, 'crack')}{accepted}{soonest}")


def _row(book: Book, entry: Entry, tracking: Tracking) -> _Row:
    tracked, said = book.tracked, entry.noted
    word = tracked.status(entry, tracking.today)
    day = said.get("due", "")
    if word not in ("overdue", "due"):
        if entry.key in tracked.new:
            word = "new"
        elif entry.key in tracked.renamed.values():
            word = "renamed"
        elif word == "reopened" and entry.key not in tracked.reopened:
            word = "open" if "owner" not in said else "assigned"
        elif word == "filled":
            word, day = ("filled", said["filled"]) if entry.key in tracked.filled else ("", "")
    elif word == "overdue" and said.get("until"):
        day = max(said["until"], day if day < tracking.today else "")
    owner = said.get("owner", "")
    return _Row(entry.key, tracking.names.get(owner, owner) or NOBODY, word, day)


def _line(row: _Row, handle: str, width: int, several: bool) -> str:
    """Return the line of a crack; its process is named where there are several."""
    detail = f", {row.key.detail}" if row.key.detail else ""
    process = f" ({row.key.process})" if several and row.key.process else ""
    words = one_line(f"{row.key.rule} {row.key.subject}{detail}{process}")
    return _fitted(f"  {row.word:<9}{row.day or '-':<11} {handle}  {words}", width)


def _fitted(line: str, width: int) -> str:
    """Return a line that is not wider than `width` columns."""
    kept, used = "", 0
    for sign, columns in signs(line):
        if used + columns > width:
            return f"{kept[:-1].rstrip()}\u2026"
        kept, used = kept + sign, used + columns
    return kept
