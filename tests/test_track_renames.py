"""A crack keeps its owner and its day, however often what it is about got another id."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from crackmap.history import renaming
from crackmap.rules.finding import Key
from tracked import commit, git, lines, on, write_process

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
HANDLE = Key("unowned-step", "close", "invoice", "").fingerprint[:6]


def write(*, step: str, id_: str, more: str = "") -> None:
    """Write the process; the step that nobody owns has this name and id, and `more` fields."""
    write_process(step=step, id_=id_)
    path = Path("close.yaml")
    path.write_text(path.read_text().replace("outcome: won", f"{more}outcome: won"))


@pytest.fixture(autouse=True)
def _followed(folder: Path) -> None:
    git("init", "-q", "-b", "main")
    write(step="Send the invoice", id_="invoice")
    on("2026-06-01", "track")
    on("2026-06-01", "track", HANDLE, "--owner", "finance")
    commit()


def rename_twice() -> None:
    """Give the step another id and a field, then another name and id: nothing is as it was."""
    write(step="Send the invoices", id_="invoices", more="within: 2d, ")
    commit()
    write(step="Charge", id_="charge", more="within: 2d, ")


def of_unowned_step() -> list[str]:
    return [line for line in lines() if "rule: unowned-step" in line]


@pytest.mark.parametrize("committed", [True, False])
def test_a_crack_is_followed_from_commit_to_commit(committed: bool) -> None:
    rename_twice()
    if committed:
        commit()
    assert "1 renamed" in on("2026-06-20", "track").out
    [line] = of_unowned_step()
    assert "subject: charge, owner: finance, due: 2026-07-01, seen: 2026-06-01" in line


def test_it_is_followed_past_a_state_that_nobody_can_read() -> None:
    write(step="Send the invoices", id_="invoices", more="within: 2d, ")
    commit()
    whole = Path("close.yaml").read_text()
    Path("close.yaml").write_text("process: [")
    commit()
    Path("close.yaml").write_text(whole)
    write(step="Charge", id_="charge", more="within: 2d, ")
    assert "1 renamed" in on("2026-06-20", "track").out


def test_of_too_many_commits_none_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renaming, "MOST_STATES", 0)
    rename_twice()
    assert "renamed" not in on("2026-06-20", "track").out
    assert len(of_unowned_step()) == 2  # one is filled, the other new


def test_what_was_filled_on_the_way_is_not_taken_for_what_is_new() -> None:
    write_process("sales")
    commit()
    path = Path("close.yaml")
    more = "      - { name: Thank them, id: thanks, owner: tbd, outcome: won }\n"
    path.write_text(path.read_text().replace(", outcome: won", "") + more)
    said = on("2026-06-20", "track").out
    assert "renamed" not in said
    filled, new = of_unowned_step()
    assert ("filled: 2026-06-20" in filled, "subject: thanks" in new) == (True, True)
