"""What holds of the flows of any process, tried on random ones."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Process, Step
from small_process import ids

STEPS = 6


@st.composite
def graphs(draw: st.DrawFn) -> ProcessGraph:
    """A process of some steps with flows, outcomes and triggers anywhere."""
    ends = st.one_of(
        st.integers(0, STEPS - 1).map(lambda number: {"to": f"s{number}"}),
        st.just({"outcome": "won"}),
    )
    steps = []
    for number in range(STEPS):
        step: dict[str, object] = {"name": f"s{number}"}
        if draw(st.booleans()):
            step["next"] = draw(st.lists(ends, max_size=3))
        if draw(st.integers(0, 4)) == 0:
            step["trigger"] = "a call"
        steps.append(step)
    stages = [{"name": "One", "steps": steps}]
    return ProcessGraph(Process.model_validate({"process": "Any", "stages": stages}))


def closure(graph: ProcessGraph) -> dict[Step, set[Step]]:
    """What can be reached from each step by one flow or more, by the dumbest means."""
    pairs = {(flow.source, flow.target) for flow in graph.flows if flow.target}
    reached = {step: {b for a, b in pairs if a is step} for step in graph.steps}
    for _ in graph.steps:
        for step in graph.steps:
            reached[step] |= {far for near in reached[step] for far in reached[near]}
    return reached


@given(graphs())
def test_reachable_is_what_the_starts_lead_to(graph: ProcessGraph) -> None:
    reached = closure(graph)
    expected = set(graph.starts).union(*(reached[start] for start in graph.starts))
    assert graph.reachable == expected


@given(graphs())
def test_every_unreachable_step_is_reported_once(graph: ProcessGraph) -> None:
    reported = [
        step for chain in graph.reachability.chains for step in (chain.first, *chain.behind)
    ]
    unreachable = [step for step in graph.steps if step not in graph.reachable]
    assert sorted(ids(reported)) == sorted(ids(unreachable))


@given(graphs())
def test_an_unreachable_chain_begins_where_no_other_lost_step_leads_to(graph: ProcessGraph) -> None:
    reached = closure(graph)
    unreachable = [step for step in graph.steps if step not in graph.reachable]
    for chain in graph.reachability.chains:
        before = [step for step in unreachable if chain.first in reached[step]]
        assert all(step in reached[chain.first] for step in (*before, *chain.behind))


@given(graphs())
def test_out_of_a_cycle_without_exit_no_case_comes(graph: ProcessGraph) -> None:
    reached = closure(graph)
    endings = {flow.source for flow in graph.flows if flow.target is None}
    stops = endings.union(step for step in graph.steps if not graph.outgoing(step))
    expected = [
        step
        for step in graph.steps
        if step in graph.reachable
        and step in reached[step]
        and all(step in reached[other] for other in reached[step])
        and not reached[step] & stops
    ]
    trapped = {step for group in graph.cycles_without_exit() for step in group}
    assert trapped == set(expected)


@given(graphs())
def test_cycles_are_the_reachable_steps_that_lead_back_to_themselves(graph: ProcessGraph) -> None:
    reached = closure(graph)
    found = [step for cycle in graph.cycles(lambda flow: True) for step in cycle]
    expected = [step for step in graph.steps if step in reached[step] and step in graph.reachable]
    assert sorted(ids(found)) == sorted(ids(expected))


@given(graphs())
def test_no_step_is_a_dead_end_and_leads_on(graph: ProcessGraph) -> None:
    for step in graph.dead_ends():
        assert not graph.outgoing(step)
