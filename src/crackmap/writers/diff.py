"""A comparison of two states of the processes: as text, JSON or Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from crackmap.comparison import Change, Comparison, ProcessChange
from crackmap.finding import Finding, plural
from crackmap.writers.excerpt import one_line
from crackmap.writers.markdown import MOST, code, escaped

_SIGNS = {"added": "+", "removed": "-", "changed": "~"}
_COLOURS = {"+": "32", "-": "31", "~": "33", "!": "31;1", "v": "32;1"}


def write(comparison: Comparison, form: str, *, colour: bool = False) -> str:
    """Give the comparison as `form`: text, json or markdown."""
    if form == "json":
        return _json(comparison)
    if form == "markdown":
        return _markdown(comparison)
    return _text(comparison, colour=colour)


def _text(comparison: Comparison, *, colour: bool) -> str:
    lines: list[str] = []

    def row(sign: str, words: str) -> None:
        marked = f"\033[{_COLOURS[sign]}m{sign}\033[0m" if colour else sign
        lines.append(f"  {marked} {one_line(words)}")

    for process in comparison.processes:
        lines.append(one_line(f"{process.name} ({process.id}): {_headline(process)}"))
        for change in process.changes:
            row(_SIGNS[change.state], f"{change.kind} {change.name}{_details(change)}")
        for finding in process.opened:
            row("!", f"opened: {finding.severity} {finding.rule}: {finding.message}")
        for finding in process.closed:
            row("v", f"closed: {finding.severity} {finding.rule}: {finding.message}")
        lines.append("")
    lines += [one_line(words) for words in _unread(comparison)]
    lines.append(_total(comparison))
    return "\n".join(lines) + "\n"


def _headline(process: ProcessChange) -> str:
    if process.state != "changed":
        return f"{process.state}, {_cracks(process)}"
    return f"{plural(len(process.changes), 'change')}, {_cracks(process)}"


def _cracks(process: ProcessChange) -> str:
    return f"{plural(len(process.opened), 'crack')} opened, {len(process.closed)} closed"


def _details(change: Change) -> str:
    told = [
        f"{key}: {was or '(nothing)'} -> {now or '(nothing)'}"
        if change.state == "changed"
        else f"{key}: {was or now or 'nobody'}"
        for key, was, now in change.fields
    ]
    return f" ({'; '.join(told)})" if told else ""


def _unread(comparison: Comparison) -> list[str]:
    """Name the files that cannot be read: their processes look added or removed."""
    now = (f"{_where(one)}: error: {one.message}" for one in comparison.unreadable)
    then = (f"{_where(one)}: before: {one.message}" for one in comparison.unreadable_before)
    return [*now, *then]


def _where(finding: Finding) -> str:
    return f"{finding.span.path}:{finding.span.line}:{finding.span.column}"


def _total(comparison: Comparison) -> str:
    if not comparison.processes:
        unread = comparison.unreadable or comparison.unreadable_before
        return "nothing else changed" if unread else "nothing changed"
    opened, closed = len(comparison.opened), len(comparison.closed)
    count = len(comparison.processes)
    changed = "1 process" if count == 1 else f"{count} processes"
    return f"{plural(opened, 'crack')} opened, {closed} closed in {changed}"


def _json(comparison: Comparison) -> str:
    found = {
        "version": 1,
        "processes": [
            {
                "id": process.id,
                "name": process.name,
                "state": process.state,
                "changes": [_change(change) for change in process.changes],
                "opened": [_finding(one) for one in process.opened],
                "closed": [_finding(one) for one in process.closed],
            }
            for process in comparison.processes
        ],
        "unreadable": [_finding(one) for one in comparison.unreadable],
        "unreadable_before": [_finding(one) for one in comparison.unreadable_before],
        "summary": {"opened": len(comparison.opened), "closed": len(comparison.closed)},
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _change(change: Change) -> dict[str, object]:
    fields = [{"field": key, "old": was, "new": now} for key, was, now in change.fields]
    return {**asdict(change), "fields": fields}


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "subject": finding.subject,
        "message": finding.message,
        "assignee": finding.assignee,
        "fingerprint": finding.fingerprint,
        "path": finding.span.path,
        "line": finding.span.line,
        "column": finding.span.column,
    }


def _markdown(comparison: Comparison) -> str:
    """Give a comment for a pull request: cracks first, then what changed; cut where it is full."""
    text = f"### crackmap: {_total(comparison)}\n"
    for block in _blocks(comparison):
        if len(text) + len(block) > MOST:
            return f"{text}\nAnd more: `crackmap diff` shows it all.\n"
        text += block
    return text


def _blocks(comparison: Comparison) -> Iterator[str]:
    for words in _unread(comparison):
        yield f"\n- {escaped(words)}\n"
    for process in comparison.processes:
        yield f"\n#### {escaped(process.name)}: {_headline(process)}\n\n"
        for state, findings in (("**opened**", process.opened), ("closed", process.closed)):
            for one in findings:
                about = f"{one.severity} {code(one.rule)}"
                yield f"- {state} {about}: {escaped(one.message)}\n"
        if process.changes:
            yield "\n| | what | name | how |\n|---|---|---|---|\n"
        for change in process.changes:
            details = escaped(_details(change).removeprefix(" (").removesuffix(")"))
            yield f"| {change.state} | {change.kind} | {escaped(change.name)} | {details} |\n"
