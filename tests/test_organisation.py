"""Facts about departments: who is part of whom, and who owns a step in effect."""

from __future__ import annotations

import pytest

from crackmap.graph.organisation import Away, Home, Organisation, Ownership, OwnerState
from crackmap.language.part_of import part_of_cycles
from crackmap.language.process import Process
from crackmap.readers.yaml import read
from crackmap.source.problems import Unreadable

COMPANY = """
process: Lead to cash
departments:
  marketing: {}
  sales: { name: Sales }
  field-sales: { part_of: sales }
  inside-sales: { part_of: sales }
  big-accounts: { part_of: field-sales }
  lead-pool: { kind: pool, part_of: inside-sales }
  stray-pool: { kind: pool }
  crm: { kind: system, accountable: marketing }
  billing: { kind: system, part_of: sales, accountable: marketing }
  spreadsheet: { kind: system }
  ana: { kind: person, part_of: lead-pool }
  customer: { kind: external }
  buyer: { kind: person, part_of: customer }
  lost-team: { part_of: nowhere }
"""


STAGES = """\
stages:
  - { name: Close, steps: [{ name: Send the offer }] }
"""


def process_of(text: str) -> Process:
    return read(text.encode(), "process.yaml")


def company() -> Organisation:
    return Organisation(process_of(COMPANY + STAGES).departments)


def owner_of(step: str, stage: str = "") -> Ownership:
    """Who owns a step in effect: `step` and `stage` are lines of YAML, such as `owner: sales`."""
    text = f"{COMPANY}stages:\n  - name: Close\n"
    text += f"    {stage}\n" if stage else ""
    text += f"    steps:\n      - name: Send the offer\n        {step}\n"
    process = process_of(text)
    (first,) = process.steps()
    return Organisation(process.departments).ownership(first, process.stages[0])


def home_of(id_: str) -> Home:
    home = company().home(id_)
    assert isinstance(home, Home)
    return home


@pytest.mark.parametrize(
    ("owner", "team", "department"),
    [
        ("sales", "sales", "sales"),
        ("big-accounts", "big-accounts", "sales"),
        ("lead-pool", "inside-sales", "sales"),
        ("crm", "marketing", "marketing"),
        ("billing", "sales", "sales"),
        ("ana", "inside-sales", "sales"),
    ],
)
def test_the_home_of_an_owner(owner: str, team: str, department: str) -> None:
    assert (home_of(owner).team, home_of(owner).department) == (team, department)


@pytest.mark.parametrize(
    ("owner", "why"),
    [
        ("stray-pool", Away.HOMELESS),
        ("spreadsheet", Away.HOMELESS),
        ("customer", Away.EXTERNAL),
        ("buyer", Away.EXTERNAL),
        ("nobody-knows", Away.UNKNOWN),
        ("lost-team", Away.UNKNOWN),
    ],
)
def test_an_owner_without_a_home(owner: str, why: Away) -> None:
    assert company().home(owner) is why


def test_two_teams_of_a_department_differ_in_team_only() -> None:
    field, inside = home_of("field-sales"), home_of("inside-sales")
    assert field.other_team(inside)
    assert not field.other_department(inside)


def test_a_team_and_the_one_above_it_do_not_differ_in_team() -> None:
    assert not home_of("big-accounts").other_team(home_of("field-sales"))
    assert not home_of("sales").other_team(home_of("big-accounts"))


def test_teams_of_two_departments_differ_in_department_not_in_team() -> None:
    assert home_of("field-sales").other_department(home_of("marketing"))
    assert not home_of("field-sales").other_team(home_of("marketing"))


def test_a_name_stands_in_for_an_id_and_the_id_for_a_missing_name() -> None:
    assert [company().name(id_) for id_ in ("sales", "marketing", "x")] == [
        "Sales",
        "marketing",
        "x",
    ]


def test_related_are_a_team_and_all_above_it_but_not_its_neighbours() -> None:
    organisation = company()
    assert organisation.related("big-accounts", "sales")
    assert organisation.related("sales", "big-accounts")
    assert not organisation.related("field-sales", "inside-sales")


def test_a_department_that_is_part_of_itself_through_others_keeps_a_file_from_being_read() -> None:
    with pytest.raises(Unreadable) as caught:
        process_of("process: A\ndepartments: {a: {part_of: b}, b: {part_of: a}, c: {part_of: c}}\n")
    reported = [(one.message, one.span.column) for one in caught.value.problems]
    assert reported == [
        ("the department `a` is part of `b`, which is part of `a`", 28),
        ("the department `c` is part of `c`", 62),
    ]


def test_a_department_below_a_cycle_is_not_reported_as_one() -> None:
    departments = {"x": "y", "y": "x", "below": "x"}
    assert part_of_cycles(departments) == [("x", "y")]


