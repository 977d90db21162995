"""Watching does it once, and again after every change, until somebody interrupts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crackmap.cli.watching import state, watch


@pytest.fixture(autouse=True)
def _files(folder: Path) -> None:
    (folder / "below").mkdir()
    (folder / "below/a.yaml").write_text("a")


def runs(*happenings: Callable[[], object], path: str = "below") -> list[int]:
    """How many files each run saw, when these things happen one after the other."""
    seen: list[int] = []
    left = list(happenings)

    def pause() -> None:
        if not left:
            raise KeyboardInterrupt
        left.pop(0)()

    watch(lambda: state([path]), seen.append, pause)
    return seen


def nothing() -> None:
    """Nothing happens."""


def change() -> None:
    Path("below/a.yaml").write_text("other text")


def add() -> None:
    Path("below/b.yaml").write_text("b")


def remove() -> None:
    Path("below/a.yaml").unlink()


def test_without_a_change_it_is_done_once() -> None:
    assert runs(nothing, nothing) == [1]


def test_after_a_change_it_is_done_again() -> None:
    assert runs(nothing, change, nothing) == [1, 1]


def test_files_that_come_and_go_are_changes() -> None:
    assert runs(add, remove) == [1, 2, 1]


def test_an_editor_that_exchanges_the_file_is_seen_to_the_end() -> None:
    assert runs(remove, change, path="below/a.yaml") == [1, 0, 1]


def test_the_settings_above_are_part_of_it() -> None:
    assert runs(lambda: Path("crackmap.yaml").write_text("fail_on: note\n")) == [1, 2]


def test_the_baseline_beside_the_settings_is_part_of_it() -> None:
    Path("crackmap.yaml").write_text("fail_on: note\n")
    assert runs(lambda: Path("cracks.yaml").write_text("cracks: []\n")) == [2, 3]


@pytest.mark.parametrize(("fixes", "runs_"), [(True, [1]), (False, [1, 1])])
def test_a_change_during_the_run_starts_another_unless_the_run_fixes(
    fixes: bool, runs_: list[int]
) -> None:
    seen: list[int] = []
    pauses = iter([None, None])

    def do(files: int) -> None:
        seen.append(files)
        if len(seen) == 1:
            change()

    def pause() -> None:
        if next(pauses, "end") == "end":
            raise KeyboardInterrupt

    watch(lambda: state(["below"]), do, pause, fixes=fixes)
    assert seen == runs_


def test_a_change_that_keeps_the_size_is_one() -> None:
    before = state(["below"])
    os.utime("below/a.yaml", ns=(1, 1))
    assert state(["below"]) != before


def test_other_files_are_left_alone() -> None:
    before = state(["below"])
    Path("below/notes.txt").write_text("x")
    Path("below/.hidden").mkdir()
    Path("below/.hidden/b.yaml").write_text("x")
    assert state(["below"]) == before


@contextmanager
def interruptible() -> Iterator[None]:
    """Let what is started here be ended by Ctrl-C, even where this run, in the background, is not.

    Only that a signal is ignored is inherited; a handler of ours is not.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.fixture(name="lint")
def _lint() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Begins `crackmap lint --watch` as people do, and ends it."""
    begun: list[subprocess.Popen[str]] = []

    def begin(*arguments: str, stdout: int = subprocess.DEVNULL) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "crackmap", "lint", "--watch", "--no-cache", *arguments]
        with interruptible():
            process = subprocess.Popen(command, text=True, stdout=stdout, stderr=subprocess.PIPE)
        begun.append(process)
        return process

    yield begin
    for one in begun:
        with one:
            one.kill()


def reported(process: subprocess.Popen[str]) -> str:
    """What is told on standard error until it waits for the next change."""
    assert process.stderr
    lines = []
    for line in process.stderr:
        lines.append(line)
        if line.startswith("watching "):
            break
    return "".join(lines)


def test_the_processes_of_crackmap_yaml_are_watched(
    lint: Callable[..., subprocess.Popen[str]],
) -> None:
    Path("crackmap.yaml").write_text("rules: { dead-ed: off }\n")
    process = lint()
    assert "did you mean `dead-end`?" in reported(process)
    Path("crackmap.yaml").write_text("processes: ['below/*.yaml']\n")
    assert reported(process) == "watching 2 files; end with Ctrl-C\n"
    add()
    assert reported(process) == "watching 3 files; end with Ctrl-C\n"
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=60)[1] == "\n"
    assert process.returncode == 0


def test_a_slip_in_the_file_of_config_is_reported_and_the_watch_goes_on(
    lint: Callable[..., subprocess.Popen[str]],
) -> None:
    Path("team.yaml").write_text("rules: { dead-end: off }\n")
    process = lint("below/a.yaml", "--config", "team.yaml")
    reported(process)
    Path("team.yaml").write_text("rules: { dead-ed: off }\n")
    assert "did you mean `dead-end`?" in reported(process)
    Path("team.yaml").write_text("rules: { dead-end: note }\n")
    assert reported(process) == "watching 2 files; end with Ctrl-C\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("below", "--select", "dead-ed"), "dead-end"),
        (("below", "--config", "no.yaml"), "no.yaml"),
        (("-",), "standard input cannot be watched"),
    ],
    ids=str,
)
def test_bad_usage_ends_the_watch(
    arguments: tuple[str, ...], words: str, lint: Callable[..., subprocess.Popen[str]]
) -> None:
    process = lint(*arguments)
    assert words in process.communicate()[1]
    assert process.returncode == 2


def test_it_ends_when_nobody_reads_it_any_more(lint: Callable[..., subprocess.Popen[str]]) -> None:
    process = lint("below", stdout=subprocess.PIPE)
    reported(process)
    assert process.stdout
    process.stdout.close()
    assert process.communicate(timeout=60)[1] == "\n"
    assert process.returncode == 0


def test_it_ends_when_its_reader_goes_away_while_it_writes(
    lint: Callable[..., subprocess.Popen[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)
    steps = "".join(f"      - {{ name: Do step {n} }}\n" for n in range(600))
    head = "process: P\nstages:\n  - name: S\n    steps:\n"
    Path("below/a.yaml").write_text(head + steps)  # far more cracks than a pipe takes
    process = lint("below", stdout=subprocess.PIPE)
    assert process.stdout
    process.stdout.readline()
    process.stdout.close()
    assert "watching 1 file" in process.communicate(timeout=60)[1]
    assert process.returncode == 0


def test_it_goes_on_where_nobody_wants_to_read(lint: Callable[..., subprocess.Popen[str]]) -> None:
    process = lint("below/a.yaml", stdout=subprocess.DEVNULL)
    assert reported(process) == "watching 1 file; end with Ctrl-C\n"
    change()
    assert reported(process) == "watching 1 file; end with Ctrl-C\n"
