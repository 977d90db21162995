"""Facts about what follows what in a process, where work enters and where it stops."""

from __future__ import annotations

import pytest

from crackmap.graph.context import Context
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Process
from crackmap.readers.yaml import read
from small_process import HEAD, graph_of, ids, subjects

# What follows what


def test_a_step_flows_to_the_next_one_in_the_file() -> None:
    graph = graph_of("a", "b", "'c', outcome: won")
    assert subjects(graph.flows) == ["a -> b", "b -> c", "c -> (won)"]
    assert [flow.implicit for flow in graph.flows] == [True, True, False]


def test_a_step_flows_across_stages_and_over_those_without_order() -> None:
    text = f"{HEAD}stages:\n"
    for name, order in (("a", "listed"), ("b", "none"), ("c", "listed")):
        text += f"  - {{ name: {name}, order: {order}, steps: [{{ name: {name} }}] }}\n"
    graph = ProcessGraph(read(text.encode(), "process.yaml"))
    assert subjects(graph.flows) == ["a -> c"]


def test_out_of_a_step_without_order_flows_only_what_next_says() -> None:
    assert subjects(graph_of("a, next: b", "b", order="none").flows) == ["a -> b"]


def test_an_empty_next_says_that_nothing_follows() -> None:
    assert subjects(graph_of("a, next: []", "b, outcome: won").flows) == ["b -> (won)"]


def test_a_flow_without_an_end_leads_to_the_step_after() -> None:
    assert subjects(graph_of("a, next: [{ share: 90% }]", "b").flows) == ["a -> b"]
    assert subjects(graph_of("a, next: {}", "b").flows) == ["a -> b"]


@pytest.mark.parametrize(
    "said",
    [
        "next:",
        "next: tbd",
        "next: none",
        'next: ["?"]',
        "next: { to: }",
        "next: { to: tbd, share: 90% }",
        "next: { when: accepted }",
        "next: { after: 30d }",
        "next: { outcome: n/a }",
        "next: { to: [{ says: tbd, source: guide }] }",
        "outcome:",
        "outcome: to be defined",
        "next: [], outcome: tbd",
    ],
)
def test_where_nobody_has_said_where_work_goes_the_flow_is_open(said: str) -> None:
    (flow,) = graph_of(f"a, {said}", "b, outcome: won").flows[:-1]
    assert (flow.open, flow.target, flow.implicit, str(flow.subject)) == (
        *(True, None, False),
        "a -> (unknown)",
    )


@pytest.mark.parametrize("said", ["next: [], outcome: won", "next: none, outcome: won"])
def test_what_ends_a_case_needs_nothing_that_follows(said: str) -> None:
    assert subjects(graph_of(f"a, {said}", "b, outcome: won").flows) == ["a -> (won)", "b -> (won)"]


def test_a_placeholder_beside_an_end_means_nothing() -> None:
    graph = graph_of("a, next: [{ to: b, outcome: tbd }, { outcome: lost, to: }]", "b")
    assert subjects(graph.flows) == ["a -> b", "a -> (lost)"]


def test_each_open_flow_may_mean_another_step() -> None:
    graph = graph_of("a, next: [tbd, tbd, { to: tbd, when: yes }, zzz]", "b, outcome: won")
    assert len({flow.lost_word for flow in graph.dangling}) == 4


def test_a_flow_to_a_step_that_is_not_there_is_lost() -> None:
    (flow,) = graph_of("a, next: zzz").flows
    assert (flow.target, flow.dangling, str(flow.subject)) == (None, "zzz", "a -> zzz")


def test_a_flow_into_the_process_itself_stays_inside() -> None:
    flow, _ = graph_of("a, next: lead-to-cash/b", "b, outcome: won").flows
    assert flow.other_process is None
    assert flow.target and flow.target.id == "b"


def test_of_two_steps_with_one_id_the_first_is_meant() -> None:
    graph = graph_of("a, next: c", "b, id: c", "c")
    (flow, *_) = graph.flows
    assert flow.target is graph.steps[1]


