"""What is still to be defined: where work goes, how a case ends, and the steps themselves."""

from __future__ import annotations

import datetime

import pytest

from crackmap.check.check import check
from crackmap.check.settings import Settings
from crackmap.readers.yaml import read
from crackmap.source.files import Input
from crackmap.source.problems import Unreadable
from crackmap.writers.analysis import analyses
from rule_examples import findings

APPROVAL = """\
process: Opportunity approval
departments: [sales, management]
stages:
  - name: Approve
    steps:
      - name: Create the opportunity
        id: draft
        owner: sales
      - name: Approve the opportunity
        id: approve
        owner: management
        kind: approval
        within: 2d
        next:
          - { to: activate, when: approved }
          - { to: END, when: not approved }
      - name: Activate the opportunity
        id: activate
        owner: management
        outcome: won
"""
INTAKE = """\
process: Intake
departments: [sales, finance]
handoffs:
  order:
    {
      from: sales,
      to: finance,
      trigger: signed,
      payload: [order],
      acceptance: [order is complete],
      acknowledgement: booked,
      sla: 1d,
      escalation: sales,
      rejection: { to: END, reasons: [price is wrong] },
    }
stages:
  - name: Close
    steps:
      - { name: Send the order, id: send, owner: sales, next: { to: book, handoff: order } }
      - { name: Book the order, id: book, owner: finance, outcome: won }
"""
CLOSE = """\
process: Close
departments: [sales]
GOOD
stages:
  - name: Close
    owner: sales
    steps:
      - { name: Send the offer, id: send, NEXT }
      - { name: Sign the contract, id: sign, END }
"""


def told(text: str, *rules: str) -> list[tuple[str, str]]:
    return [(one.rule, str(one.subject)) for one in findings(text) if one.rule in rules]


FLOW = ("unknown-step", "dead-end", "one-sided-decision", "unexplained-branch", "unreachable-step")


@pytest.mark.parametrize("nothing", ["tbd", "'?'", "", "none", "[]", "To be defined"])
def test_no_flow_is_made_of_what_is_to_be_defined(nothing: str) -> None:
    text = APPROVAL.replace("END", nothing)
    assert told(text, *FLOW) == [("unknown-step", "approve -> (unknown)")]
    graph = check([Input("p.yaml", text.encode())], SETTINGS).graphs[0]
    assert [(flow.end, flow.when) for flow in graph.outgoing(graph.steps[1])] == [
        ("activate", "approved"),
        ("(unknown)", "not approved"),
    ]


def test_where_a_refusal_leads_is_not_proposed_to_be_where_a_yes_leads() -> None:
    text = APPROVAL.replace("END", "tbd")
    (one,) = (one for one in findings(text) if one.rule == "unknown-step")
    assert "leads when not approved" in one.message
    assert one.help.startswith("write to: draft, or the step that follows")
    assert (one.span.line, one.span.column) == (16, 19)


@pytest.mark.parametrize("said", ["next: tbd", "next: none", "next:", "outcome: tbd", "outcome:"])
def test_a_last_step_without_an_end_is_told_once(said: str) -> None:
    text = CLOSE.replace("GOOD", "").replace("NEXT", "next: sign").replace("END", said)
    assert told(text, *FLOW) == [("unknown-step", "sign -> (unknown)")]


@pytest.mark.parametrize("said", ["next: tbd", "next: { when: accepted }", "next: { after: 3d }"])
def test_what_an_open_flow_may_lead_to_is_not_told_as_unreachable(said: str) -> None:
    text = CLOSE.replace("GOOD", "").replace("NEXT", said).replace("END", "outcome: won")
    assert told(text, "unreachable-step", "dead-end") == []


def test_one_open_flow_means_one_chain_only() -> None:
    text = CLOSE.replace("GOOD", "").replace("NEXT", "next: tbd").replace("END", "outcome: won")
    text += "      - { name: Book the order, id: book, outcome: won }\n"
    unreachable = [("unreachable-step", "sign"), ("unreachable-step", "book")]
    assert told(text, "unreachable-step") == unreachable
    assert told(text.replace("next: tbd", "next: [tbd, tbd]"), "unreachable-step") == []


@pytest.mark.parametrize("nothing", ["tbd", "'?'", "", "[]"])
def test_a_rejection_to_nowhere_is_no_way_back(nothing: str) -> None:
    text = INTAKE.replace("END", nothing)
    assert told(text, "one-way-handoff", "unknown-step") == [("one-way-handoff", "handoff order")]
    graph = check([Input("p.yaml", text.encode())], SETTINGS).graphs[0]
    judged = graph.completeness(graph.flows[0])
    assert judged
    assert "rejection" in judged.missing


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("process: P\n", 1, "the process has no step"),
        ("process: P\nstages: []\n", 2, "the process has no step"),
        ("process: P\nstages: [{ name: A }, { name: B, steps: [] }]\n", 2, "has no step"),
        ("process: P\nsteps: [{ name: A }]\n", 2, "a process has no key `steps`"),
        ("process: P\nstages: []\nstep: { name: A }\n", 3, "a process has no key `step`"),
    ],
)
def test_without_a_step_there_is_nothing_to_check(text: str, line: int, words: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(text.encode(), "p.yaml")
    (problem,) = caught.value.problems
    assert (problem.span.line, words in problem.message) == (line, True)
    assert "stages: [{ name: Qualify, steps: [{ name: Call the lead }] }]" in problem.help


SETTINGS = Settings(today=datetime.date(2026, 6, 1))


@pytest.mark.parametrize(
    ("good", "following", "end", "why"),
    [
        ("", "next: sign", "outcome: Won", ""),
        ("", "outcome: lost", "outcome: won", 'no path from a start leads to "Sign the contract"'),
        ("", "next: { to: other/step }", "outcome: lost", "cases go on into another process"),
        ("", "next: sign", "outcome: tbd", 'nobody has said what follows "Sign the contract"'),
        ("good_outcomes: [paid]", "next: sign", "outcome: Signed", "p.yaml:3), and cases end as"),
        ("", "next: sign", "next: send", "and no case ends: write outcome: won where one does"),
    ],
)
def test_the_analysis_says_why_nothing_ends_well(
    good: str, following: str, end: str, why: str
) -> None:
    text = CLOSE.replace("GOOD", good).replace("NEXT", following).replace("END", end)
    (analysis,) = analyses(check([Input("p.yaml", text.encode())], SETTINGS))
    assert why in analysis.no_success
    assert bool(analysis.happy_path) == (not why)


def test_the_good_outcomes_that_are_proposed_are_none_that_nobody_works_for() -> None:
    text = CLOSE.replace("GOOD", "").replace("END", "outcome: Closed Won")
    text = text.replace(
        "NEXT",
        "next: [{ outcome: Closed-Lost, when: a }, { outcome: No decision, when: b }, sign]",
    )
    (one,) = (one for one in findings(text) if one.rule == "no-good-outcome")
    assert one.message == "no outcome counts as good: Closed-Lost, No decision, Closed Won"
    assert one.help.startswith("write good_outcomes: [Closed Won] below process:")
