"""crackmap track: cracks are seen through, from the day they are found to that they are filled."""

from __future__ import annotations

import csv
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crackmap.cli import completing
from crackmap.rules.finding import Key
from tracked import commit, git, lines, on, register, write_process

pytestmark = pytest.mark.usefixtures("folder")
CRACK = Key("unowned-step", "close", "invoice", "")
HANDLE = CRACK.fingerprint[:6]
LINE = "- { rule: unowned-step, process: close, subject: invoice, "


def of_invoice() -> str:
    """What cracks.yaml says of the step that nobody owns."""
    [line] = [line for line in lines() if line.startswith(LINE)]
    return line.removeprefix(LINE).removesuffix(" }")


def test_a_crack_is_seen_through_from_its_first_day_to_its_last() -> None:
    write_process()
    # 1. A crack is new, and fails.
    assert on("2026-06-01", "lint").code == 1
    # 2. It is tracked: the process owner has a month for an error.
    assert "new      2026-07-01" in on("2026-06-01", "track").out
    assert of_invoice() == "owner: sales, due: 2026-07-01, seen: 2026-06-01"
    # 3. From then on it does not fail.
    assert on("2026-06-02", "lint").code == 0
    # 4. It is given to a department, by its name.
    noting = ("track", HANDLE, "--owner", "Finance team", "--due", "+10d", "--note", "ask  Ann")
    assert "Finance team" in on("2026-06-02", *noting).out
    assert (
        of_invoice()
        == "owner: finance, due: 2026-06-12, note: ask Ann, seen: 2026-06-01".replace(
            "ask Ann", "ask Ann"
        )
    )
    # 5. A week before the day it is due.
    assert f"due      2026-06-12  {HANDLE}" in on("2026-06-05", "track", "--check").out
    # 6. On the day itself it still passes, the day after it fails again.
    assert on("2026-06-12", "lint").code == 0
    late = on("2026-06-13", "lint", "--output-format", "concise")
    assert late.code == 1
    assert 'nobody owns "Send the invoice"; was due 2026-06-12 (Finance team)' in late.out
    # 7. So does the check of the register, which writes nothing.
    before = register()
    assert on("2026-06-13", "track", "--check").code == 1
    assert register() == before
    # 8. It is filled, and verified.
    write_process("sales")
    assert f"filled   2026-06-14  {HANDLE}" in on("2026-06-14", "track").out
    assert of_invoice().endswith("seen: 2026-06-01, filled: 2026-06-14")
    # 9. From then on nothing is said of it.
    assert on("2026-06-15", "lint").code == 0
    assert HANDLE not in on("2026-06-15", "track").out
    # 10. It is broken again, and fails.
    write_process()
    assert on("2026-06-20", "lint").code == 1
    assert on("2026-06-20", "track", "--check").code == 1
    # 11. It comes back with its owner and a new day.
    assert f"Finance team\n  reopened 2026-07-20  {HANDLE}" in on("2026-06-20", "track").out
    assert "owner: finance, due: 2026-07-20" in of_invoice()
    # 12. It is accepted until a day, and past that it counts again.
    accepting = ("track", HANDLE, "--accept", "--reason", "new ERP", "--until", "2026-08-31")
    assert ": accepted" in on("2026-06-21", *accepting).out
    assert on("2026-08-31", "lint").code == 0
    assert "was accepted until 2026-08-31" in on("2026-09-01", "lint").out


def test_the_same_day_may_fill_and_reopen_and_fill() -> None:
    write_process()
    for owner, status in (("sales", "filled"), ("''", "reopened"), ("sales", "filled")):
        on("2026-06-01", "track")
        write_process(owner)
        assert status in on("2026-06-01", "track").out
    assert of_invoice().endswith("filled: 2026-06-01")
    assert "reopened" not in of_invoice()


def test_a_second_run_changes_nothing() -> None:
    write_process()
    on("2026-06-01", "track")
    before = register()
    assert on("2026-06-09", "track").code == 0
    assert register() == before


def test_what_a_process_accepts_is_not_added() -> None:
    write_process("''\n        accept: { crack: unowned-step, reason: one person does both }")
    text = Path("close.yaml").read_text()
    text = text.replace(
        "- { name: Send the invoice, id: invoice, owner:",
        "- name: Send the invoice\n        id: invoice\n        outcome: won\n        owner:",
    )
    Path("close.yaml").write_text(text.replace(", outcome: won }", ""))
    assert on("2026-06-01", "track").code == 0
    assert not any("invoice" in line for line in lines())


