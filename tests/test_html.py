"""The page of a map: whole in one file, safe for any name, the same bytes everywhere."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from crackmap.maps.options import MapOptions
from html_pages import ATTACK, HOSTILE, PROCESS, page_of

VOID = {"meta", "input", "img", "br", "link"}


class Elements(HTMLParser):
    """The elements of a page, and the tags that are open where it ends."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def model_in(page: str) -> Any:
    found = re.search(r'<script type="application/json" id="model">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


def step_of(page: str, id_: str) -> Any:
    return next(step for step in model_in(page)["steps"] if step["id"] == id_)


def flow_of(page: str, source: str, target: str) -> Any:
    flows = model_in(page)["flows"]
    return next(flow for flow in flows if (flow["from"], flow["to"]) == (source, target))


@pytest.mark.parametrize("text", [PROCESS, HOSTILE], ids=["plain", "hostile"])
def test_every_element_is_closed(text: str) -> None:
    assert Elements(page_of(text)).open == []


def test_no_id_stands_twice() -> None:
    ids = [found["id"] for _, found in Elements(page_of()).found if "id" in found]
    assert len(ids) == len(set(ids))


def test_nothing_is_fetched() -> None:
    elements = Elements(page_of())
    for _, attributes in elements.found:
        assert "src" not in attributes
        assert (attributes.get("href") or "#").startswith("#")
    assert not elements.all("link")
    assert "@import" not in page_of()


def test_the_policy_lets_only_this_script_run() -> None:
    page = page_of()
    policy = Elements(page).all("meta")[1]["content"] or ""
    script = page.rpartition("<script>")[2].partition("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy.startswith(
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    )


def test_no_name_gets_markup_in() -> None:
    elements = Elements(page_of(HOSTILE))
    assert len(elements.all("script")) == 2
    assert not elements.all("img")
    assert not any(name.startswith("on") for _, found in elements.found for name in found)


def test_no_name_ends_the_model_or_breaks_its_lines() -> None:
    page = page_of(HOSTILE)
    written = page.partition('id="model">')[2].partition("</script>")[0]
    assert "<" not in written
    assert "\u2028" not in page
    assert "\u202e" not in page
    assert step_of(page, "constructor")["name"] == "</style><svg/onload=alert(1)>"
    assert step_of(page, 'a"]<b>')["name"].startswith(ATTACK.partition("\u2028")[0].strip())


def test_a_name_that_looks_like_a_part_of_the_page_stays_a_name() -> None:
    assert step_of(page_of(HOSTILE), "%%ROWS%%")["name"] == "%%TITLE%%"


def test_the_title_is_the_process_unless_another_is_given() -> None:
    assert '<h1 dir="auto">Lead to cash</h1>' in page_of()
    assert "<title>Ours &amp; theirs</title>" in page_of(look=MapOptions(title="Ours & theirs"))


def test_each_crack_has_a_row_of_five_cells() -> None:
    page = page_of()
    rows = re.findall(r'<tr role="row" id="row-\d+".*?</tr>', page)
    assert len(rows) == len(model_in(page)["cracks"])
    assert all(row.count("<td") == 5 for row in rows)
    unowned = next(row for row in rows if "unowned-step" in row)
    assert ">error</td>" in unowned
    assert "nobody owns &quot;Assign the deal&quot;" in unowned


def test_the_numbers_are_those_of_the_map() -> None:
    page = page_of()
    crack = next(one for one in model_in(page)["cracks"] if one["rule"] == "unowned-step")
    box = re.search(r'<g id="m-assign-the-deal".*?</g>', page)
    assert box
    assert f">{crack['number']}</text>" in box[0]
    assert crack["at"] == {"step": "assign-the-deal"}


def test_a_step_tells_its_raci() -> None:
    assert step_of(page_of(), "call-the-lead")["raci"] == [
        ["Accountable", "Field sales"],
        ["Responsible", "Field sales, Marketing"],
        ["Consulted", "Legal"],
        ["Informed", "Finance"],
    ]
    assert step_of(page_of(), "assign-the-deal")["raci"] == [["Accountable", "Nobody"]]


def test_a_step_tells_its_system_and_clock() -> None:
    assert ["System", "CRM"] in step_of(page_of(), "capture-the-lead")["facts"]
    assert ["Time limit", "1d"] in step_of(page_of(), "call-the-lead")["facts"]


def test_a_flow_tells_the_ten_fields_of_its_handoff() -> None:
    handoff = flow_of(page_of(), "score-the-lead", "call-the-lead")["handoff"]
    assert (handoff["name"], handoff["score"], handoff["grade"]) == (
        "Qualified lead",
        76,
        "partial",
    )
    assert handoff["fields"] == [
        ["from", "Marketing"],
        ["to", "Field sales"],
        ["trigger", "score reaches 80"],
        ["payload", "contact"],
        ["acceptance", "has a budget"],
        ["channel", "CRM"],
        ["sla", "2bh"],
        ["acknowledgement", None],
        ["escalation", None],
        ["rejection", None],
    ]


def test_a_flow_tells_where_nobody_said_how() -> None:
    assert flow_of(page_of(), "write-the-offer", "review-the-contract")["kind"] == "gap"


def test_a_way_out_tells_its_outcome() -> None:
    assert flow_of(page_of(), "score-the-lead", "")["end"] == "lost"


def test_teams_stand_below_their_department_in_the_filter() -> None:
    page = page_of()
    assert '<option value="field">\u2003Field sales</option>' in page
    assert model_in(page)["lanes"]["field"] == ["field", "sales"]


@pytest.mark.parametrize("direction", ["columns", "rows"])
def test_lanes_and_stages_have_heads_that_can_stay(direction: Any) -> None:
    heads = [
        found.get("data-id") or ""
        for found in Elements(page_of(look=MapOptions(direction=direction))).all("div")
        if "pin" in (found.get("class") or "").split()
    ]
    # Sales has a head over its team and itself, and one without words over its own steps.
    lanes = ["marketing", "sales", "sales", "field", "finance", "legal", "(nobody)"]
    stages = ["attract", "sell", "bill"]
    across, down = (lanes, stages) if direction == "columns" else (stages, lanes)
    assert sorted(heads[: len(across)]) == sorted(across)
    assert sorted(heads[len(across) :]) == sorted(down)


def test_without_the_script_the_map_is_a_picture_with_its_own_heads() -> None:
    page = page_of()
    assert re.search(r'<svg id="m-svg" role="group" [^>]*viewBox="0 0 \d+ \d+"', page)
    on_screen, _, _ = page.partition('<div class="sheets"')
    assert on_screen.count('class="stage-head"') == 3
    assert 'class="live"' not in page


def test_a_page_without_cracks_says_so() -> None:
    page = page_of(look=MapOptions(findings=False))
    assert "No cracks found." in page
    assert model_in(page)["cracks"] == []


def test_the_file_ends_in_one_newline() -> None:
    assert page_of().endswith("</html>\n")
    assert "\r" not in page_of()


LONG = "id: p\nprocess: P\ndepartments: [a]\nstages:\n  - id: s\n    name: S\n    steps:\n"
LONG += "".join(f"      - {{id: s{at}, name: Do {at}, owner: a}}\n" for at in range(40))


def test_a_page_prints_a_map_on_sheets_where_one_would_make_its_text_too_small() -> None:
    long = page_of(LONG)
    sheets = long.partition('<div class="sheets"')[2].partition("</div>")[0]
    assert sheets.count("<figure") > 1
    assert "part 1 of" in sheets
    for used in re.findall(r'<use href="#([^"]*)"', sheets):
        assert long.count(f'id="{used}"') == 1
    for width, window in re.findall(r'viewBox="\d+ \d+ (\d+) \d+" width="(\d+)pt"', sheets):
        assert int(window) >= int(width) * 6 // 10  # ten pixels are six points at least
        assert int(window) <= 722
    small = "process: P\ndepartments: [a]\nstages: [{ name: S, steps: [{ name: One, owner: a }] }]"
    assert '<div class="sheets"' not in page_of(small)


def test_each_sheet_says_which_part_it_is_to_those_who_hear_it() -> None:
    sheets = page_of(LONG).partition('<div class="sheets"')[2].partition("</div>")[0]
    said = re.findall(
        r'<figure class="sheet"><svg role="img" aria-label="the map, ([^"]*)"', sheets
    )
    assert said == [f"part {number} of {len(said)}" for number in range(1, len(said) + 1)]
    assert len(said) > 1
    assert not re.search(r"<(?:div|figure)[^>]*aria-hidden", sheets)


def test_the_map_in_small_is_drawn_once_for_all_sheets_and_each_marks_its_own_part() -> None:
    sheets = page_of(LONG).partition('<div class="sheets"')[2]
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", sheets)
    assert len(captions) > 2
    boxes = [caption.count('class="iconfill"') for caption in captions]
    assert (boxes[0], sum(boxes)) == (40, 40)
    assert len(set(re.findall(r'<rect class="depth4"[^>]*>', sheets))) == len(captions)
