"""convert to CSV: the steps, a table of Visio, a RACI; and how several things stand in a cell."""

from __future__ import annotations

import csv as tables
import io

import pytest

from crackmap.source.characters import clean
from crackmap.writers.convert import csv, xlsx
from thoroughness import examples
from through_tables import graph_of, owner_names, random_graph, read_back
from workbooks import read as read_other
from workbooks import said

PROCESS = """\
process: Close
departments: { sales: {name: Sales}, finance: {name: Finance}, ana: {name: Ana, kind: person} }
stages:
  - name: Sell
    steps:
      - name: Sign it
        id: sign
        owner: sales
        trigger: The buyer says yes
        informed: [finance]
        next:
          - { to: book, when: 'signed, by both', share: 40%, rounds: 2 }
          - { outcome: lost, when: otherwise, after: 30d }
  - name: Bill
    steps:
      - { name: Book it, id: book, owner: }
      - name: Pay it
        id: pay
        owner: [{ who: finance, when: more than 500 }, { who: ana, when: otherwise }]
        within: { target: 1d, limit: 3d }
        escalation: [sales, { to: ana, after: 2d }]
        outcome: won
"""


def rows(form: str) -> list[list[str]]:
    text = csv.write(graph_of(PROCESS), [], form=form)
    return list(tables.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_steps_have_a_column_for_each_field_that_one_has() -> None:
    head, first, second, third = rows("steps")
    assert head == [
        *("Stage", "Step", "ID", "Owner", "Next", "Informed", "Trigger", "Within", "Escalation"),
        "Outcome",
    ]
    flows = 'book (40%, 2 rounds): "signed, by both"; outcome lost (after 30d): otherwise'
    trigger = "The buyer says yes"
    assert first == ["Sell", "Sign it", "sign", "Sales", flows, "Finance", trigger, "", "", ""]
    assert second == ["Bill", "Book it", "book", "", "", "", "", "", "", ""]
    assert third[3] == "Finance when more than 500; Ana when otherwise"
    assert third[7:] == ["target 1d; limit 3d", "Sales; Ana after 2d", "won"]


def test_visio_draws_starts_and_ends_as_shapes_of_their_own() -> None:
    assert rows("visio")[1:] == [
        ["start-sign", "The buyer says yes", "sign", "", "Start", "Sales", "Sell"],
        [
            *("sign", "Sign it", "book,sign-lost", "signed; by both,otherwise; after 30d"),
            *("Process", "Sales", "Sell"),
        ],
        ["sign-lost", "lost", "", "", "End", "Sales", "Sell"],
        ["book", "Book it", "pay", "", "Process", "", "Bill"],
        ["pay", "Pay it", "pay-won", "", "Process", "Finance", "Bill"],
        ["pay-won", "won", "", "", "End", "Finance", "Bill"],
    ]


def test_an_owner_is_accountable_and_responsible() -> None:
    assert rows("raci") == [
        ["Stage", "Activity", "Sales", "Finance", "Ana"],
        ["Sell", "Sign it", "A/R", "I", ""],
        ["Bill", "Book it", "", "", ""],
        ["Bill", "Pay it", "", "A/R - more than 500", "A/R - otherwise"],
    ]


def test_a_name_that_would_be_read_as_the_last_of_several_is_written_as_an_id() -> None:
    text = PROCESS.replace("finance: {name: Finance}", "finance: {name: or Finance}")
    text = text.replace("informed: [finance]", "informed: [ana, finance]")
    assert ",Ana; finance," in csv.write(graph_of(text), [], form="steps")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("seed", range(examples(4)))
def test_a_table_of_visio_and_a_raci_give_the_owners_back(seed: int, ending: str) -> None:
    graph = random_graph(seed)

    def write(form: str) -> str | bytes:
        if ending == "csv":
            return csv.write(graph, [], form=form)
        return xlsx.write(graph, [], form=form).data

    visio = read_back(write("visio"), f"a.{ending}")
    for step in graph.steps:
        if len(owner_names(graph, step)) < 2:  # a row of Visio has one function
            there = visio.step(step.id)
            assert there and owner_names(visio, there) == owner_names(graph, step)
    raci = read_back(write("raci"), f"a.{ending}")
    assert [(clean(step.name), owner_names(raci, step)) for step in raci.steps] == [
        (clean(step.name), owner_names(graph, step)) for step in graph.steps
    ]


@pytest.mark.parametrize("name", ["=1+1", "+x", "-x", "@SUM(A1)", "'=quoted"])
def test_formulas_are_defused_in_csv_and_data_when_they_are_read(name: str) -> None:
    quoted = name.replace("'", "''")
    text = csv.write(graph_of(PROCESS.replace("Sign it", f"'{quoted}'")), [])
    cells = [row[1] for row in tables.reader(io.StringIO(text))]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    assert read_back(text, "a.csv").steps[0].name == name.removeprefix("'")


def test_a_department_called_support_is_no_mark() -> None:
    table = "Activity,Sales,Support\nSign it,A,R\nCall back,C,A\n"
    (process,) = read_other(table, "a.csv").processes
    assert [step.owner[0].who for step in process.steps()] == ["sales", "support"]


@pytest.mark.parametrize(
    ("cell", "flows"),
    [
        ("Pay", [("pay", None, None, None)]),
        ("Pay (40%): signed, and paid", [("pay", None, "signed, and paid", 0.4)]),
        ('Pay: "a; b"', [("pay", None, "a; b", None)]),
        ("outcome lost (2%): unsubscribed", [(None, "lost", "unsubscribed", 0.02)]),
        ("Pay (soon)", []),
        ("other/start", [("other/start", None, None, None)]),
        ("?: nobody knows", [("?", None, "nobody knows", None)]),
        ("-", []),
    ],
)
def test_flows_in_a_cell(cell: str, flows: list[tuple[object, ...]]) -> None:
    written = cell.replace('"', '""')
    table = f'step,owner,next\nCall,Sales,"{written}"\nPay,Sales,\n'
    (process,) = read_other(table, "a.csv").processes
    found = next(process.steps()).next or ()
    told = [
        (flow.to if flow.to or not flow.is_open else "?", flow.outcome, flow.when, flow.share)
        for flow in found
    ]
    assert [(*said, float(share) if share else None) for *said, share in told] == flows


def test_what_stands_in_parentheses_and_is_no_detail_belongs_to_the_name() -> None:
    table = "step,owner,next\nCall,Sales,Pay (later): signed\nPay (later),Sales,\n"
    (process,) = read_other(table, "a.csv").processes
    (flow,) = next(process.steps()).next or ()
    assert (flow.to, flow.when) == ("pay-later", "signed")


def test_rows_without_letters_are_steps_where_they_name_their_stage() -> None:
    table = "Stage,Activity,Sales,Legal\nSell,Call,A,\nSell,Sign,,\nBill,Pay,,A\n"
    reading = read_other(table, "a.csv")
    assert [step.id for step in reading.processes[0].steps()] == ["call", "sign", "pay"]
    assert said(reading) == []
