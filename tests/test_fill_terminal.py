"""crackmap fill at a terminal: a person with keys, and no editor."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from at_a_terminal import Seen, converse
from crackmap.source.characters import is_wide
from filled import ANSWERS, HOME, KEYS, LEAD_TO_CASH
from tracked import on

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo terminals")
DAY = "2026-06-01"
FILE = Path("order.yaml")
REGISTER = Path("cracks.yaml")
ORDER = """\
process: Order to invoice
departments: [sales, finance]
stages:
  - name: Close
    exit: signed
    steps:
      - { name: Sign the order, owner: sales }  # by hand
      - name: Send the invoice
        owner: TBD
        outcome: won
"""
OWNED = ORDER.replace("TBD", "finance")


@pytest.fixture(autouse=True)
def _order(folder: Path) -> None:
    FILE.write_text(ORDER)


def type_(*lines: str | Callable[[], str], columns: int = 80, more: tuple[str, ...] = ()) -> Seen:
    return converse(["fill", str(FILE), *more], lines, columns=columns)


def test_keys_lead_to_no_error_and_answers_of_a_file_give_the_same_bytes() -> None:
    FILE.write_bytes(LEAD_TO_CASH)
    seen = type_(*KEYS)
    assert seen.code == 0, seen.screen
    typed, noted = FILE.read_bytes(), REGISTER.read_bytes()
    assert typed == (HOME / "tests" / "golden" / "filled-lead-to-cash.yaml").read_bytes()
    assert on(DAY, "lint", str(FILE)).code == 0
    FILE.write_bytes(LEAD_TO_CASH)
    REGISTER.unlink()
    Path("answers.yaml").write_text(ANSWERS)
    assert on(DAY, "fill", str(FILE), "--answers", "answers.yaml").code == 0
    assert (FILE.read_bytes(), REGISTER.read_bytes()) == (typed, noted)


def test_each_answer_is_shown_and_written_at_once() -> None:
    written = []

    def then() -> str:
        written.append(FILE.read_text())
        return "q"

    seen = type_("finance", then)
    assert written == [OWNED]
    assert "-        owner: TBD\n+        owner: finance\n" in seen.screen
    assert "filled 2, opened 1; u takes it back" in seen.screen
    assert "filled 2; 1 crack left" in seen.screen


def test_the_last_answer_is_taken_back() -> None:
    seen = type_("finance", "u", "a", "sales", "", "u", "q")
    assert seen.screen.count("  taken back") == 2
    assert (FILE.read_text(), REGISTER.exists()) == (ORDER, False)
    assert "nothing was answered; 1 crack and 1 note left" in seen.screen


def test_nothing_is_taken_back_that_somebody_has_changed_since() -> None:
    def changed() -> str:
        FILE.write_text(f"# mine\n{OWNED}")
        return "u"

    seen = type_("finance", changed, "q")
    assert "order.yaml changed meanwhile; nothing was written over it" in seen.screen
    assert FILE.read_text() == f"# mine\n{OWNED}"


def test_a_file_that_changed_meanwhile_is_read_again_and_keeps_what_is_new() -> None:
    def late() -> str:
        FILE.write_text(f"# mine\n{ORDER}")
        return "finance"

    seen = type_(late, "q")
    assert FILE.read_text() == f"# mine\n{OWNED}"
    assert "order.yaml changed meanwhile, and was read again" in seen.screen


def test_a_crack_that_somebody_filled_meanwhile_is_gone() -> None:
    def late() -> str:
        FILE.write_text(OWNED)
        return "sales"

    seen = type_(late, "q")
    assert FILE.read_text() == OWNED
    assert "is not there any more" in seen.screen


def test_what_is_no_answer_is_told_and_asked_again() -> None:
    seen = type_("finanse", "9", "", "finance", "q")
    assert "`finanse` is no department; did you mean `finance`?" in seen.screen
    assert "there is no 9; choose from 1 to 3" in seen.screen
    assert "this is not left out; answer it, or s to go on to the next crack" in seen.screen
    assert FILE.read_text() == OWNED


def test_a_word_that_is_a_command_stands_in_quotes_and_later_leaves_the_rest() -> None:
    FILE.write_text(OWNED)
    seen = type_('"skip"', "order", "later")
    assert "            trigger: skip\n            payload: [order]\n" in FILE.read_text()
    assert "acceptance: how the receiver judges it" in seen.screen
    assert "channel: the system" not in seen.screen


def test_a_rule_is_explained_and_a_crack_skipped() -> None:
    seen = type_("e", "s", "s")
    assert "A step that nobody owns." in seen.screen
    assert (seen.code, FILE.read_text()) == (0, ORDER)


def test_what_has_no_questions_is_assigned_or_accepted() -> None:
    seen = type_("s", "2", "we are two", "+4w")
    assert "What becomes of it?" in seen.screen
    assert "reason: we are two, until: 2026-06-29" in REGISTER.read_text()


def test_a_dry_run_asks_and_shows_the_patch_in_the_end() -> None:
    seen = type_("finance", more=("--dry-run",))
    assert FILE.read_text() == ORDER
    assert seen.screen.rstrip().endswith("outcome: won")


def test_as_many_are_asked_about_as_are_wanted() -> None:
    seen = type_("finance", more=("--top", "1"))
    assert re.findall(r"^\d+ of \d+", seen.screen, re.MULTILINE) == ["1 of 1"]


@pytest.mark.parametrize("columns", [65, 160])
def test_no_line_is_wider_than_the_terminal(columns: int) -> None:
    seen = type_("e", "finanse", "x", "we are two", "2026-12-31", "q", columns=columns)
    before, _, page = seen.screen.partition("unowned-step\n\nA step")
    shown = before + page[page.index("  Who answers") :]
    ours = [line for line in shown.split("\n") if line[:1] not in ("+", "-", "@")]
    assert max(sum(1 + is_wide(letter) for letter in line) for line in ours) <= columns
