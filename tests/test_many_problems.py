"""A file with thousands of problems: the first ones are shown, all of them are counted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from own_run import crackmap

STEPS = "".join(f"  - {{ name: Do it {number}, colour: red }}\n" for number in range(150))
TEXT = f"process: P\nstages:\n- name: S\n  steps:\n{STEPS}"


@pytest.fixture(autouse=True)
def _file(folder: Path) -> None:
    (folder / "p.yaml").write_text(TEXT)


@pytest.mark.parametrize(
    "command", [("lint", "--output-format", "full"), ("analyze",), ("track",), ("map",)]
)
def test_people_see_the_first_hundred(command: tuple[str, ...]) -> None:
    done = crackmap(*command, "p.yaml")
    text = done.stdout + done.stderr
    assert done.returncode == 2
    assert text.count("has no key `colour`") == 100
    assert "and 50 more in p.yaml" in text


def test_programs_see_all() -> None:
    found = json.loads(crackmap("lint", "--output-format", "json", "p.yaml").stdout)
    assert len(found["findings"]) == found["summary"]["errors"] == 150


def test_of_crackmap_yaml_people_see_the_first_hundred(folder: Path) -> None:
    items = "".join(f"  g{number}: {{ colour: red }}\n" for number in range(150))
    (folder / "crackmap.yaml").write_text(f"goals:\n{items}")
    done = crackmap("lint", "p.yaml")
    assert done.returncode == 2
    assert done.stderr.count("has no key `colour`") == 100
    assert done.stderr.endswith("and 50 more in crackmap.yaml\n")
