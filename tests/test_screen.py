"""What `crackmap analyze` shows first: the answer on one screen."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from crackmap.check.check import Checked, check
from crackmap.check.settings import Settings
from crackmap.cli.app import app
from crackmap.source.files import Input
from crackmap.writers.analyze import markdown, text
from random_processes import random_process
from thoroughness import examples

SETTINGS = Settings(today=datetime.date(2026, 6, 1))
DEPARTMENTS = ("marketing", "sales", "legal", "finance", "success")
SMALL = """\
process: Sell
departments: { sales: {}, legal: {}, finance: {}, crm: { kind: system } }
stages:
  - name: Sell
    steps:
      - { name: Send the offer, id: send, owner: sales }
      - { name: Route the offer, id: route, owner: crm }
      - { name: Review the offer, id: review, owner: legal }
      - { name: Bill the customer, id: bill, owner: finance, outcome: won }
"""


def checked(process: str = SMALL) -> Checked:
    return check([Input("process.yaml", process.encode())], SETTINGS)


def thirty_steps() -> str:
    """A process in which every second step changes department, and nobody said how."""
    steps = [
        {"name": f"Do the piece of work number {number}", "owner": DEPARTMENTS[number // 2 % 5]}
        for number in range(30)
    ]
    stages = [{"name": f"Stage {n}", "steps": steps[n : n + 10]} for n in range(0, 30, 10)]
    return yaml.safe_dump({"process": "P", "departments": list(DEPARTMENTS), "stages": stages})


def screen(process: str = SMALL, width: int = 80, **wishes: object) -> str:
    return text.write(checked(process), width=width, colour=False, unicode=True, **wishes)  # type: ignore[arg-type]


@pytest.mark.parametrize("width", [80, 120, 160])
def test_thirty_steps_fit_on_a_screen(width: int) -> None:
    assert screen(thirty_steps(), width).count("\n") <= 40


@pytest.mark.parametrize("seed", range(examples(10)))
def test_no_line_is_wider_than_the_screen(seed: int) -> None:
    shown = screen(yaml.safe_dump(random_process(seed), allow_unicode=True))
    assert max(map(len, shown.splitlines())) <= 80


def test_the_headline_says_what_the_json_says() -> None:
    lines = screen().splitlines()
    assert lines[1].startswith("process.yaml: 4 cracks: 2 errors, 2 warnings")
    assert lines[2] == "4 of 4 steps have an owner"
    assert lines[3] == "0 of 2 changes of department are defined; 2 missing (1 hidden)"


def test_of_one_step_the_headline_speaks_in_the_singular() -> None:
    head, last = SMALL.partition("    steps:\n")[0], SMALL.splitlines()[-1]
    assert screen(f"{head}    steps:\n{last}\n").splitlines()[2] == "1 of 1 step has an owner"


def test_a_hidden_change_is_marked_on_the_happy_path() -> None:
    assert "on the happy path: sales ⇢ legal → finance (⇢ hidden)" in screen()


def test_what_passes_an_outsider_by_a_handoff_is_no_hidden_change_on_the_happy_path() -> None:
    agreed = """\
process: Sell
departments: { sales: {}, finance: {}, customer: { kind: external } }
handoffs:
  signed: { trigger: It is signed, payload: [contract], acceptance: [a date], acknowledgement: A mail }
stages:
  - name: Close
    steps:
      - { name: Send the contract, owner: sales }
      - { name: Sign the contract, owner: customer, next: { to: invoice, handoff: signed } }
      - { name: Send the invoice, id: invoice, owner: finance, outcome: won }
"""  # noqa: E501
    assert "on the happy path: sales → finance\n" in screen(agreed)


def test_who_shares_a_step_on_the_happy_path_hides_no_change() -> None:
    shared = """\
process: Sell
departments: [presales, sales, legal]
stages:
  - name: Close
    steps:
      - { name: Show the product, owner: presales }
      - { name: Try the product, owner: presales and sales }
      - { name: Review the contract, owner: legal, outcome: won }
