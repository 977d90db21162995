"""The page of a map in a real browser: what people click and read there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browsing import line, lit, shown_rows, step
from html_pages import HOSTILE, PROCESS, page_of
from tracked import on, write_process

if TYPE_CHECKING:
    from browsing import Reader


sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")


def test_the_filter_by_department_finds_what_cracks_yaml_gives_to_it(
    reader: Reader, folder: Path
) -> None:
    write_process()
    on("2026-06-01", "track")
    on("2026-06-01", "map", "-o", "map.html")
    page = reader.open(Path("map.html").read_text("utf-8"))
    page.select_option("#department", label="sales")  # who owns the process acts next
    assert "unowned-step" in shown_rows(page)
    assert page.locator("#department option", has_text="Finance team").count() == 0
    on("2026-06-01", "track", "9b7fd7", "--owner", "finance")
    on("2026-06-01", "map", "-o", "map.html")
    page = reader.open(Path("map.html").read_text("utf-8"))
    page.select_option("#department", label="Finance team")
    assert "unowned-step" in shown_rows(page)
    page.select_option("#department", label="sales")
    assert "unowned-step" not in shown_rows(page)


def test_a_click_on_a_step_tells_about_it(reader: Reader) -> None:
    page = reader.open(page_of())
    step(page, "score-the-lead").click()
    details = page.locator("#details")
    sync_api.expect(details.locator("h2")).to_have_text("Score the lead")
    sync_api.expect(details).to_contain_text("76 of 100, partial")
    sync_api.expect(details).to_contain_text("missing: acknowledgement, escalation, rejection")
    assert page.url.endswith("#step-score-the-lead")


def test_a_flow_in_the_details_leads_to_the_next_step(reader: Reader) -> None:
    page = reader.open(page_of(), "#step-score-the-lead")
    page.click("#details a:text('Call the lead')")
    sync_api.expect(page.locator("#details h2")).to_have_text("Call the lead")
    sync_api.expect(page.locator("#details h2")).to_be_focused()
    page.go_back()
    sync_api.expect(page.locator("#details h2")).to_have_text("Score the lead")


def test_a_row_of_the_table_leads_to_its_place(reader: Reader) -> None:
    page = reader.open(page_of())
    page.locator("tr[data-crack]", has_text="unowned-step").click()
    sync_api.expect(page.locator(".step.chosen")).to_have_attribute("data-step", "assign-the-deal")
    sync_api.expect(step(page, "assign-the-deal")).to_be_in_viewport()
    page.locator("tr[data-crack]", has_text="undefined-handoff").first.click()
    sync_api.expect(page.locator(".edge.chosen")).to_have_count(1)


def test_a_link_opens_the_step_that_it_names(reader: Reader) -> None:
    page = reader.open(page_of(), "#step-assign-the-deal")
    sync_api.expect(page.locator("#details h2")).to_have_text("Assign the deal")
    sync_api.expect(page.locator("#details")).to_contain_text("unowned-step")
    sync_api.expect(step(page, "assign-the-deal")).to_be_in_viewport()


def test_a_link_by_the_id_alone_opens_the_step_too(reader: Reader) -> None:
    page = reader.open(page_of(), "#assign-the-deal")
    sync_api.expect(page.locator("#details h2")).to_have_text("Assign the deal")


def test_a_link_to_a_crack_shows_its_row_and_its_place(reader: Reader) -> None:
    page = reader.open(page_of())
    number = page.locator("tr[data-crack]", has_text="unowned-step").locator("a").inner_text()
    reader.open(page_of(), f"#crack-{number}")
    sync_api.expect(page.locator("tr.chosen")).to_contain_text("unowned-step")
    sync_api.expect(page.locator(".step.chosen")).to_have_attribute("data-step", "assign-the-deal")


@pytest.mark.parametrize("fragment", ["#step-nowhere", "#crack-99", "#crack-x", "#%E0%A4%A", "#"])
def test_a_link_that_leads_nowhere_shows_the_map(reader: Reader, fragment: str) -> None:
    page = reader.open(page_of(), fragment)
    sync_api.expect(page.locator("#details")).to_be_hidden()
    assert len(lit(page)) == 7


def test_all_goes_by_keyboard(reader: Reader) -> None:
    page = reader.open(page_of())
    step(page, "capture-the-lead").focus()
    page.keyboard.press("Tab")
    sync_api.expect(line(page, "capture-the-lead~score-the-lead")).to_be_focused()
    page.keyboard.press("Tab")
    sync_api.expect(step(page, "score-the-lead")).to_be_focused()
    page.keyboard.press("Enter")
    sync_api.expect(page.locator("#details h2")).to_be_focused()
    page.keyboard.press("Escape")
    sync_api.expect(page.locator("#details")).to_be_hidden()
    sync_api.expect(step(page, "score-the-lead")).to_be_focused()


def test_the_focus_is_seen_on_the_map(reader: Reader) -> None:
    page = reader.open(page_of())
    width = "one => getComputedStyle(one).strokeWidth"
    box = step(page, "score-the-lead").locator(".box")
    before = box.evaluate(width)
    step(page, "capture-the-lead").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert box.evaluate(width) != before


def test_hostile_names_are_only_words(reader: Reader) -> None:
    page = reader.open(page_of(HOSTILE), "#step-a%22%5D%3Cb%3E")
    sync_api.expect(page.locator("#details h2")).to_contain_text("</script><script>alert(1)")
    page.evaluate("location.hash = '#step-constructor'")
    sync_api.expect(page.locator("#details h2")).to_have_text("</style><svg/onload=alert(1)>")
    sync_api.expect(page.locator("#details")).to_contain_text("<img src=x onerror=alert(1)>")
    page.select_option("#department", "__proto__")
    assert lit(page) == ["constructor"]
    assert page.locator("img, #details svg, #details script, aside b b").count() == 0


def test_no_other_script_may_run(reader: Reader) -> None:
    page = reader.open(page_of())
    page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.intruder = true";
          document.body.append(script);
        }"""
    )
    assert page.evaluate("window.intruder") is None
    assert any("Content Security Policy" in words for words in reader.complaints)
    reader.complaints.clear()