def test_a_flow_with_end_and_condition_of_an_earlier_one_is_a_duplicate() -> None:
    graph = graph_of("a, next: [{ to: b, when: yes }, { share: 1% }, { to: b, when: ' Yes' }]", "b")
    first, _, third, *_ = graph.flows
    assert graph.duplicate_flows(graph.steps[0]) == {third: first}


# Where work enters and how far it comes


def test_work_enters_at_the_first_step_and_at_every_trigger() -> None:
    assert ids(graph_of("a", "b", "c, trigger: a call").starts) == ["a", "c"]


def test_work_enters_where_another_process_flows_into() -> None:
    graph = graph_of("a, outcome: won", "b", around=Context(entered=frozenset({"b"})))
    assert ids(graph.starts) == ["a", "b"]


def test_a_chain_that_no_start_leads_to_is_reported_at_its_first_step() -> None:
    graph = graph_of("a, outcome: won", "b", "c", "d, outcome: lost")
    assert [(chain.first.id, ids(chain.behind)) for chain in graph.reachability.chains] == [
        ("b", ["c", "d"])
    ]


def test_a_cycle_that_no_start_leads_to_is_reported_at_its_first_step_in_the_file() -> None:
    graph = graph_of("a, outcome: won", "b", "c, next: [b, d]", "d, outcome: lost")
    assert [(chain.first.id, ids(chain.behind)) for chain in graph.reachability.chains] == [
        ("b", ["c", "d"])
    ]


def test_what_two_unreachable_chains_share_is_reported_with_the_first() -> None:
    graph = graph_of("a, outcome: won", "b, next: d", "c, next: d", "d, outcome: lost")
    chains = [(chain.first.id, ids(chain.behind)) for chain in graph.reachability.chains]
    assert chains == [("b", ["d"]), ("c", [])]


def test_a_rejection_is_a_way_to_a_step() -> None:
    graph = graph_of(
        "s, owner: marketing, next: { to: b, handoff: lead }",
        "b, owner: sales, outcome: won",
        "a, owner: marketing, next: s",
    )
    assert graph.reachability.chains == []


# Where work stops


def test_a_step_without_way_out_is_a_dead_end() -> None:
    assert ids(graph_of("a", "b, next: []", "c").dead_ends()) == ["b", "c"]


def test_neither_an_outcome_nor_a_lost_flow_nor_another_process_is_a_dead_end() -> None:
    graph = graph_of("a, outcome: won", "b, next: zzz", "c, next: onboarding/kickoff")
    assert graph.dead_ends() == []


def test_a_step_that_may_only_refuse_its_work_is_a_dead_end() -> None:
    for only in ("next: []", "next: a", "next: [{ to: a, when: no budget }]"):
        graph = graph_of(
            "a, owner: marketing, next: { to: b, handoff: lead }", f"b, owner: sales, {only}"
        )
        assert ids(graph.dead_ends()) == ["b"]


def test_a_rejection_that_leads_to_no_step_makes_no_dead_end() -> None:
    graph = graph_of(
        "x, owner: marketing, next: { to: b, handoff: lead }", "b, owner: sales, next: []"
    )
    assert graph.dead_ends() == []


def test_a_step_without_order_is_no_dead_end() -> None:
    assert graph_of("a", "b", order="none").dead_ends() == []


def test_a_cycle_that_nothing_leaves_is_a_cycle_without_exit() -> None:
    graph = graph_of("a", "b", "c, next: b")
    assert [ids(group) for group in graph.cycles_without_exit()] == [["b", "c"]]


def test_a_step_that_leads_only_to_itself_is_a_cycle_without_exit() -> None:
    assert [ids(group) for group in graph_of("a, next: a").cycles_without_exit()] == [["a"]]


def test_a_cycle_with_an_outcome_a_lost_flow_or_a_dead_end_is_no_cycle_without_exit() -> None:
    for path_out in ("{ outcome: lost }", "zzz", "d"):
        assert graph_of("a", f"b, next: [a, {path_out}]", "d, next: []").cycles_without_exit() == []


