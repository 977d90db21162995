"""The page of a map in a real browser: lines and their cards, walks by keys, big maps."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browsing import step
from html_pages import PROCESS, page_of
from tracked import on, write_process

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from browsing import Reader

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")


def press_beside(page: Page, id_: str, by: int) -> None:
    """Click so many pixels beside the middle of the first straight piece of a line."""
    x, y = page.evaluate(
        """id => {
          const path = document.querySelector(`.hit[data-flow="${id}"]`);
          const at = path.getPointAtLength(12).matrixTransform(path.getScreenCTM());
          return [at.x, at.y];
        }""",
        id_,
    )
    page.mouse.click(x + by, y)


def test_a_line_opens_its_card_seven_pixels_beside_it(reader: Reader) -> None:
    page = reader.open(page_of())
    press_beside(page, "score-the-lead~call-the-lead", 6)
    details = page.locator("#details")
    sync_api.expect(details.locator("h2")).to_have_text("Qualified lead")
    sync_api.expect(details).to_contain_text("76 of 100, partial")
    assert details.locator(".fields dt").count() == 10
    assert details.locator(".fields .missing").count() == 3
    assert page.url.endswith("#flow-score-the-lead~call-the-lead")


def test_a_gap_opens_a_card_of_what_is_missing_with_its_crack(reader: Reader) -> None:
    page = reader.open(page_of(), "#flow-write-the-offer~review-the-contract")
    details = page.locator("#details")
    assert details.locator(".fields .missing").count() == 8
    sync_api.expect(details.locator(".cracks")).to_contain_text("error undefined-handoff")
    sync_api.expect(details.locator(".charge")).to_contain_text("ownernobody yet")


def test_a_card_tells_who_fills_a_crack_and_by_when(reader: Reader, folder: Path) -> None:
    write_process()
    on("2026-06-01", "track")
    on("2026-08-05", "map", "-o", "map.html")
    page = reader.open(Path("map.html").read_text("utf-8"), "#step-invoice")
    charge = page.locator("#details .charge", has_text="overdue")
    sync_api.expect(charge).to_contain_text("ownersales")
    sync_api.expect(charge).to_contain_text("2026-07-01, overdue")


def test_lines_and_steps_are_named_buttons(reader: Reader) -> None:
    page = reader.open(page_of())
    for name in (
        "Write the offer to Review the contract, no handoff, crack 6",
        "Call the lead to Assign the deal",
        "Assign the deal, Nobody, crack 5",
        "Score the lead to lost, otherwise",
    ):
        sync_api.expect(page.get_by_role("button", name=name, exact=True)).to_have_count(1)


def test_a_chosen_step_lights_its_ways_and_their_other_ends(reader: Reader) -> None:
    page = reader.open(page_of(), "#step-score-the-lead")
    lit = page.locator(".edge.lit").all()
    assert [each.get_attribute("data-flow") for each in lit] == [
        *("capture-the-lead~score-the-lead", "score-the-lead~call-the-lead"),
        "score-the-lead~(lost)",
    ]
    ends = page.locator(".step.lit[role=button]").all()
    assert [end.get_attribute("data-step") for end in ends] == ["capture-the-lead", "call-the-lead"]


def test_n_and_p_walk_the_happy_path_and_c_the_cracks(reader: Reader) -> None:
    page = reader.open(page_of())
    title = page.locator("#details h2")
    for key, name in (
        ("n", "Capture the lead"),
        ("n", "Score the lead"),
        ("p", "Capture the lead"),
    ):
        page.keyboard.press(key)
        sync_api.expect(title).to_have_text(name)
    assert (page.text_content("#said") or "").startswith("Step 1 of 7 on the happy path")
    page.keyboard.press("c")
    sync_api.expect(page.locator("tr.chosen .no")).to_have_text("1")
    page.keyboard.press("Shift+C")
    sync_api.expect(page.locator("tr.chosen")).to_contain_text("note")


def test_the_keys_are_told_and_can_be_switched_off(reader: Reader) -> None:
    page = reader.open(page_of())
    page.keyboard.press("?")
    sync_api.expect(page.get_by_role("dialog")).to_contain_text("happy path")
    page.uncheck("#letters")
    page.keyboard.press("Escape")
    sync_api.expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("n")
    sync_api.expect(page.locator("#details")).to_be_hidden()


def test_at_first_words_are_large_enough_to_read(reader: Reader) -> None:
    reader.page.set_viewport_size({"width": 1280, "height": 720})
    departments = [f"d{number}" for number in range(14)]
    steps = "".join(f"      - {{ name: Do {each}, owner: {each} }}\n" for each in departments)
    wide = f"process: Wide\ndepartments: {departments}\nstages:\n  - name: All\n    steps:\n{steps}"
    page = reader.open(page_of(wide))
    height = (
        step(page, "do-d0")
        .locator("text")
        .first.evaluate("one => parseFloat(one.getAttribute('font-size')) * one.getScreenCTM().a")
    )
    assert height >= 10
    sync_api.expect(step(page, "do-d0")).to_be_in_viewport()


def test_a_big_map_begins_with_stages_by_departments(reader: Reader) -> None:
    steps = "".join(f"      - {{ name: Step {number}, owner: sales }}\n" for number in range(65))
    late = "  - name: Late\n    steps:\n      - { name: The last step, owner: legal }\n"
    head = "process: Big\ndepartments: [sales, legal]\nstages:\n  - name: Early\n    steps:\n"
    text = head + steps + late
    page = reader.open(page_of(text))
    cell = page.locator("#stages td a").last
    sync_api.expect(cell).to_contain_text("1 step")
    cell.click()
    sync_api.expect(page.locator("#stages")).to_be_hidden()
    sync_api.expect(step(page, "the-last-step")).to_be_in_viewport()
    sync_api.expect(page.locator("#small")).to_be_visible()
    sync_api.expect(page.locator(".pin-stage.chosen")).to_have_attribute("data-id", "late")
    page.keyboard.press("o")
    sync_api.expect(page.locator("#stages")).to_be_visible()


def test_fit_stage_shows_all_steps_of_the_one_that_is_chosen(reader: Reader) -> None:
    page = reader.open(page_of(), "#step-send-the-invoice")
    page.get_by_role("button", name="Fit stage").click()
    sync_api.expect(step(page, "send-the-invoice")).to_be_in_viewport(ratio=1)


def test_a_map_without_cracks_on_it_judges_nothing(reader: Reader) -> None:
    from crackmap.maps.options import MapOptions

    page = reader.open(
        page_of(PROCESS, MapOptions(findings=False)), "#flow-score-the-lead~call-the-lead"
    )
    details = page.locator("#details")
    sync_api.expect(details).to_contain_text("score reaches 80")
    assert details.locator("meter, .missing, .cracks").count() == 0
    sync_api.expect(page.locator("#severity, #toggle, #cracks").first).to_be_hidden()


def test_a_reference_to_another_process_is_a_link_to_its_step(reader: Reader, folder: Path) -> None:
    Path("a.yaml").write_text(
        "process: First\ndepartments: [sales]\nstages:\n  - name: All\n    steps:\n"
        "      - { name: Sell, owner: sales, next: second/bill }\n"
    )
    Path("b.yaml").write_text(
        "process: Second\ndepartments: [sales]\nstages:\n  - name: All\n    steps:\n"
        "      - { name: Bill, owner: sales, trigger: sold, outcome: won }\n"
    )
    on("2026-06-01", "map", "a.yaml", "b.yaml", "--format", "html", "-o", "maps/")
    assert 'href="second.html#step-bill"' in Path("maps/first.html").read_text("utf-8")
    reader.page.goto(Path("maps/first.html").resolve().as_uri())
    reader.page.get_by_role("link", name="Second: Bill").click()
    sync_api.expect(reader.page.locator("#details h2")).to_have_text("Bill")
    reader.requests.clear()
