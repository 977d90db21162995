"""The shell completes commands, rules, groups, templates and files that have a schema."""

import datetime
import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from crackmap.check.check import check
from crackmap.check.settings import Settings
from crackmap.cli.app import app
from crackmap.cli.init import complete_templates
from crackmap.cli.lint import complete_formats
from crackmap.cli.options import complete_page, complete_rules
from crackmap.cli.schema import complete_files
from crackmap.cli.templates import templates
from crackmap.rules.finding import Key
from crackmap.rules.registry import GROUPS, known_names
from crackmap.source.files import Input
from crackmap.writers.format import LINT, names_in
from small_process import CRACKED

SETTINGS = Settings(today=datetime.date(2026, 6, 1))


def completions(*words: str) -> list[str]:
    """What bash would offer for the last of `words`."""
    variables = {
        "_CRACKMAP_COMPLETE": "complete_bash",
        "COMP_WORDS": " ".join(words),
        "COMP_CWORD": str(len(words) - 1),
    }
    return offered_to(variables).split()


def offered_to(variables: dict[str, str]) -> str:
    """What the program writes where a shell asks it by `variables`."""
    return CliRunner().invoke(app, env=variables, prog_name="crackmap").stdout


def test_all_rules_groups_and_all_are_offered_for_a_selection() -> None:
    assert complete_rules("") == [*known_names(), *GROUPS, "ALL"]


def test_what_was_typed_narrows_the_offer() -> None:
    assert complete_rules("unowned") == ["unowned-step"]
    assert complete_rules("hand")[-1] == "handoff"
    assert complete_rules("xyz") == []


def test_the_last_word_of_a_list_is_completed_and_none_is_offered_twice() -> None:
    assert complete_rules("ownership,unowned") == ["ownership,unowned-step"]
    assert "dead-end,dead-end" not in complete_rules("dead-end,")
    assert complete_formats("sarif,git") == ["sarif,github", "sarif,gitlab"]


def test_rules_and_topics_are_offered_to_explain() -> None:
    assert complete_page("") == [*known_names(), "handoffs"]


def test_all_formats_are_offered() -> None:
    assert complete_formats("") == list(names_in(LINT))


def test_templates_and_schemas_are_offered() -> None:
    assert complete_templates("lead") == ["lead-to-cash"]
    assert complete_templates("") == list(templates())
    assert complete_files("w") == ["workspace"]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("crackmap", "expl"), "explain"),
        (("crackmap", "explain", "unowned"), "unowned-step"),
        (("crackmap", "config", "--extend-select", "unowned"), "unowned-step"),
        (("crackmap", "lint", "--output-format", "gith"), "github"),
        (("crackmap", "lint", "--fail-on", "w"), "warning"),
        (("crackmap", "lint", "--min-severity", "e"), "error"),
        (("crackmap", "lint", "--color", "al"), "always"),
        (("crackmap", "analyze", "--output-format", "j"), "json"),
        (("crackmap", "diff", "--output-format", "m"), "markdown"),
        (("crackmap", "diff", "--fail-on", "n"), "note"),
        (("crackmap", "map", "--format", "pn"), "png"),
        (("crackmap", "map", "--view", "net"), "network"),
        (("crackmap", "map", "--theme", "d"), "dark"),
        (("crackmap", "lint", "--select", "undefined-h"), "undefined-handoff"),
        (("crackmap", "lint", "--ignore", "govern"), "governance"),
        (("crackmap", "init", "--template", "quote"), "quote-to-order"),
        (("crackmap", "schema", "pro"), "process"),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, tuple) else part,
)
def test_bash_is_offered(words: tuple[str, ...], offered: str) -> None:
    assert completions(*words) == [offered]


def test_zsh_is_offered_commands_with_the_whole_line_of_their_help() -> None:
    variables = {"_CRACKMAP_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": "crackmap anal"}
    shown = offered_to(variables)
    assert "Show people where a process cracks, and what to fix first." in shown


@pytest.fixture
def crack(folder: Path) -> str:
    """The fingerprint of the only crack here, which is no beginning of a name of a file."""
    (folder / "process.yaml").write_text(CRACKED)
    (finding,) = check([Input("process.yaml", CRACKED.encode())], SETTINGS).report.open
    return finding.fingerprint


@pytest.mark.parametrize("file", [(), ("process.yaml",)], ids=["folder", "file"])
def test_cracks_are_offered_to_analyze_by_their_fingerprints(
    crack: str, file: tuple[str, ...]
) -> None:
    assert completions("crackmap", "analyze", *file, crack[:2]) == [crack[:6]]
    assert completions("crackmap", "analyze", *file, "2", crack[:2]) == [crack[:6]]


def test_readers_of_reports_are_offered_with_the_departments_here(crack: str) -> None:
    assert completions("crackmap", "report", "--for", "o") == ["operations"]
    assert completions("crackmap", "report", "--for", "rep:m") == ["rep:marketing"]


def test_each_is_offered_with_what_it_is_about(crack: str) -> None:
    words = {
        "_CRACKMAP_COMPLETE": "complete_zsh",
        "_TYPER_COMPLETE_ARGS": f"crackmap analyze {crack[:2]}",
    }
    assert f'"{crack[:6]}":"undefined-handoff' in offered_to(words)


@pytest.mark.parametrize("steering", ["\\\\$(touch x)", "\\\\`touch x`", "'; touch x '"])
def test_nothing_that_a_shell_would_obey_is_offered(steering: str, folder: Path) -> None:
    text = CRACKED.replace("marketing", f'"{steering.replace(" ", "-")}"')
    (folder / "process.yaml").write_text(text)
    entry = f'{{ rule: unowned-step, process: p, subject: "{steering}" }}'
    (folder / "cracks.yaml").write_text(f"cracks:\n  - {entry}\n")
    handle = Key("unowned-step", "p", json.loads(f'"{steering}"'), "").fingerprint[:6]
    offered = ""
    for line in (f"track {handle[:3]}", "track --owner ", "analyze --department ", "report --for "):
        words = {"_CRACKMAP_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": f"crackmap {line}"}
        offered += offered_to(words)
    assert f'"{handle}":"unowned-step ' in offered
    assert '"sales"' in offered
    assert not set("\\$`") & set(offered.replace(r"\\:", ""))


def test_what_may_be_a_file_is_left_to_the_shell(crack: str) -> None:
    assert completions("crackmap", "analyze", "") == []
    assert completions("crackmap", "analyze", "proc") == []
    (Path.cwd() / f"{crack[:3]}.yaml").touch()
    assert completions("crackmap", "analyze", crack[:2]) == []


def test_where_no_file_can_stand_cracks_are_offered_at_once(crack: str) -> None:
    assert completions("crackmap", "fill", "process.yaml", "--crack", "") == [crack[:6]]


def test_nothing_is_offered_for_a_file_that_cannot_be_read(crack: str) -> None:
    Path("process.yaml").write_text("process: [")
    assert completions("crackmap", "analyze", crack[:2]) == []


def test_the_program_can_install_its_completion() -> None:
    command = [sys.executable, "-m", "crackmap", "--help"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert "--install-completion" in done.stdout
