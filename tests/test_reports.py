"""What each report says, and that every number in it is the one of analyze."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from crackmap.cli.app import app
from crackmap.reports import decisions
from crackmap.rules.registry import all_rules

EXAMPLE = (Path(__file__).resolve().parent.parent / "examples/lead-to-cash/process.yaml").read_text(
    "utf-8"
)
CHECKLIST = """\
process: A checklist
order: none
departments: [sales]
stages:
  - name: Close
    steps: [{ name: Check the order, owner: sales }, { name: Check the credit, owner: }]
"""


@pytest.fixture(autouse=True)
def files(folder: Path) -> None:
    (folder / "leads.yaml").write_text(EXAMPLE, "utf-8")
    (folder / "list.yaml").write_text(CHECKLIST, "utf-8")


def report(reader: str, *arguments: str, file: str = "leads.yaml") -> str:
    done = CliRunner().invoke(app, ["report", file, "--for", reader, *arguments])
    assert done.exit_code == 0, done.stderr
    return done.stdout


def refused(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["report", "leads.yaml", *arguments])
    assert done.exit_code == 2
    return done.stderr


def content(reader: str, *arguments: str, file: str = "leads.yaml") -> dict[str, Any]:
    made: dict[str, Any] = json.loads(report(reader, "--format", "json", *arguments, file=file))
    return made


def blocks(made: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    found = (block for section in made["sections"] for block in section["blocks"])
    return [block for block in found if block["kind"] == kind]


def rows(made: dict[str, Any], title: str) -> list[dict[str, Any]]:
    (section,) = (each for each in made["sections"] if each["title"].startswith(title))
    table: list[dict[str, Any]] = section["blocks"][0]["rows"]
    return table


def analyzed() -> dict[str, Any]:
    done = CliRunner().invoke(app, ["analyze", "leads.yaml", "--output-format", "json"])
    shown: dict[str, Any] = json.loads(done.stdout)
    return shown


def numbers(value: Any) -> Iterator[str]:
    """All numbers with an origin below a value, as text."""
    if isinstance(value, dict):
        if "origin" in value:
            yield json.dumps(value, sort_keys=True)
        for each in value.values():
            yield from numbers(each)
    elif isinstance(value, list):
        for each in value:
            yield from numbers(each)


# Numbers


@pytest.mark.parametrize("reader", ["executive", "finance", "department:sales"])
def test_every_number_of_a_crack_is_the_one_of_analyze(reader: str) -> None:
    known = set(numbers(analyzed()))
    cells = [
        row[key]["number"]
        for block in blocks(content(reader), "table")
        for row in block["rows"]
        if "crack" in row
        for key in ("cost", "wait")
        if "number" in row[key]
    ]
    assert cells
    assert {json.dumps(cell, sort_keys=True) for cell in cells} <= known


def test_operations_lists_every_crack_and_note_that_analyze_finds() -> None:
    made = content("operations")
    listed = [row["crack"]["words"] for row in (*rows(made, "Cracks"), *rows(made, "Notes"))]
    assert sorted(listed) == sorted(each["message"] for each in analyzed()["findings"])


def test_what_filling_is_worth_is_what_analyze_without_says() -> None:
    done = CliRunner().invoke(
        app, ["analyze", "leads.yaml", "--without", "score-lead", "--output-format", "json"]
    )
    worth = json.loads(done.stdout)["processes"][0]["impact"]["without"][0]["worth"]["value"]
    assert f"is worth about {worth / 1e6:g} M USD per month (assumed)." in report("executive")


def test_the_figures_of_several_processes_are_summed() -> None:
    made = content("executive", file=".")
    (figures,) = blocks(made, "figures")
    assert figures["figures"][0]["words"] == "17 of 21"
    assert made["title"] == "Lead to cash and A checklist"


# The executive


def test_the_executive_is_told_first_what_is_asked() -> None:
    assert content("executive")["lead"] == (
        "You are asked for five decisions. One has nobody who takes it: name who does. "
        "No day is set for any of them: set one for each."
    )


def test_owners_and_days_are_those_of_the_register() -> None:
    Path("cracks.yaml").write_text(
        "cracks:\n  - { rule: leaky-branch, process: lead-to-cash, subject: score-lead, "
        "owner: sales, due: 2026-05-29 }\n",
        "utf-8",
    )
    first = rows(content("executive"), "Decisions")[0]
    assert first["who"]["words"] == "Sales"
    assert (first["due"]["words"], first["due"]["note"]) == ("2026-05-29", "overdue")
    assert first["decision"]["words"].startswith("Ask why it is late")


def test_several_cracks_of_a_rule_about_one_thing_are_one_decision() -> None:
    second, third = rows(content("executive"), "Decisions")[1:3]
    assert second["crack"]["note"] == "no. 4 on the map · and 1 like it"
    assert third["crack"]["note"] == "no. 12 on the map"


def test_nothing_is_asked_where_nothing_cracks() -> None:
    Path("clean.yaml").write_text(
        "process: Renewals\ndepartments: [sales]\nstages: [{ name: Renew, steps: [{ name: Renew the"
        " contract, owner: sales, outcome: won }] }]\n",
        "utf-8",
    )
    assert "Nothing is asked of you" in report("executive", file="clean.yaml")


def test_each_decision_is_about_a_rule_that_there_is() -> None:
    assert decisions.DECISIONS.keys() <= all_rules().keys()


TOO_MUCH = """\
process: Renewals
owner: the sales director
departments: [sales, finance]
stages:
  - name: Renew
    owner: sales
    steps:
      - name: Offer the renewal
        next: [{ to: sign, when: yes, share: 80% }, { outcome: lost, when: otherwise, share: 25% }]
      - { name: Sign the contract, id: sign, outcome: renewed }
