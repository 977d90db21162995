"""Facts about what gets lost by a crack, and about numbers that tell where they are from."""

from __future__ import annotations

from pathlib import Path

import pytest

from crackmap.graph.absorbing import AbsorbingChain
from crackmap.graph.impact import Impact
from crackmap.graph.losses import Filling, gain, loss
from crackmap.graph.numbers import Number
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.values import Rate
from crackmap.readers.yaml import read
from small_impact import exactly, flow, impact_of, leak, visits

HOME = Path(__file__).resolve().parent.parent

# What a crack costs


def test_a_loss_at_a_rate_is_a_range_and_assumed() -> None:
    impact = impact_of("a", "b, outcome: won")
    found = loss(impact, Filling((flow(impact, "a -> b"),), rate=Rate.parse("2% to 5%")))
    assert (found.low, found.high, found.origin) == (exactly(0.02), exactly(0.05), "assumed")


def test_a_leak_that_is_the_only_way_out_of_a_cycle_loses_nothing_that_is_won() -> None:
    impact = impact_of(
        "a, next: [{ to: b, share: 50% }, { outcome: won }]",
        "b, next: [{ to: b, share: 60% }]",
    )
    assert loss(impact, leak(impact, "b")).value == 0
    assert gain(impact, [leak(impact, "b")]).value == 0


def test_several_cracks_together_bring_what_they_bring_together() -> None:
    impact = impact_of("a, next: { to: b, drop: 50% }", "b, next: [{ outcome: won, share: 50% }]")
    both = [Filling((flow(impact, "a -> b"),)), leak(impact, "b")]
    assert gain(impact, both).value == exactly(0.75)
    assert [loss(impact, each).value for each in both] == [exactly(0.25), exactly(0.25)]


def test_an_agreement_on_several_flows_is_lost_on_all_of_them() -> None:
    impact = impact_of(
        "a, next: { to: b, drop: 50% }", "b, next: { to: c, drop: 50% }", "c, outcome: won"
    )
    flows = (flow(impact, "a -> b"), flow(impact, "b -> c"))
    assert loss(impact, Filling(flows)).value == exactly(0.75)


def test_changes_of_department_are_those_of_won_cases_with_every_round() -> None:
    impact = impact_of(
        "a, owner: sales",
        "b, owner: legal, next: [{ to: a, share: 50% }, { to: c }]",
        "c, owner: legal, outcome: won",
        head="departments: [sales, legal]",
    )
    assert impact.changes_per_won_case.value == exactly(3)


def test_rounds_that_the_chain_leaves_out_are_named_where_they_count() -> None:
    back = "next: [{ to: a, share: SHARE, rounds: 2 }, { to: c }]"
    for share, beyond in (("15%", []), ("60%", ["b -> a"])):
        impact = impact_of("a", f"b, {back}".replace("SHARE", share), "c, outcome: won")
        assert [str(each.subject) for each in impact.beyond_rounds] == beyond


def test_the_example_loses_381_leads_a_month() -> None:
    path = HOME / "examples" / "lead-to-cash" / "process.yaml"
    impact = Impact(ProcessGraph(read(path.read_bytes(), str(path))))
    leaking = impact.graph.step("score-lead")
    assert leaking is not None
    assert impact.win.value == pytest.approx(4 / 21, abs=1e-12)
    assert visits(impact, "score-lead") == pytest.approx(3.1746, abs=5e-5)
    lost = impact.visits[impact.cases.index[leaking]] * float(impact.cases.rows[leaking].leak)
    assert lost * 800 == pytest.approx(381, abs=0.1)
    worth = impact.worth(impact.per_period(loss(impact, Filling(step=leaking))))
    assert worth.value == pytest.approx(3_047_619, abs=1)
    assert (worth.unit, worth.origin, worth.shown()) == ("USD per month", "assumed", (3e6, 3e6))
    assert "scaled to 100%" in worth.why


# Numbers and chains


def test_what_is_assumed_is_shown_with_two_digits() -> None:
    assert Number(1234.5678, 1234.5678, "assumed").shown() == (1200, 1200)
    assert Number(1234.5678, 1234.5678, "derived").shown() == (1234.57, 1234.57)
    assert Number(None, None, "not known").shown() is None


def test_a_split_that_feeds_itself_has_no_end() -> None:
    chain = AbsorbingChain([{0: 0.5, 1: 1.0}, {0: 0.5}], [0.0, 0.5], frozenset({0}))
    assert chain.visits({0: 1.0}) == [float("inf")] * 2
    assert chain.visits({}) == [0.0, 0.0]


def test_a_rare_end_is_exact() -> None:
    chain = AbsorbingChain([{0: 1 - 1e-15}], [1e-15])
    assert chain.visits({0: 1.0}) == [pytest.approx(1e15, rel=1e-12)]
