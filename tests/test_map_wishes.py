"""What people ask of a map: facts besides, none of the cracks, only the cracks, one department."""

from __future__ import annotations

import datetime
import re
from itertools import product

import pytest

from crackmap.check.check import check
from crackmap.check.settings import Settings
from crackmap.maps.asked import chart_asked_for
from crackmap.maps.layout.chart import Chart
from crackmap.maps.layout.drawing import lay_out
from crackmap.maps.options import MapOptions
from crackmap.maps.pictures import svg_of
from crackmap.maps.svg import theme
from crackmap.source.files import Input

PROCESS = """
process: Lead to cash
volume: 200 per month
value: 1000 EUR
departments:
  marketing:
  sales:
  finance:
  crm: { name: The CRM, kind: system, accountable: sales }
handoffs:
  lead:
    name: Lead
    trigger: scored
    payload: [contact]
    channel: crm
    sla: { target: 1h, limit: 2h }
stages:
  - name: Sell
    steps:
      - name: Is it a lead?
        kind: decision
        owner: marketing
        trigger: form sent
        next:
          - { to: call, when: good, handoff: lead, share: 80% }
          - { outcome: lost, when: otherwise, share: 20% }
      - { name: Call, owner: sales, within: 2d, system: crm }
      - { name: Assign, owner: tbd }
      - { name: Send the invoice, owner: finance, outcome: won }
  - name: Check
    order: none
    steps:
      - { name: Sign the NDA, owner: sales }
"""


PLAIN = MapOptions()


def asked(look: MapOptions = PLAIN) -> Chart:
    checked = check([Input("p.yaml", PROCESS.encode())], Settings(datetime.date(2026, 6, 1)))
    return chart_asked_for(checked.graphs[0], checked.report.findings, look)


def drawn(look: MapOptions = PLAIN) -> str:
    checked = check([Input("p.yaml", PROCESS.encode())], Settings(datetime.date(2026, 6, 1)))
    return svg_of(checked.graphs[0], checked.report.findings, look)


def labels(chart: Chart) -> dict[tuple[str, str], str]:
    return {(edge.source, edge.target or edge.outcome): edge.label for edge in chart.edges}


def facts(chart: Chart) -> dict[str, tuple[str, ...]]:
    return {node.id: node.facts for node in chart.nodes if node.facts}


def test_shares_stand_beside_their_lines_and_make_them_thick() -> None:
    chart = asked(MapOptions(show=("share",)))
    assert labels(chart)["is-it-a-lead", "lost"] == "otherwise, 20%"
    weights = {(edge.source, edge.target): edge.weight for edge in chart.edges}
    assert weights["is-it-a-lead", "call"] == 4
    assert weights["is-it-a-lead", ""] == 1
    assert weights["call", "assign"] == 0


def test_a_line_is_as_thick_as_many_cases_take_it_whatever_part_of_its_step_they_are() -> None:
    few = PROCESS.replace("80%", "30%").replace("share: 20%", "share: 70%")
    few = few.replace("sales, within: 2d,", "sales, next: [{ to: assign, share: 100% }],")
    checked = check([Input("p.yaml", few.encode())], Settings(datetime.date(2026, 6, 1)))
    edges = chart_asked_for(checked.graphs[0], (), MapOptions(show=("share",))).edges
    weights = {edge.source: edge.weight for edge in edges if edge.target}
    assert weights["is-it-a-lead"] == weights["call"] == 2


def test_limits_stand_in_steps_and_beside_handoffs() -> None:
    chart = asked(MapOptions(show=("sla",)))
    assert facts(chart) == {"call": ("within 2d",)}
    assert labels(chart)["is-it-a-lead", "call"] == "good: Lead, within 2h, target 1h"


def test_systems_stand_by_their_names() -> None:
    chart = asked(MapOptions(show=("system",)))
    assert facts(chart) == {"call": ("in The CRM",)}
    assert labels(chart)["is-it-a-lead", "call"].endswith("by The CRM")


def test_value_is_what_the_won_cases_that_pass_are_worth() -> None:
    chart = asked(MapOptions(show=("value",)))
    assert facts(chart)["call"] == ("160,000 EUR per month",)
    assert "sign-the-nda" not in facts(chart)
    assert chart.remarks == (("", "in a step stands what the won cases that pass it are worth"),)


def test_a_fact_that_is_nowhere_is_told_below_the_map() -> None:
    text = (
        PROCESS.replace("value: 1000 EUR", "")
        .replace(", share: 80%", "")
        .replace(", share: 20%", "")
    )
    checked = check([Input("p.yaml", text.encode())], Settings(datetime.date(2026, 6, 1)))
    look = MapOptions(show=("value", "share"))
    chart = chart_asked_for(checked.graphs[0], checked.report.findings, look)
    assert [words for _, words in chart.remarks] == [
        "what cases are worth is not known: no value is given",
        "nothing here has a share",
    ]


