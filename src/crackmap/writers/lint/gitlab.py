"""gitlab: a code quality report, which GitLab shows beside a merge request."""

from __future__ import annotations

import hashlib

from crackmap.rules.finding import Finding, Report
from crackmap.source.characters import encoded, printable
from crackmap.writers.format import Format, wishes
from crackmap.writers.json_text import json_text
from crackmap.writers.places import repository_path

_SEVERITIES = {"error": "major", "warning": "minor", "note": "info"}


def write(report: Report) -> str:
    """Return a JSON list with one entry for each finding that counts."""
    seen: dict[str, int] = {}
    entries = [_entry(finding, seen) for finding in report.open]
    return json_text(entries)


def _entry(finding: Finding, seen: dict[str, int]) -> dict[str, object]:
    span = finding.span
    words = "; ".join(filter(None, (finding.message, finding.acts_next)))
    return {
        # One line, and with the name of the check, which GitLab shows nowhere else.
        "description": printable(f"{finding.rule}: {' '.join(words.split())}"),
        "check_name": finding.rule,
        "fingerprint": _unique(finding, seen),
        "severity": _SEVERITIES[finding.severity],
        "location": {
            "path": repository_path(span.path),
            "lines": {"begin": span.line, "end": span.end_line},
            "positions": {
                "begin": {"line": span.line, "column": span.column},
                "end": {"line": span.end_line, "column": span.end_column},
            },
        },
    }


def _unique(finding: Finding, seen: dict[str, int]) -> str:
    """Return a fingerprint that no other entry has: GitLab shows only one of two with the same."""
    key = f"{repository_path(finding.span.path)}\0{finding.fingerprint}"
    seen[key] = seen.get(key, 0) + 1
    text = f"{key}\0{seen[key]}"
    return hashlib.sha256(encoded(text)).hexdigest()[:32]


FORMAT = Format("gitlab", ("json",), {"lint": wishes()}, write)
