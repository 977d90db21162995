"""A report of the costliest cracks says that it is one."""

from __future__ import annotations

from pathlib import Path

from own_run import crackmap

EXAMPLE = str(Path(__file__).parents[1] / "examples/lead-to-cash/process.yaml")


def test_a_report_has_only_the_cracks_that_cost_most() -> None:
    text = crackmap("report", EXAMPLE, "--for", "operations", "--top", "2").stdout
    assert "only cracks, the 2 that cost most" in text
    assert "2 places where work can get lost: 2 errors" in text.replace("**", "")


def test_where_there_are_no_more_nothing_is_left_out() -> None:
    text = crackmap("report", EXAMPLE, "--for", "operations", "--top", "500").stdout
    assert "only cracks" not in text
