"""`crackmap lint` from end to end: statistics, settings, baselines, what is accepted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from crackmap.cli.app import app
from linted import lint, rules_of, write
from small_process import CRACKED

pytestmark = pytest.mark.usefixtures("folder")


def test_statistics_stand_in_for_the_report_but_not_in_files() -> None:
    write("a.yaml", CRACKED)
    formats = ["--output-format", "full", "--output-format", "sarif=out.sarif"]
    found = lint("a.yaml", "--statistics", *formats, "--select", "undefined-handoff")
    assert found.stdout.startswith("1  error    undefined-handoff\n1 crack in 1 file: 1 error\n")
    assert json.loads(Path("out.sarif").read_text())["version"] == "2.1.0"


def test_statistics_are_reported_as_json_where_that_is_asked_for() -> None:
    write("a.yaml", CRACKED)
    arguments = ("--statistics", "--output-format", "json", "--select", "undefined-handoff")
    assert json.loads(lint("a.yaml", *arguments).stdout) == [
        {"rule": "undefined-handoff", "severity": "error", "count": 1}
    ]


def test_what_is_not_shown_still_fails() -> None:
    write("a.yaml", CRACKED.replace("name: Score the lead", "name: Score"))
    found = lint("a.yaml", "--min-severity", "error", "--fail-on", "note", "--select", "modelling")
    assert found.exit_code == 1
    assert "vague-name" not in found.stdout


def test_fail_on_of_crackmap_yaml_counts_unless_the_command_line_says_otherwise() -> None:
    write("crackmap.yaml", "fail_on: note\n")
    write("a.yaml", CRACKED.replace("name: Score the lead", "name: Score"))
    assert lint("a.yaml", "--select", "vague-name").exit_code == 1
    assert lint("a.yaml", "--select", "vague-name", "--fail-on", "error").exit_code == 0


def test_fail_on_of_crackmap_yaml_counts_for_cracks_in_what_is_shared() -> None:
    write(
        "crackmap.yaml",
        "fail_on: warning\ndepartments: [marketing, sales]\nhandoffs:\n"
        "  lead: { trigger: a, payload: [b], acceptance: [c], acknowledgement: d, channel: e }\n",
    )
    text = CRACKED.replace("departments: [marketing, sales]\n", "")
    write(
        "a.yaml",
        text.replace("owner: marketing", "owner: marketing\n        next: { handoff: lead }"),
    )
    found = lint("a.yaml", "--select", "untimed-handoff")
    assert "crackmap.yaml:4:3" in found.stdout
    assert "\n4 | lead: { trigger: a" in found.stdout
    assert found.exit_code == 1


def test_a_mistake_in_crackmap_yaml_is_reported_once_however_many_files_there_are() -> None:
    write("crackmap.yaml", "rules: { no-such-rule: off }\n")
    for number in range(12):
        write(f"p{number}.yaml", CRACKED + "# " + "x" * 60_000 + "\n")
    found = lint(".", "--no-cache")
    assert found.exit_code == 2
    assert found.output.count("there is no rule `no-such-rule`") == 1


def test_the_baseline_beside_crackmap_yaml_is_found(folder: Path) -> None:
    write("crackmap.yaml", "fail_on: error\n")
    (folder / "below").mkdir()
    write("below/a.yaml", CRACKED)
    assert lint("below", "--write-baseline").exit_code == 0
    assert Path("cracks.yaml").is_file()
    assert lint("below").exit_code == 0
    assert lint("below", "--isolated").exit_code == 1


def test_a_baseline_that_lies_here_is_found_without_crackmap_yaml() -> None:
    write("a.yaml", CRACKED)
    assert lint("a.yaml", "--write-baseline").exit_code == 0
    assert lint("a.yaml").exit_code == 0


def test_writing_the_baseline_again_changes_no_byte_of_it() -> None:
    write("a.yaml", CRACKED)
    lint("a.yaml", "--write-baseline")
    text = Path("cracks.yaml").read_text()
    noted = text.replace("  - rule", "  # agreed in May\n  - rule", 1)
    write("cracks.yaml", noted)
    found = lint("a.yaml", "--write-baseline")
    assert Path("cracks.yaml").read_text() == noted
    assert "cracks.yaml: 0 cracks added" in found.stderr


def test_cracks_that_are_gone_are_reported_and_pruned() -> None:
    write("a.yaml", CRACKED)
    lint("a.yaml", "--write-baseline")
    write("a.yaml", CRACKED.replace("owner: marketing", "owner: sales"))
    gone = "undefined-handoff score-the-lead -> call-the-lead (leads)"
    reported = lint("a.yaml")
    assert gone in reported.stderr
    assert "undefined-handoff" in Path("cracks.yaml").read_text()
    assert gone in lint("a.yaml", "--prune-baseline").stderr
    assert "undefined-handoff" not in Path("cracks.yaml").read_text()


def test_cracks_of_rules_and_processes_outside_of_the_run_are_not_gone() -> None:
    write("a.yaml", CRACKED)
    write("b.yaml", CRACKED.replace("Leads", "Other"))
    lint("a.yaml", "b.yaml", "--write-baseline")
    before = Path("cracks.yaml").read_text()
    write("a.yaml", CRACKED.replace("owner: marketing", "owner: sales"))
    lint("b.yaml", "--prune-baseline")
    lint("a.yaml", "--select", "ownership", "--prune-baseline")
    write("crackmap.yaml", "ignore: { a.yaml: [undefined-handoff] }\n")
    lint("a.yaml", "--ignore", "governance,modelling", "--prune-baseline")
    assert Path("cracks.yaml").read_text() == before


def test_a_baseline_that_is_none_is_reported_with_its_place() -> None:
    write("a.yaml", CRACKED)
    write("cracks.yaml", "cracks:\n  - rule: unowned-stp\n    subject: a\n")
    found = lint("a.yaml")
    assert found.exit_code == 2
    assert "cracks.yaml:2:11: error: there is no rule `unowned-stp`" in found.output


def test_a_terminal_that_has_links_gets_them(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write("a.yaml", CRACKED)
    assert "\033]8;;" not in lint("a.yaml").stdout
    monkeypatch.setenv("FORCE_HYPERLINK", "1")
    shown = lint("a.yaml").stdout
    assert f"{folder.as_posix()}/a.yaml\033\\a.yaml:6:15\033]8;;\033\\: error" in shown


SHARED = """\
departments: { marketing: { goals: [leads] }, sales: { goals: [orders] } }
goals:
  leads: { conflicts_with: [orders] }
  orders: {}
