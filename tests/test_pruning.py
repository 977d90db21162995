"""What people hear when known cracks are gone: track keeps them as filled, lint takes them out."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tracked import on, write_process

pytestmark = pytest.mark.usefixtures("folder")
DAY = "2026-06-01"


def test_what_is_gone_can_be_noted_as_filled_or_taken_out() -> None:
    write_process()
    on(DAY, "track")
    write_process("sales")
    told = on(DAY, "lint").told
    assert "1 known crack is gone; crackmap track notes it as filled, " in told
    assert "--prune-baseline takes it out" in told


@pytest.mark.parametrize("begun_by", [("track",), ("lint", "--write-baseline")], ids=" ".join)
def test_taking_out_what_is_tracked_loses_it_for_the_trend(begun_by: tuple[str, ...]) -> None:
    write_process()
    on(DAY, *begun_by)
    write_process("sales")
    told = on(DAY, "lint", "--prune-baseline").told
    assert "cracks.yaml: 1 crack taken out" in told
    kept = "crackmap track would have kept it as filled, for the trend"
    assert (kept in told) == (begun_by == ("track",))


def test_where_there_is_nothing_to_prune_both_ways_to_begin_are_told() -> None:
    write_process()
    done = on(DAY, "lint", "--prune-baseline")
    assert (done.code, "--write-baseline, or by crackmap track" in done.told) == (2, True)


@pytest.mark.skipif(sys.platform == "win32", reason="links of POSIX")
@pytest.mark.parametrize("command", ["lint", "track", "analyze"])
def test_an_option_is_advised_only_where_there_is_one(command: str, tmp_path: Path) -> None:
    write_process()
    (tmp_path / "kept.yaml").write_text("cracks: []\n")
    Path("cracks.yaml").symlink_to(tmp_path / "kept.yaml")
    done = on(DAY, command)
    assert done.code == 2
    assert "put the file here" in done.told
    assert ("name it by --baseline" in done.told) == (command == "lint")
