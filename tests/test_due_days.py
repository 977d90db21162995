"""Owner and due day of a crack, wherever it is shown: reports of lint, analyze, and the map."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from crackmap.rules.finding import Key
from tracked import on, write_process

HANDLE = Key("unowned-step", "close", "invoice", "").fingerprint[:6]
BEFORE, AFTER = "2026-06-05", "2026-08-05"


@pytest.fixture(autouse=True)
def _given_to_finance(folder: Path) -> None:
    write_process()
    on("2026-06-01", "track")
    on("2026-06-01", "track", HANDLE, "--owner", "finance")


def in_json(day: str) -> dict[str, Any]:
    found = json.loads(on(day, "lint", "--output-format", "json").out)["findings"]
    return next(each for each in found if each["rule"] == "unowned-step")


@pytest.mark.parametrize(("day", "overdue"), [(BEFORE, False), (AFTER, True)])
def test_json_has_owner_and_day_and_whether_it_is_past(day: str, overdue: bool) -> None:
    found = in_json(day)
    assert (found["owner"], found["due"], found["overdue"]) == ("finance", "2026-07-01", overdue)
    assert (found["known"], found["accepted"] is None) == (not overdue, overdue)


def test_json_of_a_crack_in_no_register_has_none_of_them() -> None:
    Path("cracks.yaml").unlink()
    found = in_json(BEFORE)
    assert (found["owner"], found["due"], found["overdue"]) == (None, None, False)


def test_sarif_has_them_as_properties() -> None:
    log = json.loads(on(AFTER, "lint", "--output-format", "sarif").out)
    [late] = [each for each in log["runs"][0]["results"] if each["ruleId"] == "unowned-step"]
    properties = late["properties"]
    assert (properties["owner"], properties["due"]) == ("finance", "2026-07-01")
    assert properties["overdue"] is True
    assert late["suppressions"] == []


@pytest.mark.parametrize("form", ["concise", "full", "github", "markdown", "gitlab", "rdjson"])
def test_a_report_says_since_when_and_who(form: str) -> None:
    said = on(AFTER, "lint", "--output-format", form)
    assert said.code == 1
    assert "was due 2026-07-01 (Finance team)" in said.out
    assert "Finance team" in said.out.split("was due 2026-07-01 (Finance team)")[1]


def test_a_day_that_was_taken_back_by_an_acceptance_is_that_of_the_acceptance() -> None:
    on("2026-06-02", "track", HANDLE, "--accept", "--reason", "x", "--until", "2026-07-31")
    assert on("2026-07-31", "lint").code == 0
    assert "was accepted until 2026-07-31 (Finance team)" in on(AFTER, "lint").out


def test_what_is_accepted_in_cracks_yaml_says_so_in_analyze_and_is_not_due_before() -> None:
    on("2026-06-02", "track", HANDLE, "--accept", "--reason", "x", "--until", "2026-09-30")
    said = " ".join(on(BEFORE, "analyze", "--full").out.split())
    assert "; accepted until 2026-09-30" in said
    assert "next: Finance team, by 2026-09-30" in said


def test_analyze_says_who_fills_a_crack_by_when() -> None:
    said = on(BEFORE, "analyze", "--full").out
    assert "next: Finance team, by 2026-07-01" in said
    assert f"unowned-step · {HANDLE}" in said or f"unowned-step - {HANDLE}" in said
    assert "was due 2026-07-01 (Finance team)" in on(AFTER, "analyze").out


def test_what_is_known_keeps_its_number_and_its_place_in_analyze() -> None:
    known = on(BEFORE, "analyze").out
    Path("cracks.yaml").unlink()
    fresh = on(BEFORE, "analyze").out
    known = known.replace("in the last seven days: 3 new\n", "")
    fresh = fresh.replace("; over time: crackmap track", "")
    assert (
        known.replace("next: Finance team, by 2026-07-01", "next: sales").split() == fresh.split()
    )


def listed(day: str) -> str:
    """The words below the map as SVG."""
    drawn = on(day, "map", "-o", "-", "--format", "svg").out
    return " ".join(" ".join(ElementTree.fromstring(drawn).itertext()).split())


def test_the_list_below_a_map_says_who_fills_a_crack_by_when() -> None:
    assert 'nobody owns "Send the invoice"; next: Finance team, by 2026-07-01' in listed(BEFORE)
    late = 'nobody owns "Send the invoice"; was due 2026-07-01 (Finance team); next: Finance team'
    assert late in listed(AFTER)


def test_the_list_below_a_map_has_no_such_words_where_no_register_knows_the_crack() -> None:
    Path("cracks.yaml").unlink()
    assert "next:" not in listed(BEFORE)


def model(day: str) -> list[dict[str, Any]]:
    assert on(day, "map", "-o", "map.html").code == 0
    page = Path("map.html").read_text("utf-8")
    [written] = re.findall(r'id="model">(.*?)</script>', page, re.DOTALL)
    cracks: list[dict[str, Any]] = json.loads(written)["cracks"]
    return cracks


def test_the_page_of_a_map_filters_what_is_overdue_and_whose_it_is() -> None:
    [late] = [crack for crack in model(AFTER) if crack["rule"] == "unowned-step"]
    assert (late["owner"], late["overdue"], late["handle"]) == ("finance", True, HANDLE)
    assert '<option value="overdue">Overdue (1)</option>' in Path("map.html").read_text("utf-8")


def test_where_nothing_is_overdue_the_page_has_no_filter_for_it() -> None:
    assert not any("overdue" in crack for crack in model(BEFORE))
    assert 'value="overdue"' not in Path("map.html").read_text("utf-8")


def test_isolated_reads_no_register() -> None:
    assert "Finance team" not in on(AFTER, "analyze", "--isolated").out
