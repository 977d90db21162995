"""What a comparison says, in whichever form: its sentence, and changes as people read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from crackmap.history.fields import Fields, Text
from crackmap.rules.finding import SEVERITIES, Finding
from crackmap.source.words import plural

if TYPE_CHECKING:
    from crackmap.history.changes import Change
    from crackmap.history.comparison import Comparison

SIGNS = {"added": "+", "removed": "-", "changed": "~"}
SHARED = "What the processes share"
_LABELS = {
    "process": "name",
    "rejection.to": "rejected work goes to",
    "working_hours.days": "working days",
    "working_hours.hours": "working hours",
    "follow_up.grace.error": "days to fill an error",
    "follow_up.grace.warning": "days to fill a warning",
    "follow_up.grace.note": "days to fill a note",
    "follow_up.undated": "known cracks without a day",
}
# Fields in which each entry has a name of its own; of these some the name of a rule.
_OF_MANY = {"accept": "accepted", "sources": "source", "rules": "rule", "ignore": "ignored in"}
_OF_RULES = frozenset({"accept", "rules"})


def summary(comparison: Comparison) -> str:
    """Return the comparison as one sentence, worst first."""
    unread = ""
    for findings, words in (
        (comparison.unreadable, "cannot be read"),
        (comparison.unreadable_before, "could not be read before"),
    ):
        if paths := {finding.span.path for finding in findings}:
            unread += f"{plural(len(paths), 'file')} {words}; "
    if not (comparison.processes or comparison.shared):
        return f"{unread}nothing else changed" if unread else "nothing changed"
    opened, closed = comparison.opened, comparison.closed
    count = plural(len(opened), "crack") if opened else "no crack"
    words = f"{unread}{count} opened{_severities(opened)}"
    accepted = sum(finding.accepted is not None for finding in closed)
    words += f", {len(closed) - accepted or 'none'} closed"
    words += f", {accepted} accepted" if accepted else ""
    if comparison.changes:
        words += f"; {plural(len(comparison.changes), 'change')}"
    for state in ("added", "removed"):
        those = sum(process.state == state for process in comparison.processes)
        words += f"; {plural(those, 'process')} {state}" if those else ""
    return words


def _severities(findings: Sequence[Finding]) -> str:
    counts = (
        (word, sum(finding.severity == word for finding in findings)) for word in SEVERITIES[::-1]
    )
    reported = [plural(count, word) for word, count in counts if count]
    return f" ({', '.join(reported)})" if reported else ""


def reported(change: Change) -> Fields:
    """Return the fields as people read them: with names, and an id where only that changed.

    Of what has an owner and says none, that it has nobody.
    """
    old = "nobody" if change.state != "added" else ""
    new = "nobody" if change.state != "removed" else ""
    fields = tuple(
        (label(key), was or old, now or new) if key == "owner" else (label(key), was, now)
        for key, was, now in change.shown
    )
    renamed = any(key in ("name", "process") for key, _, _ in change.shown)
    if change.was and not renamed and change.kind != "flow":
        return (("id", _id(change.was), _id(change.subject)), *fields)
    return fields


def _id(subject: str) -> str:
    return subject.rpartition(" ")[2]


def called(change: Change, arrow: str) -> str:
    """Return what changed as people call it, with an `arrow` between the ends of a flow."""
    name = change.name.replace(" -> ", f" {arrow} ") if change.kind == "flow" else change.name
    return f"{change.kind} {name}"


def in_words(change: Change) -> str:
    """Return a change in one line."""
    parts = []
    for key, was, now in reported(change):
        items = " ".join(f"{sign} {item}" for sign, item in come_and_gone(was, now))
        plain = isinstance(was, str) and isinstance(now, str)
        whole = f"{was or '(nothing)'} → {now or '(nothing)'}" if plain else items
        parts.append(f"{key}: {whole or 'another order'}")
    name = called(change, "→")
    if change.state != "changed":
        return f"{name} {change.state}"
    return f"{name}: {'; '.join(parts)}"


def label(key: str) -> str:
    """Return how people call a field: `pick_up_within`, `sla.target`, `accept.dead-end.until`."""
    first, dot, rest = key.partition(".")
    if key in _LABELS:
        return _LABELS[key]
    if dot and first in _OF_MANY:  # the rest begins with a name that people gave
        return f"{_OF_MANY[first]} {rest.replace('.', ' ') if first in _OF_RULES else rest}"
    return f"{first.replace('_', ' ')} {label(rest)}" if dot else first.replace("_", " ")


def come_and_gone(was: Text, now: Text) -> list[tuple[str, str]]:
    """Return what went out of a list and what came in, each with its sign."""
    before, after = ((value,) if isinstance(value, str) else value for value in (was, now))
    gone = [("-", item) for item in before if item and item not in after]
    return gone + [("+", item) for item in after if item and item not in before]


def unread(comparison: Comparison) -> Iterator[tuple[Finding, str]]:
    """Return the files that cannot be read, and how that is said."""
    yield from ((finding, "cannot be read") for finding in comparison.unreadable)
    yield from ((finding, "could not be read before") for finding in comparison.unreadable_before)


def where(finding: Finding) -> str:
    """Return the place of a finding as terminals make links of it."""
    span = finding.span
    return span.told if span.found_by else f"{span.told}:{span.column}"