# Who owns a step in effect


def test_a_step_without_an_owner_has_its_stage_s() -> None:
    assert owner_of("outcome: won", "owner: sales").names == ("sales",)


def test_a_step_s_own_owner_comes_first() -> None:
    assert owner_of("owner: marketing", "owner: sales").names == ("marketing",)


@pytest.mark.parametrize("word", ["", "~", "TBD", "' n/a '", "[]", "[tbd]", "to be defined"])
def test_a_placeholder_is_nobody_whatever_the_stage_says(word: str) -> None:
    owner = owner_of(f"owner: {word}", "owner: sales")
    assert owner.state is OwnerState.UNOWNED
    assert owner.gap


def test_a_step_of_a_stage_without_owner_is_unowned() -> None:
    assert owner_of("outcome: won").state is OwnerState.UNOWNED


def test_an_owner_that_nobody_declared_is_unknown_and_no_gap() -> None:
    owner = owner_of("owner: slaes")
    assert owner.state is OwnerState.UNKNOWN
    assert not owner.gap
    assert not owner.inside


def test_two_owners_share_a_step() -> None:
    owner = owner_of("owner: [sales, marketing]")
    assert owner.state is OwnerState.SHARED
    assert not owner.inside
    assert not owner.gap


def test_a_list_of_one_owner_and_a_placeholder_is_that_owner() -> None:
    assert owner_of("owner: [tbd, sales]").departments == ("sales",)


def test_the_same_owner_twice_is_one() -> None:
    assert owner_of("owner: [sales, sales]").state is OwnerState.OWNED


@pytest.mark.parametrize("owner", ["customer", "stray-pool"])
def test_an_owner_outside_or_without_home_leaves_a_gap(owner: str) -> None:
    found = owner_of(f"owner: {owner}")
    assert found.state is OwnerState.OWNED
    assert found.gap


def test_claims_that_agree_are_the_owner() -> None:
    owner = owner_of("owner: [{ says: sales, source: a }, { says: sales, source: b }]")
    assert (owner.state, owner.names) == (OwnerState.OWNED, ("sales",))


def test_of_a_team_and_its_department_the_team_is_the_owner() -> None:
    owner = owner_of("owner: [{ says: sales }, { says: big-accounts }, { says: field-sales }]")
    assert (owner.state, owner.names) == (OwnerState.OWNED, ("big-accounts",))


def test_claims_that_differ_in_case_alone_agree_on_the_one_that_is_known() -> None:
    owner = owner_of("owner: [{ says: Sales }, { says: sales }]")
    assert (owner.state, owner.names) == (OwnerState.OWNED, ("sales",))


def test_claims_that_differ_are_a_dispute_and_neither_inside_nor_a_gap() -> None:
    owner = owner_of("owner: [{ says: sales }, { says: marketing }]")
    assert owner.state is OwnerState.DISPUTED
    assert not (owner.inside or owner.gap)


def test_a_placeholder_claims_nothing() -> None:
    assert owner_of("owner: [{ says: tbd }, { says: sales }]").names == ("sales",)
    assert owner_of("owner: [{ says: tbd }]").state is OwnerState.UNOWNED


def test_an_owner_by_condition_is_inside_if_all_are() -> None:
    inside = owner_of("owner: [{ who: sales, when: big }, { who: marketing, when: otherwise }]")
    mixed = owner_of("owner: [{ who: sales, when: big }, { who: customer, when: otherwise }]")
    outside = owner_of("owner: [{ who: stray-pool, when: big }, { who: customer, when: small }]")
    assert [(one.inside, one.gap) for one in (inside, mixed, outside)] == [
        (True, False),
        (False, False),
        (False, True),
    ]
    assert inside.by_condition


def test_owners_meet_only_under_the_same_condition_where_both_have_the_same() -> None:
    one = owner_of("owner: [{ who: sales, when: Big }, { who: marketing, when: otherwise }]")
    same = owner_of(
        "owner: [{ who: marketing, when: otherwise }, { who: big-accounts, when: big }]"
    )
    assert not one.changes_department(same)
    assert one.changes_department(owner_of("owner: sales"))


def test_work_changes_department_or_team_but_never_both() -> None:
    marketing, field, inside = (
        owner_of(f"owner: {id_}") for id_ in ("marketing", "field-sales", "inside-sales")
    )
    assert marketing.changes_department(field)
    assert not marketing.changes_team(field)
    assert field.changes_team(inside)
    assert not field.changes_department(inside)


def test_nothing_changes_hands_where_an_end_is_a_gap() -> None:
    assert not owner_of("owner: sales").changes_department(owner_of("owner: customer"))
