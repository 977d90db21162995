"""Looking at the cracks of one department or stage: the same ones in analyze, lint and map."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from in_process import crackmap

pytestmark = pytest.mark.usefixtures("folder")
PROCESS = """\
process: Sell
departments:
  sales: { name: Field sales }
  inside: { part_of: sales }
  legal: {}
  finance: {}
stages:
  - name: Offer it
    id: offer
    exit: offered
    steps:
      - { name: Send the offer, id: send, owner: inside }
      - { name: Review the offer, id: review, owner: legal }
  - name: Bill it
    id: bill
    steps:
      - { name: Bill the customer, owner: finance }
      - { name: Watch the payment, id: watch, outcome: won }
"""


@pytest.fixture(autouse=True)
def _process(folder: Path) -> None:
    (folder / "p.yaml").write_text(PROCESS)


def subjects(*arguments: str, command: str = "lint") -> dict[str, int | None]:
    """The subjects of the errors, each with its number on the map."""
    words = [command, "p.yaml", "--output-format", "json", *arguments]
    words += ["--no-cache"] if command == "lint" else []
    found = json.loads(crackmap(*words).stdout)["findings"]
    return {each["subject"]: each["number"] for each in found if each["severity"] == "error"}


ALL = ["send -> review", "review -> bill-the-customer", "watch"]


def test_without_a_wish_all_is_shown() -> None:
    assert list(subjects()) == ALL


@pytest.mark.parametrize("command", ["lint", "analyze"])
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--department", "legal"], ALL[:2]),
        (["--department", "finance"], ALL[1:2]),
        (["--department", "sales"], ALL[:1]),  # by its team
        (["--department", "Field sales"], ALL[:1]),
        (["--stage", "bill"], ALL[1:]),
        (["--stage", "Offer it"], ALL[:2]),
        (["--stage", "offer", "--department", "sales"], ALL[:1]),
        (["--department", "sales", "--department", "finance"], ALL[:2]),
    ],
)
def test_what_is_theirs_is_shown(command: str, arguments: list[str], expected: list[str]) -> None:
    assert list(subjects(*arguments, command=command)) == expected


def test_a_crack_keeps_its_number() -> None:
    everything = subjects()
    assert subjects("--stage", "bill") == {each: everything[each] for each in ALL[1:]}


def test_lint_fails_only_for_what_is_looked_at() -> None:
    clean = PROCESS.replace("owner: legal }\n", "owner: inside }\n")
    Path("p.yaml").write_text(clean)
    assert crackmap("lint", "p.yaml", "--no-cache").exit_code == 1
    assert crackmap("lint", "p.yaml", "--no-cache", "--department", "legal").exit_code == 0


@pytest.mark.parametrize("option", ["--department", "--stage"])
def test_a_word_that_names_nothing_is_told(option: str) -> None:
    for command in ("lint", "analyze"):
        done = crackmap(command, "p.yaml", option, "leagl")
        assert done.exit_code == 2
        assert f"{option}: there is no `leagl`" in done.stderr


def test_a_map_lists_the_cracks_of_the_department_that_is_in_colour() -> None:
    drawn = crackmap(
        "map", "p.yaml", "-o", "-", "--format", "svg", "--department", "finance"
    ).stdout
    assert "passes from legal to finance" in drawn
    assert "passes from Field sales to legal" not in drawn


def test_analyze_says_what_it_leaves_out() -> None:
    shown = crackmap("analyze", "p.yaml", "--department", "legal", "--top", "1").stdout
    assert "of legal: add --full" in shown


def test_an_unknown_crack_is_told() -> None:
    done = crackmap("analyze", "p.yaml", "77")
    assert (done.exit_code, "there is no crack 77" in done.stderr) == (2, True)


def test_a_report_goes_into_a_file() -> None:
    assert crackmap("analyze", "p.yaml", "-q", "-o", "report.txt").stdout == ""
    assert "3 of 4 steps have an owner" in Path("report.txt").read_text("utf-8")


def drawn(*arguments: str) -> list[tuple[str, str]]:
    """The rules that stand in the list below a map, each behind its number."""
    words = ["map", "p.yaml", "-o", "-", "--format", "svg", *arguments]
    shown = re.sub(r"<[^>]*>", " ", crackmap(*words).stdout)
    return re.findall(r"([0-9]+)\s+(?:error|warning)\s+([a-z-]+):", shown)


def test_a_map_marks_the_rules_severities_and_the_costliest_that_are_asked_for() -> None:
    everything = drawn()
    numbered = {rule: number for number, rule in everything}
    assert drawn("--select", "unowned-step") == [(numbered["unowned-step"], "unowned-step")]
    assert drawn("--ignore", "handoff") == [each for each in everything if "handoff" not in each[1]]
    errors = {"undefined-handoff", "unowned-step"}
    assert drawn("--min-severity", "error") == [each for each in everything if each[1] in errors]
    assert len(drawn("--top", "1")) == 1


def test_what_a_format_cannot_narrow_is_refused() -> None:
    done = crackmap(
        "map", "p.yaml", "-o", "p.mmd", "--format", "mermaid", "--min-severity", "error"
    )
    assert (done.exit_code, "--min-severity does nothing for mermaid" in done.stderr) == (2, True)


def test_the_headline_says_which_cracks_it_counts() -> None:
    example = str(Path(__file__).parents[1] / "examples/lead-to-cash/process.yaml")
    said = crackmap("analyze", example, "--department", "finance", "-q")
    assert ": 1 crack of finance: 1 error" in said.stdout
