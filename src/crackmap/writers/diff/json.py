"""json: what changed, for programs; fields are added, never changed, within version 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crackmap.writers.format import Format, wishes
from crackmap.writers.json_text import json_text
from crackmap.writers.lint.json import finding_of

if TYPE_CHECKING:
    from crackmap.history.changes import Change
    from crackmap.history.comparison import Comparison, ProcessChange


def write(comparison: Comparison) -> str:
    """Return the comparison as JSON; fields are added, never changed, within version 1."""
    content = {
        "version": 1,
        "processes": [_process(process) for process in comparison.processes],
        "shared": [_plain(change) for change in comparison.shared],
        "unreadable": [finding_of(finding) for finding in comparison.unreadable],
        "unreadable_before": [finding_of(finding) for finding in comparison.unreadable_before],
        "summary": {
            "opened": len(comparison.opened),
            "closed": len(comparison.closed),
            "changes": len(comparison.changes),
        },
    }
    return json_text(content)


def _process(process: ProcessChange) -> dict[str, object]:
    return {
        "id": process.id,
        "name": process.name,
        "path": process.path,
        "state": process.state,
        "changes": [_plain(change) for change in process.changes],
        "opened": [finding_of(finding) for finding in process.opened],
        "closed": [finding_of(finding) for finding in process.closed],
    }


def _plain(change: Change) -> dict[str, object]:
    fields = [
        {"field": key, "old": was or None, "new": now or None} for key, was, now in change.fields
    ]
    return {
        "kind": change.kind,
        "state": change.state,
        "subject": change.subject,
        "name": change.name,
        "fields": fields,
        "was": change.was or None,
    }


FORMAT = Format("json", ("json",), {"diff": wishes()}, write)
