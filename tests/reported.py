"""The small report with something else in it, and what a format makes of it."""

from __future__ import annotations

import importlib
import json
from types import SimpleNamespace
from typing import Any

import pytest

from crackmap.rules.finding import Finding, Report
from crackmap.writers.lint import sarif
from small_report import REPORT, STEP

PAGE = "A crack.\n\nWhat it is,\nin two lines.\n\n```yaml\nprocess: x\n```\n"


def same_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """SARIF holds the pages of rules and our version: here they stay the same."""
    page = SimpleNamespace(page=PAGE, title="A crack", severity="warning", group="flow")
    monkeypatch.setattr(sarif, "all_rules", lambda: {one.rule: page for one in REPORT.findings})
    monkeypatch.setattr(sarif, "__version__", "1.0.0")


def write(name: str, report: Report) -> str:
    text = importlib.import_module(f"crackmap.writers.lint.{name}").write(report)
    assert isinstance(text, str)
    return text


def report_of(*findings: Finding) -> Report:
    return REPORT._replace(findings=findings)


def at(path: str) -> Report:
    """A report of one finding in the file `path`."""
    return report_of(STEP._replace(span=STEP.span._replace(path=path)))


def sarif_run(report: Report) -> dict[str, Any]:
    log = json.loads(sarif.write(report))
    run: dict[str, Any] = log["runs"][0]
    return run
