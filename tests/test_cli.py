"""The command line as people and machines meet it: pages, settings, comparisons, the cache."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crackmap import __version__
from crackmap.check import private
from crackmap.rules.registry import rules_of
from in_process import crackmap
from small_process import CLEAN, CRACKED


@pytest.fixture(autouse=True)
def _files(folder: Path) -> None:
    (folder / "cracked.yaml").write_text(CRACKED)
    (folder / "clean.yaml").write_text(CLEAN)


def rows_of(*arguments: str) -> list[str]:
    """The lines of a table, each with single spaces."""
    return [" ".join(row.split()) for row in crackmap(*arguments).stdout.splitlines()]


def test_version_is_reported() -> None:
    assert crackmap("--version").output == f"crackmap {__version__}\n"


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
    Path("new.yaml").write_text(CLEAN.replace("owner: sales, ", ""))
    found = crackmap("diff", "clean.yaml", "new.yaml")
    assert found.exit_code == 1
    assert "~ step Renew the contract\n      owner: sales → nobody\n" in found.stdout
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
