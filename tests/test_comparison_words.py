"""How `crackmap diff` tells a change: by what it means, with names, once."""

from __future__ import annotations

import datetime

import pytest

from crackmap.check.check import check
from crackmap.check.settings import Settings
from crackmap.history.comparison import Comparison, compare
from crackmap.source.files import Input
from crackmap.writers.changes import label, summary
from crackmap.writers.diff import text as diff_text

SETTINGS = Settings(today=datetime.date(2026, 6, 1))
SIGNED = "          - { to: book-it, when: signed, handoff: order }\n"
VERBAL = "          - { to: book-it, when: verbal }\n"
PROCESS = """\
process: Lead to cash
departments:
  sales: { name: Sales team, goals: [bookings] }
  desk: { name: Deal desk }
  finance:
goals: { bookings: { name: New bookings }, cash: { name: Cash on time } }
handoffs:
  order: { name: Signed order, sla: 2d, escalation: desk }
  claim: { name: Refund claim }
stages:
  - name: Close
    steps:
      - name: Close the deal
        owner: sales
        consulted: [desk]
        within: 2d
        next:
          - { to: book-it, when: signed, handoff: order }
          - { to: book-it, when: verbal }
          - { outcome: lost, when: otherwise }
      - { name: Book it, owner: finance, outcome: won }
"""


def compared(old: str, new: str, text: str = PROCESS) -> Comparison:
    assert text.count(old) == 1
    return compare(
        check([Input("a.yaml", text.encode())], SETTINGS),
        check([Input("a.yaml", text.replace(old, new).encode())], SETTINGS),
    )


def told(old: str, new: str, text: str = PROCESS) -> list[str]:
    """Return the lines about changes, without those about cracks."""
    shown = diff_text.write(compared(old, new, text), width=80, colour=False, unicode=True)
    lines = shown.splitlines()[2:-1]
    return [line.strip() for line in lines[: lines.index("")]]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("within: 2d", "within: { limit: 2d }"),
        ("within: 2d", "within: [2d]"),
        ("within: 2d", 'within: " 2  d "'),
        ("consulted: [desk]", "consulted: desk"),
        ("consulted: [desk]", "consulted: [desk, tbd]"),
        ("  finance:\n", "  finance: { name: ~ }\n"),
        ("sla: 2d, escalation: desk", "escalation: desk, sla: 2d"),
        ("owner: sales\n", "owner: sales  # for now\n        kind: task\n"),
        ("owner: sales\n", "owner: [sales]\n"),
        (
            "process: Lead to cash\n",
            "process: Lead to cash\ngood_outcomes: [won, renewed, expanded]\n",
        ),
    ],
)
def test_another_way_to_write_the_same_is_no_change(old: str, new: str) -> None:
    assert summary(compared(old, new)) == "nothing changed"


def test_flows_between_the_same_steps_are_told_apart_by_their_conditions() -> None:
    assert compared(f"{SIGNED}{VERBAL}", f"{VERBAL}{SIGNED}").changes == ()


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        (
            "owner: sales\n",
            "owner: [{ who: sales, when: 50 seats or more }, { who: desk, when: otherwise }]\n",
            [
                "~ step Close the deal",
                "owner:",
                "- Sales team",
                "+ Sales team when 50 seats or more",
                "+ Deal desk when otherwise",
            ],
        ),
        (
            "owner: sales\n",
            "owner: desk\n",
            ["~ step Close the deal", "owner: Sales team → Deal desk"],
        ),
        ("        owner: sales\n", "", ["~ step Close the deal", "owner: Sales team → nobody"]),
        (
            "consulted: [desk]",
            "consulted: [finance]",
            ["~ step Close the deal", "consulted:", "- Deal desk", "+ finance"],
        ),
        (
            "goals: [bookings] }",
            "goals: [cash] }",
            ["~ department Sales team", "goals:", "- New bookings", "+ Cash on time"],
        ),
        (
            "handoff: order }",
            "handoff: claim }",
            ["~ flow Close the deal → Book it", "handoff: Signed order → Refund claim"],
        ),
        (
            "handoff: order }",
            "handoff: { sla: 1d } }",
            [
                "~ flow Close the deal → Book it",
                "handoff: Signed order → one of its own",
                "handoff sla: (nothing) → 1d",
            ],
        ),
        (
            "sla: 2d, escalation: desk",
            "sla: { target: 1d, limit: 2d }, escalation: sales",
            [
                "~ handoff Signed order",
                "sla target: (nothing) → 1d",
                "escalation: Deal desk → Sales team",
            ],
        ),
        (
            "{ name: Refund claim }",
            "{ name: Refund claim, rejection: { to: close-the-deal, share: 5% } }",
            [
                "~ handoff Refund claim",
                "rejected work goes to: (nothing) → Close the deal",
                "rejection share: (nothing) → 5%",
            ],
        ),
        (
            "owner: finance, outcome",
            "owner: finance, customer_facing: true, outcome",
            ["~ step Book it", "customer facing: (nothing) → yes"],
        ),
    ],
)
def test_a_change_is_told_with_names_and_with_what_was_before(
    old: str, new: str, lines: list[str]
) -> None:
    assert told(old, new) == lines


