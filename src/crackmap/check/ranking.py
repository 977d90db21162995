"""What to look at first of all that was found: what costs most."""

from __future__ import annotations

from typing import Any

from crackmap.check.check import Checked
from crackmap.rules.finding import Finding, rank
from crackmap.rules.numbering import is_crack


def costliest(checked: Checked, most: int) -> list[Finding]:
    """Return so many of the findings that count, the costliest first, and notes behind all cracks.

    What keeps a file from being read stands before them, and is never left out. What is about no
    process, as a word in crackmap.yaml, costs nothing that anybody knows.
    """
    keys: dict[int, tuple[Any, ...]] = {}
    for costs in checked.costs:
        for finding in checked.findings_about(costs.graph):
            keys.setdefault(id(finding), costs.rank(finding))
    unknown = (2, 0.0)
    ordered = sorted(
        (finding for finding in checked.report.open if not finding.fatal),
        key=lambda each: (not is_crack(each), keys.get(id(each), (*unknown, -rank(each.severity)))),
    )
    return [*checked.report.unreadable, *ordered[:most]]