def test_a_cycle_that_no_start_leads_to_is_no_cycle_without_exit() -> None:
    assert graph_of("a, outcome: won", "b", "c, next: b").cycles_without_exit() == []


def test_cycles_are_found_in_the_flows_that_are_kept() -> None:
    graph = graph_of("a", "b, next: [{ to: a, rounds: 2 }, { to: c }]", "c, next: [c, a]")
    assert [ids(cycle) for cycle in graph.cycles(lambda flow: True)] == [["a", "b", "c"]]
    kept = graph.cycles(lambda flow: flow.end == "c")
    assert [ids(cycle) for cycle in kept] == [["c"]]


# The way to a good outcome


def test_the_happy_path_changes_department_least_often() -> None:
    graph = graph_of(
        "a, owner: sales, next: [b, c]",
        "b, owner: finance, next: d",
        "c, owner: customer, next: d",
        "d, owner: sales, outcome: won",
    )
    assert graph.happy_path() is not None
    changes, path = graph.happy_path() or (0, [])
    assert (changes, ids(path)) == (0, ["a", "c", "d"])


def test_the_happy_path_is_the_likeliest_where_shares_are_given() -> None:
    graph = graph_of(
        "a, owner: sales, next: [{ to: b, share: 60% }, { to: c, share: 40% }]",
        "b, owner: finance, next: d",
        "c, owner: sales, next: d",
        "d, owner: sales, outcome: won",
    )
    changes, path = graph.happy_path() or (0, [])
    assert (changes, ids(path)) == (2, ["a", "b", "d"])


def test_shares_multiply_along_the_happy_path() -> None:
    graph = graph_of(
        "a, next: [{ to: b, share: 60% }, { to: c, share: 40% }]",
        "b, next: [{ to: d, share: 50% }, { outcome: lost }]",
        "c, next: d",
        "d, outcome: won",
    )
    assert ids((graph.happy_path() or (0, []))[1]) == ["a", "c", "d"]


def test_the_share_of_a_good_end_counts_for_the_happy_path() -> None:
    graph = graph_of(
        "a, next: [{ outcome: won, share: 10% }, { to: b, share: 90% }]",
        "b, next: [{ outcome: won, share: 80% }, { outcome: lost, share: 20% }]",
    )
    assert ids((graph.happy_path() or (0, []))[1]) == ["a", "b"]


def test_without_shares_of_equally_few_changes_the_shortest_is_the_happy_path() -> None:
    graph = graph_of("a, next: [b, d]", "b", "c", "d, outcome: won")
    assert ids((graph.happy_path() or (0, []))[1]) == ["a", "d"]


def test_without_a_good_outcome_there_is_no_happy_path() -> None:
    assert graph_of("a, outcome: lost").happy_path() is None


def test_steps_of_one_owner_stand_together() -> None:
    graph = graph_of("a, owner: sales", "b, owner: finance", "c, owner: sales")
    owned = {owner.names: ids(steps) for owner, steps in graph.steps_by_owner.items()}
    assert owned == {("sales",): ["a", "c"], ("finance",): ["b"]}


def test_steps_owned_by_a_kind_are_in_the_order_of_the_file() -> None:
    departments = {"sales": None, "pool": {"kind": "pool"}, "queue": {"kind": "pool"}}
    owners = ["queue", "sales", "pool", "queue"]
    steps = [{"name": f"Do {number}", "owner": owner} for number, owner in enumerate(owners)]
    process = {
        "process": "P",
        "departments": departments,
        "stages": [{"name": "S", "steps": steps}],
    }
    found = ProcessGraph(Process.model_validate(process)).owned_by("pool")
    assert [(step.id, pool.id) for step, pool in found] == [
        ("do-0", "queue"),
        ("do-2", "pool"),
        ("do-3", "queue"),
    ]


def test_flows_with_the_same_ends_are_reported_apart_by_condition_or_number() -> None:
    graph = graph_of("a, parallel: true, next: [b, { to: b, when: large }, c, b]", "b", "c")
    found = [flow.detail for flow in graph.outgoing(graph.steps[0])]
    assert found == ["", "large", "", "3"]