def test_the_outcome_of_a_step_is_told_once() -> None:
    assert told("outcome: won", "outcome: lost") == [
        "- flow Book it → (won)",
        "+ flow Book it → (lost)",
    ]


def test_two_departments_with_one_name_are_told_by_their_ids() -> None:
    twins = PROCESS.replace("name: Deal desk", "name: Sales team")
    assert told("owner: sales\n", "owner: desk\n", twins)[1:] == ["owner: sales → desk"]


def test_the_second_of_two_steps_with_one_id_is_compared_too() -> None:
    twins = f"{PROCESS}      - {{ name: Book it, owner: desk, outcome: won }}\n"
    assert told("owner: desk", "owner: sales", twins)[1:] == ["owner: Deal desk → Sales team"]


def test_an_id_is_told_where_nothing_else_changed() -> None:
    named = PROCESS.replace("name: Book it", "name: Book it, id: book-it")
    text = named.replace("to: book-it", "to: BOOK")
    found = compare(
        check([Input("a.yaml", text.replace("id: book-it", "id: BOOK").encode())], SETTINGS),
        check([Input("a.yaml", named.encode())], SETTINGS),
    )
    shown = diff_text.write(found, width=80, colour=False, unicode=True)
    assert "  ~ step Book it\n      id: BOOK → book-it\n" in shown


def test_a_long_text_stands_above_the_new_one() -> None:
    words = "From the first form that a lead fills in"
    text = PROCESS.replace("within: 2d", f"description: {words}")
    assert told(words, f"{words} to the signature", text)[1:] == [
        "description:",
        f"- {words}",
        f"+ {words} to the signature",
    ]


@pytest.mark.parametrize("until", ["2026-12-31", "2027-01-31"])
def test_what_an_accepted_crack_says_is_compared(until: str) -> None:
    accept = "accept: { crack: overrun, reason: one person, until: 2099-01-31 }"
    text = PROCESS.replace("within: 2d", accept)
    assert told("2099-01-31", until, text)[1:] == [f"accepted overrun until: 2099-01-31 → {until}"]


def test_the_reason_of_a_crack_that_is_accepted_now_is_told_by_the_crack() -> None:
    accept = (
        "accept: { crack: undefined-handoff, reason: one person does both }\n        within: 2d"
    )
    found = compared("within: 2d", accept)
    shown = diff_text.write(found, width=80, colour=False, unicode=True)
    assert found.changes == ()
    assert "accepted: one person does both · error undefined-handoff" in shown


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("process", "name"),
        ("pick_up_within", "pick up within"),
        ("handoff.sla.target", "handoff sla target"),
        ("handoff.rejection.to", "handoff rejected work goes to"),
        ("accept.dead-end.until", "accepted dead-end until"),
        ("sources.page_2.b", "source page_2.b"),
        ("rules.handoff-chain.limit", "rule handoff-chain limit"),
        ("ignore.old_ones/*.yaml", "ignored in old_ones/*.yaml"),
        ("working_hours.days", "working days"),
    ],
)
def test_a_field_has_a_label_that_people_read(key: str, words: str) -> None:
    assert label(key) == words