def test_a_clean_map_judges_nothing() -> None:
    chart = asked(MapOptions(findings=False))
    assert {edge.kind for edge in chart.edges} == {"flow", "handoff"}
    assert {edge.grade for edge in chart.edges if edge.kind == "handoff"} == {"plain"}
    assert "nobody" not in {lane.kind for lane in chart.lanes}
    assert not any(node.unowned for node in chart.nodes)
    words = drawn(MapOptions(findings=False))
    assert "handoff, " not in words
    assert "no handoff" not in words


def test_only_cracks_leaves_what_has_a_number_and_the_ends_of_its_lines() -> None:
    chart = asked(MapOptions(only_cracks=True))
    assert {node.id for node in chart.nodes if not node.pale} >= {"assign", "is-it-a-lead", "call"}
    assert {node.id for node in chart.nodes if node.pale} == {"sign-the-nda", "send-the-invoice"}
    assert all(edge.pale != bool(edge.findings) for edge in chart.edges)


def test_a_crack_that_is_asked_for_does_not_stand_back() -> None:
    chart = asked(MapOptions(department="finance"))
    shown = {finding.number for finding in chart.findings}
    pale = {number for node in chart.nodes if node.pale for number in node.findings}
    assert not shown & pale


def test_a_start_that_is_a_decision_has_both_signs() -> None:
    icons = {box.id: box.icons for box in lay_out(asked()).boxes}
    assert icons["is-it-a-lead"] == ("start", "decision")


def test_a_list_without_order_looks_like_one() -> None:
    icons = {box.id: box.icons for box in lay_out(asked()).boxes}
    assert icons["sign-the-nda"] == ("listed",)
    assert "a list, in no order" in drawn()


# Which class of the drawing a sample of the legend explains.
MARKS = {
    "handoff, partial": "line handoff partial",
    "handoff, missing": "line gap",
    "stands back": "step pale",
    "the thicker, the more cases": "weight",
    "no owner": "box unowned",
    "outcome": "box thick outcome",
}


@pytest.mark.parametrize(
    "look",
    [
        MapOptions(),
        MapOptions(findings=False),
        MapOptions(only_cracks=True),
        MapOptions(show=("share",)),
        MapOptions(department="sales"),
    ],
    ids=["plain", "clean", "cracks", "share", "department"],
)
def test_the_legend_explains_what_is_there_and_nothing_else(look: MapOptions) -> None:
    map_, _, legend = drawn(look).partition('<g class="legend">')
    words = re.findall(r">([^<>]+)</text>", legend)
    for meaning, mark in MARKS.items():
        assert (meaning in words) == (f'class="{mark}' in map_ or f" {mark}" in map_), meaning


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


BANDS = ("paper", "even", "odd", "nobody", "external")


@pytest.mark.parametrize("name", ["light", "dark"])
def test_what_stands_back_keeps_the_contrast_of_aa(name: str) -> None:
    sheet = theme.style("dark" if name == "dark" else "light", "m")
    colours = dict(re.findall(r"#m \.([\w .]+?)\{(?:fill|stroke):(#\w{6})", sheet))
    for band, least in product((*BANDS, "head", "team", "box"), (4.5,)):
        assert contrast(colours["pale text"], colours[band]) >= least, band
    for band in BANDS:
        assert contrast(colours["pale .line"], colours[band]) >= 3, band


def test_all_formats_take_the_same_wishes() -> None:
    from crackmap.maps.draw import formats_of

    wishes = ("findings", "only_cracks", "show", "department", "select", "top")
    for form in ("svg", "png", "pdf", "html"):
        assert all(formats_of("swimlane")[form].fulfils("swimlane", wish) for wish in wishes), form


def test_the_page_has_the_facts_too() -> None:
    from html_pages import page_of

    told = page_of(PROCESS, MapOptions(show=("system", "share")))
    assert "in The CRM" in told
    assert "otherwise, 20%" in told


def test_a_picture_of_another_process_is_a_link() -> None:
    text = PROCESS.replace(
        "{ name: Assign, owner: tbd }", "{ name: Assign, owner: tbd, next: a/b }"
    )
    checked = check([Input("p.yaml", text.encode())], Settings(datetime.date(2026, 6, 1)))
    for page, link in (("a.svg", "a.svg"), ("a.html", "a.html#step-b")):
        look = MapOptions(pages={"a": page})
        told = svg_of(checked.graphs[0], checked.report.findings, look)
        assert f'<a href="{link}"><g ' in told
