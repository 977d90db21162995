"""crackmap show: what was understood of a process, for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from crackmap.cli.app import app

pytestmark = pytest.mark.usefixtures("folder")
PROCESS = """\
process: Sell
owner: sales
departments: { sales: { name: Field sales }, legal: {}, crm: { kind: system } }
handoffs:
  review: { from: sales, to: legal, trigger: asked, rejection: { to: offer, rounds: 1 } }
stages:
  - name: Offer
    within: 10d
    steps:
      - name: Write the offer
        id: offer
        owner: sales
        trigger: The customer asks
        within: { target: 1d, limit: 2d }
        next:
          - { to: review, when: more than 10%, share: 20%, handoff: review }
          - { to: send, when: otherwise }
      - { name: Review the offer, id: review, owner: legal, kind: approval }
      - name: Send the offer
        id: send
        owner: [{ who: sales, when: large }, { who: crm, when: otherwise }]
      - name: Watch it
        next: [{ outcome: won, when: signed }, { to: elsewhere/step, when: otherwise }]
  - name: Checks
    order: none
    steps:
      - { name: Check the address, owner: [sales, legal] }
"""


def shown(*arguments: str, text: str = PROCESS) -> Result:
    Path("p.yaml").write_text(text)
    return CliRunner().invoke(app, ["show", "p.yaml", *arguments], env={"COLUMNS": "100"})


def steps() -> dict[str, dict[str, object]]:
    (process,) = json.loads(shown("--output-format", "json").stdout)["processes"]
    return {step["name"]: step for stage in process["stages"] for step in stage["steps"]}


def test_every_step_stands_on_a_line_with_owner_next_and_limit() -> None:
    lines = shown().stdout.splitlines()
    line = next(line for line in lines if line.startswith("▸ "))
    assert line.split() == [
        *("▸", "Write", "the", "offer", "Field", "sales"),
        *("↓,", "Send", "the", "offer", "2d,", "target"),
    ]


def test_stages_and_the_process_owner_are_named() -> None:
    text = shown().stdout
    assert "p.yaml: 5 steps, process owner: Field sales" in text
    assert [line.split() for line in text.splitlines() if line.lstrip().startswith("Offer")] == [
        ["Offer", "10d"]
    ]


def test_an_owner_is_called_by_name_and_condition() -> None:
    assert steps()["Send the offer"]["owner"] == "Field sales (large), crm (otherwise)"


def test_who_nobody_can_name_is_told() -> None:
    assert steps()["Watch it"]["owner"] == "Nobody"
    assert steps()["Check the address"]["owner"] == "Field sales, legal (shared by several)"


def test_where_work_goes_is_told_with_when() -> None:
    assert steps()["Write the offer"]["next"] == [
        {"to": "the step below", "when": "20%, more than 10%"},
        {"to": "Send the offer", "when": "otherwise"},
    ]
    assert steps()["Watch it"]["next"] == [
        {"to": "ends as won", "when": "signed"},
        {"to": "process elsewhere/step", "when": "otherwise"},
    ]


def test_what_an_agreement_sends_back_is_told() -> None:
    assert {"to": "back to Write the offer", "when": "refused, at most 1 round"} in steps()[
        "Review the offer"
    ]["next"]  # type: ignore[operator]


def test_steps_in_no_order_say_so() -> None:
    assert steps()["Check the address"]["next"] == [{"to": "in no order", "when": ""}]


def test_markdown_has_a_row_for_each_step() -> None:
    text = shown("--output-format", "markdown").stdout
    assert "| Review the offer (approval) | legal |" in text
    assert text.count("\n| ") == 1 + 2 + 5  # the head, the stages, the steps


def test_a_file_that_cannot_be_read_is_told_and_ends_with_2() -> None:
    done = shown(text="process: P\nstages: 1\n")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "p.yaml:2:" in done.stderr


def test_the_first_step_is_a_start_without_a_trigger_too_as_on_the_map() -> None:
    text = PROCESS.replace("        trigger: The customer asks\n", "")
    lines = shown(text=text).stdout.splitlines()
    assert next(line for line in lines if line.startswith("▸ ")).split()[1:4] == [
        "Write",
        "the",
        "offer",
    ]


def test_the_signs_that_are_not_there_are_not_explained() -> None:
    text = PROCESS[: PROCESS.index("stages:")] + PROCESS[PROCESS.index("  - name: Checks") :]
    text = text.replace("  - name: Checks", "stages:\n  - name: Checks")
    assert shown(text=text).stdout.splitlines()[-1] == "conditions: --output-format markdown"