"""
    assert "on the happy path: presales → legal\n" in screen(shared)


def test_the_matrix_has_the_departments_in_the_order_of_the_file() -> None:
    matrix = screen().partition("Who hands to whom")[2].partition("Fix first")[0]
    rows = [line.split()[0] for line in matrix.splitlines() if re.match(r"  [a-z]+ ", line)]
    assert rows == ["from", "sales", "legal", "finance"]


def test_a_crack_has_its_number_its_place_and_who_acts_next() -> None:
    shown = screen(width=160)
    assert '✗ [2] "Send the offer" -> "Review the offer" passes from sales to legal' in shown
    assert "     process.yaml:6 · next: sales\n" in shown


def test_that_all_cases_pass_is_no_cost_where_nobody_counted_any() -> None:
    value = SMALL.replace("process: Sell", "process: Sell\nvalue: 900 EUR")
    assert "pass" not in " ".join(re.findall("next: .*", screen(SMALL) + screen(value)))


@pytest.mark.parametrize(
    ("counted", "expected"),
    [
        ("next: [{ to: bill, share: 40% }, { outcome: lost, share: 60% }]", "40% of all cases"),
        ("next: [{ to: bill, drop: 10% }]", "90% of all cases"),
    ],
)
def test_what_passes_is_told_where_somebody_counted(counted: str, expected: str) -> None:
    review = "id: review, owner: legal"
    shown = screen(SMALL.replace(review, f"{review}, {counted}"), 160)
    assert f"next: sales · {expected} pass and are won" in shown


def test_what_passes_is_told_where_the_volume_is_known() -> None:
    shown = screen(SMALL.replace("process: Sell", "process: Sell\nvolume: 30 per month"), 160)
    assert "next: sales · 30 cases per month pass and are won" in shown


def test_what_nobody_counted_is_said_to_be_unknown() -> None:
    why = "what each of them costs is not known: the process gives no volume and no shares"
    assert why in screen()
    assert "is not known" not in screen(SMALL.replace("process: Sell", "process: Sell\nvolume: 3"))
    markdown_why = f"\n{why[0].upper()}{why[1:]}.\n"
    assert markdown_why in markdown.write(checked())


def test_what_passes_is_unknown_where_no_case_ends_well() -> None:
    lost = SMALL.replace("process: Sell", "process: Sell\nvolume: 30 per month")
    shown = screen(lost.replace("outcome: won", "outcome: lost"), 160)
    assert "what each of them costs is not known: no path leads to a good outcome" in shown


@pytest.mark.parametrize(("width", "place"), [(80, "process.yaml:6"), (160, "{}process.yaml:6")])
def test_a_folder_is_left_out_where_places_are_too_long(width: int, place: str) -> None:
    folder = "processes/of/the/whole/company/in/all/of/its/countries/"
    found = check([Input(f"{folder}process.yaml", SMALL.encode())], SETTINGS)
    shown = text.write(found, width=width, colour=False, unicode=True)
    assert f"     {place.format(folder)} · next: sales\n" in shown


def test_how_to_follow_cracks_is_told_until_somebody_does() -> None:
    assert "over time: crackmap track" in screen(width=160)


def test_what_a_drawing_cannot_say_is_to_be_written_in_yaml() -> None:
    table = b"step,owner,outcome\nSend it,Sales,\nSign it,Legal,signed\n"
    found = check([Input("p.csv", table)], SETTINGS)
    shown = " ".join(text.write(found, width=160, colour=False, unicode=True, full=True).split())
    where = "in the YAML that crackmap convert makes of it"
    assert f"write good_outcomes: with the good ones, {where}" in shown
    assert (
        "write good_outcomes: [signed] below process:, with the words for what people work" in shown
    )
    assert f"for what people work for, {where}" in shown


def test_a_place_is_a_link_where_a_terminal_makes_some(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("here")
    monkeypatch.chdir(folder)
    (folder / "process.yaml").write_text(SMALL)
    shown = screen(links=True)
    assert f"{folder.as_posix()}/process.yaml\033\\process.yaml:6\033]8;;\033\\" in shown


def test_so_many_cracks_as_were_asked_for_are_shown() -> None:
    assert screen(top=1).count("next: ") == 1
    assert "3 cracks more: add --full" in screen(top=1)


def test_nothing_but_the_headline_is_quiet() -> None:
    assert len(screen(quiet=True).splitlines()) == 5


def test_cracks_are_shown_in_full_by_number_and_by_fingerprint() -> None:
    second = next(each for each in checked().report.findings if each.rule == "hidden-handoff")
    by_number, by_handle = screen(cracks=("2",)), screen(cracks=(second.fingerprint[:6],))
    assert by_number == by_handle
    assert "error hidden-handoff" in by_number
    assert by_number.count("next: ") == 1


def test_what_costs_nobody_knows_how_much_has_no_number() -> None:
    branch = "next: [{ to: bill, when: large }, { outcome: lost, when: otherwise }]"
    review = "id: review, owner: legal"
    assert "of all cases" not in screen(SMALL.replace(review, f"{review}, {branch}"))


def test_markdown_has_the_answer_before_the_cracks() -> None:
    shown = markdown.write(checked())
    parts = ["Happy path: sales ⇢ legal → finance", "### Who hands to whom", "### Fix first"]
    places = [shown.index(part) for part in (*parts, "### crackmap: 4 cracks")]
    assert places == sorted(places)
    assert "| sales | ✗1 |  |" in shown
    assert '1. \\[2\\] "Send the offer" -> "Review the offer"' in shown


def test_what_became_of_known_cracks_in_a_week_stands_below_the_headline(folder: Path) -> None:
    (folder / "process.yaml").write_text(SMALL)
    known = [
        ("undefined-handoff", "review -> bill", "seen: 2026-05-28, owner: legal"),
        ("unowned-step", "gone", "seen: 2026-04-01, filled: 2026-05-30"),
        ("unowned-step", "long-gone", "seen: 2026-04-01, filled: 2026-05-25"),
    ]
    lines = [
        f"  - {{ rule: {rule}, process: sell, subject: {subject}, {more} }}\n"
        for rule, subject, more in known
    ]
    (folder / "cracks.yaml").write_text("cracks:\n" + "".join(lines))
    shown = CliRunner().invoke(app, ["analyze", "process.yaml", "-q"]).stdout
    assert "in the last seven days: 1 new, 1 filled\n" in shown
    whole = CliRunner().invoke(app, ["analyze", "process.yaml"]).stdout
    assert "crackmap track" not in whole


def test_nothing_is_said_of_a_week_where_no_cracks_are_known() -> None:
    assert "seven days" not in screen()


def test_nothing_is_said_of_a_path_where_the_steps_have_no_order() -> None:
    shown = screen(SMALL.replace("stages:", "order: none\nstages:"))
    assert "path" not in shown.partition("Fix first")[0]
