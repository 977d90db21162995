"""crackmap convert: YAML as a person would write it, and the same process when it is read again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Process
from crackmap.readers.yaml import read
from crackmap.source.files import says_process
from crackmap.writers.convert import json as json_format
from crackmap.writers.convert.yaml import write
from crackmap.writers.format import TABLE_FORMS, converted_to, load_converted
from crackmap.writers.left_out import CARRIED
from in_process import crackmap
from random_processes import random_process
from test_other_files import RACI, VISIO
from thoroughness import examples
from workbooks import read as read_other
from workbooks import sheet, workbook

HOME = Path(__file__).parents[1]
FILES = [
    path
    for path in sorted([*HOME.glob("processes/*.yaml"), *HOME.glob("examples/**/*.yaml")])
    if says_process(path.read_bytes())
]


def facts(process: Process) -> dict[str, Any]:
    """All that a process says, as plain values."""
    return process.model_dump(mode="json", by_alias=True)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_written_is_the_same_process(path: Path) -> None:
    process = read(path.read_bytes(), path.name)
    text = write(process)
    again = read(text.encode(), path.name)
    assert facts(again) == facts(process)
    assert write(again) == text


@pytest.mark.parametrize("text", [VISIO, RACI])
def test_a_table_becomes_the_process_that_it_was_read_as(text: str) -> None:
    (process,) = read_other(text).processes
    again = read(write(process).encode(), "a.yaml")
    assert facts(again) == facts(process)


@pytest.mark.parametrize("seed", range(examples(10)))
def test_random_processes_are_the_same_again(seed: int) -> None:
    process = read(yaml.safe_dump(random_process(seed), allow_unicode=True).encode(), "a.yaml")
    text = write(process)
    again = read(text.encode(), "a.yaml")
    assert facts(again) == facts(process)
    assert write(again) == text


def test_steps_without_an_owner_ask_for_one() -> None:
    done = crackmap("convert", "-", stdin=VISIO)
    assert "        owner:  # nobody yet: which department answers for it?\n" in done.stdout
    assert done.stdout.startswith("process: Process\nowner:  # who sees every case through")


def test_steps_that_have_the_owner_of_their_stage_ask_for_none() -> None:
    path = HOME / "processes" / "lead-to-cash.yaml"
    process = read(path.read_bytes(), path.name)
    assert facts(read(write(process, fill=True).encode(), path.name)) == facts(process)


@pytest.mark.parametrize(
    "name",
    [
        "a: b",
        "# no",
        "- x",
        "yes",
        "null",
        "a #b",
        "it's",
        "{x}",
        "a, b",
        "*x",
        "\u00e9t\u00e9",
        "x:",
        "1",
    ],
)
def test_names_are_quoted_where_they_must_be(name: str) -> None:
    stages = [{"name": name, "steps": [{"name": "Work", "owner": "x"}]}]
    text = json.dumps({"process": name, "departments": {"x": {"name": name}}, "stages": stages})
    process = read(text.encode(), "a.yaml")
    assert facts(read(write(process).encode(), "a.yaml")) == facts(process)


def test_a_file_is_written_and_never_over_another(folder: Path) -> None:
    (folder / "raci.csv").write_text(RACI)
    first = crackmap("convert", "raci.csv", "-o", "out/raci.yaml")
    assert (first.exit_code, first.stdout) == (0, "")
    assert "1 could not be mapped" in first.stderr
    assert "wrote out/raci.yaml" in first.stderr
    again = crackmap("convert", "raci.csv", "-o", "out/raci.yaml")
    assert again.exit_code == 2
    assert "out/raci.yaml is there already" in again.stderr
    assert crackmap("convert", "raci.csv", "-o", "out/raci.yaml", "--force").exit_code == 0


@pytest.mark.parametrize("target", ["crackmap.yaml", "out/cracks.yaml"])
def test_no_process_is_written_where_settings_belong(target: str, folder: Path) -> None:
    (folder / "raci.csv").write_text(RACI)
    done = crackmap("convert", "raci.csv", "-o", target, "--force")
    assert done.exit_code == 2
    assert f"{target} is no process: it is for settings" in done.stderr
    assert not Path(target).exists()


def test_a_process_that_is_called_as_settings_are_gets_another_file(folder: Path) -> None:
    stages = "[{ name: Close, steps: [{ name: Sign, outcome: won }] }]"
    (folder / "a.yaml").write_text(f"process: Cracks\nstages: {stages}\n")
    crackmap("convert", "a.yaml", "-o", "out/")
    assert [file.name for file in Path("out").iterdir()] == ["process-cracks.yaml"]


def test_a_converted_file_has_the_cracks_of_its_table(folder: Path) -> None:
    (folder / "steps.csv").write_text(VISIO)
    crackmap("convert", "steps.csv", "-o", "steps.yaml")
    before, after = (
        json.loads(crackmap("lint", path, "--output-format", "json").stdout)["findings"]
        for path in ("steps.csv", "steps.yaml")
    )
    assert {(one["rule"], one["subject"]) for one in before} == {
        (one["rule"], one["subject"]) for one in after
    }


def test_several_processes_need_a_folder(folder: Path) -> None:
    rows = [["step", "owner"], ["Call the lead", "Sales"]]
    (folder / "two.xlsx").write_bytes(workbook({"Leads": sheet(rows), "Orders": sheet(rows)}))
    done = crackmap("convert", "two.xlsx", "-o", "two.yaml")
    assert (done.exit_code, "there are 2 processes: leads and orders" in done.stderr) == (2, True)
    assert crackmap("convert", "two.xlsx", "-o", "out/").exit_code == 0
    assert sorted(path.name for path in (folder / "out").iterdir()) == ["leads.yaml", "orders.yaml"]
    assert crackmap("convert", "two.xlsx", "--process", "leads").stdout.startswith("process: Leads")


def test_a_file_that_cannot_be_read_is_not_converted(folder: Path) -> None:
    (folder / "notes.csv").write_text("date,amount\n1,2\n")
    done = crackmap("convert", "notes.csv", "-o", "notes.yaml")
    assert done.exit_code == 2
    assert not (folder / "notes.yaml").exists()


def test_nothing_is_converted_to_what_nobody_knows() -> None:
    done = crackmap("convert", "-", "-o", "a.docx", stdin=VISIO)
    assert (done.exit_code, "nothing is converted to .docx" in done.stderr) == (2, True)


def test_departments_that_crackmap_yaml_declares_are_not_declared_again(folder: Path) -> None:
    (folder / "crackmap.yaml").write_text("departments: [sales, marketing]\n")
    (folder / "steps.csv").write_text(VISIO)
    crackmap("convert", "steps.csv", "-o", "steps.yaml")
    assert "departments" not in (folder / "steps.yaml").read_text()
    found = json.loads(crackmap("lint", "steps.yaml", "--output-format", "json").stdout)["findings"]
    assert not any(one["rule"] in ("unreadable", "unknown-owner") for one in found)


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.csv", "\ufeffStage,Step"),
        ("a.json", '{\n  "process": "Process"'),
        ("a.mmd", "flowchart LR"),
        ("a.gv", "digraph {"),
        ("a.drawio", "<?xml"),
        ("a.bpmn", "<?xml"),
        ("a.YAML", "process: Process"),
    ],
)
def test_the_ending_says_what_is_written(name: str, begins: str, folder: Path) -> None:
    assert crackmap("convert", "-", "-o", name, stdin=VISIO).exit_code == 0
    assert (folder / name).read_text().startswith(begins)


def test_a_format_that_is_asked_for_counts_more_than_the_ending(folder: Path) -> None:
    assert crackmap("convert", "-", "-o", "a.txt", "--to", "raci", stdin=VISIO).exit_code == 2
    assert crackmap("convert", "-", "-o", "a.txt", "--to", "dot", stdin=VISIO).exit_code == 0
    assert (folder / "a.txt").read_text().startswith("digraph {")


@pytest.mark.parametrize(
    ("name", "help_"),
    [
        ("a.xslx", "did you mean `xlsx`?"),
        ("a.svg", "crackmap map draws it: crackmap map IN -o a.svg"),
    ],
)
def test_an_ending_that_is_none_has_a_nearest(name: str, help_: str) -> None:
    done = crackmap("convert", "-", "-o", name, stdin=VISIO)
    assert (done.exit_code, help_ in done.stderr) == (2, True)


def test_a_form_is_for_tables() -> None:
    done = crackmap("convert", "-", "--to", "dot", "--form", "raci", stdin=VISIO)
    assert (done.exit_code, "--form does nothing for dot" in done.stderr) == (2, True)
    done = crackmap("convert", "-", "--to", "csv", "--form", "visio", stdin=VISIO)
    assert done.stdout.startswith("\ufeffProcess Step ID,")


def test_a_workbook_is_not_written_to_standard_output() -> None:
    done = crackmap("convert", "-", "--to", "xlsx", stdin=VISIO)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "xlsx is no text\n  name a file: -o process.xlsx" in done.stderr


def test_what_a_format_does_not_carry_is_told_in_one_line() -> None:
    path = str(HOME / "examples/lead-to-cash/process.yaml")
    (line,) = crackmap("convert", path, "--to", "mermaid").stderr.splitlines()
    assert line.startswith("left out, for mermaid carries none: handoffs (4), stages (6), shares")
    assert crackmap("convert", path, "--to", "json").stderr == ""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_json_is_the_process_with_all_that_is_said_of_it(path: Path) -> None:
    process = read(path.read_bytes(), path.name)
    again = read(json_format.write(ProcessGraph(process), []).encode(), "a.json")
    assert facts(again) == facts(process)
    claims = [[one.claimed_keys() for one in each.handoffs.values()] for each in (process, again)]
    assert claims[0] == claims[1]


def test_every_format_says_what_it_carries() -> None:
    known = {*converted_to(), *TABLE_FORMS[1:]}
    assert set(CARRIED) == known
    for name in converted_to():
        assert load_converted(name).name == name


def test_owners_are_the_departments_of_crackmap_yaml_that_are_called_so(folder: Path) -> None:
    (folder / "crackmap.yaml").write_text(
        "departments:\n  sdr: { name: Sales development }\n  a: { name: Twin }\n"
        "  b: { name: twin }\n  fin: { name: Finance }\n"
    )
    (folder / "steps.csv").write_text(
        "step,owner\nCall,sales  DEVELOPMENT\nBill,Finance\nPay,Twin\n"
    )
    done = crackmap("convert", "steps.csv")
    process = read(done.stdout.encode(), "a.yaml")
    assert [step.owner[0].who for step in process.steps()] == ["sdr", "fin", "twin"]
    assert list(process.departments) == ["twin"]  # two are called so: nobody knows which is meant
    assert done.stderr.splitlines()[1:] == [
        "  B2: `sales  DEVELOPMENT` was taken for the department `sdr` of crackmap.yaml"
    ]
