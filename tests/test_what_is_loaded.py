"""What runs of `crackmap lint` and `crackmap map` load: nothing without need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from small_process import CLEAN, CRACKED


@pytest.fixture(autouse=True)
def _files(folder: Path) -> None:
    (folder / "cracked.yaml").write_text(CRACKED)
    (folder / "clean.yaml").write_text(CLEAN)


def _loaded(*arguments: str) -> set[str]:
    code = (
        "import sys\nfrom crackmap.cli.front_door import main\n"
        f"sys.argv[1:] = {list(arguments)!r}\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    return set(done.stderr.split())


HEAVY = {"yaml", "pydantic", "networkx", "rich", "graphviz", "typer"}


def test_a_file_is_checked_in_eight_rooms() -> None:
    loaded = _loaded("lint", "cracked.yaml", "--no-cache")
    rooms = {name.split(".")[1] for name in loaded if name.startswith("crackmap.")}
    assert rooms == {
        *("cli", "check", "readers", "source", "language", "graph", "rules", "writers")
    }


def test_a_good_file_is_checked_without_rich_and_graphviz() -> None:
    assert not {"rich", "graphviz", "typer"} & _loaded("lint", "clean.yaml", "--no-cache")


def test_an_unchanged_file_needs_nothing_heavy() -> None:
    _loaded("lint", "cracked.yaml")
    assert not HEAVY & _loaded("lint", "cracked.yaml")


def test_a_picture_of_a_map_needs_nothing_that_only_others_need() -> None:
    loaded = _loaded("map", "cracked.yaml", "-o", "map.svg")
    assert "crackmap.maps.svg.picture" in loaded
    formats = {name for name in loaded if name.startswith("crackmap.maps.formats.")}
    assert formats == {"crackmap.maps.formats.svg"}
    others = ("raster", "printing", "layout.overview", "svg.panels", "index_page")
    assert not {f"crackmap.maps.{name}" for name in others} & loaded
    assert not {"crackmap.history", "crackmap.graph.impact", "rich", "graphviz", "typer"} & loaded