def test_a_process_that_is_not_in_the_run_fills_nothing() -> None:
    write_process()
    write_process(file="other.yaml")
    text = Path("other.yaml").read_text().replace("process: Close", "process: Other")
    Path("other.yaml").write_text(text)
    on("2026-06-01", "track")
    before = register()
    on("2026-06-02", "track", "other.yaml")
    assert register() == before


def test_a_process_that_cannot_be_read_fills_nothing() -> None:
    write_process()
    on("2026-06-01", "track")
    before = register()
    Path("close.yaml").write_text("process: [\n")
    found = on("2026-06-02", "track")
    assert (found.code, register()) == (2, before)
    assert "close.yaml:2" in found.told


def test_a_rule_that_is_off_fills_nothing() -> None:
    write_process()
    on("2026-06-01", "track")
    Path("crackmap.yaml").write_text("rules: { unowned-step: off }\n")
    on("2026-06-02", "track")
    assert "filled" not in of_invoice()


def test_a_step_with_another_id_keeps_owner_day_and_note() -> None:
    git("init", "-q")
    write_process()
    on("2026-06-01", "track")
    on("2026-06-01", "track", HANDLE, "--owner", "finance", "--note", "soon")
    commit()
    write_process(step="Send the invoices", id_="billing")
    said = on("2026-06-08", "track").out
    assert "1 renamed" in said
    assert "filled" not in said
    [line] = [line for line in lines() if "unowned-step" in line]
    assert "subject: billing, owner: finance, due: 2026-07-01, note: soon, seen: 2026-06-01" in line


def test_a_process_with_another_id_keeps_owner_and_day() -> None:
    git("init", "-q")
    write_process()
    on("2026-06-01", "track")
    commit()
    text = Path("close.yaml").read_text().replace("process: Close", "process: Close the deal")
    Path("close.yaml").write_text(text)
    assert " filled" not in on("2026-06-08", "track").out
    assert all("process: close-the-deal" in line for line in lines())
    assert all("seen: 2026-06-01" in line for line in lines())


def test_outside_of_git_another_id_is_another_crack() -> None:
    write_process()
    on("2026-06-01", "track")
    write_process(step="Send the invoices", id_="billing")
    said = on("2026-06-08", "track")
    assert (said.code, said.told) == (0, "")
    assert "1 new, 1 filled" in said.out


def test_grace_is_what_crackmap_yaml_says() -> None:
    write_process()
    Path("crackmap.yaml").write_text("follow_up: { grace: { error: 2w, note: 5d } }\n")
    on("2026-06-01", "track")
    assert "due: 2026-06-15" in of_invoice()
    assert all("due: 2026-06-06" in line for line in lines() if "unused-department" in line)


def test_never_gives_no_day() -> None:
    write_process()
    Path("crackmap.yaml").write_text("follow_up: { grace: { error: never } }\n")
    on("2026-06-01", "track")
    assert "due" not in of_invoice()


def test_known_cracks_without_a_day_pass_unless_they_must_have_one() -> None:
    write_process()
    on("2026-06-01", "lint", "--write-baseline")
    assert on("2026-06-01", "lint").code == 0
    Path("crackmap.yaml").write_text("follow_up: { undated: fail }\n")
    found = on("2026-06-01", "lint")
    assert found.code == 1
    assert "it is known, and has no `due` day" in found.out


def test_what_never_has_to_be_filled_needs_no_day() -> None:
    write_process()
    Path("crackmap.yaml").write_text("follow_up: { undated: fail }\n")
    on("2026-06-01", "track")
    assert on("2026-06-01", "lint").out == "no cracks in 1 file; 3 known\n"


def test_the_shell_completes_what_a_crack_is_called() -> None:
    write_process()
    context: Any = SimpleNamespace(params={})
    assert completing.known_cracks(context, HANDLE[:2]) == [(HANDLE, str(CRACK))]
    assert completing.known_cracks(context, "clo") == []
    assert not Path("cracks.yaml").exists()


