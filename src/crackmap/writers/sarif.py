"""sarif: SARIF 2.1.0, which code scanning of GitHub and many other tools read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from crackmap import __version__
from crackmap.finding import Finding, Fix, Report
from crackmap.rule import all_rules
from crackmap.source import Span

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def write(report: Report) -> str:
    """Give the report as a SARIF log with one run; accepted cracks come as suppressed results."""
    told = sorted({finding.rule for finding in report.findings})
    unreadable = any(finding.rule == "unreadable" for finding in report.findings)
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "crackmap",
                        "semanticVersion": __version__,
                        "rules": [_rule(name) for name in told],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "invocations": [{"executionSuccessful": not unreadable}],
                "results": [_result(one, told.index(one.rule)) for one in report.findings],
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(name: str) -> dict[str, Any]:
    rule = all_rules()[name]
    text = rule.page.split("```", 1)[0].strip()
    return {
        "id": name,
        "shortDescription": {"text": f"{rule.title}."},
        "fullDescription": {"text": text},
        "help": {"text": text, "markdown": rule.page},
        "defaultConfiguration": {"level": rule.severity},
        "properties": {"tags": [rule.group]},
    }


def _result(finding: Finding, index: int) -> dict[str, Any]:
    text = finding.message if not finding.help else f"{finding.message}\n{finding.help}"
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": finding.severity,
        "message": {"text": text},
        "locations": [_location(finding.span)],
        "partialFingerprints": {"crackmap/v1": finding.fingerprint},
        "properties": {
            "subject": finding.subject,
            "process": finding.process,
            "assignee": finding.assignee,
        },
    }
    if finding.related:
        result["relatedLocations"] = [
            {"id": number, "message": {"text": one.message}, **_location(one.span)}
            for number, one in enumerate(finding.related, start=1)
        ]
    if finding.fix and finding.fix.edits:
        result["fixes"] = [_fix(finding.fix)]
    if finding.accepted is not None:
        suppression = {"kind": "inSource", "justification": finding.accepted}
        result["suppressions"] = [suppression]
    return result


def _location(span: Span) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": _artifact(span.path), "region": _region(span)}}


def _artifact(path: str) -> dict[str, str]:
    """Give the address of a file: relative to the root of the run, with `/` on every system."""
    clean = path.replace("\\", "/").removeprefix("./")
    return {"uri": quote(clean if not clean.startswith("/") else f"file://{clean}", safe="/:")}


def _region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _fix(fix: Fix) -> dict[str, Any]:
    paths: Iterable[str] = dict.fromkeys(edit.span.path for edit in fix.edits)
    return {
        "description": {"text": fix.title},
        "artifactChanges": [
            {
                "artifactLocation": _artifact(path),
                "replacements": [
                    {
                        "deletedRegion": _region(edit.span),
                        "insertedContent": {"text": edit.text},
                    }
                    for edit in fix.edits
                    if edit.span.path == path
                ],
            }
            for path in paths
        ],
    }
