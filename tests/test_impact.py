"""Facts about cases on their way: how often they pass a step, and how many end well."""

from __future__ import annotations

import pytest

from crackmap.graph.losses import Filling, loss
from crackmap.language.values import Rate
from small_impact import at, exactly, flow, impact_of, leak, visits

# Closed forms


def test_a_chain_is_passed_once() -> None:
    impact = impact_of("a", "b", "c, outcome: won")
    assert [visits(impact, step) for step in "abc"] == [1, 1, 1]
    assert impact.win.value == 1


@pytest.mark.parametrize("percent", [1, 30, 50, 99])
def test_a_loop_is_passed_one_by_one_minus_its_share(percent: int) -> None:
    back = f"next: [{{ to: a, share: {percent}% }}, {{ to: c }}]"
    impact = impact_of("a", f"b, {back}", "c, outcome: won")
    assert visits(impact, "a") == exactly(1 / (1 - percent / 100))
    assert at(impact, "b").share.value == exactly(1)
    assert impact.win.value == exactly(1)


def test_nested_loops_multiply() -> None:
    impact = impact_of(
        "a",
        "b, next: [{ to: b, share: 20% }, { to: c }]",
        "c, next: [{ to: a, share: 30% }, { to: d }]",
        "d, outcome: won",
    )
    assert visits(impact, "a") == exactly(1 / 0.7)
    assert visits(impact, "b") == exactly(1 / 0.8 / 0.7)


def test_a_branch_parts_the_cases() -> None:
    impact = impact_of(
        "a, next: [{ to: b, share: 25% }, { to: c, share: 75% }]",
        "b, outcome: won",
        "c, next: [{ outcome: won, share: 10% }, { outcome: lost }]",
    )
    assert impact.win.value == exactly(0.25 + 0.75 * 0.1)
    assert visits(impact, "c") == exactly(0.75)
    assert impact.on_flow(flow(impact, "c -> (won)")).share.value == exactly(0.075)


def test_a_leak_is_worth_what_scaled_shares_bring() -> None:
    impact = impact_of(
        "a, next: [{ to: b, share: 40% }, { outcome: lost, share: 40% }]", "b, outcome: won"
    )
    assert impact.win.value == exactly(0.4)
    assert loss(impact, leak(impact, "a")).value == exactly(0.1)


def test_a_drop_is_worth_what_it_takes() -> None:
    impact = impact_of("a, next: { to: b, drop: 20% }", "b, outcome: won")
    assert impact.win.value == exactly(0.8)
    assert visits(impact, "b") == exactly(0.8)
    assert impact.on_flow(flow(impact, "a -> b")).visits.value == 1
    found = loss(impact, Filling((flow(impact, "a -> b"),)))
    assert (found.value, found.origin) == (exactly(0.2), "given")


def test_behind_a_split_that_joins_a_case_counts_once() -> None:
    impact = impact_of(
        "a, parallel: true, next: [b, c, d]", "b, next: e", "c, next: e", "d", "e, outcome: won"
    )
    assert [visits(impact, step) for step in "abcd"] == [1, 1, 1, 1]
    assert visits(impact, "e") == exactly(1)
    assert impact.win.value == 1


def test_a_split_that_does_not_join_runs_every_branch_and_is_won_once() -> None:
    impact = impact_of("a, parallel: true, next: [b, c]", "b, outcome: won", "c, outcome: won")
    assert [visits(impact, step) for step in "abc"] == [1, 1, 1]
    assert impact.win.value == 1


def test_two_starts_add_up() -> None:
    impact = impact_of(
        "a",
        "b, trigger: call, volume: 25 per month, next: [{ to: c, share: 50% }, { outcome: lost }]",
        "c, outcome: won",
    )
    assert impact.entries.volume.value == 125
    assert impact.per_period(at(impact, "b").visits).value == exactly(125)
    assert impact.per_period(impact.win).value == exactly(62.5)


# Shares


