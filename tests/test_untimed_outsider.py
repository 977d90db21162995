"""Facts about how grave it is when nothing puts a time on the work of an outsider."""

import datetime

import pytest

from crackmap.check.check import check
from crackmap.check.settings import Settings
from crackmap.source.files import Input

TODAY = datetime.date(2026, 6, 1)
HEAD = (
    "process: P\ndepartments: { sales: {}, customer: { kind: external } }\nstages:\n  - name: S\n"
)


def severities(*steps: str, settings: Settings | None = None) -> list[str]:
    listed = "".join(f"      - {{ {step} }}\n" for step in steps)
    data = f"{HEAD}    owner: sales\n    steps:\n{listed}".encode()
    report = check([Input("p.yaml", data)], settings or Settings(today=TODAY)).report
    return [one.severity for one in report.findings if one.rule == "untimed-outsider"]


FACING = "customer_facing: true"
READ = "name: Read it, owner: customer"
SIGN = "name: Sign it, owner: customer"


@pytest.mark.parametrize(
    ("before", "after", "severity"),
    [
        (FACING, FACING, "warning"),
        (FACING, "kind: task", "note"),
        ("kind: task", FACING, "note"),
        ("kind: task", "kind: task", "note"),
    ],
)
@pytest.mark.parametrize("outside", [(READ,), (READ, SIGN)])
def test_it_is_a_warning_only_where_the_customer_is_met_on_both_sides(
    before: str, after: str, severity: str, outside: tuple[str, ...]
) -> None:
    steps = (f"name: Send it, {before}", *outside, f"name: End it, {after}, outcome: won")
    assert severities(*steps) == [severity]


def test_only_the_steps_of_ours_next_to_the_outsider_count() -> None:
    near = ("name: Note it", READ, f"name: Call them, {FACING}", "name: End it, outcome: won")
    assert severities(f"name: Send it, {FACING}", *near) == ["note"]


def test_outsiders_that_go_round_among_themselves_are_followed_once() -> None:
    sign = f"{SIGN}, next: [{{ to: read-it, when: no, rounds: 2 }}, {{ to: end-it, when: yes }}]"
    steps = (f"name: Send it, {FACING}", READ, sign, f"name: End it, {FACING}, outcome: won")
    assert severities(*steps) == ["warning"]


@pytest.mark.parametrize("level", ["note", "warning", "error"])
def test_the_settings_go_before_what_the_rule_says_of_one_finding(level: str) -> None:
    settings = Settings(today=TODAY, levels={"untimed-outsider": level})
    steps = (f"name: Send it, {FACING}", READ, f"name: End it, {FACING}, outcome: won")
    assert severities(*steps, settings=settings) == [level]
