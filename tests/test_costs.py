"""What a finding costs: its place, its loss, its rank, and how that is shown."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest

from crackmap.check.check import Checked, check
from crackmap.check.costs import Cost
from crackmap.check.settings import Settings
from crackmap.language.values import Rate
from crackmap.rules.finding import Finding
from crackmap.source.files import Input
from crackmap.writers.analyze import json as as_json
from crackmap.writers.analyze import text

TODAY = datetime.date(2026, 6, 1)
# A crack on a branch that few cases take, one that all won cases pass, and shares that leave some.
PROCESS = """\
process: Lead to cash
volume: 100 per month
value: 1000 USD
departments:
  marketing: { goals: [leads] }
  sales: { goals: [bookings] }
  legal: {}
stages:
  - name: Sell
    steps:
      - name: Score
        id: score
        owner: marketing
        effort: 30m
        serves: [bookings]
        next:
          - { to: review, when: the terms are odd, share: 2%, drop: 50% }
          - { to: call, when: otherwise, share: 88% }
      - name: Review
        id: review
        owner: legal
        within: 3d
        next: call
      - name: Call
        id: call
        owner: sales
        wait: 4h
        next: [{ outcome: won, share: 50% }, { outcome: lost }]
"""


def checked(process: str = PROCESS, **settings: Any) -> Checked:
    return check([Input("process.yaml", process.encode())], Settings(today=TODAY, **settings))


def finding(run: Checked, rule: str, subject: str) -> Finding:
    return next(
        each for each in run.report.findings if (each.rule, str(each.subject)) == (rule, subject)
    )


def cost(run: Checked, rule: str, subject: str) -> Cost:
    return run.costs[0].of(finding(run, rule, subject))


def ranked(run: Checked) -> list[str]:
    (costs,) = run.costs
    found = sorted(run.report.findings, key=costs.rank)
    return [f"{each.rule} {each.subject}" for each in found]


def test_a_crack_on_a_flow_has_what_passes_it_and_what_that_is_worth() -> None:
    found = cost(checked(), "undefined-handoff", "score -> call")
    assert found.passing.value == pytest.approx(88)
    assert found.share.value == pytest.approx(0.44)
    assert found.value.value == pytest.approx(44_000)
    assert found.value.unit == "USD per month"
    assert found.loss.origin == "not known"


def test_a_drop_that_is_given_is_what_a_crack_of_the_handoff_loses() -> None:
    found = cost(checked(), "undefined-handoff", "score -> review")
    assert found.lost.value == pytest.approx(0.5)
    assert (found.lost.origin, found.loss.origin) == ("given", "given")
    assert found.loss.value == pytest.approx(500)


def test_a_leak_is_lost_by_the_crack_that_tells_it() -> None:
    found = cost(checked(), "leaky-branch", "score")
    assert found.lost.value == pytest.approx(44.5 / 0.9 - 44.5)
    assert found.lost.origin == "derived"


def test_a_rate_of_crackmap_yaml_is_assumed_where_nothing_is_given() -> None:
    run = checked(rates={"undefined-handoff": Rate.parse("2% to 5%")})
    found = cost(run, "undefined-handoff", "score -> call").loss
    assert found.low == pytest.approx(880)
    assert found.high == pytest.approx(2200)
    assert found.origin == "assumed"
    assert cost(run, "undefined-handoff", "score -> review").lost.origin == "given"


def test_a_crack_without_a_place_costs_nobody_knows_what() -> None:
    found = cost(checked(HIDDEN), "unused-department", "department support")
    assert {found.passing.origin, found.share.origin, found.loss.origin} == {"not known"}


def test_a_wait_that_is_given_counts_before_a_limit_which_is_a_promise() -> None:
    wait = cost(checked(), "undefined-handoff", "score -> call").days
    promise = cost(checked(), "undefined-handoff", "score -> review").days
    assert wait.value == pytest.approx(4 / 24)
    assert (wait.unit, wait.origin) == ("days", "given")
    assert (promise.value, promise.origin) == (3, "assumed")
    assert "promised" in promise.why


def test_unpaid_work_is_told_in_hours() -> None:
    run = checked()
    found = cost(run, "unpaid-step", "score").unpaid
    assert found is not None
    assert (found.value, found.unit, found.origin) == (50, "hours per month", "derived")
    assert run.costs[0].unpaid(run.report.findings).value == 50
    assert cost(run, "leaky-branch", "score").unpaid is None


def test_what_is_lost_comes_first_then_what_most_won_cases_pass() -> None:
    order = ranked(checked())
    assert order[:2] == ["leaky-branch score", "undefined-handoff score -> review"]
    passed = [
        order.index(f"undefined-handoff {flow}") for flow in ("score -> call", "review -> call")
    ]
    assert passed == sorted(passed)


def test_a_known_loss_of_less_than_one_percent_does_not_come_first() -> None:
    order = ranked(
        checked(PROCESS.replace("50% }\n          - { to: call", "20% }\n          - { to: call"))
    )
    order = [each for each in order if each.startswith("undefined-handoff")]
    assert order[0] == "undefined-handoff score -> call"


def test_without_a_volume_cracks_are_ranked_by_the_share_that_passes_and_is_won() -> None:
    plain = PROCESS.replace("volume: 100 per month\n", "").replace(", drop: 50%", "")
    order = ranked(checked(plain))
    order = [each for each in order if each.startswith("undefined-handoff")]
    assert order[0] == "undefined-handoff score -> call"
    found = cost(checked(plain), "undefined-handoff", "score -> call")
    assert found.share.value == pytest.approx(0.44)
    assert found.share.origin == "derived"
    assert found.value.unit == "USD per case"


def test_a_crack_is_on_the_happy_path_when_its_flow_is() -> None:
    run = checked()
    assert cost(run, "undefined-handoff", "score -> call").on_happy_path
    assert not cost(run, "undefined-handoff", "score -> review").on_happy_path
    assert cost(run, "leaky-branch", "score").on_happy_path


HIDDEN = """\
process: P
departments: { marketing: {}, sales: {}, support: {}, customer: { kind: external } }
stages:
  - name: One
    steps:
      - name: Ask
        id: ask
        owner: marketing
        next: [{ to: answer, share: 60% }, { outcome: lost }]
      - { name: Answer, id: answer, owner: customer }
      - { name: Call, id: call, owner: sales, outcome: won }
