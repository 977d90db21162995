"""sarif: SARIF 2.1.0, which code scanning of GitHub and many other tools read."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

from crackmap import __version__
from crackmap.rules.finding import Finding, Report
from crackmap.rules.registry import all_rules
from crackmap.source.characters import printable
from crackmap.source.fix import Edit, Fix
from crackmap.source.span import Span
from crackmap.source.words import listing, plural
from crackmap.writers.format import Format, wishes
from crackmap.writers.json_text import json_text
from crackmap.writers.places import repository_path

# So many related places are named in the message: code scanning of GitHub shows no others.
MOST_LINKED = 6
_ROOT = "%SRCROOT%"
_PROBLEMS = {"error": "error", "warning": "warning", "note": "recommendation"}
SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def write(report: Report) -> str:
    """Return the report as a SARIF log with one run; accepted cracks come as suppressed results."""
    reported = sorted({finding.rule for finding in report.findings})
    results = [_result(finding, reported, report) for finding in report.findings]
    if report.accepted:  # the standard wants it from all results or from none
        for result in results:
            result.setdefault("suppressions", [])
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "crackmap",
                        "semanticVersion": __version__,
                        "rules": [_rule(name) for name in reported],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {
                    _ROOT: {"description": {"text": "The root of the repository."}}
                },
                "invocations": [_invocation(report)],
                "results": results,
            }
        ],
    }
    return json_text(log)


def _invocation(report: Report) -> dict[str, Any]:
    if not report.unreadable:
        return {"executionSuccessful": True}
    files = plural(len({finding.span.path for finding in report.unreadable}), "file")
    return {
        "executionSuccessful": False,
        "exitCode": 2,
        "exitCodeDescription": f"{files} of {report.files} could not be read as a process",
        "toolExecutionNotifications": [
            {
                "level": "error",
                "message": {"text": _plain(finding.message)},
                "locations": [_location(finding.span)],
            }
            for finding in report.unreadable
        ],
    }


def _rule(name: str) -> dict[str, Any]:
    rule = all_rules()[name]
    text = re.sub(r"(?<!\n)\n(?!\n)", " ", rule.page.split("```", 1)[0].strip())
    return {
        "id": name,
        "shortDescription": {"text": f"{rule.title}."},
        "fullDescription": {"text": text},
        "help": {"text": text, "markdown": rule.page},
        "defaultConfiguration": {"level": rule.severity},
        "properties": {"tags": [rule.group], "problem.severity": _PROBLEMS[rule.severity]},
    }


def _result(finding: Finding, reported: list[str], report: Report) -> dict[str, Any]:
    about = {
        "subject": str(finding.subject),
        "process": finding.process,
        "assignee": finding.assignee,
        "owner": finding.owner,
        "due": finding.due,
        "overdue": finding.overdue or None,
    }
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": reported.index(finding.rule),
        "level": finding.severity,
        "message": {"text": _words(finding)},
        "locations": [_location(finding.span)],
        "partialFingerprints": {"crackmap/v1": finding.fingerprint},
        "properties": {key: value for key, value in about.items() if value is not None},
    }
    if finding.related:
        result["relatedLocations"] = [
            {"id": number, "message": {"text": _plain(related.message)}, **_location(related.span)}
            for number, related in enumerate(finding.related, start=1)
        ]
    if finding.fix and finding.fix.edits:
        result["fixes"] = [_fix(finding.fix, report)]
    if finding.accepted is not None:
        kind = "external" if finding.in_baseline else "inSource"
        result["suppressions"] = [{"kind": kind, "justification": finding.accepted}]
    return result


def _words(finding: Finding) -> str:
    """Return the message, what to do, and links to the related places, which have numbers."""
    lines = [f"{_plain(finding.message)}."]
    if finding.help:
        lines.append(_plain(finding.help))
    if finding.acts_next:
        lines += [""] if "\n" in finding.help else []
        lines.append(_plain(finding.acts_next))
    linked = enumerate(finding.related[:MOST_LINKED], start=1)
    links = [f"[{_escaped(printable(related.message))}]({number})" for number, related in linked]
    if links:
        lines.append(f"See {listing(links)}.")
    return "\n".join(lines)


def _plain(text: str) -> str:
    """Return a text in which nothing steers a terminal, and what looks like a link is none."""
    text = printable(text)
    return _escaped(text) if "](" in text else text


def _escaped(text: str) -> str:
    return re.sub(r"[\[\]\\]", r"\\\g<0>", text)


def _location(span: Span) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": _artifact(span.path), "region": _region(span)}}


def _artifact(path: str) -> dict[str, str]:
    """Return the address of a file: below the root of the repository, if it lies there."""
    path = repository_path(path)
    if Path(path).is_absolute():
        return {"uri": Path(path).as_uri()}
    uri = quote(os.fsencode(path), safe="/")
    return {"uri": uri} if uri.startswith("../") else {"uri": uri, "uriBaseId": _ROOT}


def _region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _fix(fix: Fix, report: Report) -> dict[str, Any]:
    paths = list(dict.fromkeys(edit.span.path for edit in fix.edits))
    return {
        "description": {"text": _plain(fix.title)},
        "artifactChanges": [
            {
                "artifactLocation": _artifact(path),
                "replacements": [
                    _replacement(edit, report.line_end(path))
                    for edit in fix.edits
                    if edit.span.path == path
                ],
            }
            for path in paths
        ],
        "properties": {"safe": fix.safe},
    }


def _replacement(edit: Edit, line_end: str) -> dict[str, Any]:
    return {
        "deletedRegion": _region(edit.span),
        "insertedContent": {"text": edit.ended(line_end)},
    }


FORMAT = Format("sarif", ("sarif",), {"lint": wishes()}, write)
