"""A plain command line is read without typer, to the very values that typer gives."""

from __future__ import annotations

import functools
import shlex
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from crackmap.cli import plain
from crackmap.cli.app import in_typer
from crackmap.cli.commands import COMMANDS, function
from crackmap.cli.option import Option
from thoroughness import examples

PLAIN_COMMANDS = [name for name in COMMANDS if name != "help"]
VALUES = ("a.yaml", "-", "--", "", "0", "3", "007", "\u0663", "1_0", "x=y", "-x", "--nothing", "-h")


@functools.cache
def _typer(name: str) -> tuple[typer.Typer, list[dict[str, Any]]]:
    """Return the command in typer; instead of doing anything it keeps its values in the list."""
    kept: list[dict[str, Any]] = []

    @functools.wraps(function(name))
    def keep(**values: Any) -> None:
        kept.append(values)

    alone = typer.Typer(add_completion=False)
    alone.command(name)(in_typer(keep))
    return alone, kept


def by_typer(name: str, words: list[str], environment: dict[str, str]) -> dict[str, Any] | None:
    """Return what typer reads; None where it has something to say."""
    alone, kept = _typer(name)
    kept.clear()
    CliRunner().invoke(alone, words, env=environment)
    return kept[0] if kept else None


def by_itself(name: str, words: list[str], environment: dict[str, str]) -> dict[str, Any] | None:
    """Return what is read without typer; None where that is left to it."""
    try:
        return plain.values(function(name), words, environment)
    except plain.NotPlain:
        return None


def _names(command: Callable[..., None]) -> Iterator[str]:
    for each in plain._parameters(command):
        if isinstance(each.taken, Option):
            yield from each.taken.names


@st.composite
def lines(draw: st.DrawFn) -> tuple[str, list[str]]:
    name = draw(st.sampled_from(PLAIN_COMMANDS))
    names = sorted(_names(function(name)))
    short = "".join(one[1] for one in names if not one.startswith("--")) or "x"
    value = st.sampled_from(VALUES)
    word = st.one_of(
        value,
        st.sampled_from(names),
        st.sampled_from(names),
        st.builds("{}={}".format, st.sampled_from(names), value),
        st.builds("-{}{}".format, st.text(short, min_size=1, max_size=3), value),
    )
    return name, draw(st.lists(word, max_size=6))


ENVIRONMENTS = st.dictionaries(
    st.sampled_from(("CRACKMAP_CACHE_DIR", "CRACKMAP_TODAY")), st.sampled_from(("", "here"))
)


@settings(max_examples=examples(200))
@given(lines(), ENVIRONMENTS)
def test_a_line_is_left_to_typer_or_gives_the_same(
    line: tuple[str, list[str]], environment: dict[str, str]
) -> None:
    read = by_itself(*line, environment)
    assert read is None or repr(read) == repr(by_typer(*line, environment))


@pytest.mark.parametrize(
    "line",
    [
        "lint",
        "lint .",
        "lint a.yaml b.yaml --no-cache -e",
        "lint -eq --output-format concise,sarif=x.sarif --select flow --select=time",
        "lint -ox.txt --cache-dir=kept --top 3 -- -odd.yaml",
        "lint --color never --config crackmap.yaml --isolated",
        "analyze process.yaml",
        "map process.yaml --format svg -o process.svg",
        "diff HEAD~1",
        "show -",
        "explain unowned-step",
    ],
)
def test_what_people_type_is_plain(line: str) -> None:
    name, *words = shlex.split(line)
    read = by_itself(name, words, {})
    assert read is not None
    assert repr(read) == repr(by_typer(name, words, {}))


@pytest.mark.parametrize("name", PLAIN_COMMANDS)
def test_all_that_a_command_takes_can_be_read(name: str) -> None:
    assert list(plain._parameters(function(name)))


@pytest.mark.parametrize(
    "line",
    [
        *("", "--help", "-V", "help lint", "nothing", "show a b --nothing"),
        *("lint --help", "lint -h", "lint --no-cach", "lint --quiet=yes", "lint -q-"),
        *("lint --top", "lint --top none", "lint --top 0"),
    ],
)
def test_the_rest_is_left_to_typer(line: str) -> None:
    assert plain.meant(line.split(), {}) is None


def test_a_shell_that_completes_is_answered_by_typer() -> None:
    assert plain.meant(["lint"], {}) is not None
    assert plain.meant(["lint"], {"_CRACKMAP_COMPLETE": "complete_bash"}) is None
