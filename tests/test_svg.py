"""The SVG of a map: well-formed whatever the names, the same bytes everywhere, told twice."""

import re
from xml.etree import ElementTree

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from charts import chain, charts, lead_to_cash, renamed
from crackmap.maps.layout import panels
from crackmap.maps.layout.chart import Chart
from crackmap.maps.layout.drawing import lay_out
from crackmap.maps.layout.overview import overview
from crackmap.maps.layout.scene import Point
from crackmap.maps.svg import panels as svg_panels
from crackmap.maps.svg import picture
from crackmap.maps.svg.lines import path
from crackmap.maps.svg.theme import Theme
from thoroughness import examples

NS = "{http://www.w3.org/2000/svg}"
KNOWN = {"svg", "title", "desc", "style", "defs", "pattern", "path", "rect", "circle", "g", "text",
         "tspan", "a"}  # fmt: skip


def drawn(chart: Chart, theme: Theme = "auto") -> str:
    return picture.write(lay_out(chart), theme)


def in_panels(chart: Chart) -> str:
    return svg_panels.write(overview(chart), [lay_out(part) for part in panels.split(chart)])


@settings(max_examples=examples(12), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(st.characters(codec=None), max_size=40))
def test_no_name_can_break_the_file_or_get_markup_in(name: str) -> None:
    for text in (drawn(renamed(lead_to_cash(), name)), in_panels(renamed(lead_to_cash(), name))):
        root = ElementTree.fromstring(text.encode())
        assert {element.tag.removeprefix(NS) for element in root.iter()} <= KNOWN


def test_an_attack_is_shown_as_the_text_it_is() -> None:
    attack = "</text><script>alert(1)</script>\"' onload='x"
    text = drawn(renamed(chain(2), attack))
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    for element in ElementTree.fromstring(text).iter():
        assert not any(name.startswith("on") for name in element.attrib)


def test_links_lead_only_into_the_drawing() -> None:
    text = in_panels(chain(50, 5))
    root = ElementTree.fromstring(text)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    targets = [element.get("href", "") for element in root.iter(f"{NS}a")]
    assert targets
    assert {target.removeprefix("#") for target in targets} <= {*ids}
    assert all(target.startswith("#") for target in targets)
    assert len(ids) == len({*ids})


def test_two_maps_on_a_page_share_no_id() -> None:
    one, other = (
        set(re.findall(r' id="([^"]+)"', picture.write(lay_out(chain(4)), prefix=prefix)))
        for prefix in ("a", "b")
    )
    assert not one & other


@settings(max_examples=examples(10), deadline=None, suppress_health_check=list(HealthCheck))
@given(charts(20))
def test_only_whole_numbers_are_drawn(chart: Chart) -> None:
    root = ElementTree.fromstring(drawn(chart))
    for element in root.iter():
        for name in ("x", "y", "width", "height", "rx", "cx", "cy", "r", "viewBox"):
            assert "." not in element.get(name, "")
        assert not re.search(r"\d\.\d", element.get("d", ""))


def test_the_file_ends_in_one_newline() -> None:
    text = drawn(lead_to_cash())
    assert text.endswith("</svg>\n")
    assert "\r" not in text


def test_a_screen_reader_is_reported_the_process_and_its_cracks() -> None:
    root = ElementTree.fromstring(drawn(lead_to_cash()))
    assert root.get("role") == "img"
    reported = {element.get("id"): element.text for element in root}
    title, description = root.get("aria-labelledby", "").split()
    assert reported[title] == "Lead to cash"
    assert (reported[description] or "").startswith(
        "9 steps, 3 departments, 2 errors, 2 warnings: Nobody owns"
    )


def test_a_department_of_which_only_a_team_has_steps_is_counted_for_a_screen_reader() -> None:
    chart = lead_to_cash()
    nodes = [node._replace(lane="sdr") if node.lane == "sales" else node for node in chart.nodes]
    assert ">9 steps, 3 departments, " in drawn(chart._replace(nodes=tuple(nodes)))


def test_every_step_is_a_group_with_its_whole_name() -> None:
    root = ElementTree.fromstring(drawn(lead_to_cash()))
    titles = {
        group.get("data-step"): group.findtext(f"{NS}title")
        for group in root.iter(f"{NS}g")
        if group.get("data-step")
    }
    assert titles["call"] == "First call (Sales development)"
    assert titles["assign"] == "Assign the lead (No owner)"


def test_a_theme_is_fixed_unless_it_is_auto() -> None:
    assert drawn(lead_to_cash()).count("@media (prefers-color-scheme:dark)") == 1
    light, dark = drawn(lead_to_cash(), "light"), drawn(lead_to_cash(), "dark")
    assert "@media" not in light + dark
    assert "#0d1117" in dark
    assert "#0d1117" not in light


def test_handoffs_differ_by_dashes_and_gaps_by_a_mark() -> None:
    text = drawn(lead_to_cash())
    assert 'class="line handoff"' in text
    assert 'class="line handoff partial"' in text
    assert text.count('class="mark gap-mark"') == 3  # two gaps and the legend


def test_a_line_is_open_where_it_passes_under_another() -> None:
    assert path([Point(0, 0), Point(40, 0)], [Point(20, 0)]) == "M0,0L16,0M24,0L40,0"


def test_corners_are_round() -> None:
    assert path([Point(0, 0), Point(20, 0), Point(20, 20)]) == "M0,0L14,0Q20,0 20,6L20,20"