def test_what_a_baseline_knew_keeps_its_words() -> None:
    write_process()
    on("2026-06-01", "lint", "--write-baseline")
    before = register()
    assert f"open     -           {HANDLE}" in on("2026-06-02", "track").out
    assert register() == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((HANDLE, "--owner", "finanse"), "did you mean `finance`?"),
        ((HANDLE, "--due", "soon"), "--due: `soon` is no day"),
        ((HANDLE, "--due", "+3"), "--due: `+3` is no day"),
        ((HANDLE, "--accept"), "--accept needs a --reason and --until a day"),
        ((HANDLE, "--reason", "x"), "--reason goes with --accept"),
        ((HANDLE, "--accept", "--reason", "x", "--until", "2026-05-01"), "is past"),
        ((HANDLE, "--note", " "), "--note: it is empty"),
        ((HANDLE, "--check"), "--check is about all cracks"),
        (("--note", "x"), "name the crack that this is about"),
        (("abcdef",), "there is no crack abcdef"),
        (("--since", "x"), "--since: `x` is no period"),
        (("--since", "2w"), "there is no git history here"),
        (("--since", "2w", "--check"), "--since and --check do not go together"),
        (("--since", "2w", "--export", "csv", "out"), "--since and --export do not go together"),
        (("--export", "xls", "out"), "--export: there is no `xls`"),
        (("-",), "track reads files"),
    ],
)
def test_what_cannot_be_done_is_told_and_writes_nothing(words: tuple[str, ...], told: str) -> None:
    write_process()
    on("2026-06-01", "track")
    before = register()
    found = on("2026-06-01", "track", *words)
    assert found.code == 2
    assert told in found.told
    assert register() == before


def test_a_new_crack_can_be_given_away_at_once() -> None:
    write_process()
    on("2026-06-01", "track", HANDLE, "--owner", "finance")
    assert lines() == [f"{LINE}owner: finance, due: 2026-07-01, seen: 2026-06-01 }}"]


def test_a_crack_alone_is_shown_and_changes_nothing() -> None:
    write_process()
    on("2026-06-01", "track")
    before = register()
    shown = on("2026-06-02", "track", HANDLE.upper()).out
    assert shown.startswith(f"{HANDLE} unowned-step invoice (close): assigned\n")
    assert register() == before


def test_several_cracks_are_noted_together_or_none() -> None:
    write_process()
    on("2026-06-01", "track")
    before = register()
    assert on("2026-06-02", "track", HANDLE, "ffffff", "--note", "x").code == 2
    assert register() == before
    fresh = Key("unused-department", "close", "department marketing", "").fingerprint
    done = on("2026-06-02", "track", HANDLE, fresh, HANDLE, "--note", "x")
    assert (done.code, done.out.count("  note      x")) == (0, 2)
    assert register().count("note: x") == 2


def test_of_many_cracks_of_one_owner_some_are_listed_and_all_are_counted() -> None:
    steps = "".join(f"      - {{ name: Send paper {n}, owner: '' }}\n" for n in range(40))
    head = "process: Long\nowner: sales\ndepartments: [sales]\norder: none\n"
    Path("long.yaml").write_text(f"{head}stages:\n  - name: All\n    steps:\n{steps}")
    shown = on("2026-06-01", "track").out
    found = sum("unowned-step" in line for line in lines())
    assert found == 40
    assert shown.count("\n  new ") == 25
    assert f"\n  and {len(lines()) - 25} more new\n" in shown
    assert all(len(line) <= 80 for line in shown.splitlines())


def test_the_trend_counts_week_by_week_what_git_has_kept() -> None:
    git("init", "-q")
    write_process()
    on("2026-06-01", "track")
    commit("2026-06-01")
    write_process("sales")
    on("2026-06-10", "track")
    commit("2026-06-10")
    told = on("2026-06-15", "track", "--since", "3w").out.splitlines()
    assert told[1].split() == ["week", "to", "open", "overdue", "accepted", "filled"]
    assert [line.split() for line in told[2:6]] == [
        ["2026-05-25", "0", "0", "0", "0"],
        ["2026-06-01", "3", "0", "0", "0"],
        ["2026-06-08", "3", "0", "0", "0"],
        ["2026-06-15", "2", "0", "0", "1"],
    ]


@pytest.mark.parametrize(
    ("form", "columns"),
    [
        ("csv", ["\ufeffcrack", "status", "severity"]),
        ("jira", ["Summary", "Issue Type", "Priority", "Due Date"]),
        ("gitlab", ["title", "description", "due_date"]),
        ("github", ["title", "description", "labels"]),
    ],
)
def test_what_is_to_be_filled_goes_to_a_tracker(form: str, columns: list[str]) -> None:
    write_process(step="=HYPERLINK(1)")
    on("2026-06-01", "track", HANDLE, "--note", "=1+1")
    told = on("2026-06-01", "track", "--export", form, "out/tables").told
    with open(f"out/tables/cracks-{form}.csv", encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    assert head[: len(columns)] == columns
    assert told == f"out/tables/cracks-{form}.csv: {len(rows)} cracks\n"
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for row in rows for cell in row)


def test_where_nothing_can_be_read_only_that_is_told() -> None:
    done = on("2026-06-01", "track", "nosuch.yaml")
    assert (done.code, done.out) == (2, "")
    assert done.told.startswith("nosuch.yaml:1:1: error: ")
