"""Where cases cannot be counted that is what is told, and no number."""

from __future__ import annotations

import pytest

from crackmap.graph import joins
from crackmap.graph.impact import Impact
from crackmap.graph.process_graph import ProcessGraph
from crackmap.readers.yaml import read
from small_impact import at, exactly, flow, impact_of, visits

# Where nothing can be said


@pytest.mark.parametrize(
    "steps",
    [
        ("a", "b, next: a"),
        ("a, next: a",),
        ("a", "b, next: [{ to: a, share: 40% }, { to: b }]"),
        ("a, parallel: true, next: [a, b]", "b, outcome: won"),
        ("a", "b, parallel: true, next: [a, c]", "c, outcome: won"),
    ],
)
def test_cases_that_go_round_for_ever_are_not_counted(steps: tuple[str, ...]) -> None:
    impact = impact_of(*steps)
    assert at(impact, "a").visits.origin == "not known"
    assert "for ever" in at(impact, "a").visits.why


def test_what_stands_before_an_endless_cycle_is_counted() -> None:
    impact = impact_of(
        "a, next: [{ to: b, share: 30% }, { outcome: won }]", "b", "c, next: b", "d, outcome: won"
    )
    assert visits(impact, "a") == 1
    assert impact.win.value == exactly(0.7)
    assert not at(impact, "c").visits.known
    assert visits(impact, "d") == 0


def test_changes_in_an_endless_cycle_are_none_of_a_case_that_ends_well() -> None:
    ends = "[{ to: b, share: 30% }, { outcome: won }]"
    steps = (f"a, owner: x, next: {ends}", "b, owner: x", "c, owner: y, next: b")
    impact = impact_of(*steps, head="departments: [x, y]")
    assert len(impact.graph.changes_of_department()) == 2
    assert impact.changes_per_won_case.value == 0


def test_without_a_good_outcome_nothing_is_known_to_be_won() -> None:
    impact = impact_of("a", "b, outcome: live")
    assert impact.win.origin == "not known"
    assert at(impact, "a").share == impact.win
    assert impact.changes_per_won_case.origin == "not known"


def test_how_cases_end_in_another_process_is_not_known() -> None:
    impact = impact_of("a", "b, next: onboarding/kickoff")
    assert impact.win.origin == "not known"
    assert impact.on_flow(flow(impact, "b -> onboarding/kickoff")).share.origin == "not known"
    assert visits(impact, "b") == 1


def test_cases_that_leave_the_map_count_as_not_won_and_that_is_assumed() -> None:
    impact = impact_of("a, next: [{ to: nowhere, share: 20% }, { outcome: won }]")
    assert (impact.win.value, impact.win.origin) == (exactly(0.8), "assumed")


def test_a_word_that_means_a_step_leads_there() -> None:
    impact = impact_of(
        "a, next: sing-the-contract", "x, outcome: lost", "sign the contract, outcome: won"
    )
    assert impact.win.value == 1


def test_a_start_without_a_volume_is_not_known_and_never_nothing() -> None:
    impact = impact_of("a, next: c", "b, trigger: a call", "c, outcome: won")
    assert at(impact, "b").visits.origin == "not known"
    assert at(impact, "c").visits.at_least
    assert impact.per_period(at(impact, "c").visits).at_least
    assert not at(impact, "a").visits.at_least


def test_work_from_a_step_without_order_is_not_known() -> None:
    text = """
process: P
volume: 100 per month
stages:
  - { name: One, steps: [{ name: a, outcome: won }, { name: b, outcome: won }] }
  - { name: Two, order: none, steps: [{ name: c, next: b }] }
"""
    impact = Impact(ProcessGraph(read(text.encode(), "process.yaml")))
    assert at(impact, "b").visits.origin == "not known"
    assert at(impact, "c").visits.origin == "not known"


def test_a_process_without_order_has_no_cases() -> None:
    impact = impact_of("a", "b, outcome: won", head="volume: 3 per day\norder: none")
    assert impact.win.origin == "not known"


def test_without_a_volume_shares_are_known_and_counts_are_not() -> None:
    impact = impact_of("a", "b, outcome: won", head="value: 10 USD")
    assert (impact.win.value, impact.win.origin) == (1, "derived")
    assert impact.per_period(impact.win).origin == "not known"


def test_without_any_volume_each_start_is_assumed_to_have_as_many_cases() -> None:
    impact = impact_of("a, outcome: lost", "b, trigger: a call, outcome: won", head="value: 10 USD")
    assert (impact.win.value, impact.win.origin) == (0.5, "assumed")


def test_volumes_in_other_periods_are_turned_into_that_of_the_process() -> None:
    impact = impact_of("a", "b, trigger: a call, volume: 120 per year", "c, outcome: won")
    assert impact.entries.volume.value == exactly(110)
    assert impact.entries.unit == "cases per month"


def test_behind_splits_at_which_nobody_looked_cases_are_assumed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(joins, "MOST_BEHIND_SPLITS", -1)
    impact = impact_of(
        "a, parallel: true, next: [b, c]", "b, next: d", "c, next: d", "d, outcome: won"
    )
    assert at(impact, "a").visits.origin == "derived"
    behind = at(impact, "d").visits
    assert (behind.origin, "once a branch" in behind.why) == ("assumed", True)
