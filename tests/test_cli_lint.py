"""`crackmap lint` as people and machines meet it: exit codes, formats, what it is given."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from crackmap.cli.app import app
from in_process import crackmap
from small_process import CLEAN, CRACKED


@pytest.fixture(autouse=True)
def _files(folder: Path) -> None:
    (folder / "cracked.yaml").write_text(CRACKED)
    (folder / "clean.yaml").write_text(CLEAN)


def test_a_clean_process_exits_with_zero() -> None:
    assert crackmap("lint", "clean.yaml").exit_code == 0


def test_cracks_exit_with_one() -> None:
    assert crackmap("lint", "cracked.yaml").exit_code == 1


def test_an_unreadable_file_exits_with_two_and_the_others_are_checked() -> None:
    Path("broken.yaml").write_text("process: [")
    found = crackmap("lint", "broken.yaml", "cracked.yaml", "--output-format", "json")
    rules = {one["rule"] for one in json.loads(found.stdout)["findings"]}
    assert found.exit_code == 2
    assert rules == {"unreadable", "undefined-handoff"}


def test_a_missing_file_is_reported_with_the_nearest_one() -> None:
    found = crackmap("lint", "craked.yaml", "--output-format", "json")
    finding = json.loads(found.stdout)["findings"][0]
    assert found.exit_code == 2
    assert (finding["rule"], finding["subject"]) == ("unreadable", "craked.yaml")
    assert "cracked.yaml" in finding["help"]


def test_a_folder_without_processes_is_an_error(folder: Path) -> None:
    (folder / "empty").mkdir()
    found = crackmap("lint", "empty")
    assert found.exit_code == 2
    assert "there is no process below empty" in found.output


def test_a_folder_gives_all_its_processes_in_order() -> None:
    found = json.loads(crackmap("lint", ".", "--output-format", "json").stdout)
    assert [one["path"] for one in found["processes"]] == ["clean.yaml", "cracked.yaml"]


def test_standard_input_is_a_process() -> None:
    found = crackmap(
        "lint", "-", "--stdin-filename", "x.yaml", "--output-format", "concise", stdin=CRACKED
    )
    assert found.stdout.startswith("x.yaml:6:15: error undefined-handoff")


def test_the_name_of_standard_input_asks_for_it() -> None:
    options = ("--stdin-filename", "x.yaml", "--output-format", "concise")
    found = crackmap("lint", *options, stdin=CRACKED)
    assert found.stdout.startswith("x.yaml:6:15: error undefined-handoff")


def test_the_name_of_standard_input_beside_files_is_a_slip() -> None:
    found = crackmap("lint", "clean.yaml", "--stdin-filename", "x.yaml", stdin=CRACKED)
    assert (found.exit_code, found.stdout) == (2, "")
    assert "add -" in found.stderr


@pytest.mark.parametrize("path", ["./cracked.yaml", ".//cracked.yaml", "././", ".//", "."])
def test_a_path_is_reported_without_detours(path: str) -> None:
    found = json.loads(crackmap("lint", path, "--output-format", "json").stdout)
    assert {one["path"] for one in found["findings"]} == {"cracked.yaml"}


def test_fail_on_decides_the_exit_code() -> None:
    Path("warned.yaml").write_text(
        CLEAN.replace("steps: [", "accept: [{crack: unowned-step, reason: x}], steps: [")
    )
    assert crackmap("lint", "warned.yaml").exit_code == 0
    assert crackmap("lint", "warned.yaml", "--fail-on", "warning").exit_code == 1


def test_exit_zero_never_fails() -> None:
    assert crackmap("lint", "cracked.yaml", "--exit-zero").exit_code == 0


def test_only_selected_rules_are_asked() -> None:
    assert crackmap("lint", "cracked.yaml", "--select", "ownership").exit_code == 0
    assert crackmap("lint", "cracked.yaml", "--select", "ownership,handoff").exit_code == 1


def test_ignored_rules_are_not_asked() -> None:
    assert crackmap("lint", "cracked.yaml", "--ignore", "undefined-handoff").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["lnt"], "lint"),
        (["lint", "clean.yaml", "--fail-onn", "note"], "--fail-on"),
        (["lint", "clean.yaml", "--fail-on", "eror"], "error"),
        (["lint", "clean.yaml", "--select", "unowned-stp"], "unowned-step"),
        (["lint", "clean.yaml", "--output-format", "jsn"], "json"),
        (["explain", "unowned"], "unowned-step"),
        (["lint", "clean.yaml", "--today", "tomorrow"], "2026-11-24"),
        (["lint", "clean.yaml", "--today", "9999-12-31"], "take one from 1900 to 9000"),
    ],
    ids=str,
)
def test_a_slip_exits_with_two_and_a_suggestion(arguments: list[str], hint: str) -> None:
    found = crackmap(*arguments)
    assert found.exit_code == 2
    assert hint in found.output
    assert "Traceback" not in found.output


def test_several_formats_go_to_their_files() -> None:
    formats = ["--output-format", "json=out.json", "--output-format", "concise"]
    found = crackmap("lint", "cracked.yaml", *formats)
    assert json.loads(Path("out.json").read_text())["version"] == 1
    assert found.stdout.startswith("cracked.yaml:6:15")


def test_concise_is_coloured_where_colour_is_asked_for() -> None:
    arguments = ("lint", "cracked.yaml", "--output-format", "concise", "--color", "always")
    place, rule = "\033[1mcracked.yaml:6:15\033[0m", "\033[1;31merror undefined-handoff\033[0m"
    assert crackmap(*arguments).stdout.startswith(f"{place}: {rule} ")


def test_a_path_is_reported_letter_by_letter() -> None:
    Path("two  spaces.yaml").write_text(CRACKED)
    for form in ("concise", "full"):
        found = crackmap("lint", "two  spaces.yaml", "--output-format", form)
        assert found.stdout.startswith("two  spaces.yaml:6:15: ")


@pytest.mark.parametrize(
    ("variables", "coloured"),
    [
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": ""}, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ({"NO_COLOR": "", "FORCE_COLOR": "1"}, True),
        ({}, False),
    ],
    ids=str,
)
def test_the_environment_says_whether_there_is_colour(
    variables: dict[str, str], coloured: bool
) -> None:
    found = CliRunner().invoke(app, ["lint", "cracked.yaml"], env=variables)
    assert ("\033[" in found.stdout) == coloured


def test_the_format_follows_github() -> None:
    found = CliRunner().invoke(app, ["lint", "cracked.yaml"], env={"GITHUB_ACTIONS": "true"})
    assert found.stdout.startswith("::error ")


def test_statistics_count_by_rule() -> None:
    assert crackmap("lint", "cracked.yaml", "--statistics").stdout == (
        "1  error    undefined-handoff\n"
        "1 crack in 1 file: 1 error\n"
        "1 can be fixed with --fix --unsafe-fixes\n"
    )
    assert crackmap("lint", "clean.yaml", "--statistics").stdout == "no cracks in 1 file\n"


def test_statistics_go_to_the_file_that_is_asked_for() -> None:
    crackmap("lint", "cracked.yaml", "--statistics", "-o", "counts.txt")
    assert Path("counts.txt").read_text().startswith("1  error    undefined-handoff\n")


def test_statistics_that_a_format_does_not_have_are_an_error() -> None:
    found = crackmap("lint", "cracked.yaml", "--statistics", "--output-format", "sarif")
    assert (found.exit_code, found.stdout) == (2, "")
    assert "there are none as sarif" in found.stderr


def test_statistics_in_github_actions_are_for_people() -> None:
    in_actions = {"GITHUB_ACTIONS": "true"}
    found = CliRunner().invoke(app, ["lint", "cracked.yaml", "--statistics"], env=in_actions)
    assert found.stdout.startswith("1  error    undefined-handoff\n")


def test_the_short_options_are_those_of_other_linters() -> None:
    assert crackmap("lint", "cracked.yaml", "-e", "-n", "-o", "out.txt").exit_code == 0
    assert "undefined-handoff" in Path("out.txt").read_text()
    assert crackmap("-V").stdout == crackmap("--version").stdout
