"""Facts about work that changes hands: rejections, undefined handoffs, changes that hide."""

from __future__ import annotations

from crackmap.graph.hidden_handoffs import hidden_changes
from small_process import graph_of, ids, subjects

# Rejections


def test_an_agreement_s_rejection_leads_back_with_its_share_and_rounds() -> None:
    graph = graph_of(
        "a, owner: marketing, next: { to: b, handoff: lead }", "b, owner: sales, outcome: won"
    )
    (back,) = graph.rejections
    assert str(back.subject) == "b -> a"
    assert back.implied_rejection
    assert (str(back.share), back.rounds) == ("1/10", 2)


def test_a_rejection_to_a_department_leads_back_to_the_sender() -> None:
    graph = graph_of(
        "x, owner: marketing, next: { to: b, handoff: returned }", "b, owner: sales, outcome: won"
    )
    assert subjects(graph.rejections) == ["b -> x"]


def test_a_written_rejection_stands_for_the_implied_one_and_is_no_handover() -> None:
    graph = graph_of(
        "a, owner: marketing, next: { to: b, handoff: lead }",
        "b, owner: sales, next: [{ to: a, when: no budget }, { outcome: won, when: otherwise }]",
    )
    assert graph.rejections == []
    back = graph.outgoing(graph.steps[1])[0]
    assert back.rejects is graph.handoffs["lead"]
    assert (str(back.share), back.rounds) == ("1/10", 2)
    assert subjects(graph.changes_of_department()) == ["a -> b"]


def test_a_flow_that_only_the_order_of_the_file_makes_refuses_nothing() -> None:
    graph = graph_of(
        "x, owner: marketing, next: { to: b, handoff: returned }",
        "b, owner: sales",
        "c, owner: marketing, outcome: lost",
    )
    (flow,) = graph.flows[1:2]
    assert str(flow.subject) == "b -> c"
    assert flow.rejects is None
    assert subjects(graph.rejections) == ["b -> x"]


def test_a_share_that_is_written_on_the_way_back_comes_before_the_agreement_s() -> None:
    graph = graph_of(
        "a, owner: marketing, next: { to: b, handoff: lead }",
        "b, owner: sales, next: [{ to: a, share: 30% }, { outcome: won }]",
    )
    assert str(graph.outgoing(graph.steps[1])[0].share) == "3/10"


def test_another_step_of_the_receiver_refuses_on_a_way_up() -> None:
    graph = graph_of(
        "a, owner: marketing, next: { to: b, handoff: lead }",
        "b, owner: sales",
        "c, owner: sales, next: [{ to: a, when: no fit }, { outcome: won, when: otherwise }]",
    )
    assert subjects(flow for flow in graph.flows if flow.rejects) == ["c -> a"]


def test_work_that_comes_to_the_same_step_on_its_way_down_is_not_refused() -> None:
    graph = graph_of(
        "x, owner: sales",
        "a, owner: marketing, next: { to: b, handoff: lead }",
        "b, owner: sales, outcome: won",
    )
    assert subjects(graph.changes_of_department()) == ["x -> a", "a -> b"]


def test_the_receiver_hands_on_what_it_has_done_to_the_department_that_gave_it() -> None:
    graph = graph_of(
        "x, owner: marketing, next: { to: b, handoff: returned }",
        "b, owner: sales",
        "c, owner: marketing, outcome: won",
    )
    assert subjects(graph.undefined_changes()) == ["b -> c"]


def test_the_department_that_gave_it_fixes_or_ends_what_is_refused() -> None:
    graph = graph_of(
        "x, owner: marketing, next: { to: b, handoff: returned }",
        "b, owner: sales, next: [{ to: fix, when: m }, { to: end, when: e }, { outcome: won }]",
        "fix, owner: marketing, next: { to: b, handoff: returned }",
        "end, owner: marketing, outcome: lost",
    )
    assert subjects(flow for flow in graph.flows if flow.rejects) == ["b -> fix", "b -> end"]


# Who hands what to whom


def test_a_flow_between_two_departments_changes_department_and_one_between_teams_the_team() -> None:
    graph = graph_of(
        "a, owner: marketing", "b, owner: field-sales", "c, owner: inside-sales", "d, owner: sales"
    )
    assert subjects(graph.changes_of_department()) == ["a -> b"]
    assert subjects(graph.changes_of_team()) == ["b -> c"]


def test_a_handoff_that_says_nearly_nothing_defines_nothing() -> None:
    graph = graph_of(
        "a, owner: marketing, next: { to: b, handoff: thin }",
        "b, owner: sales, next: { to: c, handoff: lead }",
        "c, owner: finance, outcome: won",
    )
    assert subjects(graph.undefined_changes()) == ["a -> b"]


def test_an_unknown_handoff_is_not_an_undefined_one() -> None:
    graph = graph_of("a, owner: marketing, next: { to: b, handoff: leed }", "b, owner: sales")
    assert list(graph.undefined_changes()) == []


def test_the_answer_of_an_approval_is_covered_by_the_way_it_was_asked() -> None:
    graph = graph_of(
        "a, owner: sales", "b, owner: finance, kind: approval", "c, owner: field-sales"
    )
    answer = graph.outgoing(graph.steps[1])[0]
    assert graph.asked_by(answer) is graph.flows[0]
    assert subjects(graph.undefined_changes()) == ["a -> b"]


def test_an_approval_that_leads_on_to_a_third_department_is_no_answer() -> None:
    graph = graph_of("a, owner: sales", "b, owner: finance, kind: approval", "c, owner: marketing")
    assert graph.asked_by(graph.outgoing(graph.steps[1])[0]) is None


def test_no_handoff_is_asked_of_steps_without_order() -> None:
    graph = graph_of("a, owner: sales, next: b", "b, owner: finance", order="none")
    assert list(graph.changes_of_department()) == []


# Changes that hide in a gap


def test_a_change_of_department_hides_in_a_step_that_nobody_owns() -> None:
    graph = graph_of("a, owner: sales", "b", "c, owner: customer", "d, owner: finance")
    (hidden,) = hidden_changes(graph)
    assert (str(hidden.subject), ids(hidden.between)) == ("a -> d", ["b", "c"])


def test_nothing_hides_where_work_comes_back_to_the_same_department() -> None:
    graph = graph_of("a, owner: sales", "b, owner: customer", "c, owner: field-sales")
    assert not hidden_changes(graph)


def test_nothing_hides_behind_a_defined_handoff() -> None:
    graph = graph_of(
        "a, owner: sales", "b, owner: customer, next: { to: c, handoff: lead }", "c, owner: finance"
    )
    assert not hidden_changes(graph)


def test_a_wait_that_ends_by_a_condition_is_a_fresh_start() -> None:
    graph = graph_of(
        "a, owner: sales",
        "b, kind: wait, next: { to: c, when: the customer calls }",
        "c, owner: finance",
    )
    assert not hidden_changes(graph)


def test_a_parallel_flow_to_the_department_shows_what_would_hide() -> None:
    graph = graph_of(
        "a, owner: sales, parallel: true, next: [b, c]",
        "b, owner: customer, next: d",
        "c, owner: finance, outcome: won",
        "d, owner: finance, outcome: won",
    )
    assert not hidden_changes(graph)
