"""Charts of processes: what stands where, which numbers, which words."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crackmap.check.check import Checked, check
from crackmap.check.run import today
from crackmap.check.settings import Settings
from crackmap.history.comparison import compare
from crackmap.maps.chart import NOBODY, chart_of
from crackmap.maps.chart_diff import chart_of_both
from crackmap.maps.layout import panels
from crackmap.maps.layout.chart import Chart, Direction, Edge, Node
from crackmap.maps.layout.drawing import lay_out
from crackmap.maps.layout.overview import overview
from crackmap.source.files import Input
from faults import faults
from process_to_draw import PROCESS
from random_processes import random_process
from thoroughness import examples

DIRECTIONS: tuple[Direction, ...] = ("columns", "rows")


def checked(text: str) -> Checked:
    return check([Input("process.yaml", text.encode())], _Same())


class _Same:
    def of(self, path: str) -> Settings:
        return Settings(today("2026-06-01"))


def chart(text: str = PROCESS) -> Chart:
    result = checked(text)
    return chart_of(result.graphs[0], result.report.findings)


def nodes(of: Chart) -> dict[str, Node]:
    return {node.id: node for node in of.nodes}


def edges(of: Chart) -> dict[tuple[str, str], Edge]:
    return {(edge.source, edge.target or edge.outcome): edge for edge in of.edges}


def reported(of: Chart, numbers: tuple[int, ...]) -> list[str]:
    return [finding.rule for finding in of.findings if finding.number in numbers]


# Lanes and steps


def test_teams_and_systems_lie_inside_their_home() -> None:
    lanes = {lane.id: (lane.name, lane.parent) for lane in chart().lanes}
    assert lanes["field-sales"] == ("Field sales", "sales")
    assert lanes["crm"] == ("CRM (system)", "sales")


def test_a_step_without_owner_lies_in_the_last_lane() -> None:
    drawn = chart()
    assert nodes(drawn)["bill"].lane == NOBODY
    assert (drawn.lanes[-1].id, drawn.lanes[-1].kind) == (NOBODY, "nobody")


def test_an_unknown_owner_has_a_lane_that_says_so() -> None:
    drawn = chart(PROCESS.replace("owner: tbd", "owner: billing-team"))
    assert nodes(drawn)["bill"].lane == "billing-team"
    assert "billing-team (unknown)" in [lane.name for lane in drawn.lanes]


def test_the_other_owners_of_a_step_stand_in_its_box() -> None:
    file = nodes(chart())["file"]
    assert (file.lane, file.note) == ("sales", "or Marketing")
    shared = chart(PROCESS.replace("owner: tbd", "owner: [sales, marketing]"))
    assert nodes(shared)["bill"].note == "with Marketing"


def test_parallel_ways_are_marked_at_their_step() -> None:
    (box,) = [box for box in lay_out(chart()).boxes if box.id == "call"]
    assert box.icons == ("parallel",)


def test_two_steps_with_one_id_are_two_boxes() -> None:
    twice = PROCESS.replace("name: Offer, id: offer", "name: Offer, id: bill")
    assert len(lay_out(chart(twice)).boxes) == len(lay_out(chart()).boxes)


# Flows


def test_a_handoff_is_reported_by_condition_name_and_limit() -> None:
    edge = edges(chart())["score", "call"]
    assert (edge.kind, edge.label) == ("handoff", "it fits: Qualified lead, 2bh")


def test_a_condition_that_is_the_name_is_reported_once() -> None:
    same = PROCESS.replace("when: it fits", "when: qualified lead")
    assert edges(chart(same))["score", "call"].label == "qualified lead: 2bh"


def test_a_rejection_says_its_reasons_if_they_are_short() -> None:
    back = edges(chart())["call", "score"]
    assert (back.kind, back.label) == ("rejection", "rejected: no budget")
    long = chart(PROCESS.replace("no budget", "there is neither budget nor anybody to ask for it"))
    assert edges(long)["call", "score"].label == "rejected"


def test_a_flow_into_nobodys_hands_is_a_gap_and_so_is_the_way_out() -> None:
    drawn = edges(chart())
    assert drawn["offer", "bill"].kind == "gap"
    assert drawn["bill", "file"].kind == "gap"


def test_a_flow_into_another_process_ends_in_a_box_with_its_name() -> None:
    scene = lay_out(chart())
    (box,) = [box for box in scene.boxes if "elsewhere" in box.icons]
    assert box.title == "Onboarding: kick off"
    assert scene.legend is not None
    assert "another process" in [sample.words for sample in scene.legend.samples]


# Numbers


def test_every_finding_of_a_warning_or_above_stands_at_one_place_or_more() -> None:
    drawn = chart()
    placed = [number for node in drawn.nodes for number in node.findings]
    placed += [number for edge in drawn.edges for number in edge.findings]
    placed += [number for lane in drawn.lanes for number in lane.findings]
    placed += [number for stage in drawn.stages for number in stage.findings]
    placed += drawn.numbers
    assert sorted(set(placed)) == [finding.number for finding in drawn.findings]
    assert drawn.findings


def test_a_finding_about_an_agreement_stands_at_the_flow_that_names_it() -> None:
    drawn = chart()
    assert "incomplete-handoff" in reported(drawn, edges(drawn)["score", "call"].findings)


def test_a_change_that_hides_behind_a_gap_stands_at_the_flow_into_it() -> None:
    drawn = chart(
        PROCESS.replace("owner: [{ who: sales, when: it is big }, { who:", "owner: [{ who:")
    )
    assert "hidden-handoff" in reported(drawn, edges(drawn)["offer", "bill"].findings)


def test_of_two_flows_with_the_same_ends_the_one_that_is_meant_has_the_number() -> None:
    twice = PROCESS.replace(
        "next: bill }", "next: [{ to: bill, when: so }, { to: bill, when: so }] }"
    )
    drawn = chart(twice)
    first, second = (edge for edge in drawn.edges if edge.target == "bill")
    assert "duplicate-flow" not in reported(drawn, first.findings)
    assert "duplicate-flow" in reported(drawn, second.findings)


def test_an_accepted_finding_is_not_drawn() -> None:
    accepting = PROCESS.replace(
        "owner: tbd,", "owner: tbd, accept: [{ crack: unowned-step, reason: it is new }],"
    )
    assert "unowned-step" in reported(chart(), nodes(chart())["bill"].findings)
    assert "unowned-step" not in [finding.rule for finding in chart(accepting).findings]


def test_in_panels_a_finding_of_the_whole_process_stands_with_the_overview() -> None:
    drawn = chart()
    assert reported(drawn, drawn.numbers) == ["siloed-quarterback"]
    first = overview(drawn)
    assert [badge.text for badge in first.badges] == [*map(str, drawn.numbers)]
    assert [entry.badge.text for entry in first.entries] == [*map(str, drawn.numbers)]


# What no map may show


@settings(max_examples=examples(10), deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**6), direction=st.sampled_from(DIRECTIONS))
def test_on_the_map_of_no_process_anything_lies_on_anything(
    seed: int, direction: Direction
) -> None:
    text = yaml.safe_dump(random_process(seed), sort_keys=False, allow_unicode=True)
    drawn = chart(text)
    for part in (drawn, *panels.split(drawn)):
        assert faults(lay_out(part, direction)) == []


# Two states


def both(old: str, new: str) -> Chart:
    before, after = checked(old), checked(new)
    return chart_of_both(before.graphs[0], after.graphs[0], compare(before, after))


def test_a_step_of_another_owner_leaves_a_ghost_in_its_old_lane() -> None:
    drawn = both(PROCESS, PROCESS.replace("owner: tbd", "owner: sales"))
    ghost = nodes(drawn)["bill~before"]
    assert (ghost.lane, ghost.change) == (NOBODY, "removed")
    assert (nodes(drawn)["bill"].lane, nodes(drawn)["bill"].change) == ("sales", "changed")
    assert edges(drawn)["bill~before", "bill"].label == "moved"


def test_what_was_added_and_removed_is_marked_at_lanes_and_stages() -> None:
    new = PROCESS.replace("field-sales: { name: Field sales", "desk: { name: Desk, kind: pool")
    new = new.replace("field-sales", "desk")
    new = new.replace("name: Attract\n    owner: marketing", "name: Begin\n    owner: crm")
    drawn = both(PROCESS, new)
    lanes = {lane.id: lane.change for lane in drawn.lanes}
    assert (lanes["field-sales"], lanes["desk"], lanes["sales"]) == ("removed", "added", "")
    assert {stage.id: stage.change for stage in drawn.stages} == {
        "attract": "removed",
        "begin": "added",
        "sell": "changed",
    }


def test_what_has_another_id_is_no_other_thing() -> None:
    new = PROCESS.replace("field-sales", "inside-sales").replace(
        "name: Attract", "name: Attraction"
    )
    new = new.replace("name: Call, id: call", "name: Call back, id: call-back")
    new = new.replace("to: call,", "to: call-back,")
    drawn = both(PROCESS, new)
    assert {lane.id: lane.change for lane in drawn.lanes}["inside-sales"] == "changed"
    assert {stage.id: stage.change for stage in drawn.stages}["attraction"] == "changed"
    assert nodes(drawn)["call-back"].change == "changed"
    states = [one.change for one in drawn.lanes] + [one.change for one in drawn.stages]
    states += [one.change for one in drawn.nodes]
    assert "removed" not in states
    assert [edge for edge in drawn.edges if edge.change] == []


def test_cracks_are_reported_as_opened_and_closed() -> None:
    legend = lay_out(both(PROCESS, PROCESS.replace("owner: tbd", "owner: finance"))).legend
    assert legend is not None
    words = {(entry.word, entry.rule): entry.badge.severity for entry in legend.entries}
    assert words["closed error", "unowned-step"] == "closed"
    assert words["opened error", "unknown-owner"] == "error"


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_a_map_of_two_states_has_no_faults(direction: Direction) -> None:
    drawn = both(PROCESS, PROCESS.replace("owner: tbd", "owner: sales"))
    assert faults(lay_out(drawn, direction)) == []


def test_two_equal_states_show_no_change() -> None:
    drawn = both(PROCESS, PROCESS)
    assert {node.change for node in drawn.nodes} == {""}
    assert {edge.change for edge in drawn.edges} == {""}
    assert {lane.change for lane in drawn.lanes} == {""}
    assert drawn.findings == ()
