"""A comparison of two states of the processes: as text, JSON or Markdown."""

from __future__ import annotations

import json
import re
from dataclasses import asdict

from crackmap.comparison import Change, Comparison, ProcessChange
from crackmap.finding import Finding, plural
from crackmap.source import printable

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
        lines.append(f"  {marked} {printable(words)}")

    for process in comparison.processes:
        lines.append(printable(f"{process.name} ({process.id}): {_headline(process)}"))
        for change in process.changes:
            row(_SIGNS[change.state], f"{change.kind} {change.name}{_details(change)}")
        for finding in process.opened:
            row("!", f"opened: {finding.severity} {finding.rule}: {finding.message}")
        for finding in process.closed:
            row("v", f"closed: {finding.severity} {finding.rule}: {finding.message}")
        lines.append("")
    lines += [printable(f"{one.span.path}: {one.message}") for one in comparison.unreadable]
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


def _total(comparison: Comparison) -> str:
    if not comparison.processes:
        return "nothing changed"
    opened, closed = len(comparison.opened), len(comparison.closed)
    changed = plural(len(comparison.processes), "process").replace("processs", "processes")
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
    lines = [f"### crackmap: {_total(comparison)}", ""]
    for process in comparison.processes:
        lines += [f"#### {_escaped(process.name)}: {_headline(process)}", ""]
        for finding in process.opened:
            words = _escaped(finding.message)
            lines.append(f"- **opened** {finding.severity} `{finding.rule}`: {words}")
        for finding in process.closed:
            words = _escaped(finding.message)
            lines.append(f"- closed {finding.severity} `{finding.rule}`: {words}")
        if process.changes:
            lines += ["", "| | what | name | how |", "|---|---|---|---|"]
        for change in process.changes:
            details = _escaped(_details(change).strip(" ()"))
            name = _escaped(change.name)
            lines.append(f"| {change.state} | {change.kind} | {name} | {details} |")
        lines.append("")
    lines += [
        f"- {_escaped(one.span.path)}: {_escaped(one.message)}" for one in comparison.unreadable
    ]
    return "\n".join(lines).rstrip() + "\n"


def _escaped(text: str) -> str:
    """Give text in which nothing is markup, on one line."""
    words = " ".join(printable(text).split())
    return re.sub(r"([\\`*_{}\[\]()#+\-!|<>&~@])", r"\\\1", words).replace("\\<", "&lt;")
