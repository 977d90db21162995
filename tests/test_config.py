"""crackmap.yaml: which one a file has, what its settings do, and what is wrong in it, where."""

from __future__ import annotations

import datetime
import os
from fractions import Fraction
from pathlib import Path

import pytest

from crackmap.check.settings import Settings
from crackmap.check.workspace_file import load_settings
from crackmap.check.workspaces import Workspaces
from crackmap.language.values import Rate
from crackmap.rules.registry import known_names
from crackmap.source.files import NoInput
from crackmap.source.problems import Problem, Unreadable

BASE = Settings(today=datetime.date(2026, 6, 1))


pytestmark = pytest.mark.usefixtures("folder")


def write(path: str, text: str = "") -> str:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, "utf-8")
    return path


def settings(text: str) -> Settings:
    return load_settings(write("crackmap.yaml", text), BASE)


def problems(text: str) -> list[Problem]:
    with pytest.raises(Unreadable) as raised:
        settings(text)
    return raised.value.problems


# Which one


def test_the_nearest_file_above_counts() -> None:
    write("crackmap.yaml", "fail_on: note\n")
    write("sales/crackmap.yaml", "fail_on: warning\n")
    found = Workspaces(BASE)
    assert found.of("a.yaml").fail_on == "note"
    assert found.of("other/deep/a.yaml").fail_on == "note"
    assert found.of("sales/deep/a.yaml").fail_on == "warning"


def test_a_file_below_does_not_count() -> None:
    write("sales/crackmap.yaml", "fail_on: warning\n")
    assert Workspaces(BASE).of("a.yaml") == BASE


def test_the_nearest_file_stands_alone() -> None:
    write("crackmap.yaml", "rules: { dead-end: off }\n")
    write("sales/crackmap.yaml", "rules: { unowned-step: off }\n")
    assert Workspaces(BASE).of("sales/a.yaml").level("dead-end", "sales/a.yaml") == "error"


def test_a_file_is_reported_as_people_would_write_it() -> None:
    write("crackmap.yaml", "fail_on: note\n")
    assert Workspaces(BASE).of("sales/a.yaml").path == "crackmap.yaml"


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_that_nobody_may_look_at_has_the_settings_above_it() -> None:
    write("crackmap.yaml", "fail_on: note\n")
    closed = Path(write("closed/a.yaml")).parent
    closed.chmod(0)
    found = Workspaces(BASE).of("closed/a.yaml")
    closed.chmod(0o700)
    assert found.fail_on == "note"


def test_the_file_that_is_named_is_the_only_one() -> None:
    write("crackmap.yaml", "fail_on: note\n")
    named = write("elsewhere/settings.yaml", "fail_on: warning\n")
    assert Workspaces(BASE, named).of("a.yaml").fail_on == "warning"


def test_isolated_means_no_file() -> None:
    write("crackmap.yaml", "fail_on: note\n")
    assert Workspaces(BASE, isolated=True).of("a.yaml") == BASE


def test_an_empty_file_says_nothing() -> None:
    assert settings("").level("dead-end", "a.yaml") == "error"
    assert settings("# later\n").fail_on == "error"


def test_a_file_that_is_not_there_is_reported() -> None:
    with pytest.raises(Unreadable) as raised:
        load_settings("nowhere.yaml", BASE)
    assert raised.value.problems[0].span.path == "nowhere.yaml"


# What it does


def test_a_level_is_that_of_the_file() -> None:
    found = settings("rules:\n  dead-end: note\n  unowned-step: { severity: warning }\n")
    assert found.level("dead-end", "a.yaml") == "note"
    assert found.level("unowned-step", "a.yaml") == "warning"
    assert found.level("undefined-handoff", "a.yaml") == "error"


@pytest.mark.parametrize("word", ["off", "'off'", '"off"'])
def test_off_is_a_word(word: str) -> None:
    assert settings(f"rules: {{ dead-end: {word} }}\n").level("dead-end", "a.yaml") == "off"


def test_options_have_the_type_of_their_default() -> None:
    found = settings(
        "rules:\n"
        "  handoff-chain: { limit: 4 }\n"
        "  siloed-quarterback: { share: 40% }\n"
        "  silent-transfer: { introductions: [hello, warm] }\n"
    )
    assert found.options == {
        "handoff-chain": {"limit": 4},
        "siloed-quarterback": {"share": 0.4},
        "silent-transfer": {"introductions": ("hello", "warm")},
    }


