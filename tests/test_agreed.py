"""Who agreed to a handoff, and what of it changed since: only git can tell."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from crackmap.source import git as asking
from own_run import crackmap
from tracked import commit, git, on

pytestmark = [
    pytest.mark.usefixtures("folder"),
    pytest.mark.skipif(shutil.which("git") is None, reason="there is no git"),
]
PROCESS = """\
process: Lead to cash
departments: [marketing, sales]
handoffs:
  mql:
    name: Qualified lead
    trigger: Lead status becomes MQL
    payload: [contact, score]
    acceptance: [score is 80 or more]
    sla: 4bh
    acknowledgement: Sales sets status Accepted
    agreed:
      - { by: marketing, on: 2026-05-01 }
      - { by: sales, on: 2026-05-03 }
stages:
  - name: Qualify
    steps:
      - { name: Score the lead, owner: marketing, next: { to: first-call, handoff: mql } }
      - { name: First call, owner: sales, outcome: won }
"""
FILE = "lead.yaml"


def write(old: str = "", new: str = "") -> None:
    """Write the process with some words in place of others; else, edit the one that is here."""
    text = Path(FILE).read_text() if Path(FILE).exists() else PROCESS
    Path(FILE).write_text(text.replace(old, new))


def notes(day: str = "2026-07-01") -> list[str]:
    said = on(day, "lint", FILE, "--select", "unagreed-handoff", "--output-format", "json")
    return [finding["message"] for finding in json.loads(said.out)["findings"]]


def repository(day: str = "2026-05-10") -> None:
    assert git("init", "-q") == 0
    write()
    commit(day)


CHANGED = (
    'the handoff "Qualified lead" from marketing to sales was changed on {day},'
    " after marketing (on 2026-05-01) and sales (on 2026-05-03) agreed to it"
)


def test_writing_an_agreement_down_is_no_change_of_it() -> None:
    repository()
    assert notes() == []


def test_a_later_commit_changes_what_was_agreed() -> None:
    repository()
    write("4bh", "8bh")
    commit("2026-06-10")
    assert notes() == [CHANGED.format(day="2026-06-10")]


def test_what_is_not_committed_yet_is_changed_today() -> None:
    repository()
    write("4bh", "8bh")
    assert notes("2026-07-01") == [CHANGED.format(day="2026-07-01")]


def test_who_agrees_anew_has_agreed_to_the_change() -> None:
    repository()
    write("4bh", "8bh")
    commit("2026-06-10")
    write("2026-05-03", "2026-06-12")
    both = CHANGED.format(day="2026-06-10")
    assert notes() == [both.replace(" and sales (on 2026-05-03)", "")]


def test_who_signs_with_the_change_knows_it() -> None:
    repository()
    write("4bh", "8bh")
    write("2026-05-0", "2026-06-0")
    commit("2026-06-10")
    assert notes() == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("name: Qualified lead", "name: A qualified lead"),
        ("    sla: 4bh", "    sla:   4bh"),
        ("First call", "The first call"),
        ("    agreed:", "    description: see the handbook\n    agreed:"),
    ],
)
def test_other_words_change_no_agreement(old: str, new: str) -> None:
    repository()
    write(old, new)
    write("to: first-call", "to: the-first-call" if "The" in new else "to: first-call")
    commit("2026-06-10")
    assert notes() == []


def test_lines_above_move_an_agreement_and_do_not_change_it() -> None:
    repository()
    write("departments:", "reviewed: 2026-06-30\ndepartments:")
    assert notes() == []


def test_outside_of_git_nothing_is_known_of_changes() -> None:
    write()
    assert notes() == []


def test_a_file_that_is_not_in_git_was_not_changed() -> None:
    assert git("init", "-q") == 0
    write()
    assert notes() == []


def test_a_shared_agreement_is_followed_in_its_own_file() -> None:
    head, _, rest = PROCESS.partition("handoffs:\n")
    handoffs, _, stages = rest.partition("stages:\n")
    Path("crackmap.yaml").write_text(f"handoffs:\n{handoffs}")
    Path(FILE).write_text(f"{head}stages:\n{stages}")
    assert git("init", "-q") == 0
    commit("2026-05-10")
    Path("crackmap.yaml").write_text(f"handoffs:\n{handoffs}".replace("4bh", "8bh"))
    commit("2026-06-10")
    assert notes() == [CHANGED.format(day="2026-06-10")]


def test_a_result_that_git_was_asked_for_is_not_kept() -> None:
    repository()
    write("4bh", "8bh")
    assert notes() == [CHANGED.format(day="2026-07-01")]
    commit("2026-06-10")
    assert notes() == [CHANGED.format(day="2026-06-10")]


def test_a_comparison_asks_each_state_for_its_own_changes() -> None:
    repository()
    write("4bh", "8bh")
    commit("2026-06-10")
    write("payload: [contact, score]", "payload: [contact, score, notes]")
    commit("2026-06-20")
    said = on("2026-07-01", "diff", "HEAD~1", "HEAD", "--output-format", "json")
    assert json.loads(said.out)["summary"]["opened"] == 0


@pytest.mark.parametrize(
    ("agreed", "said"),
    [
        ("marketing", ["sales has not agreed to"]),
        ("TODO", ["marketing and sales have not agreed to"]),
        ("[marketing, head-of-sales]", []),
        ("[marketing, sales]", []),
        ("[marketing, legal]", []),  # unknown-owner tells of it
        ("[marketing, { by: sales, on: 2027-01-01 }]", ["2027-01-01, which is in the future"]),
    ],
)
def test_both_sides_agree(agreed: str, said: list[str]) -> None:
    head, _, rest = PROCESS.partition("    agreed:\n")
    text = f"{head}    agreed: {agreed}\nstages:\n{rest.partition('stages:')[2]}"
    teams = "departments: { marketing: , sales: , head-of-sales: { part_of: sales } }"
    Path(FILE).write_text(text.replace("departments: [marketing, sales]", teams))
    found = notes("2026-07-01")
    assert len(found) == len(said)
    assert all(words in message for words, message in zip(said, found, strict=True))


@pytest.mark.parametrize("ending", ["xlsx", "bpmn"])
def test_who_agreed_goes_there_and_back(ending: str) -> None:
    write()
    for source, target in ((FILE, f"lead.{ending}"), (f"lead.{ending}", "again.yaml")):
        assert crackmap("convert", source, "-o", target).returncode == 0
    agreed = "agreed: [{ by: marketing, on: 2026-05-01 }, { by: sales, on: 2026-05-03 }]"
    assert agreed in Path("again.yaml").read_text()


@pytest.mark.parametrize("setting", ["blame.ignoreRevsFile", "mailmap.file"])
@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
def test_a_file_that_the_settings_of_git_name_is_not_read(
    setting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "_SECONDS", 5)
    repository()
    os.mkfifo("pipe")  # who opens it waits for ever
    assert git("config", setting, str(Path("pipe").absolute())) == 0
    write("sla: 4bh", "sla: 8bh")
    assert any("was changed on" in note for note in notes())


def test_git_is_asked_once_for_each_file(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def ask(path: str, text: str, revision: str) -> None:
        asked.append(path)

    monkeypatch.setattr("crackmap.source.last_changes.last_changes", ask)
    head, _, rest = PROCESS.partition("stages:\n")
    again = head.partition("  mql:\n")[2]
    steps = rest.replace(
        "owner: sales, outcome: won", "owner: sales, next: { to: score, handoff: b }"
    )
    more = "      - { name: Score it again, id: score, owner: marketing, outcome: won }\n"
    Path(FILE).write_text(f"{head}  b:\n{again}stages:\n{steps}{more}")
    notes()
    assert asked == [FILE]
