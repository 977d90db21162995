"""lint, analyze and map with files that are no YAML."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from in_process import crackmap
from workbooks import sheet, workbook

VISIO = """\
Process Step ID,Process Step Description,Next Step ID,Connector Label,Shape Type,Function,Phase
1,Receive the form,2,,Start,Marketing,Attract
2,Score the lead,3,,Document,,Attract
3,Call the lead,,,End,Sales,Close
"""
RACI = "Activity,Sales,Legal\nSign the contract,A,DR\nSend the invoice,R,C\n"


@pytest.fixture(autouse=True)
def _files(folder: Path) -> None:
    (folder / "steps.csv").write_text(VISIO)
    (folder / "raci.csv").write_text(RACI)


def findings(*arguments: str) -> list[dict[str, object]]:
    done = crackmap("lint", *arguments, "--output-format", "json")
    found: list[dict[str, object]] = json.loads(done.stdout)["findings"]
    return found


def test_cracks_of_a_table_have_its_rows_columns_and_cells() -> None:
    found = {one["rule"]: one for one in findings("steps.csv")}
    crack = found["unowned-step"]
    assert (crack["line"], crack["column"], crack["cell"]) == (3, 6, "F3")
    assert crack["fix"] is None


def test_cells_of_a_workbook_are_named_with_their_sheets(folder: Path) -> None:
    rows = [["step", "owner"], ["Call the lead", None]]
    (folder / "steps.xlsx").write_bytes(workbook({"Process map": sheet(rows)}))
    assert "Process map!B2" in {one.get("cell") for one in findings("steps.xlsx")}
    shown = crackmap("lint", "steps.xlsx")
    assert "  = Process map!B2: empty\n" in shown.stdout
    assert (
        "(Process map!B2); next"
        in crackmap("lint", "steps.xlsx", "--output-format", "concise").stdout
    )


def test_what_could_not_be_mapped_is_told_beside_the_report() -> None:
    done = crackmap("lint", "raci.csv")
    assert "raci.csv: 2 elements read, 1 could not be mapped\n  C2: `DR` is no mark" in done.stderr
    assert "DR" not in done.stdout


def test_what_could_not_be_mapped_stands_in_the_json() -> None:
    (read,) = json.loads(crackmap("lint", "raci.csv", "--output-format", "json").stdout)["read"]
    assert (read["path"], read["elements"], read["lost"]) == ("raci.csv", 2, 1)
    assert (read["notes"][0]["cell"], read["notes"][0]["lost"]) == ("C2", True)


def test_notes_in_the_json_hold_nothing_that_is_not_seen(folder: Path) -> None:
    (folder / "a.mmd").write_text("flowchart LR\n  a --> b\n  a ::\ufeff:x\n", "utf-8")
    done = crackmap("lint", "a.mmd", "--output-format", "json")
    assert "::\ufffd:x` is no line" in json.loads(done.stdout)["read"][0]["notes"][0]["message"]


def test_json_about_yaml_has_nothing_of_that(folder: Path) -> None:
    (folder / "a.yaml").write_text("process: A\n")
    assert "read" not in json.loads(crackmap("lint", "a.yaml", "--output-format", "json").stdout)


def test_what_is_kept_says_the_same_again() -> None:
    first, again = (crackmap("lint", "raci.csv") for _ in range(2))
    assert (first.stdout, first.stderr) == (again.stdout, again.stderr)
    assert "1 could not be mapped" in again.stderr


def test_options_change_what_was_kept(folder: Path) -> None:
    rows = [["step", "owner"], ["Call the lead", None]]
    (folder / "two.xlsx").write_bytes(workbook({"A": sheet(rows), "B": sheet(rows)}))
    both, one = findings("two.xlsx"), findings("two.xlsx", "--sheet", "B")
    assert len(both) == 2 * len(one)


@pytest.mark.parametrize(
    "command", [("lint",), ("analyze",), ("show",), ("map",), ("track",), ("diff", "two.xlsx")]
)
def test_every_command_that_reads_takes_the_options_of_other_files(
    command: tuple[str, ...], folder: Path
) -> None:
    rows = [["step", "owner"], ["Call the lead", None]]
    (folder / "two.xlsx").write_bytes(workbook({"A": sheet(rows), "B": sheet(rows)}))
    done = crackmap(*command, "two.xlsx", "--from", "table:steps", "--sheet", "B")
    assert "two.xlsx: 1 element read" in done.stderr
    wrong = crackmap(*command, "two.xlsx", "--sheet", "C")
    assert (wrong.exit_code, "there is no sheet `C`" in wrong.stderr + wrong.stdout) != (0, False)


def test_a_comparison_of_folders_looks_for_the_files_that_are_asked_for(folder: Path) -> None:
    for name, owner in (("old", ""), ("new", "Sales")):
        (folder / name).mkdir()
        (folder / name / "steps.csv").write_text(f"step,owner\nCall the lead,{owner}\n")
    told = crackmap("diff", "old", "new", "--from", "csv").stdout
    assert "owner" in told
    assert "there is no process" in crackmap("diff", "old", "new").stderr


def test_unowned_steps_are_as_many_as_empty_functions() -> None:
    found = [one for one in findings("steps.csv") if one["rule"] == "unowned-step"]
    assert len(found) == 1
    rules = {str(one["rule"]) for one in findings("steps.csv", "raci.csv")}
    assert not any(rule == "unreadable" or rule.startswith("unknown-") for rule in rules)


@pytest.mark.parametrize("option", ["--fix", "--diff"])
def test_only_yaml_is_fixed(option: str) -> None:
    done = crackmap("lint", "steps.csv", option)
    assert done.exit_code == 2
    assert "convert it first: crackmap convert steps.csv -o steps.yaml" in done.stderr


def test_folders_mean_yaml_unless_another_format_is_asked_for(folder: Path) -> None:
    (folder / "notes.csv").write_text("date,amount\n1,2\n")
    assert crackmap("lint", ".").exit_code == 2
    assert "there is no process below" in crackmap("lint", ".").stderr
    paths = {one["path"] for one in findings(".", "--from", "csv")}
    assert paths == {"notes.csv", "raci.csv", "steps.csv"}


def test_standard_input_may_be_a_table() -> None:
    done = crackmap("lint", "-", "--output-format", "json", stdin=VISIO)
    assert json.loads(done.stdout)["processes"][0]["name"] == "Process"


def test_departments_of_a_table_give_way_to_those_of_crackmap_yaml(folder: Path) -> None:
    (folder / "crackmap.yaml").write_text(
        "departments:\n  sales: { name: Sales }\n  marketing: { part_of: sales }\n"
    )
    rules = {one["rule"] for one in findings("steps.csv")}
    assert not rules & {"unreadable", "undefined-handoff", "hidden-handoff"}


def test_tables_are_analyzed_and_drawn(folder: Path) -> None:
    done = crackmap("analyze", "steps.csv")
    assert "2 of 3 steps have an owner" in done.stdout
    assert "steps.csv:F3" in done.stdout
    assert "F3: empty" in crackmap("analyze", "steps.csv", "--full").stdout
    assert "3: the shape `Document`" in done.stderr
    assert crackmap("map", "steps.csv", "-o", "steps.svg").exit_code == 0
    assert (folder / "steps.svg").read_text().startswith("<svg")


def test_a_format_that_is_none_ends_the_command() -> None:
    done = crackmap("lint", "steps.csv", "--from", "exel")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "no format `exel`" in done.stderr


@pytest.mark.parametrize(
    "form", ["full", "github", "gitlab", "junit", "markdown", "rdjson", "sarif"]
)
def test_every_format_takes_findings_in_tables(form: str, folder: Path) -> None:
    rows = [["step", "owner"], ["Call the lead", None]]
    (folder / "steps.xlsx").write_bytes(workbook({"Map": sheet(rows)}))
    done = crackmap("lint", "steps.xlsx", "steps.csv", "--output-format", form)
    assert done.exit_code == 1
    assert "unowned-step" in done.stdout


def test_no_workbook_is_shown_as_text(folder: Path) -> None:
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04" + b"\0" * 50)
    done = crackmap("lint", "broken.xlsx")
    assert done.exit_code == 2
    assert "PK" not in done.stdout
