"""A drawing takes along what its process uses of crackmap.yaml, and gives way to it there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crackmap.readers.bpmn import read
from crackmap.readers.making.reading import PLAIN
from in_process import crackmap

SHARED = """\
departments:
  sales: { name: Sales, goals: [bookings] }
  legal: { name: Legal, part_of: board }
  board: { name: Board }
  services: { name: Services }
handoffs:
  review: { name: Review, from: sales, to: legal, payload: contract, sla: 2d }
goals: { bookings: Bookings, margin: Margin }
"""
PROCESS = """\
process: P
stages:
  - name: S
    steps:
      - { name: Write the contract, owner: sales, next: { to: review-it, handoff: review } }
      - { name: Review it, owner: legal, outcome: won }
"""


@pytest.fixture(autouse=True)
def _files(folder: Path) -> None:
    (folder / "crackmap.yaml").write_text(SHARED)
    (folder / "p.yaml").write_text(PROCESS)
    assert crackmap("map", "p.yaml", "-o", "p.bpmn").exit_code == 0


def test_what_is_used_goes_along_and_what_that_refers_to(folder: Path) -> None:
    (process,) = read((folder / "p.bpmn").read_bytes(), "p.bpmn", PLAIN).processes
    assert list(process.departments) == ["sales", "legal", "board"]
    assert list(process.handoffs) == ["review"]
    assert list(process.goals) == ["bookings"]


def test_beside_the_shared_file_the_same_cracks_are_found() -> None:
    found = [
        sorted(
            (one["rule"], one["subject"])
            for one in json.loads(
                crackmap("lint", name, "--output-format", "json").stdout,
            )["findings"]
        )
        for name in ("p.yaml", "p.bpmn")
    ]
    assert found[0] == found[1] != []
