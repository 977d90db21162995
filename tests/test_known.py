"""The baselines of a run: whose cracks each knows, what is gone, and what a report tells of it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import own_run
from crackmap.cli.app import app
from crackmap.history import baseline
from crackmap.source import writing

PROCESS = """\
process: {name}
departments: [marketing, sales]
stages:
  - name: Close
    steps:
      - name: Send the offer
      - name: Send the invoice
        outcome: won
"""


pytestmark = pytest.mark.usefixtures("folder")


def lint(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["lint", "--select", "unowned-step", *arguments])


def write(path: str, text: str = "") -> Path:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text or PROCESS.format(name=file.stem.capitalize()))
    return file


def fix(file: Path) -> None:
    """Give the first step an owner."""
    file.write_text(file.read_text().replace("the offer\n", "the offer\n        owner: sales\n"))


def two_teams() -> None:
    for team in ("east", "west"):
        write(f"{team}/crackmap.yaml", "processes: [processes/*.yaml]\n")
        write(f"{team}/processes/{team}.yaml")


def test_each_workspace_has_a_baseline_of_its_own() -> None:
    two_teams()
    assert lint(".", "--write-baseline").exit_code == 0
    for team, other in (("east", "west"), ("west", "east")):
        text = Path(team, "cracks.yaml").read_text()
        assert f"process: {team}" in text
        assert f"process: {other}" not in text
    assert not Path("cracks.yaml").exists()


def test_a_run_over_several_workspaces_knows_what_each_of_them_knows() -> None:
    two_teams()
    lint(".", "--write-baseline")
    Path("west/cracks.yaml").unlink()
    found = json.loads(lint(".", "--output-format", "json").stdout)
    assert {(one["path"], one["known"]) for one in found["findings"]} == {
        ("east/processes/east.yaml", True),
        ("west/processes/west.yaml", False),
    }


def test_a_baseline_that_is_named_knows_the_cracks_of_all_workspaces() -> None:
    two_teams()
    lint(".", "--write-baseline", "--baseline", "all.yaml")
    assert lint(".").exit_code == 1
    assert lint(".", "--baseline", "all.yaml").exit_code == 0


def test_pruning_takes_nothing_out_of_a_baseline_whose_processes_were_not_checked() -> None:
    two_teams()
    lint(".", "--write-baseline")
    before = Path("west/cracks.yaml").read_text()
    fix(Path("east/processes/east.yaml"))
    found = lint("east", "--prune-baseline")
    assert "1 crack taken out" in found.stderr
    assert Path("west/cracks.yaml").read_text() == before


def test_a_baseline_in_a_folder_of_processes_is_no_process() -> None:
    write("processes/leads.yaml")
    lint("processes", "--write-baseline", "--baseline", "processes/known.yaml")
    found = lint("processes", "--baseline", "processes/known.yaml")
    assert (found.exit_code, found.stdout) == (0, "no cracks in 1 file; 2 known\n")


def test_known_and_accepted_cracks_are_counted_apart() -> None:
    file = write("leads.yaml")
    lint("leads.yaml", "--write-baseline")
    accept = "the offer\n        accept: { crack: unowned-step, reason: soon }\n"
    file.write_text(file.read_text().replace("the offer\n", accept))
    assert lint("leads.yaml").stdout == "no cracks in 1 file; 1 accepted, 1 known\n"


def test_a_crack_that_is_gone_is_counted_and_named() -> None:
    file = write("leads.yaml")
    lint("leads.yaml", "--write-baseline")
    fix(file)
    found = lint("leads.yaml", "--output-format", "json")
    report = json.loads(found.stdout)
    assert (report["summary"]["known"], report["summary"]["gone"]) == (1, 1)
    assert report["gone"] == [
        {"rule": "unowned-step", "process": "leads", "subject": "send-the-offer", "detail": ""}
    ]
    assert "  unowned-step send-the-offer (leads)\n" in found.stderr


def test_what_was_pruned_is_gone_no_more() -> None:
    file = write("leads.yaml")
    lint("leads.yaml", "--write-baseline")
    fix(file)
    assert lint("leads.yaml", "--prune-baseline").stdout == "no cracks in 1 file; 1 known\n"


@pytest.mark.parametrize("paths", [(), (".",)], ids=["processes of crackmap.yaml", "folder"])
def test_a_process_that_got_another_name_is_reported_to_keep_its_id(paths: tuple[str, ...]) -> None:
    write("crackmap.yaml", "processes: [processes/*.yaml]\n")
    file = write("processes/leads.yaml")
    lint(*paths, "--write-baseline")
    file.write_text(file.read_text().replace("process: Leads", "process: Inbound leads"))
    found = lint(*paths)
    assert found.exit_code == 1
    assert "2 known cracks are gone" in found.stderr
    assert "`id: leads`" in found.stderr
    file.write_text("id: leads\n" + file.read_text())
    assert lint(*paths).stdout == "no cracks in 1 file; 2 known\n"


@pytest.mark.parametrize("paths", [("a.yaml",), ("more",)], ids=["file", "folder"])
def test_a_process_that_was_not_part_of_the_run_is_not_gone(paths: tuple[str, ...]) -> None:
    for path in ("a.yaml", "b.yaml", "more/c.yaml"):
        write(path)
    lint(".", "--write-baseline")
    assert "gone" not in lint(*paths).stderr


def test_a_process_that_cannot_be_read_is_not_gone() -> None:
    write("a.yaml")
    file = write("b.yaml")
    lint(".", "--write-baseline")
    file.write_text("process: [\n")
    assert "gone" not in lint(".").stderr


def a_flow_to_another_process() -> None:
    """Write two processes: in the first sales hands to marketing in the other, nobody says how."""
    step = "process: {}\ndepartments: [marketing, sales]\nstages:\n  - name: Win\n    steps:\n"
    sign = "      - { name: Sign, owner: sales, next: { to: renewals/greet } }\n"
    write("leads.yaml", step.format("Leads") + sign)
    greet = "      - { name: Greet, owner: marketing, outcome: won }\n"
    write("renewals.yaml", step.format("Renewals") + greet)


@pytest.mark.parametrize("rules", ["handoff,flow", "handoff"], ids=["told", "absence is off"])
def test_what_depends_on_a_process_outside_the_run_is_not_gone(rules: str) -> None:
    a_flow_to_another_process()
    written = lint(".", "--select", rules, "--write-baseline")
    assert "undefined-handoff sign -> renewals/greet (leads)" in written.stderr
    assert "gone" not in lint("leads.yaml", "--select", rules).stderr


def test_a_crack_of_a_process_that_leads_nowhere_else_any_more_is_gone() -> None:
    a_flow_to_another_process()
    lint(".", "--select", "handoff", "--write-baseline")
    fixed = Path("leads.yaml").read_text().replace("next: { to: renewals/greet }", "outcome: won")
    Path("leads.yaml").write_text(fixed)
    found = lint("leads.yaml", "--select", "handoff")
    assert "sign -> renewals/greet (leads)" in found.stderr


def test_two_files_with_one_id_are_reported() -> None:
    write("a.yaml", PROCESS.format(name="Leads"))
    write("b.yaml", PROCESS.format(name="Leads"))
    found = lint(".", "--write-baseline")
    assert "a.yaml and b.yaml are both called leads" in found.stderr


def test_a_workspace_without_cracks_gets_no_baseline() -> None:
    two_teams()
    lint(".", "--write-baseline", "--ignore", "unowned-step")
    assert not Path("east/cracks.yaml").exists()


def test_a_baseline_that_cannot_be_sorted_is_left_alone() -> None:
    write("leads.yaml")
    entry = "  - {{ rule: dead-end, process: leads, subject: {}, note: {} }}\n"
    text = "cracks:\n" + entry.format("b", "&a later") + entry.format("a", "*a")
    write("cracks.yaml", text)
    found = lint("leads.yaml", "--write-baseline")
    assert found.exit_code == 2
    assert "cracks.yaml cannot be written anew: the alias *a has no anchor" in found.stderr
    assert Path("cracks.yaml").read_text() == text


UNOWNED = ("lint", "--select", "unowned-step", "--write-baseline")


def test_baselines_that_are_written_at_once_lose_nothing() -> None:
    names = [f"p{number}" for number in range(8)]
    for name in names:
        write(f"{name}.yaml")
    runs = own_run.at_once(*((*UNOWNED, f"{name}.yaml") for name in names))
    assert {one.returncode for one in runs} == {0}
    assert all("cracks.yaml: 2 cracks added" in one.stderr for one in runs)
    entries = Path("cracks.yaml").read_text().splitlines()
    assert len([line for line in entries if line.startswith("  - ")]) == 16
    assert sorted(os.listdir()) == ["cracks.yaml", *(f"{name}.yaml" for name in names)]


def test_of_the_same_cracks_one_run_says_that_it_added_them() -> None:
    write("p.yaml")
    runs = own_run.at_once(*[(*UNOWNED, "p.yaml")] * 4)
    reported = sorted(one.stderr.splitlines()[0] for one in runs)
    assert reported == ["cracks.yaml: 0 cracks added"] * 3 + ["cracks.yaml: 2 cracks added"]


def save_meanwhile(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """Let a person save cracks.yaml, so many times, while a run makes its new text."""
    update, left = baseline.updated, iter(range(times))

    def updated(*arguments: Any) -> Any:
        made = update(*arguments)
        for number in left:
            Path("cracks.yaml").write_text(f"# words {number}\ncracks: []\n")
            break
        return made

    monkeypatch.setattr(baseline, "updated", updated)


def test_what_a_person_saves_meanwhile_is_in_the_baseline(monkeypatch: pytest.MonkeyPatch) -> None:
    write("p.yaml")
    save_meanwhile(monkeypatch, times=2)
    assert lint("p.yaml", "--write-baseline").exit_code == 0
    text = Path("cracks.yaml").read_text()
    assert text.startswith("# words 1\ncracks:\n  - {")
    assert text.count("\n  - ") == 2


def test_a_baseline_that_changes_all_the_time_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write("p.yaml")
    save_meanwhile(monkeypatch, times=99)
    found = lint("p.yaml", "--write-baseline")
    assert found.exit_code == 2
    assert "cracks.yaml changes all the time" in found.stderr
    assert Path("cracks.yaml").read_text() == "# words 4\ncracks: []\n"


def test_a_run_that_waits_in_vain_says_so_and_writes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write("p.yaml")
    monkeypatch.setattr(writing, "_PATIENCE", 0)
    with writing.alone("."):
        found = lint("p.yaml", "--write-baseline")
    assert found.exit_code == 2
    assert "another program holds a lock on the folder" in found.stderr
    assert not Path("cracks.yaml").exists()


def test_a_baseline_that_is_not_there_leaves_no_folder_behind() -> None:
    write("p.yaml")
    assert lint("p.yaml", "--prune-baseline", "--baseline", "no/such/cracks.yaml").exit_code == 2
    assert os.listdir() == ["p.yaml"]
