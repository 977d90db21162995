"""Facts about cracks in crackmap.yaml itself: each is told once, and belongs to no process."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from crackmap.check.check import check
from crackmap.check.settings import Settings
from crackmap.cli.app import app
from crackmap.source.files import Input

SHARED = """\
departments:
  sales: { name: Sales }
  desk: { part_of: saless }
  crm: { kind: system, accountable: salse }
  finance: {}
goals:
  bookings: { conflicts_with: [cahs] }
  cash: {}
handoffs:
  order: { from: sales, to: finance, sla: [{ says: 8bh, source: a }, { says: 2bd, source: b }] }
  refund: { from: fiance, to: sales }
"""
PROCESS = """\
process: Process {name}
departments: {{ legal-{name}: {{}} }}
stages:
  - name: Close
    steps:
      - name: Sign the contract
        owner: sales
        next: {{ to: send-the-invoice, handoff: order }}
      - name: Send the invoice
        owner: finance
        outcome: won
"""


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("crackmap.yaml").write_text(SHARED, "utf-8")
    for name in ("a", "b"):
        Path(f"{name}.yaml").write_text(PROCESS.format(name=name), "utf-8")


def run(*arguments: str) -> str:
    return CliRunner().invoke(app, [*arguments, "a.yaml", "b.yaml"]).stdout


def shared_cracks() -> list[dict[str, Any]]:
    reported = json.loads(run("lint", "--no-cache", "--output-format", "json"))["findings"]
    rules = ("unknown-owner", "unknown-reference", "contradiction")
    return [one for one in reported if one["rule"] in rules]


def test_wrong_words_and_claims_that_differ_are_reported_once_for_all_processes() -> None:
    assert [(one["line"], one["rule"], one["subject"]) for one in shared_cracks()] == [
        (3, "unknown-reference", "department desk"),
        (4, "unknown-owner", "department crm"),
        (7, "unknown-reference", "goal bookings"),
        (10, "contradiction", "handoff order"),
    ]


def test_a_handoff_that_no_process_of_the_run_names_is_not_judged() -> None:
    assert "refund" not in json.dumps(shared_cracks())


def test_they_belong_to_no_process_and_no_department() -> None:
    owners = {(one["path"], one["process"], one["assignee"]) for one in shared_cracks()}
    assert owners == {("crackmap.yaml", None, None)}


def test_fixes_leave_crackmap_yaml_alone() -> None:
    run("lint", "--fix", "--unsafe-fixes")
    assert Path("crackmap.yaml").read_text("utf-8") == SHARED


def test_analyze_shows_them_with_their_lines() -> None:
    shown = run("analyze").partition("What the processes share")[2]
    assert "3 │ desk: { part_of: saless }" in shown


def test_the_ids_of_all_processes_are_held_once_however_many_there_are() -> None:
    inputs = [Input(f"{n}.yaml", PROCESS.format(name=n).encode()) for n in range(3)]
    graphs = check(inputs, Settings(datetime.date(2026, 6, 1))).graphs
    assert graphs[0].around.processes == {"process-0", "process-1", "process-2"}
    assert len({id(graph.around.processes) for graph in graphs}) == 1