"""


def test_a_hidden_change_is_passed_by_what_goes_through_the_gap() -> None:
    found = cost(checked(HIDDEN), "hidden-handoff", "ask -> call")
    assert found.share.value == pytest.approx(0.6)
    assert found.on_happy_path


def test_an_agreement_is_passed_where_flows_name_it() -> None:
    process = HIDDEN.replace(
        "owner: customer", "owner: marketing, next: { to: call, handoff: lead }"
    )
    process = process.replace(
        "stages:",
        "handoffs: { lead: { trigger: t, payload: p, acceptance: a,"
        " acknowledgement: k } }\nstages:",
    )
    found = cost(checked(process), "untimed-handoff", "handoff lead")
    assert found.share.value == pytest.approx(0.6)
    assert found.on_happy_path


# What is shown


def shown(run: Checked, **wishes: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(as_json.write(run, **wishes))
    return found


def bare_numbers(value: Any, told: bool = False) -> list[Any]:
    """The numbers that stand in no mapping with an origin."""
    if isinstance(value, dict):
        return [
            bare for key, each in value.items() for bare in bare_numbers(each, "origin" in value)
        ]
    if isinstance(value, list):
        return [bare for each in value for bare in bare_numbers(each)]
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return [value] if plain and not told else []


@pytest.mark.parametrize("process", [PROCESS, HIDDEN, PROCESS.replace("won", "live")])
def test_no_number_of_the_json_is_without_its_origin(process: str) -> None:
    run = checked(process, rates={"undefined-handoff": Rate.parse("2% to 5%")})
    content = shown(run, without=["score"])
    impacts = [each["impact"] for each in content["findings"] + content["processes"]]
    assert all(impacts)
    assert bare_numbers(impacts) == []


def test_the_json_has_what_it_had_and_in_the_same_order() -> None:
    content = shown(checked())
    order = [each["line"] for each in content["findings"]]
    assert order == sorted(order)
    assert shown(checked(), sort="impact")["findings"][0]["rule"] == "leaky-branch"


def test_a_range_is_low_and_high() -> None:
    run = checked(rates={"undefined-handoff": Rate.parse("2% to 5%")})
    content = shown(run)["findings"]
    loss = next(each for each in content if each["subject"] == "score -> call")["impact"]["loss"]
    assert loss == {
        "low": 880,
        "high": 2200,
        "unit": "USD per month",
        "origin": "assumed",
        "why": "the rate is that of crackmap.yaml",
    }


def test_without_a_crack_more_is_won_alone_and_together() -> None:
    found = shown(checked(), without=["score", "score -> review"])["processes"][0]["impact"][
        "without"
    ]
    assert [each["subjects"] for each in found] == [
        ["score"],
        ["score -> review"],
        ["score", "score -> review"],
    ]
    assert [round(each["won"]["value"], 4) for each in found] == [4.9444, 0.5, 5.5]
    assert "scaled to 100%" in found[0]["won"]["why"]


def test_a_crack_of_which_no_loss_is_told_is_worth_nobody_knows_what() -> None:
    run = checked()
    written = text.write(run, width=120, colour=False, unicode=True, without=["review -> call"])
    assert "without review -> call: not known: nobody said what gets lost here" in written


def test_the_text_says_what_comes_first_and_what_it_costs() -> None:
    assert first_of(checked()) == 'the shares out of "Score" add up to 90%'
    written = text.write(checked(), width=160, colour=False, unicode=True)
    assert "loses 4,944 USD per month" in written


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("place", "marketing, legal and sales own steps"),
        ("severity", "the shares out of"),
        ("impact", "the shares"),
    ],
)
def test_what_comes_first_may_be_sorted_otherwise(sort: str, first: str) -> None:
    assert first_of(checked(), sort=sort).startswith(first)


def first_of(run: Checked, **wishes: Any) -> str:
    written = text.write(run, width=160, colour=False, unicode=True, **wishes)
    line = written.partition("Fix first")[2].splitlines()[1]
    return line.partition("] ")[2]
