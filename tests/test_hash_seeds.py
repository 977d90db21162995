"""What is written is the same under every hash seed: sets and dicts give their order to nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

import charts
import exported
import html_pages
from crackmap.cli.app import app
from crackmap.maps.layout.drawing import lay_out
from crackmap.maps.svg import picture

HOME = Path(__file__).resolve().parent.parent
EXAMPLE = str(HOME / "examples" / "lead-to-cash" / "process.yaml")
COMMANDS = (
    ("lint", EXAMPLE, "--no-cache", "--today", "2026-06-01"),
    ("lint", EXAMPLE, "--no-cache", "--today", "2026-06-01", "--top", "9"),
    ("analyze", EXAMPLE, "--today", "2026-06-01", "--full"),
    ("analyze", EXAMPLE, "--today", "2026-06-01", "--output-format", "json"),
    ("map", EXAMPLE),
    ("map", EXAMPLE, "--view", "matrix"),
    ("schema", "process"),
    ("schema", "workspace"),
)


def exports() -> str:
    graphs = (exported.example(), exported.graph_of(exported.HOSTILE))
    return "".join(write(graph) for graph in graphs for write in exported.WRITERS.values())


def printed(command: tuple[str, ...]) -> str:
    done = CliRunner().invoke(app, list(command))
    assert done.exit_code in (0, 1), done.output
    return done.stdout


MAKERS: Mapping[str, Callable[[], str]] = {
    "drawing": lambda: picture.write(lay_out(charts.lead_to_cash())),
    "exports": exports,
    "page": html_pages.page_of,
    **{
        " ".join(Path(word).name for word in command): lambda command=command: printed(command)  # type: ignore[misc]
        for command in COMMANDS
    },
}


@cache
def made_elsewhere() -> dict[str, str]:
    """All that is made by another interpreter, whose seed is not ours."""
    seed = "7" if os.environ.get("PYTHONHASHSEED") == "0" else "0"
    program = "import json, test_hash_seeds as t; print(json.dumps(t.all_made()))"
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, env=environment, check=True
    )
    texts: dict[str, str] = json.loads(done.stdout)
    return texts


def all_made() -> dict[str, str]:
    return {name: make() for name, make in MAKERS.items()}


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.usefixtures("folder")
def test_what_is_written_is_the_same_under_every_hash_seed(name: str) -> None:
    assert made_elsewhere()[name]
    assert made_elsewhere()[name] == MAKERS[name]()
