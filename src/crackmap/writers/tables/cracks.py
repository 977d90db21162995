"""The cracks of a process as a list, as lint and maps number them."""

from __future__ import annotations

from collections.abc import Sequence

from crackmap.rules.finding import Finding
from crackmap.rules.numbering import is_crack
from crackmap.writers.tables.table import Table, table

HEAD = (
    *("No.", "Severity", "Rule", "About", "Crack", "What to do", "Whose move"),
    *("Where", "Fingerprint"),
)


def cracks(findings: Sequence[Finding]) -> Table:
    """Return the list, in the order in which they are told; accepted ones are left out."""
    rows = []
    count = 0
    for finding in findings:
        if finding.accepted is not None:
            continue
        count += is_crack(finding)
        rows.append(
            (
                str(count) if is_crack(finding) else "",
                finding.severity,
                finding.rule,
                str(finding.subject),
                finding.message,
                finding.help,
                finding.actor or finding.assignee or "",
                finding.span.told,
                finding.fingerprint,
            )
        )
    return table("Cracks", HEAD, rows)
