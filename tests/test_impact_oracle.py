"""Visits, chances and losses are those of a dense solution, and of simulated cases."""

from __future__ import annotations

import pytest

import impact_oracle as oracle
from crackmap.graph.impact import Impact
from crackmap.graph.losses import Filling, gain, loss
from crackmap.graph.process_graph import ProcessGraph
from crackmap.graph.shares import drop_of
from crackmap.language.process import Process
from crackmap.language.values import Rate
from thoroughness import examples

SEEDS = range(examples(200))
SIMULATED, CASES = range(4), examples(5000)


def impact_of(seed: int) -> Impact:
    return Impact(ProcessGraph(Process.model_validate(oracle.random_flows(seed))))


def close(found: float | None, expected: float) -> bool:
    return found is not None and abs(found - expected) <= 1e-9 * max(1.0, abs(expected))


@pytest.mark.parametrize("first", range(0, len(SEEDS), 50))
def test_visits_and_chances_are_those_of_a_dense_solution(first: int) -> None:
    for seed in SEEDS[first : first + 50]:
        impact, process = impact_of(seed), oracle.random_flows(seed)
        moves = oracle.moves_of(process)
        kept = oracle.followed(process, moves)
        expected = oracle.visits(moves)
        chances = oracle.chances(kept)
        for number, step in enumerate(impact.cases.steps):
            assert close(impact.at_step(step).visits.value, expected[number]), (seed, step.id)
            assert close(impact.chances[number], chances[number]), (seed, step.id)
        assert close(impact.win.value, chances[0])


@pytest.mark.parametrize("first", range(0, len(SEEDS), 50))
def test_a_case_that_passes_a_step_again_is_won_once(first: int) -> None:
    for seed in SEEDS[first : first + 50]:
        impact, process = impact_of(seed), oracle.random_flows(seed)
        if any(step.parallel for step in impact.cases.steps):
            continue
        kept = oracle.followed(process, oracle.moves_of(process))
        for number, step in enumerate(impact.cases.steps):
            expected = oracle.passing_and_won(kept, number)
            assert close(impact.at_step(step).share.value, expected), (seed, step.id)


@pytest.mark.parametrize("first", range(0, len(SEEDS) // 3, 50))
def test_a_loss_is_what_a_new_solution_without_it_gives(first: int) -> None:
    found = 0
    for seed in SEEDS[first : first + 50]:
        impact = impact_of(seed)
        rows = impact.cases.rows
        fillings = [Filling(step=step) for step, row in rows.items() if row.leak]
        flows = [flow for row in rows.values() for flow in row.shares]
        fillings += [Filling((flow,)) for flow in flows if drop_of(flow)]
        fillings += [Filling((flow,), rate=Rate.parse("2% to 5%")) for flow in flows[::4]]
        for filling in fillings:
            once, anew = loss(impact, filling), gain(impact, [filling])
            assert once.known == anew.known
            if anew.low is not None and anew.high is not None:
                assert close(once.low, anew.low), (seed, filling)
                assert close(once.high, anew.high), (seed, filling)
                found += 1
    assert found > 50


@pytest.mark.parametrize("seed", SIMULATED)
def test_simulated_cases_come_as_often(seed: int) -> None:
    impact, process = impact_of(seed), oracle.random_flows(seed)
    splits = {n for n, step in enumerate(impact.cases.steps) if step.parallel}
    found = oracle.simulated(oracle.moves_of(process), splits, CASES, seed)
    for step, (mean, error) in zip(impact.cases.steps, found, strict=True):
        visits = impact.at_step(step).visits.value
        assert visits is not None
        assert abs(visits - mean) <= 4 * error + 1e-9, step.id
