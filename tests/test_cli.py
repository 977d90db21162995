"""The command line as people and machines meet it: exit codes, words, what is loaded."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from crackmap import __version__
from crackmap.check import private
from crackmap.cli.app import app
from crackmap.rules.registry import rules_of

CRACKED = """\
process: Lead to cash
departments: [marketing, sales]
stages:
  - name: Qualify
    steps:
      - name: Score the lead
        owner: marketing
      - name: Call the lead
        owner: sales
        outcome: won
"""
CLEAN = """\
process: Inbound leads
departments: [sales]
stages:
  - name: Qualify
    steps:
      - name: Score the lead
        owner: sales
      - name: Call the lead
        owner: sales
        outcome: won
"""


@pytest.fixture(autouse=True)
def _files(folder: Path) -> None:
    (folder / "cracked.yaml").write_text(CRACKED)
    (folder / "clean.yaml").write_text(CLEAN)


def crackmap(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, list(arguments), input=stdin)


def rows_of(*arguments: str) -> list[str]:
    """The lines of a table, each with single spaces."""
    return [" ".join(row.split()) for row in crackmap(*arguments).stdout.splitlines()]


def test_version_is_reported() -> None:
    assert crackmap("--version").output == f"crackmap {__version__}\n"


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
        CLEAN.replace("    steps", "    accept: [{crack: unowned-step, reason: x}]\n    steps")
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


def test_explain_shows_the_page_of_a_rule() -> None:
    found = crackmap("explain", "unowned-step")
    assert found.exit_code == 0
    assert "A step that nobody owns." in found.stdout


def test_the_beginning_of_a_name_is_enough_for_a_suggestion() -> None:
    assert "did you mean `lead-to-cash`?" in crackmap("init", "--template", "lead").output


def test_explain_of_a_group_shows_the_pages_of_its_rules() -> None:
    found = crackmap("explain", "ownership", "dead-end")
    assert found.exit_code == 0
    assert all(f"\n{name} (" in f"\n{found.stdout}" for name in rules_of("ownership"))
    assert found.stdout.count("dead-end (") == 1


def test_explain_and_rules_speak_json() -> None:
    explained = crackmap("explain", "dead-end", "handoffs", "--output-format", "json").stdout
    assert [page["name"] for page in json.loads(explained)["pages"]] == ["dead-end", "handoffs"]
    listed = json.loads(crackmap("rules", "--output-format", "json").stdout)["rules"]
    limits = {rule["name"]: rule["options"] for rule in listed}
    assert limits["handoff-chain"] == {"limit": 6}


def test_rules_lists_every_rule() -> None:
    from crackmap.rules.registry import known_names

    listed = crackmap("rules").stdout
    assert [name for name in known_names() if name not in listed] == []


def test_analyze_exits_with_zero_in_spite_of_cracks() -> None:
    found = crackmap("analyze", "cracked.yaml")
    assert found.exit_code == 0
    assert "Score the lead" in found.stdout


def test_analyze_of_a_broken_file_exits_with_two() -> None:
    Path("broken.yaml").write_text("process: [")
    found = crackmap("analyze", "broken.yaml")
    assert found.exit_code == 2
    assert "broken.yaml:1:" in found.output


def test_the_baseline_lets_only_new_cracks_fail() -> None:
    written = crackmap("lint", "cracked.yaml", "--baseline", "cracks.yaml", "--write-baseline")
    assert written.exit_code == 0
    assert "undefined-handoff score-the-lead -> call-the-lead" in written.output
    assert crackmap("lint", "cracked.yaml", "--baseline", "cracks.yaml").exit_code == 0
    Path("cracked.yaml").write_text(CRACKED.replace("        owner: marketing\n", ""))
    assert crackmap("lint", "cracked.yaml", "--baseline", "cracks.yaml").exit_code == 1


def test_crackmap_yaml_above_a_file_has_a_say() -> None:
    Path("crackmap.yaml").write_text("rules: { undefined-handoff: warning }\n")
    assert crackmap("lint", "cracked.yaml").exit_code == 0
    assert crackmap("lint", "cracked.yaml", "--isolated").exit_code == 1


def test_a_slip_in_crackmap_yaml_is_reported_with_its_place() -> None:
    Path("crackmap.yaml").write_text("rules:\n  unowned-stp: off\n")
    found = crackmap("lint", "cracked.yaml")
    assert found.exit_code == 2
    assert "crackmap.yaml:2:3" in found.output
    assert "unowned-step" in found.output


@pytest.mark.parametrize("command", ["lint", "analyze", "map"])
def test_a_slip_in_crackmap_yaml_is_reported_where_it_names_the_processes(command: str) -> None:
    Path("crackmap.yaml").write_text("processes: ['*.yaml']\nrules:\n  unowned-stp: off\n")
    found = crackmap(command)
    assert (found.exit_code, found.stdout) == (2, "")
    assert "crackmap.yaml:3:3" in found.stderr


def test_config_shows_where_a_setting_comes_from() -> None:
    Path("crackmap.yaml").write_text("rules: { unowned-step: warning }\n")
    rows = rows_of("config")
    assert "unowned-step warning crackmap.yaml:1" in rows
    assert "undefined-handoff error default" in rows


def test_config_of_a_file_tells_what_is_off_for_it_alone() -> None:
    Path("crackmap.yaml").write_text('ignore:\n  "cracked.yaml": [ownership]\n')
    assert "unowned-step off crackmap.yaml:2" in rows_of("config", "cracked.yaml")
    assert "unowned-step error default" in rows_of("config", "clean.yaml")
    assert "unowned-step error default" in rows_of("config", ".")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere"], "there is no file or folder nowhere"),
        (["--config", "no.yaml"], "there is no file no.yaml"),
        (["--config", "clean.yaml", "--isolated"], "do not go together"),
    ],
    ids=str,
)
def test_config_of_what_is_not_there_is_an_error(arguments: list[str], words: str) -> None:
    found = crackmap("config", *arguments)
    assert (found.exit_code, found.stdout) == (2, "")
    assert words in found.stderr


def test_below_crackmap_yaml_its_processes_are_named_from_here(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("crackmap.yaml").write_text("processes: [below/*.yaml]\n")
    (folder / "below").mkdir()
    (folder / "cracked.yaml").rename(folder / "below" / "a.yaml")
    monkeypatch.chdir(folder / "below")
    found = crackmap("lint", "--output-format", "concise")
    assert found.stdout.startswith("a.yaml:6:15: error")
    assert crackmap("config").stdout.startswith("settings from ../crackmap.yaml\n")


def test_diff_tells_what_changed_and_fails_for_an_opened_crack() -> None:
    Path("new.yaml").write_text(CLEAN.replace("owner: sales\n        outcome", "outcome"))
    found = crackmap("diff", "clean.yaml", "new.yaml")
    assert found.exit_code == 1
    assert "~ step Call the lead\n      owner: sales → nobody\n" in found.stdout
    assert "opened · error unowned-step" in found.stdout


def test_diff_of_the_same_says_so() -> None:
    found = crackmap("diff", "clean.yaml", "clean.yaml")
    assert (found.exit_code, found.stdout) == (0, "nothing changed\n")


def test_diff_of_a_word_that_is_nothing_exits_with_two() -> None:
    assert crackmap("diff", "no-such-thing", "clean.yaml").exit_code == 2


def test_a_second_run_finds_the_same_in_the_cache() -> None:
    first = crackmap("lint", "cracked.yaml")
    assert crackmap("lint", "cracked.yaml").stdout == first.stdout


def test_a_broken_cache_is_as_good_as_none() -> None:
    first = crackmap("lint", "cracked.yaml")
    (kept,) = private.cache_folder().glob("*/*.json")
    kept.write_text('{"key": ')
    assert crackmap("lint", "cracked.yaml").stdout == first.stdout


def _loaded(*arguments: str) -> set[str]:
    code = (
        "import sys\nfrom crackmap.cli.app import app\n"
        f"try: app({list(arguments)!r})\n"
        "except SystemExit: pass\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    return set(done.stderr.split())


HEAVY = {"yaml", "pydantic", "networkx", "rich", "graphviz"}


def test_a_file_is_checked_in_eight_rooms() -> None:
    loaded = _loaded("lint", "cracked.yaml", "--no-cache")
    rooms = {name.split(".")[1] for name in loaded if name.startswith("crackmap.")}
    assert rooms == {
        *("cli", "check", "readers", "source", "language", "graph", "rules", "writers")
    }


def test_a_good_file_is_checked_without_rich_and_graphviz() -> None:
    assert not {"rich", "graphviz"} & _loaded("lint", "clean.yaml", "--no-cache")


def test_an_unchanged_file_needs_nothing_heavy() -> None:
    _loaded("lint", "cracked.yaml")
    assert not HEAVY & _loaded("lint", "cracked.yaml")
