"""A comparison of two states of the processes: as text, JSON or Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from crackmap.history.comparison import Change, Comparison, ProcessChange
from crackmap.history.fields import Fields, Value
from crackmap.rules.finding import SEVERITIES, Finding
from crackmap.source.words import plural
from crackmap.writers.json import finding_of
from crackmap.writers.json_text import json_text
from crackmap.writers.markdown import MOST, code, crack, escaped
from crackmap.writers.page import MARKS, STYLES, Page

_SIGNS = {"added": "+", "removed": "-", "changed": "~"}
_STYLES = {"added": "green", "removed": "red", "changed": "yellow"}
_SHARED = "What the processes share"


def summary(comparison: Comparison) -> str:
    """Give the comparison as one sentence, worst first."""
    unread = ""
    for findings, words in (
        (comparison.unreadable, "cannot be read"),
        (comparison.unreadable_before, "could not be read before"),
    ):
        if paths := {one.span.path for one in findings}:
            unread += f"{plural(len(paths), 'file')} {words}; "
    if not (comparison.processes or comparison.shared):
        return f"{unread}nothing else changed" if unread else "nothing changed"
    opened, closed = comparison.opened, comparison.closed
    count = plural(len(opened), "crack") if opened else "no crack"
    words = f"{unread}{count} opened{_severities(opened)}"
    accepted = sum(one.accepted is not None for one in closed)
    words += f", {len(closed) - accepted or 'none'} closed"
    words += f", {accepted} accepted" if accepted else ""
    if comparison.changes:
        words += f"; {plural(len(comparison.changes), 'change')}"
    for state in ("added", "removed"):
        those = sum(one.state == state for one in comparison.processes)
        words += f"; {plural(those, 'process')} {state}" if those else ""
    return words


def _severities(findings: Sequence[Finding]) -> str:
    counts = ((word, sum(one.severity == word for one in findings)) for word in SEVERITIES[::-1])
    reported = [plural(count, word) for word, count in counts if count]
    return f" ({', '.join(reported)})" if reported else ""


def text(comparison: Comparison, *, width: int, colour: bool, unicode: bool) -> str:
    """Give the comparison for a terminal of `width` columns; the sentence is its last line."""
    page = Page.of(width, colour=colour, unicode=unicode)
    for one, words in _unread(comparison):
        page.say(_where(one), style="bold")
        page.say(one.message, lead=f"{words}: ", mark=STYLES["error"])
        page.say("")
    if comparison.shared:
        page.rule(_SHARED)
        for change in comparison.shared:
            _change(page, change)
        page.say("")
    for process in comparison.processes:
        page.rule(process.name)
        state = "" if process.state == "changed" else f" {page.sign('·', '-')} {process.state}"
        page.say(f"{process.path}{state}")
        for change in process.changes:
            _change(page, change)
        if process.changes and (process.opened or process.closed):
            page.say("")
        for finding in process.opened:
            sign = page.sign(*MARKS[finding.severity])
            _crack(page, finding, "opened", sign, STYLES[finding.severity])
        for finding in process.closed:
            state = "closed" if finding.accepted is None else f"accepted: {finding.accepted}"
            _crack(page, finding, state, page.sign("✓", "v"), "green")
        page.say("")
    page.say(summary(comparison), style="bold")
    return str(page)


def _change(page: Page, change: Change) -> None:
    lead = f"{_SIGNS[change.state]} "
    page.say(f"{change.kind} {change.name}", 2, lead=lead, mark=_STYLES[change.state])
    arrow = page.sign("→", "->")
    for key, was, now in _reported(change):
        if isinstance(was, tuple) or isinstance(now, tuple):
            items = list(_items(was, now))
            page.say(f"{key}:" if items else f"{key}: another order", 6)
            for sign, item in items:
                page.say(
                    item, 8, lead=f"{sign} ", mark=_STYLES["added" if sign == "+" else "removed"]
                )
        elif change.state == "changed":
            page.say(f"{was or '(nothing)'} {arrow} {now or '(nothing)'}", 6, lead=f"{key}: ")
        else:
            page.say(was or now, 6, lead=f"{key}: ")


def _crack(page: Page, finding: Finding, state: str, sign: str, style: str) -> None:
    page.say(finding.message, 2, lead=f"{sign} ", mark=style)
    dot = page.sign("·", "-")
    page.say(f"{state} {dot} {finding.severity} {finding.rule} {dot} {_where(finding)}", 4)


def _reported(change: Change) -> Fields:
    """Give the fields as people read them: of a step without an owner, that it has nobody."""
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


def _items(was: Value, now: Value) -> list[tuple[str, str]]:
    """Give what went out of a list and what came in, each with its sign."""
    before, after = ((one,) if isinstance(one, str) else one for one in (was, now))
    gone = [("-", item) for item in before if item and item not in after]
    return gone + [("+", item) for item in after if item and item not in before]


def _unread(comparison: Comparison) -> Iterator[tuple[Finding, str]]:
    """Give the files that cannot be read, and how that is told."""
    yield from ((one, "cannot be read") for one in comparison.unreadable)
    yield from ((one, "could not be read before") for one in comparison.unreadable_before)


def _where(finding: Finding) -> str:
    return f"{finding.span.path}:{finding.span.line}:{finding.span.column}"


def to_json(comparison: Comparison) -> str:
    """Give the comparison as one JSON object; fields are added, never changed, within version 1."""
    found = {
        "version": 1,
        "processes": [_process(process) for process in comparison.processes],
        "shared": [_plain(change) for change in comparison.shared],
        "unreadable": [finding_of(one) for one in comparison.unreadable],
        "unreadable_before": [finding_of(one) for one in comparison.unreadable_before],
        "summary": {
            "opened": len(comparison.opened),
            "closed": len(comparison.closed),
            "changes": len(comparison.changes),
        },
    }
    return json_text(found)


def _process(process: ProcessChange) -> dict[str, object]:
    return {
        "id": process.id,
        "name": process.name,
        "path": process.path,
        "state": process.state,
        "changes": [_plain(change) for change in process.changes],
        "opened": [finding_of(one) for one in process.opened],
        "closed": [finding_of(one) for one in process.closed],
    }


def _plain(change: Change) -> dict[str, object]:
    fields = [
        {"field": key, "old": was or None, "new": now or None} for key, was, now in change.fields
    ]
    return {**asdict(change), "fields": fields, "was": change.was or None}


def markdown(comparison: Comparison) -> str:
    """Give a comment for a pull request: cracks first, then what changed; cut where it is full."""
    made = f"### crackmap: {summary(comparison)}\n"
    for block in _blocks(comparison):
        if len(made) + len(block) > MOST:
            return f"{made}\nAnd more: `crackmap diff` shows it all.\n"
        made += block
    return made


def _blocks(comparison: Comparison) -> Iterator[str]:
    for one, words in _unread(comparison):
        yield f"\n- {code(_where(one))} {words}: {escaped(one.message)}\n"
    for process in comparison.processes:
        state = "" if process.state == "changed" else f" ({process.state})"
        yield f"\n#### {escaped(process.name)}{state}\n"
        yield "\n" if process.opened or process.closed else ""
        for finding in process.opened:
            yield crack(finding)
        for finding in process.closed:
            yield _closed(finding)
        yield from _table(process.changes)
    if comparison.shared:
        yield f"\n#### {_SHARED}\n"
        yield from _table(comparison.shared)


def _closed(finding: Finding) -> str:
    state = "closed" if finding.accepted is None else f"accepted ({escaped(finding.accepted)})"
    return f"- ✅ **{state}** {escaped(finding.message)} ({code(finding.rule)})\n"


def _table(changes: Iterable[Change]) -> Iterator[str]:
    """Give a row for each field that changed; the first of an element names it."""
    head = "\n| | what | field | before | now |\n|---|---|---|---|---|\n"
    for change in changes:
        first = f"{change.state} | {change.kind} **{escaped(change.name)}**"
        for key, was, now in _reported(change) or (("", "", ""),):
            before, after = _cells(was, now)
            yield f"{head}| {first} | {escaped(key)} | {before} | {after} |\n"
            head, first = "", " | "


def _cells(was: Value, now: Value) -> tuple[str, str]:
    """Give the old and the new value; of lists, what they do not have in common."""
    if isinstance(was, str) and isinstance(now, str):
        return escaped(was), escaped(now)
    items = _items(was, now)
    before, after = (
        "<br>".join(escaped(item) for sign, item in items if sign == one) for one in "-+"
    )
    return (before, after) if items else ("", "another order")
