"""The page of a map in a real browser: zooming and moving, by keys, wheel and fingers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from browsing import step, wait_until_drawn
from crackmap.maps.options import MapOptions
from html_pages import page_of

if TYPE_CHECKING:
    from playwright.sync_api import FloatRect, Page

    from browsing import Reader

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")


def place(page: Page) -> FloatRect:
    """Where the first step is drawn."""
    box = step(page, "score-the-lead").bounding_box()
    assert box
    return box


def wait_until(page: Page, compared: str, value: float) -> None:
    """Wait until a side of the first step is less or more than a value: `x <`, say."""
    page.wait_for_function(
        f"""value => document.querySelector("[data-step=score-the-lead]")
          .getBoundingClientRect().{compared} value""",
        arg=value,
    )


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
    before = place(page)
    x, y = before["x"] + before["width"] / 2, before["y"] + before["height"] / 2
    page.mouse.move(x, y)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    wait_until(page, "width >", before["width"] * 1.2)
    after = place(page)
    assert abs(after["x"] + after["width"] / 2 - x) < 2
    assert abs(after["y"] + after["height"] / 2 - y) < 2


def test_the_wheel_moves_the_map_as_it_does_any_page(reader: Reader) -> None:
    page = reader.open(page_of())
    before = place(page)
    page.mouse.move(before["x"], before["y"])
    page.mouse.wheel(0, 60)
    wait_until(page, "y <", before["y"] - 50)
    after = place(page)
    assert abs(after["width"] - before["width"]) < 1


def test_the_wheel_with_shift_moves_sideways(reader: Reader) -> None:
    page = reader.open(page_of())
    before = place(page)
    page.mouse.move(before["x"], before["y"])
    page.keyboard.down("Shift")
    page.mouse.wheel(0, 40)
    wait_until(page, "x <", before["x"] - 30)
    after = place(page)
    assert abs(after["y"] - before["y"]) < 1
    assert abs(after["width"] - before["width"]) < 1


def test_two_fingers_zoom(reader: Reader) -> None:
    page = reader.open(page_of())
    before = place(page)
    touch = page.context.new_cdp_session(page)

    def fingers(kind: str, *places: int) -> None:
        points = [{"x": x, "y": 400, "id": at} for at, x in enumerate(places)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    fingers("touchStart", 300, 400)
    fingers("touchMove", 250, 450)
    fingers("touchMove", 200, 500)
    fingers("touchEnd")
    wait_until(page, "width >", before["width"] * 1.5)
    sync_api.expect(page.locator("#details")).to_be_hidden()


def test_a_drag_moves_the_map_and_opens_nothing(reader: Reader) -> None:
    page = reader.open(page_of())
    before = place(page)
    page.mouse.move(before["x"] + 20, before["y"] + 10)
    page.mouse.down()
    page.mouse.move(before["x"] + 50, before["y"] + 40, steps=3)
    page.mouse.up()
    wait_until(page, "x >", before["x"] + 20)
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
