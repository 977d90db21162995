"""What several processes are worth together, where one of them does not say it."""

from __future__ import annotations

from pathlib import Path

import pytest

from in_process import crackmap

SILENT = """\
process: Renewal
departments: [success]
stages: [{ name: S, steps: [{ name: Call the customer, owner: success, outcome: won }] }]
"""
TOLD = SILENT.replace("process: Renewal", "process: Sale\nvolume: 100 per month\nvalue: 5000 EUR")


@pytest.fixture(autouse=True)
def _files(folder: Path) -> None:
    (folder / "silent.yaml").write_text(SILENT)
    (folder / "told.yaml").write_text(TOLD)


def executive(*files: str) -> str:
    return crackmap("report", *files, "--for", "executive").stdout


def test_it_is_at_least_what_is_known_of_the_others() -> None:
    said = executive("told.yaml", "silent.yaml")
    assert "at least 500 k EUR per month" in said.replace("500,000 EUR", "500 k EUR")
    assert "not known for 1 of 2 processes" in said


def test_of_one_that_tells_it_is_known() -> None:
    assert "at least" not in executive("told.yaml")
