"""A flow that is taken after some time, in everything that shows or compares flows."""

from __future__ import annotations

import datetime
from xml.etree import ElementTree

import pytest

from crackmap.check.check import check
from crackmap.check.settings import Settings
from crackmap.history.comparison import compare
from crackmap.language.values import Duration
from crackmap.maps.chart import chart_of
from crackmap.maps.exports import bpmn, mermaid
from crackmap.maps.html.content import model_of
from crackmap.source.files import Input
from small_process import graph_of

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
WAIT = (
    "wait, kind: wait, next: [{ to: sign, when: accepted },"
    " { to: call, when: no answer, after: 1w }, { outcome: lost, after: 30d },"
    " { outcome: lost, when: declined }]"
)
GRAPH = graph_of(WAIT, "call, next: { to: sign, after: 4bh }", "sign, outcome: won")


def test_beside_the_line_stands_when_the_flow_is_taken() -> None:
    labels = [edge.label for edge in chart_of(GRAPH).edges]
    assert labels == ["accepted", "no answer, after 1w", "after 30d", "declined", "after 4bh"]
    assert '|"no answer, after 1w"|' in mermaid.write(GRAPH)


def test_the_page_says_when_the_flow_is_taken() -> None:
    words = [flow["words"] for flow in model_of(GRAPH, chart_of(GRAPH), [])["flows"]]
    assert words[1] == "no answer, after 1w"


def _times(tag: str) -> dict[str, str | None]:
    root = ElementTree.fromstring(bpmn.write(GRAPH))
    events = root.iter(f"{BPMN}{tag}")
    return {event.get("id", ""): event.findtext(f".//{BPMN}timeDuration") for event in events}


def test_in_bpmn_a_timer_stands_on_a_step_that_may_go_on_before() -> None:
    assert _times("boundaryEvent") == {"over.step.wait": "P1W", "over.step.wait.2": "P30D"}
    root = ElementTree.fromstring(bpmn.write(GRAPH))
    ends = [
        (flow.get("sourceRef"), flow.get("targetRef"))
        for flow in root.iter(f"{BPMN}sequenceFlow")
        if "over." in flow.get("sourceRef", "")
    ]
    assert ends == [("over.step.wait", "step.call"), ("over.step.wait.2", "end.wait.lost")]


def test_in_bpmn_a_timer_stands_on_the_only_flow_of_a_step() -> None:
    assert _times("intermediateCatchEvent") == {"timer.call": "PT4H"}


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("30m", "PT30M"),
        ("4h", "PT4H"),
        ("1.5d", "P1.5D"),
        ("2w", "P2W"),
        ("3mo", "P3M"),
        ("2q", "P6M"),
        ("1y", "P1Y"),
        ("8bh", "PT8H"),
        ("3bd", "P3D"),
    ],
)
def test_a_duration_is_written_as_iso_8601(written: str, iso: str) -> None:
    assert Duration.parse(written).iso == iso


TEXT = """\
process: Lead to cash
departments: [sales, cro]
sources: { guide: { url: https://example.com, reviewed: 2026-05-01 } }
stages:
  - name: Close
    owner: sales
    escalation: [sales, { to: cro, after: 2d }]
    steps:
      - { name: Wait for the answer, next: { outcome: lost, after: 30d } }
"""


@pytest.mark.parametrize(
    ("old", "new", "fields"),
    [
        ("after: 30d", "after: 90d", ("after", "30d", "90d")),
        (
            "after: 2d",
            "after: 3d",
            (
                "escalation",
                ("sales", "cro after 2d"),
                ("sales", "cro after 3d"),
            ),
        ),
        ("2026-05-01", "2026-05-31", ("sources.guide.reviewed", "2026-05-01", "2026-05-31")),
    ],
)
def test_what_changed_of_it_is_told(old: str, new: str, fields: tuple[object, ...]) -> None:
    before, after = (
        check([Input("process.yaml", text.encode())], Settings(today=datetime.date(2026, 6, 1)))
        for text in (TEXT, TEXT.replace(old, new))
    )
    assert [change.fields for change in compare(before, after).changes] == [(fields,)]
