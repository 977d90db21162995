"""statistics: how often each rule speaks, for `crackmap lint --statistics`."""

from __future__ import annotations

from collections import Counter

from crackmap.rules.finding import Report
from crackmap.writers.json_text import json_text
from crackmap.writers.lint import concise


def write(report: Report, *, as_json: bool = False) -> str:
    """Return one line, or one JSON object, a rule and severity: the most frequent first."""
    counts = Counter((finding.rule, finding.severity) for finding in report.open)
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    if as_json:
        reported = [{"rule": rule, "severity": how, "count": count} for (rule, how), count in rows]
        return json_text(reported)
    width = max((len(str(count)) for _, count in rows), default=1)
    lines = [f"{count:>{width}}  {severity:<7}  {rule}" for (rule, severity), count in rows]
    return "".join(f"{line}\n" for line in (*lines, *concise.ending(report)))
