"""Watching does it once, and again after every change, until somebody interrupts."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from crackmap.watching import state, watch


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "below").mkdir()
    (tmp_path / "below/a.yaml").write_text("a")
    return tmp_path


def runs(*happenings: Callable[[], object], path: str = "below") -> list[int]:
    """How many files each run saw, when these things happen one after the other."""
    seen: list[int] = []
    left = list(happenings)

    def pause() -> None:
        if not left:
            raise KeyboardInterrupt
        left.pop(0)()

    watch([path], [], seen.append, pause)
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


def test_what_the_run_itself_changes_starts_no_other() -> None:
    seen: list[int] = []

    def mends(files: int) -> None:
        seen.append(files)
        change()

    pauses = iter([None, None])

    def pause() -> None:
        if next(pauses, "end") == "end":
            raise KeyboardInterrupt

    watch(["below"], [], mends, pause)
    assert seen == [1]


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
