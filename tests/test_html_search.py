"""The page of a map in a real browser: search, filters, and the address that keeps them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browsing import lit, shown_rows, step
from crackmap.maps.options import MapOptions
from html_pages import PROCESS, page_of
from tracked import on, write_process

if TYPE_CHECKING:
    from browsing import Reader

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")


def test_search_lets_what_does_not_match_stand_back(reader: Reader) -> None:
    page = reader.open(page_of())
    page.keyboard.press("/")
    page.keyboard.type("LEAD")
    assert "write-the-offer" not in lit(page)
    assert {"capture-the-lead", "score-the-lead", "call-the-lead"} <= {*lit(page)}
    assert page.text_content("#found") == f"{page.locator('#hits a').count()} found"
    page.keyboard.press("Escape")
    assert len(lit(page)) == 7


@pytest.mark.parametrize(
    ("words", "kind", "name", "title"),
    [
        ("crm", "step", "Capture the lead", "Capture the lead"),
        ("otherwise", "condition", "otherwise", "Score the lead → lost"),
        ("score reaches", "handoff", "Qualified lead", "Qualified lead"),
        ("lost", "outcome", "lost", "Score the lead → lost"),
        ("won", "outcome", "won", "Send the invoice"),
        ("signed", "artifact", "Signed contract", "Review the contract"),
    ],
)
def test_search_finds_what_the_map_tells(
    reader: Reader, words: str, kind: str, name: str, title: str
) -> None:
    page = reader.open(page_of(PROCESS.replace("kind: approval", "produces: [Signed contract]")))
    page.fill("#search", words)
    hit = page.locator("#hits a", has=page.locator(f".tag:text-is('{kind}')")).first
    sync_api.expect(hit).to_contain_text(name)
    hit.click()
    sync_api.expect(page.locator("#details h2")).to_have_text(title)


def test_search_finds_cracks(reader: Reader) -> None:
    page = reader.open(page_of())
    page.fill("#search", "unowned-step")
    page.press("#search", "ArrowDown")
    page.keyboard.press("Enter")
    sync_api.expect(page.locator("tr.chosen")).to_contain_text("unowned-step")
    page.fill("#search", "no such thing")
    assert page.text_content("#found") == "none"


def test_enter_jumps_from_match_to_match(reader: Reader) -> None:
    page = reader.open(page_of())
    page.fill("#search", "contract")
    page.press("#search", "Enter")
    sync_api.expect(page.locator(".step.chosen")).to_have_attribute(
        "data-step", "review-the-contract"
    )
    sync_api.expect(step(page, "review-the-contract")).to_be_in_viewport()
    sync_api.expect(page.locator("#search")).to_be_focused()


def test_the_filter_by_department_keeps_its_teams_and_its_cracks(reader: Reader) -> None:
    page = reader.open(page_of())
    page.select_option("#department", label="Sales")
    assert lit(page) == ["call-the-lead", "write-the-offer"]
    rules = shown_rows(page)
    assert "undefined-handoff" in rules
    assert len(rules) < page.locator("tr[data-crack]").count()
    assert page.text_content("#shown") == f"{len(rules)} of 9, notes 0 of 2"


def test_the_filter_by_severity_keeps_where_such_cracks_are(reader: Reader) -> None:
    page = reader.open(page_of())
    page.select_option("#severity", "error")
    severities = page.locator("tr[data-crack]:visible .severity").all_text_contents()
    assert set(severities) == {"error"}
    assert "assign-the-deal" in lit(page)
    assert "capture-the-lead" not in lit(page)


def test_the_filter_by_what_is_overdue_keeps_that_and_details_name_it(
    reader: Reader, folder: Path
) -> None:
    write_process()
    on("2026-06-01", "track")
    on("2026-08-05", "map", "-o", "map.html")
    page = reader.open(Path("map.html").read_text("utf-8"))
    page.select_option("#severity", "overdue")
    shown = page.locator("tr[data-crack]:visible .rule").all_text_contents()
    assert shown == ["unowned-step"]
    assert lit(page) == ["invoice"]
    step(page, "invoice").click()
    sync_api.expect(page.locator("#details")).to_contain_text("crackmap track 9b7fd7")


def test_filters_stand_in_the_address_and_are_there_again(reader: Reader) -> None:
    page = reader.open(page_of())
    page.select_option("#department", label="Sales")
    page.select_option("#severity", "error")
    page.fill("#search", "offer & 50%")
    step(page, "write-the-offer").click()
    assert page.url.endswith(
        "#step-write-the-offer&department=sales&severity=error&find=offer%20%26%2050%25"
    )
    page.reload()
    page.wait_for_selector("body.live")
    sync_api.expect(page.locator("#search")).to_have_value("offer & 50%")
    sync_api.expect(page.locator("#department")).to_have_value("sales")
    sync_api.expect(page.locator("#severity")).to_have_value("error")
    sync_api.expect(page.locator("#details h2")).to_have_text("Write the offer")


@pytest.mark.parametrize(
    "fragment",
    [
        "#department=<img src=x onerror=alert(1)>&severity=__proto__&constructor=x",
        "#flow-%3Cscript%3Ealert(1)%3C/script%3E&severity=error%22%5D",
        "#__proto__=x&toString=y&department=%E0%A4%A",
    ],
)
def test_an_address_can_set_nothing_but_filters(reader: Reader, fragment: str) -> None:
    page = reader.open(page_of(), fragment)
    assert len(lit(page)) == 7
    assert page.input_value("#department") == page.input_value("#severity") == ""
    sync_api.expect(page.locator("#details")).to_be_hidden()
    assert page.locator("img").count() == 0


def test_a_department_that_is_asked_for_is_the_filter_at_first(reader: Reader) -> None:
    page = reader.open(page_of(look=MapOptions(department="Finance")))
    assert lit(page) == ["send-the-invoice"]
    assert page.url.endswith("#department=finance")
