"""The page of a map in a real browser: what people click and type there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browsing import line, lit, shown_rows, step, wait_until_drawn
from crackmap.maps.options import MapOptions
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


def test_keys_zoom_and_move(reader: Reader) -> None:
    page = reader.open(page_of())
    page.keyboard.press("1")
    wait_until_drawn(page, "1")
    page.keyboard.press("+")
    wait_until_drawn(page, "1.25")
    page.keyboard.press("-")
    wait_until_drawn(page, "1")
    transform = "document.getElementById('view').getAttribute('transform')"
    before = page.evaluate(transform)
    page.keyboard.press("ArrowDown")
    page.wait_for_function(f"before => {transform} !== before", arg=before)


def test_fit_shows_the_whole_map(reader: Reader) -> None:
    page = reader.open(page_of())
    page.click("[data-do=in]")
    page.click("[data-do=fit]")
    page.wait_for_function(
        """() => {
          const all = document.getElementById("window").getBoundingClientRect();
          return [...document.querySelectorAll(".step")].every((one) => {
            const box = one.getBoundingClientRect();
            return box.left >= all.left && box.right <= all.right && box.top >= all.top &&
              box.bottom <= all.bottom;
          });
        }"""
    )


def test_the_wheel_with_ctrl_zooms_at_the_pointer(reader: Reader) -> None:
    page = reader.open(page_of())
    before = step(page, "score-the-lead").bounding_box()
    assert before
    x, y = before["x"] + before["width"] / 2, before["y"] + before["height"] / 2
    page.mouse.move(x, y)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.wait_for_function(
        """w => document.querySelector("[data-step=score-the-lead]")
          .getBoundingClientRect().width > w""",
        arg=before["width"] * 1.2,
    )
    after = step(page, "score-the-lead").bounding_box()
    assert after
    assert abs(after["x"] + after["width"] / 2 - x) < 2
    assert abs(after["y"] + after["height"] / 2 - y) < 2


def test_the_wheel_moves_the_map_as_it_does_any_page(reader: Reader) -> None:
    page = reader.open(page_of())
    before = step(page, "score-the-lead").bounding_box()
    assert before
    page.mouse.move(before["x"], before["y"])
    page.mouse.wheel(0, 60)
    page.wait_for_function(
        """y => document.querySelector("[data-step=score-the-lead]")
          .getBoundingClientRect().y < y - 50""",
        arg=before["y"],
    )
    after = step(page, "score-the-lead").bounding_box()
    assert after
    assert abs(after["width"] - before["width"]) < 1


def test_the_wheel_with_shift_moves_sideways(reader: Reader) -> None:
    page = reader.open(page_of())
    before = step(page, "score-the-lead").bounding_box()
    assert before
    page.mouse.move(before["x"], before["y"])
    page.keyboard.down("Shift")
    page.mouse.wheel(0, 40)
    page.wait_for_function(
        """x => document.querySelector("[data-step=score-the-lead]")
          .getBoundingClientRect().x < x - 30""",
        arg=before["x"],
    )
    after = step(page, "score-the-lead").bounding_box()
    assert after
    assert abs(after["y"] - before["y"]) < 1
    assert abs(after["width"] - before["width"]) < 1


def test_two_fingers_zoom(reader: Reader) -> None:
    page = reader.open(page_of())
    before = step(page, "score-the-lead").bounding_box()
    assert before
    touch = page.context.new_cdp_session(page)

    def fingers(kind: str, *places: int) -> None:
        points = [{"x": x, "y": 400, "id": at} for at, x in enumerate(places)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    fingers("touchStart", 300, 400)
    fingers("touchMove", 250, 450)
    fingers("touchMove", 200, 500)
    fingers("touchEnd")
    page.wait_for_function(
        """w => document.querySelector("[data-step=score-the-lead]")
          .getBoundingClientRect().width > w""",
        arg=before["width"] * 1.5,
    )
    sync_api.expect(page.locator("#details")).to_be_hidden()


def test_a_drag_moves_the_map_and_opens_nothing(reader: Reader) -> None:
    page = reader.open(page_of())
    before = step(page, "score-the-lead").bounding_box()
    assert before
    page.mouse.move(before["x"] + 20, before["y"] + 10)
    page.mouse.down()
    page.mouse.move(before["x"] + 50, before["y"] + 40, steps=3)
    page.mouse.up()
    page.wait_for_function(
        """x => document.querySelector("[data-step=score-the-lead]")
          .getBoundingClientRect().x > x + 20""",
        arg=before["x"],
    )
    sync_api.expect(page.locator("#details")).to_be_hidden()


@pytest.mark.parametrize("direction", ["columns", "rows"])
def test_heads_stay_in_view_over_their_lanes(reader: Reader, direction: str) -> None:
    page = reader.open(
        page_of(look=MapOptions(direction="rows" if direction == "rows" else "columns"))
    )
    step(page, "send-the-invoice").focus()
    page.keyboard.press("1")
    for _ in range(3):
        page.keyboard.press("+")
    wait_until_drawn(page, "1.953125")
    page.evaluate("location.hash = '#step-send-the-invoice'")
    sync_api.expect(page.locator("#details h2")).to_have_text("Send the invoice")
    head = page.locator(".pin[data-id=finance]")
    sync_api.expect(head).to_be_in_viewport()
    sync_api.expect(page.locator(".pin[data-id=bill]")).to_be_in_viewport()
    name, box = head.bounding_box(), step(page, "send-the-invoice").bounding_box()
    assert name
    assert box
    if direction == "columns":
        assert name["x"] <= box["x"] + box["width"] / 2 <= name["x"] + name["width"]
    else:
        assert name["y"] <= box["y"] + box["height"] / 2 <= name["y"] + name["height"]


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
