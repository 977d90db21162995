"""One cause, one finding: a word that names no step may be what should lead to a lost one."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from crackmap.check.check import check
from crackmap.check.settings import Settings
from crackmap.cli.app import app
from crackmap.source.files import Input

HEAD = "process: P\ndepartments: [sales, finance]\nstages:\n  - name: One\n    owner: sales\n"
# The word means nothing that is there, so it may mean the first step of any one chain.
LOOSE = "{ name: Send the offer, next: zzz }"
NEAR = "{ name: Send the offer, next: sign-the-contrat }"
SIGN = "{ name: Sign the contract, outcome: won }"
CHECK = "{ name: Check the credit, outcome: lost }"
RULES = {"unknown-step", "unreachable-step"}


def process(*steps: str, more: str = "") -> str:
    return more + HEAD + "    steps:\n" + "".join(f"      - {step}\n" for step in steps)


def told(*steps: str, more: str = "", rule: str = "unreachable-step", **levels: str) -> list[str]:
    """The subjects of the findings of a rule that count."""
    settings = Settings(
        today=datetime.date(2026, 6, 1),
        levels={name.replace("_", "-"): level for name, level in levels.items()},
    )
    checked = check([Input("p.yaml", process(*steps, more=more).encode())], settings)
    return [str(one.subject) for one in checked.report.open if one.rule == rule]


def test_a_word_leads_to_the_step_that_is_proposed_for_it() -> None:
    assert told(NEAR, SIGN) == []
    assert told(NEAR, SIGN, rule="unknown-step") == ["send-the-offer -> sign-the-contrat"]
    assert told(NEAR, SIGN, CHECK) == ["check-the-credit"]


def test_a_word_without_a_proposal_may_mean_the_first_step_of_one_chain() -> None:
    assert told(LOOSE, SIGN) == []
    assert told(LOOSE, SIGN, CHECK) == ["sign-the-contract", "check-the-credit"]
    assert told("{ name: A lead, next: [zzz, qqq] }", SIGN, CHECK) == []
    assert len(told("{ name: A lead, next: [zzz, zzz] }", SIGN, CHECK)) == 2


def test_a_word_to_which_no_work_comes_explains_nothing() -> None:
    first = "{ name: Send the offer, outcome: won }"
    assert told(first, "{ name: Check the credit, next: zzz }") == ["check-the-credit"]


def test_a_word_for_a_step_further_down_leaves_the_first_of_its_chain() -> None:
    further = "{ name: Write the contract, next: sign-the-contract }"
    assert told(NEAR, further, SIGN) == ["write-the-contract"]


def test_chains_that_seem_to_mean_each_other_are_told_once() -> None:
    first = "{ name: Send the offer, outcome: won }"
    lost = "{ name: Check the credit, next: sign-the-contrat }"
    assert told(first, lost, "{ name: Sign the contract, next: chek-the-credit }") == [
        "check-the-credit"
    ]


@pytest.mark.parametrize("word", [LOOSE, NEAR])
def test_what_is_accepted_or_off_explains_nothing(word: str) -> None:
    accepted = "accept: { crack: unknown-step, reason: later }\n"
    assert told(word, SIGN, more=accepted) == ["sign-the-contract"]
    assert told(word, SIGN, unknown_step="off") == ["sign-the-contract"]
    assert told(word, SIGN, unknown_step="note") == []


def test_a_way_back_that_names_no_step_may_be_what_leads_there() -> None:
    refusing = (
        "{ name: Send the offer, next: { to: sign-the-contract, handoff: { trigger: sent,"
        " rejection: { to: chek-the-credit } } } }"
    )
    assert told(refusing, SIGN, CHECK) == []


def lint(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["lint", *(f"--select={one}" for one in RULES), *arguments])


def cracks(*arguments: str) -> set[str]:
    found = json.loads(lint("--output-format", "json", *arguments).stdout)["findings"]
    return {one["rule"] for one in found if not one.get("accepted")}


@pytest.mark.parametrize("word", [LOOSE, NEAR])
def test_what_is_in_the_baseline_explains_nothing(folder: Path, word: str) -> None:
    (folder / "p.yaml").write_text(process(word, SIGN))
    assert cracks("p.yaml") == {"unknown-step"}
    assert cracks("p.yaml") == {"unknown-step"}  # and so it is in the cache
    entry = "{ rule: unknown-step, process: p, subject: send-the-offer -> "
    end = word.split("next: ")[1].removesuffix(" }")
    (folder / "cracks.yaml").write_text(f"cracks:\n  - {entry}{end} }}\n")
    assert cracks("p.yaml") == {"unreachable-step"}
    assert lint("p.yaml").exit_code == 1


def test_a_baseline_that_is_written_leaves_nothing_for_the_next_run(folder: Path) -> None:
    (folder / "p.yaml").write_text(process(NEAR, SIGN))
    assert lint("p.yaml", "--write-baseline").exit_code == 0
    assert lint("p.yaml").exit_code == 0


# What nothing leads to is judged, but for what a dangling flow may have asked of it


APPROVE = "{ name: Approve it, owner: finance, kind: approval, next: sign-the-contract }"


@pytest.mark.parametrize(
    ("owner", "undefined"),
    [("sales", []), ("tbd", []), ("finance", ["approve-it -> sign-the-contract"])],
)
def test_the_answer_of_an_approval_is_left_alone_where_its_department_may_have_asked(
    owner: str, undefined: list[str]
) -> None:
    asking = f"{{ name: Send the offer, owner: {owner}, next: zzz }}"
    assert told(asking, APPROVE, SIGN, rule="undefined-handoff") == undefined


def test_a_word_for_another_step_asked_for_nothing() -> None:
    asking = "{ name: Send the offer, next: chek-the-credit }"
    assert told(asking, APPROVE, SIGN, CHECK, rule="undefined-handoff") == [
        "approve-it -> sign-the-contract"
    ]


def test_a_decision_may_send_back_what_comes_by_a_dangling_flow_with_a_rejection() -> None:
    decide = "{ name: Decide it, kind: decision, next: sign-the-contract }"
    for says, expected in (("", ["decide-it"]), (", rejection: send-the-offer", [])):
        asking = f"{{ name: Send the offer, next: {{ to: zzz, handoff: {{ trigger: a{says} }} }} }}"
        assert told(asking, decide, SIGN, rule="one-sided-decision") == expected