"""


def test_where_shares_are_too_much_no_other_cases_are_looked_for() -> None:
    Path("much.yaml").write_text(TOO_MUCH, "utf-8")
    decided = report("executive", file="much.yaml")
    assert (
        'Count once more how many of the cases go which way after "Offer the renewal".' in decided
    )


def test_two_who_are_missing_are_told_apart_from_one_and_from_no_owner() -> None:
    more = "owner: sales\n    steps:", "steps:\n      - { name: Call the customer }"
    Path("much.yaml").write_text(TOO_MUCH.replace(*more), "utf-8")
    made = content("executive", file="much.yaml")
    assert "have nobody who takes them: name who does" in made["lead"]
    notes = {row["who"].get("note") for row in rows(made, "Decisions")}
    assert "the owner of the process is no known department" in notes


def test_of_one_step_the_clock_of_finance_speaks_in_the_singular() -> None:
    Path("much.yaml").write_text(TOO_MUCH, "utf-8")
    said = report("finance", file="much.yaml")
    assert "No time is promised on this step: nobody can say." in said


# The others


def test_nobody_owes_itself_what_others_get_by_a_condition() -> None:
    Path("by.yaml").write_text(
        "process: Sell\ndepartments: [sales, channel]\nstages: [{ name: Win, steps: [{ name: Call,"
        " owner: sales }, { name: Offer, owner: [{ who: sales, when: direct }, { who: channel,"
        " when: otherwise }], outcome: won }] }]\n",
        "utf-8",
    )
    sales = content("department:sales", file="by.yaml")["lead"]
    assert sales.endswith("It owes 1 handoff, which is not defined; it is owed no handoff.")
    channel = content("department:channel", file="by.yaml")["lead"]
    assert channel.endswith("It owes no handoff; it is owed 1 handoff, which is not defined.")


def test_of_one_crack_that_is_late_a_department_hears_in_the_singular() -> None:
    Path("cracks.yaml").write_text(
        "cracks:\n  - { rule: leaky-branch, process: lead-to-cash, subject: score-lead, "
        "owner: marketing, due: 2026-05-29 }\n",
        "utf-8",
    )
    lead = content("department:marketing", "--select", "leaky-branch")["lead"]
    assert lead.startswith("1 crack waits for Marketing, and is overdue. It owes ")


def test_a_department_sees_what_it_owes_and_is_owed_with_the_grade() -> None:
    owed, owing = blocks(content("department:legal"), "cards")
    assert [card["above"] for card in owed["cards"]] == ["Legal → Sales"]
    (card,) = owing["cards"]
    assert card["mark"]["words"] == "missing 0"
    assert card["facts"]["channel"][0]["words"] == "#ask-legal"
    assert card["facts"]["sla"][0] == {"words": "not agreed", "tone": "bad"}


def test_a_name_in_any_case_is_as_good_as_an_id() -> None:
    assert report("department:customer SUCCESS") == report("department:customer-success")


def test_a_report_of_some_cracks_says_of_which() -> None:
    assert "for operations · only cracks of sales · " in report(
        "operations", "--department", "sales"
    )
    assert "only cracks" not in report("operations")


def test_the_cards_of_a_rep_have_no_scores() -> None:
    text = report("rep:sales")
    assert "### Approve" not in text  # which is the deal desk's
    assert "(3 of 6)" in text
    assert "of 100" not in text
    assert "60%" not in text  # how many of the cases go on is no word for one of them


def test_finance_sees_money_by_its_words_and_those_of_crackmap_yaml() -> None:
    assert "Score the lead" not in [row["step"]["words"] for row in rows(content("finance"), "St")]
    Path("crackmap.yaml").write_text(
        "money: { quote: [score], none: [contract, offer] }\n", "utf-8"
    )
    steps = {
        row["step"]["words"]: row["touches"]["words"] for row in rows(content("finance"), "St")
    }
    assert steps["Score the lead"] == "quote"
    assert steps["Get the signature"] == "order"
    assert "Review the contract" not in steps


def test_the_clock_from_order_to_cash_says_how_much_nobody_promised() -> None:
    assert "add up to 2bd, a promise that nobody measured; 5 of 6 steps have none" in report(
        "finance"
    )


def test_a_handoff_has_ten_fields_and_two_who_sign() -> None:
    made = content("handoff:mql")
    fields = {row["field"]["words"]: row["said"] for row in rows(made, "What is handed over")}
    assert len(fields) == 10
    assert fields["What starts it"] == {"words": "Lead status becomes MQL"}
    assert fields["How soon"] == {"words": "2bh (sla-deck); 24h (sdr-playbook)", "tone": "bad"}
    sides = [side["words"] for side in blocks(made, "signatures")[0]["sides"]]
    assert sides == ["Marketing", "Sales development"]


def test_the_fields_of_a_handoff_are_a_table_for_the_crm() -> None:
    table = list(csv.DictReader(io.StringIO(report("handoff:mql", "--format", "csv")[1:])))
    assert [row["field"] for row in table] == ["lead record", "score", "campaign"]
    assert table[0]["made by"] == "Capture the lead"
    assert table[0]["needed by"] == "Score the lead; Call the lead"
    assert table[0]["system"] == "CRM"


def test_a_change_without_an_agreement_has_a_page_to_fill_in() -> None:
    text = report("handoff:review-contract -> get-signature")
    assert text.count("✗ not agreed") == 8


@cache
def readers() -> tuple[str, ...]:
    return ("executive", "operations", "finance", "department:sales", "rep:sales")


@pytest.mark.parametrize("reader", readers())
def test_no_section_is_empty_without_a_word(reader: str) -> None:
    for file in ("list.yaml", "leads.yaml"):
        for section in content(reader, file=file)["sections"]:
            assert section["blocks"], section["title"]
            for block in section["blocks"]:
                filled = block.get("rows") or block.get("cards") or block.get("pairs")
                assert (
                    filled or block.get("empty") or block["kind"] not in ("table", "cards", "grid")
                )


# What is refused


@pytest.mark.parametrize(
    ("reader", "advice"),
    [
        ("departement:sales", "did you mean `department`?"),
        ("department:slaes", "did you mean `sales`?"),
        ("handoff:mqll", "did you mean `mql`?"),
        ("handoff", "write --for handoff:ID, such as handoff:mql"),
        ("finance:sales", "write --for finance"),
    ],
)
def test_an_unknown_reader_is_refused_with_the_nearest(reader: str, advice: str) -> None:
    assert advice in refused("--for", reader)


def test_what_cannot_be_written_is_refused() -> None:
    assert "add --for executive" in refused()
    assert "no report is written as .docx" in refused("--for", "finance", "-o", "a.docx")
    assert "-o reports/" in refused("--for", "all")
    assert "finance has none" in refused("--for", "finance", "--format", "csv")


def test_the_whole_set_has_an_index_that_leads_to_every_file() -> None:
    done = CliRunner().invoke(app, ["report", "list.yaml", "--for", "all", "-o", "out/"])
    assert done.exit_code == 0
    made = sorted(path.name for path in Path("out").iterdir())
    assert made == [
        *("department-sales.html", "executive.html", "finance.html", "index.html"),
        *("operations.html", "rep-sales.html"),
    ]
    index = Path("out/index.html").read_text("utf-8")
    assert all(f'href="{name}"' in index for name in made if name != "index.html")
