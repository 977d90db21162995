"""The shell completes commands, rules, groups, templates and files that have a schema."""

import os
import subprocess
import sys

import pytest

from crackmap.cli.init import complete_templates
from crackmap.cli.lint import complete_formats
from crackmap.cli.options import complete_page, complete_rules
from crackmap.cli.schema import complete_files
from crackmap.cli.templates import templates
from crackmap.rules.registry import GROUPS, known_names
from crackmap.writers.format import LINT, names_in


def completions(*words: str) -> list[str]:
    """What bash would offer for the last of `words`."""
    environment = {
        **os.environ,
        "_CRACKMAP_COMPLETE": "complete_bash",
        "COMP_WORDS": " ".join(words),
        "COMP_CWORD": str(len(words) - 1),
    }
    code = "from crackmap.cli.app import app; app(prog_name='crackmap')"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True
    )
    return done.stdout.split()


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
    code = "from crackmap.cli.app import app; app(prog_name='crackmap')"
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | variables, capture_output=True, text=True
    )
    assert "Show people where a process cracks, and what to fix first." in done.stdout


def test_the_program_can_install_its_completion() -> None:
    command = [sys.executable, "-m", "crackmap", "--help"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert "--install-completion" in done.stdout
