"""Watching does it once, and again after every change, until somebody interrupts."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import own_run
from crackmap.cli.watching import state, watch
from in_process import crackmap


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


def test_a_link_to_itself_is_no_file_to_watch() -> None:
    Path("loop.yaml").symlink_to("loop.yaml")
    assert state(["loop.yaml"]) == {}


def test_other_files_are_left_alone() -> None:
    before = state(["below"])
    Path("below/notes.txt").write_text("x")
    Path("below/.hidden").mkdir()
    Path("below/.hidden/b.yaml").write_text("x")
    assert state(["below"]) == before


class Watch:
    """A run of `crackmap lint --watch` as people begin it, and what it tells them."""

    def __init__(self, *arguments: str, read: bool) -> None:
        told, stderr = os.pipe()
        written, stdout = os.pipe()
        nothing = os.open(os.devnull, os.O_RDWR)
        command = ["lint", "--watch", "--no-cache", *arguments]
        streams = (nothing, stdout if read else nothing, stderr)
        self.run = own_run.begin(command, streams, not_there=[told, written])
        for ours_no_more in (nothing, stdout, stderr):
            os.close(ours_no_more)
        self.told, self.written = os.fdopen(told), os.fdopen(written)

    def reported(self) -> str:
        """What is told until it waits for the next change."""
        lines = []
        for line in self.told:
            lines.append(line)
            if line.startswith("watching "):
                break
        return "".join(lines)

    def end(self) -> tuple[int, str]:
        """The exit code, and what is told until the end."""
        return self.run.wait(), self.told.read()


@pytest.fixture(name="lint")
def _lint() -> Iterator[Callable[..., Watch]]:
    """Begins a watch, whose report somebody may `read`."""
    if sys.platform == "win32":
        pytest.skip("a process cannot be copied there")
    begun: list[Watch] = []

    def begin(*arguments: str, read: bool = False) -> Watch:
        begun.append(Watch(*arguments, read=read))
        return begun[-1]

    yield begin
    for one in begun:
        one.run.kill()
        one.told.close()
        one.written.close()


def test_the_processes_of_crackmap_yaml_are_watched(lint: Callable[..., Watch]) -> None:
    Path("crackmap.yaml").write_text("rules: { dead-ed: off }\n")
    watched = lint()
    assert "did you mean `dead-end`?" in watched.reported()
    Path("crackmap.yaml").write_text("processes: ['below/*.yaml']\n")
    assert watched.reported() == "watching 2 files; end with Ctrl-C\n"
    add()
    assert watched.reported() == "watching 3 files; end with Ctrl-C\n"
    watched.run.interrupt()
    assert watched.end() == (0, "\n")


def test_a_slip_in_the_file_of_config_is_reported_and_the_watch_goes_on(
    lint: Callable[..., Watch],
) -> None:
    Path("team.yaml").write_text("rules: { dead-end: off }\n")
    watched = lint("below/a.yaml", "--config", "team.yaml")
    watched.reported()
    Path("team.yaml").write_text("rules: { dead-ed: off }\n")
    assert "did you mean `dead-end`?" in watched.reported()
    Path("team.yaml").write_text("rules: { dead-end: note }\n")
    assert watched.reported() == "watching 2 files; end with Ctrl-C\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("below", "--select", "dead-ed"), "dead-end"),
        (("below", "--config", "no.yaml"), "no.yaml"),
        (("-",), "standard input cannot be watched"),
    ],
    ids=str,
)
def test_bad_usage_ends_the_watch(arguments: tuple[str, ...], words: str) -> None:
    done = crackmap("lint", "--watch", *arguments)
    assert (done.exit_code, words in done.stderr) == (2, True)


def test_it_ends_when_nobody_reads_it_any_more(lint: Callable[..., Watch]) -> None:
    watched = lint("below", read=True)
    watched.reported()
    watched.written.close()
    assert watched.end() == (0, "\n")


def test_it_ends_when_its_reader_goes_away_while_it_writes(lint: Callable[..., Watch]) -> None:
    steps = "".join(f"      - {{ name: Do step {n} }}\n" for n in range(600))
    head = "process: P\nstages:\n  - name: S\n    steps:\n"
    Path("below/a.yaml").write_text(head + steps)  # far more cracks than a pipe takes
    watched = lint("below", read=True)
    watched.written.readline()
    watched.written.close()
    code, told = watched.end()
    assert (code, "watching 1 file" in told) == (0, True)


def test_it_goes_on_where_nobody_wants_to_read(lint: Callable[..., Watch]) -> None:
    watched = lint("below/a.yaml")
    assert watched.reported() == "watching 1 file; end with Ctrl-C\n"
    change()
    assert watched.reported() == "watching 1 file; end with Ctrl-C\n"