@pytest.mark.parametrize(
    ("pattern", "path", "ignored"),
    [
        ("legacy/**", "legacy/a.yaml", True),
        ("legacy/**", "legacy/deep/a.yaml", True),
        ("legacy/**", "new/legacy/a.yaml", False),
        ("**/legacy/**", "new/legacy/a.yaml", True),
        ("**/a.yaml", "a.yaml", True),
        ("legacy/*", "legacy/a.yaml", True),
        ("legacy/*.yaml", "legacy/deep/a.yaml", False),
        ("legacy/", "legacy/a.yaml", True),
        ("./legacy/a.yaml", "legacy/a.yaml", True),
        ("a.yaml", "ab.yaml", False),
        ("?.yaml", "a.yaml", True),
        ("a+b (c).yaml", "a+b (c).yaml", True),
        ("営業/*.yaml", "営業/a.yaml", True),
        ("*draft*", "my-draft-1.yaml", True),
    ],
)
def test_patterns_say_which_files_are_ignored(pattern: str, path: str, ignored: bool) -> None:
    found = settings(f"ignore: {{ '{pattern}': [dead-end] }}\n")
    assert (found.level("dead-end", path) == "off") == ignored
    assert found.level("unowned-step", path) == "error"


def test_a_path_may_be_without_a_group_of_rules() -> None:
    found = settings("ignore: { 'legacy/**': [handoff, dead-end] }\n")
    assert found.level("undefined-handoff", "legacy/a.yaml") == "off"
    assert found.level("dead-end", "legacy/a.yaml") == "off"
    assert found.level("unowned-step", "legacy/a.yaml") == "error"


def test_a_path_may_be_without_all_rules_but_what_cannot_be_read_is_reported() -> None:
    found = settings("ignore: { 'legacy/**': ALL }\n")
    levels = {rule: found.level(rule, "legacy/a.yaml") for rule in known_names()}
    assert levels.pop("unreadable") == "error"
    assert set(levels.values()) == {"off"}


def test_patterns_are_seen_from_the_folder_of_the_file() -> None:
    write("sales/crackmap.yaml", "ignore: { 'legacy/**': [dead-end] }\n")
    found = Workspaces(BASE).of("sales/legacy/a.yaml")
    assert found.level("dead-end", "sales/legacy/a.yaml") == "off"
    assert found.level("dead-end", "legacy/a.yaml") == "error"


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("*.yaml", ["[draft] e.yaml", "a.yaml"]),
        ("deep", ["deep"]),
        ("deep/", ["deep"]),
        ("./deep/*", ["deep/b.yaml", "deep/er"]),
        ("deep/**", ["deep"]),
        ("**/c.yaml", ["deep/er/c.yaml"]),
        ("**/*.yaml", ["[draft] e.yaml", "a.yaml", "deep/b.yaml", "deep/er/c.yaml"]),
        ("**/**/*.yaml", ["[draft] e.yaml", "a.yaml", "deep/b.yaml", "deep/er/c.yaml"]),
        ("d??p/[ab].yaml", ["deep/b.yaml"]),
        (".hidden/*.yaml", [".hidden/d.yaml"]),
        ("*/d.yaml", []),
        ("a.yaml/x", []),
        ("./", ["."]),
        ("[draft] e.yaml", ["[draft] e.yaml"]),
    ],
)
def test_processes_are_meant_as_in_a_shell(pattern: str, found: list[str]) -> None:
    write("crackmap.yaml", f"processes: ['{pattern}', z.yaml]\n")
    for path in (
        "a.yaml",
        "z.yaml",
        "deep/b.yaml",
        "deep/er/c.yaml",
        "deep/x.txt",
        ".hidden/d.yaml",
        "[draft] e.yaml",
    ):
        write(path)
    paths = Workspaces(BASE).process_files()
    assert [path for path in paths if path != "z.yaml"] == found


def test_folders_that_no_pattern_means_are_not_looked_at() -> None:
    write("crackmap.yaml", "processes: ['*.yaml', 'deep/*/c.yaml']\n")
    write("a.yaml")
    write("deep/" + "d/" * 150 + "c.yaml")
    write("deep/er/c.yaml")
    assert Workspaces(BASE).process_files() == ["a.yaml", "deep/er/c.yaml"]


def test_folders_too_deep_in_each_other_are_reported() -> None:
    write("crackmap.yaml", "processes: ['**/c.yaml']\n")
    write("d/" * 150 + "c.yaml")
    with pytest.raises(Unreadable, match="more than 100 deep"):
        Workspaces(BASE).process_files()


def test_processes_are_found_in_order_and_never_the_settings() -> None:
    write("crackmap.yaml", "processes: ['*.yaml', 'deep/**/*.yaml']\n")
    for path in ("b.yaml", "a.yaml", "cracks.yaml", "deep/er/c.yaml"):
        write(path)
    assert Workspaces(BASE).process_files() == ["a.yaml", "b.yaml", "deep/er/c.yaml"]


def test_a_pattern_of_processes_that_nothing_matches_is_an_error() -> None:
    write("crackmap.yaml", "processes: ['nothing/*.yaml']\n")
    with pytest.raises(NoInput):
        Workspaces(BASE).process_files()


