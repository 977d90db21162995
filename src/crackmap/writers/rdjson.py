"""rdjson: the diagnostic format of reviewdog, with fixes as suggestions."""

from __future__ import annotations

import json
from typing import Any

from crackmap.finding import Finding, Report
from crackmap.source import Span

_SEVERITIES = {"error": "ERROR", "warning": "WARNING", "note": "INFO"}


def write(report: Report) -> str:
    """Give one diagnostic a finding that counts; columns count bytes of UTF-8, from one."""
    lines: dict[str, list[str]] = {}
    found = {
        "source": {"name": "crackmap"},
        "diagnostics": [_diagnostic(one, report, lines) for one in report.open],
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _diagnostic(finding: Finding, report: Report, lines: dict[str, list[str]]) -> dict[str, Any]:
    message = finding.message if not finding.help else f"{finding.message}\n{finding.help}"
    told: dict[str, Any] = {
        "message": message,
        "location": {
            "path": finding.span.path.removeprefix("./"),
            "range": _range(finding.span, report, lines),
        },
        "severity": _SEVERITIES[finding.severity],
        "code": {"value": finding.rule},
    }
    if finding.related:
        told["related_locations"] = [
            {
                "message": one.message,
                "location": {
                    "path": one.span.path.removeprefix("./"),
                    "range": _range(one.span, report, lines),
                },
            }
            for one in finding.related
        ]
    if finding.fix and finding.fix.edits:
        told["suggestions"] = [
            {"range": _range(edit.span, report, lines), "text": edit.text}
            for edit in finding.fix.edits
        ]
    return told


def _range(span: Span, report: Report, lines: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "start": _position(span.path, span.line, span.column, report, lines),
        "end": _position(span.path, span.end_line, span.end_column, report, lines),
    }


def _position(
    path: str, line: int, column: int, report: Report, lines: dict[str, list[str]]
) -> dict[str, int]:
    if path not in lines:
        lines[path] = report.lines(path)
    before = lines[path][line - 1][: column - 1] if line <= len(lines[path]) else ""
    return {"line": line, "column": len(before.encode("utf-8", "replace")) + 1}
