"""Which files a command works on when none is named, and what a pattern stands for."""

from __future__ import annotations

from pathlib import Path

import pytest

from crackmap.check.run import RunOptions, begin
from crackmap.source.files import NoInput
from small_process import CLEAN

pytestmark = pytest.mark.usefixtures("folder")


def put(*paths: str, text: str = CLEAN) -> None:
    for path in paths:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(text)


def files(*named: str) -> list[str]:
    return [file.path for file in begin(RunOptions(named)).inputs]


def test_without_a_path_it_is_what_crackmap_yaml_names() -> None:
    put("a.yaml", "sales/b.yaml")
    put("crackmap.yaml", text="processes: [sales/*.yaml]\n")
    assert files() == ["sales/b.yaml"]


@pytest.mark.parametrize("settings", [None, "fail_on: note\n"])
def test_without_a_path_and_processes_it_is_the_folder_here(settings: str | None) -> None:
    put("a.yaml", "sales/b.yaml")
    if settings:
        put("crackmap.yaml", text=settings)
    assert files() == ["a.yaml", "sales/b.yaml"]


def test_a_folder_without_a_process_is_told_with_what_begins_one() -> None:
    with pytest.raises(NoInput, match="no process in this folder") as refusal:
        files()
    assert "crackmap init" in refusal.value.help


def test_a_pattern_that_the_shell_left_alone_stands_for_the_files_it_matches() -> None:
    put("a.yaml", "sales/b.yaml", "sales/deep/c.yaml", "sales/notes.txt")
    assert files("sales/*.yaml") == ["sales/b.yaml"]
    assert files("**/*.yaml") == ["a.yaml", "sales/b.yaml", "sales/deep/c.yaml"]


def test_a_pattern_may_lead_out_of_the_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("sales/b.yaml", "here/x.yaml")
    monkeypatch.chdir("here")
    assert files("../sales/*.yaml") == ["../sales/b.yaml"]
    assert files(f"{folder.as_posix()}/sales/*.yaml") == [f"{folder.as_posix()}/sales/b.yaml"]


def test_a_file_whose_name_looks_like_a_pattern_is_that_file() -> None:
    put("a[1].yaml", "a1.yaml")
    assert files("a[1].yaml") == ["a[1].yaml"]


def test_a_pattern_that_nothing_matches_is_told() -> None:
    with pytest.raises(NoInput, match="matches nothing/"):
        files("nothing/*.yaml")
