"""json: the findings for programs, as those of lint, each with what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crackmap.check.check import Checked
from crackmap.check.costs import Cost, Costs
from crackmap.graph.numbers import Number
from crackmap.rules.finding import Finding, rank
from crackmap.writers.analysis import gains
from crackmap.writers.format import Format, wishes
from crackmap.writers.json_text import json_text
from crackmap.writers.lint import json


def write(checked: Checked, *, sort: str = "place", without: Sequence[str] = ()) -> str:
    """Return the report of the check; no number of an `impact` stands without its origin."""
    content = json.content_of(checked.report)
    by_finding: dict[int, Costs] = {}
    for costs, process in zip(checked.costs, content["processes"], strict=True):
        findings = checked.findings_about(costs.graph)
        by_finding.update((id(finding), costs) for finding in findings)
        process["impact"] = _process(costs, findings, without)
    pairs = list(zip(checked.report.findings, content["findings"], strict=True))
    for finding, shown in pairs:
        costs_of = by_finding.get(id(finding))
        shown["impact"] = _crack(costs_of.of(finding)) if costs_of and not finding.fatal else None
    if sort != "place":
        pairs.sort(key=lambda pair: _key(pair[0], by_finding.get(id(pair[0])), sort))
    content["findings"] = [shown for _, shown in pairs]
    return json_text(content)


def _key(finding: Finding, costs: Costs | None, sort: str) -> tuple[Any, ...]:
    if sort == "severity" or costs is None or finding.fatal:
        return (-1 if finding.fatal else 9, -rank(finding.severity))
    return costs.rank(finding)


def _crack(cost: Cost) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "on_happy_path": cost.on_happy_path,
        "passing": number_of(cost.passing),
        "share": number_of(cost.share),
        "won": number_of(cost.won),
        "value": number_of(cost.value),
        "lost_share": number_of(cost.lost_share),
        "lost": number_of(cost.lost),
        "loss": number_of(cost.loss),
        "wait": number_of(cost.days),
    }
    if cost.unpaid:
        shown["unpaid"] = number_of(cost.unpaid)
    return shown


def _process(costs: Costs, findings: Sequence[Finding], without: Sequence[str]) -> dict[str, Any]:
    impact = costs.impact
    won = impact.per_period(impact.win)
    return {
        "volume": number_of(impact.entries.volume),
        "win": number_of(impact.win),
        "won": number_of(won),
        "worth": number_of(impact.worth(won)),
        "changes_per_won_case": number_of(impact.changes_per_won_case),
        "unpaid": number_of(costs.unpaid(findings)),
        "beyond_rounds": [str(flow.subject) for flow in impact.beyond_rounds],
        "without": [
            {
                "subjects": list(gain.subjects),
                "won": number_of(gain.won),
                "worth": number_of(gain.worth),
            }
            for gain in gains(costs, findings, without)
        ],
    }


def number_of(number: Number) -> dict[str, Any]:
    """Return a number as the JSON shows it: its value, or low and high, and where it is from."""
    shown = number.shown()
    values: dict[str, Any] = {"value": None}
    if shown is not None:
        low, high = shown
        values = {"value": low} if low == high else {"low": low, "high": high}
    told = {**values, "unit": number.unit, "origin": number.origin}
    if number.at_least:
        told["at_least"] = True
    if number.why:
        told["why"] = number.why
    return told


FORMAT = Format("json", json.FORMAT.endings, {"analyze": wishes("sort", "without")}, write)
