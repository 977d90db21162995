"""A map of two states: the marks at flows, and the words below it for what no mark can show."""

from __future__ import annotations

import datetime

import pytest

from crackmap.check.check import Checked, check
from crackmap.check.settings import Settings
from crackmap.history.comparison import compare
from crackmap.maps.chart_diff import chart_of_both
from crackmap.maps.layout import panels
from crackmap.maps.layout.chart import Chart
from crackmap.maps.layout.drawing import lay_out
from crackmap.maps.layout.overview import overview
from crackmap.source.files import Input

PROCESS = """\
process: Lead to cash
departments:
  marketing: { name: Marketing }
  sales: { name: Sales }
handoffs:
  lead:
    name: Qualified lead
    payload: [contact]
stages:
  - name: Attract
    steps:
      - { name: Score, id: score, owner: marketing, next: { to: call, handoff: lead } }
  - name: Sell
    owner: sales
    steps:
      - { name: Call, id: call, next: offer }
      - { name: Offer, id: offer, next: file }
      - { name: File, id: file, outcome: won }
"""


def checked(text: str) -> Checked:
    return check([Input("a.yaml", text.encode())], Settings(datetime.date(2026, 6, 1)))


def both(old: str, new: str) -> Chart:
    before, after = checked(old), checked(new)
    return chart_of_both(before.graphs[0], after.graphs[0], compare(before, after))


@pytest.mark.parametrize(
    ("old", "new"),
    [("to: call,", "to: call, drop: 3%,"), ("payload: [contact]", "payload: [contact, need]")],
)
def test_a_flow_has_changed_when_something_of_it_or_of_its_agreement_has(
    old: str, new: str
) -> None:
    changed = [edge for edge in both(PROCESS, PROCESS.replace(old, new)).edges if edge.change]
    assert [(edge.source, edge.target, edge.change) for edge in changed] == [
        ("score", "call", "changed")
    ]


def test_what_changed_is_told_below_the_map_unless_it_is_seen() -> None:
    new = PROCESS.replace("payload: [contact]", "payload: [contact, need]")
    new = new.replace("name: Sales }", "name: Sales, goals: [bookings] }")
    new = new.replace("handoffs:\n", "goals: { bookings: { name: New bookings } }\nhandoffs:\n")
    new = new.replace("outcome: won", "outcome: lost").replace("next: offer }", "next: file }")
    drawn = both(PROCESS, new)
    assert drawn.remarks == (
        ("-", "flow File → (won) removed"),
        ("+", "flow File → (lost) added"),
        ("~", "handoff Qualified lead: payload: + need"),
        ("~", "department Sales: goals: + New bookings"),
        ("+", "goal New bookings added"),
    )
    legend = lay_out(drawn).legend
    assert legend is not None
    assert ("+", ("goal New bookings added",)) in [
        (entry.badge.text, entry.lines) for entry in legend.entries
    ]
    assert overview(drawn).entries[-1].lines == ("goal New bookings added",)
    assert [part.remarks for part in panels.split(drawn)] == [(), ()]


def test_of_very_many_changes_the_first_are_told_below_the_map() -> None:
    goals = "".join(f"  goal-{number}: {{}}\n" for number in range(70))
    remarks = both(PROCESS, PROCESS.replace("handoffs:\n", f"goals:\n{goals}handoffs:\n")).remarks
    assert remarks[59:] == (
        ("+", "goal goal-59 added"),
        ("", "and 10 more changes: crackmap diff tells them"),
    )
