"""convert to workbooks: what people see in them, and that they are the same process again."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from crackmap.writers.convert import xlsx
from crackmap.writers.workbook import MOST_LETTERS
from in_process import crackmap
from thoroughness import examples
from through_tables import facts, graph_of, random_graph, read_back
from workbooks import read as read_other
from workbooks import said, sheet, workbook

LEAD_TO_CASH = Path(__file__).parents[1] / "examples/lead-to-cash/process.yaml"
SMALL = """\
process: Close
departments: [sales, finance]
stages:
  - name: Close
    steps:
      - { name: Sign it, owner: sales, next: { to: pay, when: 'signed; both', share: 40% } }
      - { name: Pay, owner: finance, outcome: won }
"""
STEPS = [
    ["Stage", "Step", "ID", "Owner", "Next"],
    ["Close", "Sign it", "sign", "Sales", None],
    ["Close", "Book it", "book", "Finance", None],
    ["Close", "Pay it", "pay", "Finance", None],
]
HANDOFFS = ["From step", "To step", "When", "Between", "Grade", "Agreement", "Handoff", "From"]
HANDOFFS += ["To", "Trigger", "Payload", "Acceptance", "Channel", "SLA", "Acknowledgement"]


def parts(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


def with_handoffs(*rows: dict[str, str]) -> bytes:
    """A workbook as people fill it in."""
    table = [HANDOFFS, *([row.get(name) for name in HANDOFFS] for row in rows)]
    return workbook({"Steps": sheet(STEPS), "Handoffs": sheet(table)})


@pytest.mark.parametrize("seed", range(examples(8)))
def test_a_process_is_the_same_after_a_workbook(seed: int) -> None:
    graph = random_graph(seed)
    again = read_back(xlsx.write(graph, []).data, "a.xlsx")
    assert facts(again) == facts(graph)
    known = {id_: (one.kind, one.part_of) for id_, one in again.departments.items()}
    assert {id_: (one.kind, one.part_of) for id_, one in graph.departments.items()} == {
        id_: known[id_] for id_ in graph.departments
    }


def test_a_workbook_has_the_cracks_of_its_process(folder: Path) -> None:
    (folder / "a.yaml").write_text(LEAD_TO_CASH.read_text())
    assert crackmap("convert", "a.yaml", "-o", "a.xlsx").exit_code == 0
    found = [
        {
            (one["rule"], one["subject"])
            for one in json.loads(crackmap("lint", path, "--output-format", "json").stdout)[
                "findings"
            ]
            if one["rule"] != "contradiction"  # no table holds what two documents claim
        }
        for path in ("a.yaml", "a.xlsx")
    ]
    assert found[0] == found[1]


def test_a_workbook_has_the_same_bytes_every_time() -> None:
    graph = random_graph(3)
    assert xlsx.write(graph, []) == xlsx.write(graph, [])


def test_the_sheets_of_a_workbook_are_named_for_what_they_hold() -> None:
    made = parts(xlsx.write(graph_of(LEAD_TO_CASH.read_text()), []).data)
    names = ["Steps", "Handoffs", "RACI", "Cracks", "Departments", "Stages", "Goals", "Process"]
    places = [made["xl/workbook.xml"].index(f'<sheet name="{name}"') for name in names]
    assert places == sorted(places)


def test_heads_stay_in_sight_and_columns_can_be_filtered() -> None:
    steps = parts(xlsx.write(graph_of(SMALL), []).data)["xl/worksheets/sheet1.xml"]
    assert 'topLeftCell="C2" activePane="bottomRight" state="frozen"' in steps
    assert '<autoFilter ref="A1:' in steps


def test_no_cell_of_a_workbook_is_a_formula_or_a_link() -> None:
    text = SMALL.replace("Sign it", "'=HYPERLINK(\"http://a.example\")'")
    data = xlsx.write(graph_of(text), []).data
    made = parts(data)
    assert not any("<f>" in text or "<hyperlink" in text for text in made.values())
    assert "quotePrefix" in made["xl/styles.xml"]
    assert '=HYPERLINK("http://a.example")' in {
        step.name for step in read_back(data, "a.xlsx").steps
    }


def test_a_text_that_no_cell_holds_is_cut_and_told() -> None:
    description = f"description: {'x' * (MOST_LETTERS + 1)}"
    graph = graph_of(SMALL.replace("outcome: won", f"outcome: won, {description}"))
    written = xlsx.write(graph, [], form="steps")
    assert written.remark == "1 text cut at 32,767 letters"
    shared = parts(written.data)["xl/sharedStrings.xml"]
    assert "xxx [cut here: a cell holds no more]</t>" in shared


def test_what_other_sheets_say_is_not_read_twice() -> None:
    reading = read_other(xlsx.write(graph_of(SMALL), []).data, "a.xlsx")
    assert len(reading.processes) == 1
    assert said(reading) == ["not read, for other sheets say the same: RACI and Cracks"]


def test_a_handoff_that_somebody_fills_in_is_that_of_its_flow() -> None:
    row = {"From step": "sign", "To step": "book", "Trigger": "It is signed", "SLA": "2bh"}
    graph = read_back(with_handoffs({**row, "Payload": 'contract; "price, terms"'}), "a.xlsx")
    (flow,) = graph.outgoing(graph.steps[0])
    assert flow.handoff is not None
    assert (flow.handoff.trigger, flow.handoff.payload) == (
        "It is signed",
        ("contract", "price, terms"),
    )
    assert str(flow.handoff.sla and flow.handoff.sla.limit) == "2bh"


def test_rows_with_one_agreement_share_it() -> None:
    first = {"From step": "sign", "To step": "book", "Agreement": "order", "Trigger": "Signed"}
    second = {"From step": "book", "To step": "pay", "Agreement": "order"}
    graph = read_back(with_handoffs(first, second), "a.xlsx")
    assert [flow.handoff_id for flow in graph.flows] == ["order", "order"]
    assert graph.process.handoffs["order"].trigger == "Signed"


def test_a_handoff_of_no_flow_is_told() -> None:
    data = with_handoffs({"From step": "sign", "To step": "pay", "Trigger": "Signed"})
    words = "Handoffs!A2: no flow leads from sign to pay; its handoff was left out"
    assert words in said(read_other(data, "a.xlsx"))


def test_what_a_field_of_a_handoff_cannot_take_is_kept_and_told() -> None:
    data = with_handoffs(
        {"From step": "sign", "To step": "book", "Trigger": "Signed", "SLA": "soon"}
    )
    reading = read_other(data, "a.xlsx")
    (note,) = [note for note in said(reading) if note.startswith("Handoffs!N2")]
    assert "it was kept in the description" in note
    (process,) = reading.processes
    flow = next(process.steps()).next
    assert flow is not None and not isinstance(flow[0].handoff, str | None)
    assert flow[0].handoff.description == "sla: soon"


def test_steps_with_names_like_the_marks_of_a_raci_are_steps() -> None:
    text = SMALL.replace("Sign it", "A").replace("Pay,", "C,").replace("to: pay", "to: c")
    graph = graph_of(text.replace("sales", "i").replace("finance", "r"))
    assert facts(read_back(xlsx.write(graph, []).data, "a.xlsx")) == facts(graph)
