"""Facts about what findings say of one and of several: steps, owners, ways out of a cycle."""

from __future__ import annotations

import pytest

import rule_examples
from crackmap.rules.finding import Finding

HEAD = """
process: Renewal
owner: operations
departments:
  sales: { name: Sales }
  finance: { name: Finance }
  inbox: { name: Inbox, kind: pool }
  desk: { name: Desk, kind: pool }
  ann: { name: Ann, kind: person }
  bob: { name: Bob, kind: person }
  robot: { name: Robot, kind: system }
  operations: { name: Operations }
stages:
  - name: One
    steps:
"""


def reported(rule: str, *steps: str, head: str = HEAD) -> list[Finding]:
    return rule_examples.reported(rule, head, *steps)


def test_the_way_out_of_a_cycle_is_asked_for_where_something_is_decided() -> None:
    (one,) = reported(
        "endless-loop",
        "Write, owner: sales",
        "Decide, owner: sales, kind: decision",
        "Send, owner: sales, next: write",
    )
    assert 'for example at "Decide"' in one.help


def test_the_way_out_of_a_cycle_of_tasks_is_asked_for_at_its_end() -> None:
    (one,) = reported(
        "endless-loop",
        "Write, owner: sales",
        "Read, owner: sales",
        "Send, owner: sales, next: write",
    )
    assert 'for example at "Send"' in one.help


@pytest.mark.parametrize(
    ("rule", "first", "second"), [("named-person", "ann", "bob"), ("pooled-owner", "desk", "inbox")]
)
def test_two_owners_by_condition_are_two_findings_that_can_be_told_apart(
    rule: str, first: str, second: str
) -> None:
    both = f"owner: [{{ who: {second}, when: small }}, {{ who: {first}, when: large }}]"
    found = reported(rule, f"Sign, {both}, outcome: won")
    assert [one.detail for one in found] == [first, second]


@pytest.mark.parametrize(("rule", "owner"), [("named-person", "ann"), ("pooled-owner", "inbox")])
def test_the_only_owner_of_a_step_adds_nothing_to_its_finding(rule: str, owner: str) -> None:
    (one,) = reported(rule, f"Sign, owner: {owner}, outcome: won")
    assert one.detail == ""


def test_where_no_department_is_near_the_process_owner_may_answer_for_a_system() -> None:
    (one,) = reported("unaccountable-system", "Send, owner: robot, outcome: won")
    assert "accountable: operations" in one.help


def test_where_nobody_is_near_it_is_left_open_who_answers_for_a_system() -> None:
    nobody = HEAD.replace("owner: operations\n", "")
    (one,) = reported("unaccountable-system", "Send, owner: robot, outcome: won", head=nobody)
    assert "accountable: TODO" in one.help


def test_a_department_without_goals_is_asked_about_all_its_steps_at_once() -> None:
    goals = HEAD.replace("departments:", "goals: { margin: {} }\ndepartments:", 1)
    steps = ("Sign, owner: sales", "Send, owner: sales", "Bill, owner: sales, outcome: won")
    (one,) = reported("goalless-department", *steps, head=goals)
    assert one.message.startswith('Sales owns "Sign" and 2 other steps,')


def test_a_department_without_goals_may_own_one_step() -> None:
    goals = HEAD.replace("departments:", "goals: { margin: {} }\ndepartments:", 1)
    (one,) = reported("goalless-department", "Sign, owner: sales, outcome: won", head=goals)
    assert one.message.startswith('Sales owns "Sign", and')


def test_a_needless_handoff_is_taken_out_for_sure() -> None:
    flow = "next: { to: send, handoff: { trigger: it is signed } }"
    (one,) = reported(
        "needless-handoff", f"Sign, owner: sales, {flow}", "Send, owner: sales, outcome: won"
    )
    assert one.fix
    assert one.fix.safe


def test_a_needless_handoff_that_brings_a_way_back_is_taken_out_on_a_guess() -> None:
    flow = "next: { to: send, handoff: { trigger: it is signed, rejection: { to: sign } } }"
    (one,) = reported(
        "needless-handoff", f"Sign, owner: sales, {flow}", "Send, owner: sales, outcome: won"
    )
    assert one.fix
    assert not one.fix.safe
