"""`lint --top N`: the costliest cracks are shown, and all of them count."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from crackmap.cli.app import app

pytestmark = pytest.mark.usefixtures("folder")
# One case in a hundred comes to the first crack, 99 to the second; the third is an open end.
PROCESS = """\
process: Sell
departments: [sales, legal, finance]
stages:
  - name: Sell
    steps:
      - name: Write the offer
        id: offer
        owner: sales
        next: [{ to: review, share: 1% }, { to: bill, share: 99% }]
      - { name: Review the offer, id: review, owner: legal, outcome: won }
      - { name: Bill the customer, id: bill, owner: finance, outcome: won }
"""
FORMATS = ["concise", "full", "github", "markdown"]


@pytest.fixture(autouse=True)
def _process(folder: Path) -> None:
    (folder / "p.yaml").write_text(PROCESS)


def lint(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["lint", "--no-cache", *arguments])


def shown(*arguments: str) -> list[str]:
    """The ends of the flows that are shown, in their order."""
    out = lint("--output-format", "concise", *arguments).stdout
    return re.findall('error .* -> "([^"]*)"', out)


def test_the_costliest_comes_first_wherever_it_stands() -> None:
    assert shown() == ["Review the offer", "Bill the customer"]
    assert shown("--top", "9") == ["Bill the customer", "Review the offer"]
    assert shown("--top", "1") == ["Bill the customer"]


@pytest.mark.parametrize("name", ["concise", "full"])
def test_quiet_counts_them_alone_and_they_count(name: str) -> None:
    quiet = lint("-q", "--output-format", name)
    assert quiet.stdout.splitlines()[0].startswith("4 cracks in 1 file: 2 errors, 2 warnings")
    assert "passes" not in quiet.stdout
    assert quiet.exit_code == 1


def test_quiet_shows_no_part() -> None:
    assert "--quiet and --top do not go together" in lint("-q", "--top", "1").stderr
    assert "--quiet makes no difference to json" in lint("-q", "--output-format", "json").stderr


def test_they_are_the_first_of_analyze() -> None:
    analyzed = CliRunner().invoke(app, ["analyze", "--top", "2"]).stdout
    assert re.findall('-> "([^"]*)" passes', analyzed) == shown("--top", "2")


@pytest.mark.parametrize("name", FORMATS)
def test_the_counts_stay_and_what_is_not_shown_is_counted(name: str) -> None:
    whole, part = (lint("--output-format", name, *more).stdout for more in ([], ["--top", "1"]))
    counts = re.findall(r"\d+ cracks? in 1 file.*", whole)
    assert counts == re.findall(r"\d+ cracks? in 1 file.*", part) != []
    all_of_them = sum(map(int, re.findall(r"(\d+) (?:error|warning|note)", counts[0])))
    assert f"{all_of_them - 1} of these are not shown: leave --top out to see all" in part
    assert len(part) < len(whole)


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_is_said_to_be_left_out_where_all_is_shown(name: str) -> None:
    assert "not shown" not in lint("--output-format", name, "--top", "99").stdout


def test_the_exit_code_is_that_of_all_cracks() -> None:
    Path("p.yaml").write_text(PROCESS.replace("owner: finance", "owner: sales"))
    cost = "drop: 50%, handoff: { trigger: signed, payload: [offer], acceptance: [complete] }"
    assert lint("--top", "1", "--fail-on", "warning").exit_code == 1
    assert lint("--top", "1", "--exit-zero").exit_code == 0
    Path("p.yaml").write_text(PROCESS.replace("to: bill, share", f"to: bill, {cost}, share"))
    first = lint("--top", "1", "--output-format", "concise")
    assert "warning" in first.stdout.partition("\n")[0]
    assert first.exit_code == 1  # for the error that is not shown


def test_notes_stand_behind_all_cracks() -> None:
    Path("crackmap.yaml").write_text("rules: { undefined-handoff: note }\n")
    severities = re.findall(
        r"p\.yaml:\d+:\d+: (\w+)", lint("--top", "99", "--output-format", "concise").stdout
    )
    assert "note" in severities
    assert "note" not in severities[: severities.index("note")]
    assert set(severities[severities.index("note") :]) == {"note"}


def test_a_file_that_cannot_be_read_is_always_shown() -> None:
    Path("broken.yaml").write_text("process: [\n")
    done = lint(".", "broken.yaml", "--top", "1", "--output-format", "concise")
    assert done.exit_code == 2
    assert done.stdout.startswith("broken.yaml:")
    assert "error undefined-handoff" in done.stdout


def test_files_for_programs_hold_all_cracks() -> None:
    assert lint("--top", "1", "--output-format", "concise,json=all.json").exit_code == 1
    rules = [each["rule"] for each in json.loads(Path("all.json").read_text("utf-8"))["findings"]]
    assert rules.count("undefined-handoff") == 2


@pytest.mark.parametrize("name", ["json", "sarif", "gitlab", "junit", "rdjson"])
def test_a_format_for_programs_alone_is_refused(name: str) -> None:
    done = lint("--top", "1", "--output-format", name)
    assert done.exit_code == 2
    assert f"--top makes no difference to {name}" in done.stderr
    assert "ask for concise, full, github or markdown" in done.stderr


def test_statistics_count_all() -> None:
    done = lint("--top", "1", "--statistics")
    assert done.exit_code == 2
    assert "--statistics and --top do not go together" in done.stderr


def test_of_a_department_the_costliest_are_shown() -> None:
    assert shown("--department", "legal", "--top", "1") == ["Review the offer"]


def test_what_is_known_is_not_among_them() -> None:
    lint("--write-baseline", "--stage", "Sell")
    assert shown("--top", "3") == []
    done = lint("--top", "3", "--output-format", "concise")
    assert (done.exit_code, "not shown" in done.stdout) == (0, False)


def test_without_it_nothing_is_reckoned(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("crackmap.check.costs", "crackmap.check.ranking"):
        monkeypatch.setitem(sys.modules, module, None)  # importing it would fail
    assert lint().exit_code == 1