def test_on_paper_the_map_is_whole_and_all_cracks_are_reported(reader: Reader) -> None:
    page = reader.open(page_of())
    page.keyboard.press("+")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.get_attribute("#m-svg", "viewBox")
    assert page.get_attribute("#view", "transform") is None
    sync_api.expect(page.locator(".lanes .lane").first).to_be_visible()
    sync_api.expect(page.locator("header .controls")).to_be_hidden()
    assert len(shown_rows(page)) == page.locator("tr[data-crack]").count()
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.get_attribute("#view", "transform")


def test_a_narrow_page_has_nothing_beyond_its_edge(reader: Reader) -> None:
    reader.page.set_viewport_size({"width": 390, "height": 844})
    page = reader.open(page_of())
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    step(page, "capture-the-lead").click()
    sync_api.expect(page.locator("#details h2")).to_be_in_viewport()


@pytest.mark.parametrize("id_", ["capture-the-lead", "send-the-invoice"])
def test_on_a_narrow_page_the_details_leave_their_step_in_view(reader: Reader, id_: str) -> None:
    reader.page.set_viewport_size({"width": 390, "height": 844})
    page = reader.open(page_of(), f"#{id_}")
    sync_api.expect(page.locator("#details h2")).to_be_visible()
    page.wait_for_function(
        """id => {
          const box = document.querySelector(`.steps [data-step="${id}"]`).getBoundingClientRect();
          const edge = (id) => document.getElementById(id).getBoundingClientRect();
          return box.top >= edge("top").bottom && box.bottom <= edge("details").top;
        }""",
        arg=id_,
    )


def test_on_a_narrow_page_a_row_of_the_table_brings_the_map_back(reader: Reader) -> None:
    reader.page.set_viewport_size({"width": 390, "height": 844})
    page = reader.open(page_of())
    page.locator("tr[data-crack]", has_text="unowned-step").click()
    sync_api.expect(step(page, "assign-the-deal")).to_be_in_viewport()


def test_a_map_too_small_to_read_comes_closer_around_the_step_that_is_named(reader: Reader) -> None:
    reader.page.set_viewport_size({"width": 1000, "height": 500})
    page = reader.open(page_of())
    page.get_by_role("button", name="Fit", exact=True).click()
    page.evaluate("location.hash = '#write-the-offer'")
    sync_api.expect(step(page, "write-the-offer")).to_be_in_viewport()
    height = page.evaluate(
        """() => {
          const box = document.querySelector(".step.chosen").getBoundingClientRect();
          const all = document.getElementById("window").getBoundingClientRect();
          return (box.top + box.height / 2 - all.top) / all.height;
        }"""
    )
    assert 0.4 < height < 0.7


def test_a_name_in_hebrew_does_not_turn_the_sentence_around_it(reader: Reader) -> None:
    text = PROCESS.replace("Review the contract", "שלח את החוזה ללקוח")
    page = reader.open(page_of(text), "#step-שלח-את-החוזה-ללקוח")
    for words in page.locator(".message, #details .cracks p").all():
        assert words.evaluate("one => getComputedStyle(one).direction") == "ltr"


def test_no_letter_of_figures_that_wrap_is_cut_off(reader: Reader) -> None:
    reader.page.set_viewport_size({"width": 240, "height": 844})
    page = reader.open(page_of())
    figure = page.locator(".figures li").last
    # The list is cut off where the dot before the first figure of a row would stand.
    lefts = figure.evaluate(
        """figure => {
            const range = document.createRange();
            range.selectNodeContents(figure);
            const edge = figure.parentElement.getBoundingClientRect().left + 15;
            return [...range.getClientRects()].map(each => each.left - edge);
        }"""
    )
    assert len(lefts) > 1
    assert min(lefts) >= 0
