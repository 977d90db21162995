"""The register: what becomes of known cracks. A status follows from days, and is never written."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import NamedTuple

from crackmap.history.baseline import key_of, overdue_since
from crackmap.history.entries import Baseline, written
from crackmap.history.entry_text import Entry, edited, joined, new_entry
from crackmap.rules.finding import Finding, Key

# From what has to be done first to what is done.
STATUSES = ("overdue", "due", "reopened", "open", "assigned", "accepted", "filled")
_SOON = datetime.timedelta(days=7)

# For each crack that got another key, as what it is about got another id: the old one to the new.
Renamed = Mapping[Key, Key]


def status(entry: Entry, today: str) -> str:
    """Return the status of a known crack on the day `today`, a word of STATUSES.

    It is due from a week before the day on, and overdue past it, or past that until which it was
    accepted.
    """
    said = entry.noted
    if entry.filled:
        return "filled"
    if overdue_since(entry, today):
        return "overdue"
    if said.get("until", "") >= today:
        return "accepted"
    soon = (datetime.date.fromisoformat(today) + _SOON).isoformat()
    if said.get("due") and said["due"] <= soon:
        return "due"
    if said.get("reopened"):
        return "reopened"
    return "assigned" if said.get("owner") else "open"


class Terms(NamedTuple):
    """What is noted beside a crack that is new, or back.

    `owner` is asked who fills a finding, `grace` in how many days; None where nobody has to.
    """

    today: str
    owner: Callable[[Finding], str | None]
    grace: Callable[[Finding], int | None]

    def due(self, finding: Finding) -> str | None:
        """Return the day by which a crack that was found today is to be filled."""
        days = self.grace(finding)
        if days is None:
            return None
        day = datetime.date.fromisoformat(self.today) + datetime.timedelta(days=days)
        return day.isoformat()


@dataclass(frozen=True, slots=True)
class Tracked:
    """What a run makes of a register: its entries, and the keys of those that changed and how.

    `accepted` are those that the process accepts.
    """

    entries: tuple[Entry, ...]
    text: str
    new: frozenset[Key] = frozenset()
    filled: frozenset[Key] = frozenset()
    reopened: frozenset[Key] = frozenset()
    renamed: Renamed = field(default_factory=dict)
    accepted: frozenset[Key] = frozenset()

    def status(self, entry: Entry, today: str) -> str:
        """Return the status of an entry; what the process accepts is not due."""
        if entry.key in self.accepted and not entry.filled:
            return "accepted"
        return status(entry, today)


def tracked(
    register: Baseline,
    findings: Iterable[Finding],
    could_find: Callable[[str, str], bool],
    terms: Terms,
    renamed: Callable[[frozenset[Key], frozenset[Key]], Renamed] = lambda gone, come: {},
    before: Callable[[], Iterable[Mapping[Key, Entry]]] = tuple,
) -> Tracked:
    """Add what is new, fill what could be found and was not, and bring back what returned.

    A crack that the process accepts is not added. `renamed` is asked which of the cracks that seem
    to be gone are some that seem to be new, and `before` what was known where the branches of a
    merge parted; raises Unreadable where an entry cannot be changed.
    """
    found = {key_of(finding): finding for finding in findings if not finding.fatal}
    known = {entry.key for entry in register.entries}
    missed = frozenset(
        entry.key
        for entry in register.entries
        if not entry.filled
        and entry.key not in found
        and could_find(entry.key.rule, entry.key.process)
    )
    come = frozenset(key for key, finding in found.items() if key not in known)
    names = renamed(missed, frozenset(found)) if missed and found else {}
    united = _united(register, names, before)
    names = {old: new for old, new in names.items() if new in come or new in united}
    entries: list[Entry] = []
    filled, reopened = set[Key](), set[Key]()
    for entry in register.entries:
        finding = found.get(entry.key)
        if entry.key in united:
            entry = united[entry.key]
        if entry.key in names and names[entry.key] in united:
            continue
        if entry.key in names:
            entry = edited(entry, names[entry.key]._asdict())
        elif entry.key in missed:
            entry = edited(entry, {"reopened": None, "filled": terms.today})
            filled.add(entry.key)
        elif entry.filled and finding and finding.accepted is None:
            owner = entry.noted.get("owner") or terms.owner(finding)
            back = {"owner": owner, "due": terms.due(finding), "reopened": terms.today}
            entry = edited(entry, back)
            reopened.add(entry.key)
        entries.append(entry)
    taken = set(names.values())
    new = {
        key: noted_at_first(found[key], terms)
        for key in sorted(come - taken)
        if found[key].accepted is None
    }
    text = written(register, entries, new)
    added = [new_entry(key, noted, register.margin, "\n") for key, noted in new.items()]
    return Tracked(
        (*entries, *added),
        text,
        frozenset(new),
        frozenset(filled),
        frozenset(reopened),
        names,
        frozenset(key for key, finding in found.items() if finding.accepted is not None),
    )


def _united(
    register: Baseline, names: Renamed, before: Callable[[], Iterable[Mapping[Key, Entry]]]
) -> dict[Key, Entry]:
    """Return the entries of cracks that have one under their old key, too, with what both say.

    One branch has renamed a step, and another one has noted something beside its crack. Where both
    say two things of one field, each entry stays what it is.
    """
    by_key = {entry.key: entry for entry in register.entries}
    united: dict[Key, Entry] = {}
    branches = cache(lambda: tuple(before()))  # asked of git once, and only where it is needed
    for old, new in names.items():
        if old in by_key and new in by_key:
            parted = next((known[old].noted for known in branches() if old in known), None)
            both = joined(by_key[new], edited(by_key[old], new._asdict()), parted)
            if isinstance(both, Entry):
                united[new] = replace(both, span=by_key[new].span)
    return united


def noted_at_first(finding: Finding, terms: Terms) -> dict[str, str]:
    """Return what is noted beside a crack that is new."""
    noted = {"owner": terms.owner(finding), "due": terms.due(finding), "seen": terms.today}
    return {name: value for name, value in noted.items() if value}