@pytest.mark.parametrize(("hours", "day"), [("09:00-17:00", 480), ("8:30 - 16:00", 450)])
def test_working_hours_make_the_working_day(hours: str, day: int) -> None:
    assert settings(f"working_hours: {{ hours: '{hours}' }}\n").working_day == day


def test_what_a_crack_is_taken_to_lose_is_a_rate_of_its_rule() -> None:
    found = settings("impact: { undefined-handoff: 2% to 5%, dead-end: tbd }\n")
    assert found.rates == {"undefined-handoff": Rate(Fraction(2, 100), Fraction(5, 100))}
    assert found.places["impact undefined-handoff"].column == 30


def test_what_processes_share_is_read() -> None:
    found = settings("departments: [sales]\nhandoffs:\n  lead: { trigger: scored }\n")
    assert found.workspace is not None
    assert list(found.workspace.departments) == ["sales"]
    assert found.workspace.handoffs["lead"].trigger == "scored"


def test_a_setting_knows_where_it_is_written() -> None:
    found = settings("rules:\n  handoff-chain: { severity: error, limit: 4 }\n")
    span = found.places["handoff-chain.limit"]
    assert (span.path, span.line, span.column) == ("crackmap.yaml", 2, 44)


def test_an_option_of_which_nothing_is_said_has_its_default() -> None:
    for nothing in ("", "~", "[]", "['']"):
        found = settings(f"rules:\n  handoff-chain: {{ limit: {nothing} }}\n")
        assert "limit" not in found.options.get("handoff-chain", {})


# What is wrong with it


@pytest.mark.parametrize(
    ("text", "place", "words", "meant"),
    [
        ("rules:\n  unowned-stp: off\n", (2, 3), "no rule `unowned-stp`", "`unowned-step`"),
        ("rules:\n  dead-end: eror\n", (2, 13), "`eror` is no level", "`error`"),
        ("rules:\n  dead-end: [note]\n", (2, 13), "level", "dead-end: off"),
        ("rules:\n  dead-end: { severity: eror }\n", (2, 25), "`eror` is no level", "`error`"),
        ("rules:\n  handoff-chain: { limt: 4 }\n", (2, 20), "no option `limt`", "`limit`"),
        ("rules:\n  handoff-chain: { limit: x }\n", (2, 27), "`limit`", ""),
        ("rules:\n  silent-transfer: { customers: { a: b } }\n", (2, 33), "`customers`", ""),
        ("rules:\n  unreadable: off\n", (2, 15), "cannot be off", ""),
        ("handoffs:\n  h: { channel: #deals\n }\n", (2, 17), "a comment begins here", "'#deals'"),
        ("rules: off\n", (1, 8), "`rules`", "a-rule"),
        ("rules:\n  handoff: off\n", (2, 3), "`handoff` is no rule", "--select"),
        ("ignore:\n  'a/**': [handof]\n", (2, 11), "no rule `handof`", "`handoff`"),
        ("ignore:\n  'a/**': [dead-ed]\n", (2, 11), "no rule `dead-ed`", "`dead-end`"),
        ("ignore: [a]\n", (1, 9), "`ignore`", ""),
        ("fail_on: eror\n", (1, 10), "eror", "error"),
        ("fail-on: error\n", (1, 1), "fail-on", "fail_on"),
        ("departmens: [a]\n", (1, 1), "departmens", "departments"),
        (
            "impact:\n  undefined-handof: 2%\n",
            (2, 3),
            "no rule `undefined-handof`",
            "`undefined-handoff`",
        ),
        ("impact:\n  dead-end: some\n", (2, 13), "`some` is no rate", "2% to 5%"),
        ("impact:\n  dead-end: 5% to 2%\n", (2, 13), "the first share is the greater", "2% to 5%"),
        ("impact: 2%\n", (1, 9), "`impact`", "undefined-handoff: 2% to 5%"),
        ("working_hours: { hours: all day }\n", (1, 25), "no working hours", "09:00-17:00"),
        ("working_hours: { hours: '17:00-09:00' }\n", (1, 25), "no working hours", "09:00-17:00"),
        ("- a\n", (1, 1), "crackmap.yaml", ""),
        ("rules: {\n", (2, 1), "", ""),
    ],
)
def test_a_slip_is_reported_with_its_place_and_the_nearest_word(
    text: str, place: tuple[int, int], words: str, meant: str
) -> None:
    (problem,) = problems(text)
    assert words in problem.message
    assert meant in problem.help
    assert (problem.span.path, problem.span.line, problem.span.column) == ("crackmap.yaml", *place)


def test_all_slips_are_reported_at_once_in_the_order_of_the_file() -> None:
    reported = problems("fail_on: x\nrules:\n  dead-ed: off\nignore:\n  a: [b-rule]\n")
    assert [problem.span.line for problem in reported] == [1, 3, 5]
