"""The baseline: cracks that were there before, so that only new ones fail, until they are due."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

from crackmap.history.entries import Baseline, written
from crackmap.history.entry_text import Entry, edited
from crackmap.rules.finding import Finding, Key, Lately
from crackmap.source.characters import composed

_WEEK = datetime.timedelta(days=7)


class Terms(NamedTuple):
    """On which terms a known crack does not count.

    `today` is 2026-11-24; past the day on which it is due a crack counts again, and one that has
    none if its severity needs one, being `dated`. `name` gives the name of who owns a finding.
    """

    today: str = ""
    dated: tuple[str, ...] = ()
    name: Callable[[Finding, str], str] = lambda finding, owner: owner


class Compared(NamedTuple):
    """Findings against a baseline: known ones marked, and the entries whose crack is gone."""

    findings: tuple[Finding, ...]
    gone: tuple[Key, ...] = ()


def key_of(finding: Finding) -> Key:
    """Return what a crack is known by, as it is read from a file."""
    return Key(*(composed(word) for word in finding.key))


def compare(
    findings: Iterable[Finding],
    baseline: Baseline,
    asked: Callable[[str, str], bool],
    terms: Terms | None = None,
) -> Compared:
    """Return the findings, those that the baseline knows as accepted, and what of it is gone.

    Only what this run could have found can be gone: `asked` says whether a rule was asked of a
    process. A crack that was filled and is there again is not known.
    """
    terms = terms or Terms()
    known = {entry.key: entry for entry in baseline.entries if not entry.filled}
    seen: set[Key] = set()
    marked = []
    for finding in findings:
        entry = known.get(key_of(finding))
        if entry is None or finding.fatal:
            marked.append(finding)
            continue
        seen.add(entry.key)
        marked.append(_marked(finding, entry, baseline.path, terms))
    gone = tuple(key for key in known if key not in seen and asked(key.rule, key.process))
    return Compared(tuple(marked), gone)


def noted(finding: Finding, entry: Entry, terms: Terms) -> Finding:
    """Return a known finding with who fills it, by when, and whether that day is past.

    It counts as before: for people who want to see what is there, known or not; of what is accepted
    that is told.
    """
    said, past = entry.noted, overdue_since(entry, terms.today)
    owner, due, until = said.get("owner"), said.get("due"), said.get("until", "")
    if finding.accepted is not None or finding.fatal:
        return finding._replace(owner=owner, due=due)
    name = terms.name(finding, owner) if owner else ""
    words = ""
    if past:
        words = f"; was due {due}" if past == "due" else f"; was accepted until {until}"
        words += f" ({name})" if name else ""
    elif until >= terms.today:
        words = f"; accepted until {until}"
        due = max(due or "", until)  # it is not due before
    return finding._replace(
        message=finding.message + words,
        owner=owner,
        due=due,
        overdue=bool(past),
        actor=name or finding.actor,
    )


def overdue_since(entry: Entry, today: str) -> str:
    """Return the word of the day that is past, `due` or `until`: the later one; empty if none is.

    What is accepted until a day to come is not due before.
    """
    until, due = entry.noted.get("until", ""), entry.noted.get("due", "")
    last, word = max((due, "due"), (until, "until"))
    return "" if entry.filled or not last or until >= today or last >= today else word


def _marked(finding: Finding, entry: Entry, path: str, terms: Terms) -> Finding:
    """Return a known finding: as accepted, or with the words for which it counts again."""
    finding, said = noted(finding, entry, terms), entry.noted
    if finding.accepted is not None or finding.overdue:
        return finding
    if finding.severity in terms.dated and not said.get("due") and not said.get("until"):
        return finding._replace(message=f"{finding.message}; it is known, and has no `due` day")
    reason = f"known: {entry.reason}" if entry.reason else f"known, in {path}"
    return finding._replace(accepted=said.get("reason") or reason, in_baseline=True)


def updated(
    baseline: Baseline, findings: Iterable[Finding], gone: Collection[Key] = ()
) -> tuple[str, tuple[Key, ...]]:
    """Return the text of the baseline with `findings` added and `gone` taken out, and what is new.

    What was filled and has come back is known again.
    """
    taken_out = frozenset(gone)
    entries = {entry.key: entry for entry in baseline.entries if entry.key not in taken_out}
    new: dict[Key, None] = {}
    for finding in findings:
        key = key_of(finding)
        entry = entries.get(key)
        if entry is None or entry.filled:
            if not finding.fatal:
                new[key] = None
            if entry:
                entries[key] = edited(entry, {"filled": None})
    added = {key: dict[str, str]() for key in new if key not in entries}
    return written(baseline, entries.values(), added), tuple(new)


def lately(entries: Iterable[Entry], today: str) -> dict[str, Lately]:
    """Return what became of the cracks of each process in the seven days up to `today`."""
    since = (datetime.date.fromisoformat(today) - _WEEK).isoformat()
    found: dict[str, Lately] = {}
    for entry in entries:
        days = (entry.noted.get(word, "") for word in ("seen", "filled", "reopened"))
        mine = found.get(entry.key.process, Lately())
        counts = (count + (since < day <= today) for count, day in zip(mine, days, strict=True))
        found[entry.key.process] = Lately(*counts)
    return found
