"""What is longer than the terminal is shown by a pager, as git does."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from crackmap.cli import output, terminal

LONG = "a line\n" * 100


@pytest.fixture(autouse=True)
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of 24 lines."""
    monkeypatch.setattr(terminal, "is_terminal", lambda: True)
    for name, value in (("LINES", "24"), ("COLUMNS", "80"), ("TERM", "xterm")):
        monkeypatch.setenv(name, value)


def named(monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setenv("PAGER", command)


def test_what_is_long_goes_to_the_pager_that_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    named(monkeypatch, f"{sys.executable} -m pager")
    assert terminal.pager(LONG) == [sys.executable, "-m", "pager"]


def test_what_fits_is_written_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    named(monkeypatch, sys.executable)
    assert terminal.pager("a line\n" * 23) is None


@pytest.mark.parametrize("command", ["", "cat", "no-such-pager-here", "'open"])
def test_no_pager_is_none(monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    named(monkeypatch, command)
    assert terminal.pager(LONG) is None


def test_without_a_terminal_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    named(monkeypatch, sys.executable)
    monkeypatch.setattr(terminal, "is_terminal", lambda: False)
    assert terminal.pager(LONG) is None


def test_who_wants_none_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    named(monkeypatch, sys.executable)
    assert terminal.pager(LONG, wanted=False) is None


@pytest.mark.skipif(sys.platform == "win32", reason="a script of a shell")
def test_a_pager_of_the_folder_here_is_not_started(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "less").write_text("#!/bin/sh\n")
    (folder / "less").chmod(0o755)
    monkeypatch.setenv("PATH", f".{os.pathsep}{folder}")
    named(monkeypatch, "less")
    assert terminal.pager(LONG) is None


def test_a_pager_gets_all_of_it(folder: Path) -> None:
    keeps = "import sys; open('shown', 'wb').write(sys.stdin.buffer.read())"
    output.page(LONG, [sys.executable, "-c", keeps])
    assert (folder / "shown").read_text() == LONG


def test_who_leaves_the_pager_early_sees_no_error() -> None:
    output.page(LONG * 10_000, [sys.executable, "-c", "pass"])
