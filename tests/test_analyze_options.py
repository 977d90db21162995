"""The options of `crackmap analyze` about impact: --sort, --without, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from crackmap.cli.app import app

LEAKING = """\
process: Leads
volume: 100 per month
value: 10 USD
departments: [marketing, sales]
stages:
  - name: Qualify
    steps:
      - name: Score the lead
        id: score
        owner: marketing
        next: [{ to: call, share: 40% }, { outcome: lost, share: 50% }]
      - { name: Call the lead, id: call, owner: sales, outcome: won }
"""
RATES = "impact: { undefined-handoff: 2% to 5% }\n"


@pytest.fixture(autouse=True)
def leads(folder: Path) -> None:
    (folder / "leads.yaml").write_text(LEAKING, "utf-8")


def analyze(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["analyze", "leads.yaml", *arguments])
    return done.exit_code, done.stdout, done.stderr


def test_filling_a_leak_is_worth_what_scaled_shares_bring() -> None:
    code, out, _ = analyze("--without", "score")
    assert code == 0
    assert "without score: 4.44 cases per month more would be won, worth 44.4 USD per month" in out
    assert "scaled to 100%" in out


def test_several_cracks_are_filled_together() -> None:
    Path("crackmap.yaml").write_text(RATES, "utf-8")
    _, out, _ = analyze("--without", "score", "--without", "score -> call")
    lines = [line for line in out.splitlines() if line.startswith("without")]
    assert [line.partition(":")[0] for line in lines] == [
        "without score",
        "without score -> call",
        "without score and score -> call",
    ]


def test_the_rates_of_crackmap_yaml_are_in_the_json() -> None:
    Path("crackmap.yaml").write_text(RATES, "utf-8")
    _, out, _ = analyze("--output-format", "json")
    losses = {each["rule"]: each["impact"]["loss"] for each in json.loads(out)["findings"]}
    assert losses["undefined-handoff"]["origin"] == "assumed"
    assert (losses["undefined-handoff"]["low"], losses["undefined-handoff"]["high"]) == (8, 20)
    assert losses["leaky-branch"]["origin"] == "derived"


def test_an_unknown_crack_is_refused_with_the_nearest() -> None:
    code, _, err = analyze("--without", "scor")
    assert code == 2
    assert "there is no crack about `scor`" in err
    assert "`score`" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--sort", "impcat"), "there is no `impcat`"),
        (("--full", "--output-format", "markdown"), "no difference to markdown"),
        (("--top", "3", "--output-format", "json"), "no difference to json"),
    ],
)
def test_what_makes_no_difference_is_refused(arguments: tuple[str, ...], words: str) -> None:
    code, _, err = analyze(*arguments)
    assert code == 2
    assert words in err


def test_a_volume_without_a_trigger_is_a_problem_with_its_place() -> None:
    Path("leads.yaml").write_text(LEAKING.replace("id: score", "volume: 5 per day"), "utf-8")
    code, out, _ = analyze()
    assert code == 2
    assert "a step has a `volume` only beside a `trigger`" in out
    assert "leads.yaml:9:9" in out


def test_a_number_shows_one_crack_and_no_fingerprint_that_begins_with_it() -> None:
    steps = "".join(f"      - {{ name: Ask {number} }}\n" for number in range(1, 30))
    Path("leads.yaml").write_text(f"process: P\nstages:\n  - name: S\n    steps:\n{steps}")
    for number in ("1", "2", "7"):
        code, out, _ = analyze(number)
        assert (code, [line for line in out.splitlines() if "nobody owns" in line]) == (
            0,
            [f'  ✗ [{number}] nobody owns "Ask {number}"'],
        )
