"""What a comparison says, in whichever form: its sentence, and changes as people read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from crackmap.history.fields import Fields, Value
from crackmap.rules.finding import SEVERITIES, Finding
from crackmap.source.words import plural

if TYPE_CHECKING:
    from crackmap.history.comparison import Change, Comparison

SHARED = "What the processes share"


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
    """Return the fields as people read them: of a step without an owner, that it has nobody."""
    if change.was and change.kind in ("handoff", "department", "goal"):
        return (("id", change.was, change.subject), *change.fields)
    old = "nobody" if change.state != "added" else ""
    new = "nobody" if change.state != "removed" else ""
    if change.kind != "step":
        return change.fields
    return tuple(
        (key, was or old, now or new) if key == "owner" else (key, was, now)
        for key, was, now in change.fields
    )


def come_and_gone(was: Value, now: Value) -> list[tuple[str, str]]:
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
    return f"{finding.span.path}:{finding.span.line}:{finding.span.column}"
