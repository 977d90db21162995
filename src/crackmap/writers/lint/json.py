"""json: the findings for programs; fields are added, never changed, within version 1."""

from __future__ import annotations

from typing import Any

from crackmap.rules.finding import FileRead, Finding, Report
from crackmap.rules.numbering import numbers
from crackmap.source.characters import printable
from crackmap.source.span import Span
from crackmap.writers.figures import by_severity
from crackmap.writers.format import Format, wishes
from crackmap.writers.json_text import json_text


def write(report: Report) -> str:
    """Return the report as one JSON object."""
    return json_text(content_of(report))


def content_of(report: Report) -> dict[str, Any]:
    """Return what the JSON object of a report holds."""
    at, counts = numbers(report), by_severity(report.open)
    content = {
        "version": 1,
        "today": report.today,
        "findings": [finding_of(finding, at.get(id(finding))) for finding in report.findings],
        "summary": {
            "files": report.files,
            "processes": len(report.processes),
            "errors": counts.get("error", 0),
            "warnings": counts.get("warning", 0),
            "notes": counts.get("note", 0),
            "accepted": report.accepted,
            "known": report.in_baseline,
            "gone": len(report.gone),
        },
        "processes": [process._asdict() for process in report.processes],
        "gone": [key._asdict() for key in report.gone],
    }
    if report.reads:
        content["read"] = [_read(read) for read in report.reads]
    return content


def _read(read: FileRead) -> dict[str, Any]:
    """Return how a file that is no YAML was read: what was found, and what could not be mapped."""
    notes = [
        {**_start(note.span), "message": printable(note.message), "lost": note.lost}
        for note in read.notes
    ]
    return {"path": read.path, "elements": read.elements, "lost": read.lost, "notes": notes}


def finding_of(finding: Finding, number: int | None = None) -> dict[str, Any]:
    """Return a finding as the JSON shows it, with the `number` that it has on the map."""
    span, fix = finding.span, finding.fix
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "subject": str(finding.subject),
        "process": finding.process,
        "message": finding.message,
        "help": finding.help,
        "assignee": finding.assignee,
        "fingerprint": finding.fingerprint,
        "path": span.path,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        **_found_by(span),
        "related": [
            {"message": related.message, **_start(related.span)} for related in finding.related
        ],
        "fix": {"title": fix.title, "safe": fix.safe} if fix else None,
        "accepted": finding.accepted,
        "known": finding.in_baseline,
        "owner": finding.owner,
        "due": finding.due,
        "overdue": finding.overdue,
        "number": number,
    }


def _start(span: Span) -> dict[str, Any]:
    return {"path": span.path, "line": span.line, "column": span.column, **_found_by(span)}


def _found_by(span: Span) -> dict[str, str]:
    """Return the cell of a table, or the element of a drawing, where there is one."""
    return {key: value for key in ("cell", "element") if (value := getattr(span, key))}


FORMAT = Format("json", ("json",), {"lint": wishes(), "analyze": wishes()}, write)