def test_what_is_left_is_split_evenly_and_assumed() -> None:
    impact = impact_of(
        "a, next: [{ to: b, share: 40% }, c, { outcome: lost }]",
        "b, outcome: won",
        "c, outcome: won",
    )
    assert impact.win.value == exactly(0.7)
    assert impact.win.origin == "assumed"
    assert impact.per_period(at(impact, "b").visits).value == exactly(40)


def test_one_flow_without_a_share_takes_the_rest_and_is_derived() -> None:
    impact = impact_of("a, next: [{ to: b, share: 40% }, { outcome: lost }]", "b, outcome: won")
    assert (impact.win.value, impact.win.origin) == (exactly(0.4), "derived")


def test_an_only_way_out_with_a_condition_is_assumed_to_be_taken() -> None:
    assert impact_of("a, next: { to: b, when: asked }", "b, outcome: won").win.origin == "assumed"


def test_too_much_is_scaled_and_assumed() -> None:
    impact = impact_of(
        "a, next: [{ to: b, share: 80% }, { outcome: lost, share: 80% }]", "b, outcome: won"
    )
    assert (impact.win.value, impact.win.origin) == (exactly(0.5), "assumed")


def test_rounded_shares_leave_no_leak() -> None:
    thirds = ", ".join(f"{{ outcome: {end}, share: 33.3% }}" for end in ("won", "lost", "late"))
    impact = impact_of(f"a, next: [{thirds}]")
    assert impact.win.value == exactly(1 / 3)
    assert [row.leak for row in impact.cases.rows.values()] == [0]


REFUSING = """\
volume: 100 per month
departments: [marketing, sales]
handoffs: { lead: { trigger: t, payload: p, acceptance: c, rejection: { to: a SHARE } } }"""


def test_a_rejection_takes_its_share() -> None:
    steps = ("a, owner: marketing, next: { to: b, handoff: lead }", "b, owner: sales, outcome: won")
    impact = impact_of(*steps, head=REFUSING.replace("SHARE", ", share: 20%"))
    assert visits(impact, "a") == exactly(1.25)
    assert impact.win.value == exactly(1)


def test_a_rejection_without_a_share_is_assumed_to_take_nobody() -> None:
    steps = ("a, owner: marketing, next: { to: b, handoff: lead }", "b, owner: sales, outcome: won")
    impact = impact_of(*steps, head=REFUSING.replace("SHARE", ""))
    assert visits(impact, "a") == 1
    assert impact.win.origin == "assumed"


# Splits


def test_a_split_follows_its_first_branch_that_can_be_won() -> None:
    impact = impact_of(
        "a, parallel: true, next: [b, c, d]",
        "b, outcome: archived",
        "c, next: [{ outcome: won, share: 40% }, { outcome: lost }]",
        "d, outcome: won",
    )
    assert impact.win.value == exactly(0.4)
    found = loss(impact, Filling((flow(impact, "a -> d"),), rate=Rate.parse("5%")))
    assert found.origin == "not known"
    assert "another branch" in found.why


def test_where_some_branches_end_before_the_meeting_any_of_them_is_enough() -> None:
    impact = impact_of(
        "a, parallel: true, next: [b, c]",
        "b, next: [{ to: d, share: 80% }, { outcome: lost }]",
        "c, next: [{ to: d, share: 50% }, { outcome: lost }]",
        "d, outcome: won",
    )
    assert visits(impact, "d") == exactly(1 - 0.2 * 0.5)


def test_a_split_in_a_branch_of_a_split_counts_once_behind_both() -> None:
    impact = impact_of(
        "a, parallel: true, next: [b, c]",
        "b, parallel: true, next: [d, e]",
        "c, next: f",
        "d, next: f",
        "e, next: f",
        "f, outcome: won",
    )
    assert visits(impact, "f") == exactly(1)


def test_another_round_into_one_branch_is_no_meeting() -> None:
    impact = impact_of(
        "a, parallel: true, next: [b, c]",
        "b, next: d",
        "c, next: d",
        "d, next: [{ to: b, share: 50% }, { outcome: won }]",
    )
    assert impact.cases.weight(flow(impact, "a -> b")) == 1
    assert impact.cases.weight(flow(impact, "b -> d")) == exactly(0.5)
