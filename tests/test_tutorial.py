"""The tutorial: its files are written, its commands run, and they print what it shows."""

import contextlib
import re
import shlex
from pathlib import Path

import pytest

import own_run

TUTORIAL = Path(__file__).resolve().parent.parent / "docs" / "tutorial.md"
BLOCKS = re.findall(
    r"^```(yaml|console)\n(.*?)^```", TUTORIAL.read_text("utf-8"), re.DOTALL | re.MULTILINE
)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, list[str], str]]:
    """The commands in their order: each with the lines shown for it, and what it printed."""
    folder = tmp_path_factory.mktemp("tutorial")
    found = []
    for language, text in BLOCKS:
        if language == "yaml":
            (folder / "lead-to-cash.yaml").write_text(text, "utf-8")
            continue
        command, *shown = text.splitlines()
        program, *arguments = shlex.split(command.removeprefix("$ "))
        assert program == "crackmap"
        with contextlib.chdir(folder):
            done = own_run.crackmap(*arguments, COLUMNS="100", NO_COLOR="1")
        found.append((command, shown, done.stdout + done.stderr))
    return found


def test_what_it_shows_is_printed_in_that_order(
    session: list[tuple[str, list[str], str]],
) -> None:
    assert len(session) > 3
    for command, shown, printed in session:
        lines = printed.splitlines()
        assert [line for line in lines if line in shown] == shown, command


def test_its_process_ends_without_a_crack(session: list[tuple[str, list[str], str]]) -> None:
    (lint,) = (printed for command, _, printed in session if command.startswith("$ crackmap lint"))
    assert lint == "no cracks in 1 file\n"