handoffs:
  lead:
    trigger: a
    payload: [b]
    acceptance: [c]
    acknowledgement: d
    channel: e
    rejection: score-the-lead
"""
OWN = """\
process: Leads
{tables}stages:
  - name: Qualify
    steps:
      - name: Score the lead
        owner: marketing
        next: {{ handoff: lead }}
      - name: Call the lead
        owner: sales
        outcome: won
"""
ACCEPT = "    accept: [{ crack: untimed-handoff, reason: later }]\n"


@pytest.mark.parametrize("shared", [False, True], ids=["own", "shared"])
def test_a_crack_is_accepted_on_its_agreement_wherever_that_is_declared(shared: bool) -> None:
    select = ("--select", "untimed-handoff,unused-acceptance", "--output-format", "json")
    for tables, accepted in ((SHARED, False), (SHARED + ACCEPT, True)):
        write("crackmap.yaml", tables if shared else "fail_on: error\n")
        write("a.yaml", OWN.format(tables="" if shared else tables))
        assert rules_of(lint("a.yaml", *select)) == ([] if accepted else ["untimed-handoff"])


def test_what_crackmap_yaml_accepts_may_be_of_use_to_another_process() -> None:
    write("crackmap.yaml", SHARED + ACCEPT)
    write("a.yaml", OWN.format(tables="").replace("        next: { handoff: lead }\n", ""))
    found = lint("a.yaml", "--select", "unused-acceptance", "--output-format", "json")
    assert rules_of(found) == []


def test_a_comment_in_crackmap_yaml_covers_the_agreement_that_processes_share() -> None:
    comment = "  # crackmap: ignore[untimed-handoff] later\n"
    write("crackmap.yaml", SHARED.replace("  lead:\n", f"{comment}  lead:\n"))
    write("a.yaml", OWN.format(tables=""))
    select = ("--select", "untimed-handoff,unused-acceptance", "--output-format", "json")
    assert rules_of(lint("a.yaml", *select)) == []


@pytest.mark.parametrize(
    ("accept", "rule"),
    [
        ("{ crack: untimed-handof, reason: later }", "unknown-reference"),
        ("{ crack: untimed-handoff }", "expired-acceptance"),
        ("{ crack: untimed-handoff, reason: later, until: 2026-05-31 }", "expired-acceptance"),
        ("[]  # crackmap: ignore[untimed-handof] later", "unknown-reference"),
    ],
)
@pytest.mark.parametrize("cache", [(), ("--no-cache",)], ids=["cached", "anew"])
def test_what_is_wrong_with_an_acceptance_of_crackmap_yaml_is_reported_once(
    accept: str, rule: str, cache: tuple[str, ...]
) -> None:
    write("crackmap.yaml", f"{SHARED}    accept: {accept}\n")
    write("a.yaml", OWN.format(tables=""))
    write("b.yaml", OWN.format(tables="").replace("Leads", "More leads"))
    select = ("--select", f"{rule}", "--output-format", "json", *cache)
    for _ in range(2):
        found = json.loads(lint("a.yaml", "b.yaml", *select).stdout)["findings"]
        assert [(one["rule"], one["process"], one["path"]) for one in found] == [
            (rule, None, "crackmap.yaml")
        ]


def test_a_department_accepts_the_crack_that_is_about_it() -> None:
    select = ("--select", "unused-department,unused-acceptance", "--output-format", "json")
    spare = "departments: { marketing: {}, sales: {}, spare: { HERE } }"
    text = CRACKED.replace("departments: [marketing, sales]", spare)
    write("a.yaml", text.replace(" HERE ", ""))
    assert rules_of(lint("a.yaml", *select)) == ["unused-department"]
    write("a.yaml", text.replace("HERE", "accept: { crack: unused-department, reason: soon }"))
    assert rules_of(lint("a.yaml", *select)) == []


@pytest.mark.parametrize(
    "step",
    [
        "        next: { to: call-the-lead }  # crackmap: ignore[undefined-handoff] one team",
        "        # crackmap: ignore[undefined-handoff] one team\n        next: call-the-lead",
        "        next:\n          - to: call-the-lead  # crackmap: ignore[undefined-handoff] one",
    ],
)
def test_a_comment_covers_a_flow_where_it_is_written(step: str) -> None:
    write("a.yaml", CRACKED.replace("owner: marketing", f"owner: marketing\n{step}"))
    select = ("--select", "undefined-handoff,unused-acceptance", "--output-format", "json")
    assert rules_of(lint("a.yaml", *select)) == []


def test_config_names_the_command_line_where_it_decides() -> None:
    write("crackmap.yaml", "rules: { dead-end: warning }\n")
    found = CliRunner().invoke(app, ["config", "--ignore", "unowned-step", "--select", "ALL"])
    rows = [" ".join(row.split()) for row in found.stdout.splitlines()]
    assert "unowned-step off command line" in rows
    assert "dead-end warning crackmap.yaml:1" in rows
    assert "endless-loop error default" in rows
