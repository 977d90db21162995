"""What other people's programs make of the formats: the SARIF schema, a reader of JUnit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crackmap.rules.finding import Report
from crackmap.writers.lint import junit, sarif
from small_report import LIVED_WITH, REPORT, UNREADABLE

EMPTY = Report((), (), 0, "2026-06-01")
REPORTS = pytest.mark.parametrize("report", [REPORT, EMPTY], ids=["cracks", "no cracks"])


def validated(log: Any) -> None:
    """Read a log with the classes that are generated from the schema; raises what is wrong."""
    model = pytest.importorskip("pydantic_sarif.model")
    model.StaticAnalysisResultsFormatSarifVersion210JsonSchema.model_validate(log)


@REPORTS
def test_sarif_is_valid_by_its_schema(report: Report) -> None:
    validated(json.loads(sarif.write(report)))


def test_the_schema_of_sarif_would_tell_a_wrong_word() -> None:
    log = json.loads(sarif.write(REPORT))
    log["runs"][0]["results"][0]["fingerprint"] = "x"
    with pytest.raises(ValueError, match="fingerprint"):
        validated(log)


@REPORTS
def test_junit_is_read_as_it_was_written(report: Report, tmp_path: Path) -> None:
    junitparser = pytest.importorskip("junitparser")
    (tmp_path / "cracks.xml").write_text(junit.write(report), "utf-8")
    suites = junitparser.JUnitXml.fromfile(str(tmp_path / "cracks.xml"))
    cases = [case for suite in suites for case in suite]
    outcomes = [type(result).__name__ for case in cases for result in case.result]
    reported = (suites.tests, suites.failures, suites.errors, suites.skipped)
    suites.update_statistics()
    assert reported == (suites.tests, suites.failures, suites.errors, suites.skipped)
    assert outcomes.count("Failure") == len(report.open) - outcomes.count("Error")
    assert outcomes.count("Error") == sum(one.rule == UNREADABLE.rule for one in report.open)
    assert outcomes.count("Skipped") == report.accepted


def test_junit_tells_why_a_crack_is_skipped(tmp_path: Path) -> None:
    junitparser = pytest.importorskip("junitparser")
    (tmp_path / "cracks.xml").write_text(junit.write(REPORT), "utf-8")
    suites = junitparser.JUnitXml.fromfile(str(tmp_path / "cracks.xml"))
    reasons = [result.message for suite in suites for case in suite for result in case.result]
    assert LIVED_WITH.accepted in reasons
