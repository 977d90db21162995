"""Workbooks: what people see in their cells, and the places that they find again."""

from __future__ import annotations

import pytest

from crackmap.language.process import Step
from crackmap.readers.making.reading import Reading, ReadOptions
from crackmap.readers.tables.grid import name_of
from crackmap.readers.workbook.numbers import is_date, shown
from crackmap.source.problems import Unreadable
from workbooks import MAIN, read, said, sheet, workbook

VISIO = ["Process Step ID", "Process Step Description", "Next Step ID", "Function", "Phase"]


def steps(reading: Reading) -> dict[str, Step]:
    return {step.name: step for process in reading.processes for step in process.steps()}


def test_numbers_as_ids_have_no_point() -> None:
    rows = [
        VISIO,
        [1.0, "Call them", 2.0, "Sales", "Sell"],
        [2, "Bill them", None, "Sales", "Sell"],
    ]
    found = steps(read(workbook({"Map": sheet(rows)}), "map.xlsx"))
    assert [step.id for step in found.values()] == ["1", "2"]
    assert [flow.to for flow in found["Call them"].next or ()] == ["2"]


def test_places_name_the_sheet_and_the_cell() -> None:
    rows = [VISIO, ["a", "Call them", None, None, "Sell"]]
    step = steps(read(workbook({"Process map": sheet(rows)}), "map.xlsx"))["Call them"]
    span = step.span("owner")
    assert (span.line, span.column, span.cell) == (2, 4, "Process map!D2")


def test_merged_cells_fill_owners_and_stages_only() -> None:
    rows = [
        [*VISIO, "Owner"],
        ["a", "Call them", "b", "Sales", "Sell", "Ana"],
        ["b", "Bill them", None, None, None, None],
    ]
    merged = "".join(f'<mergeCell ref="{letter}2:{letter}3"/>' for letter in "DEF")
    data = workbook({"M": sheet(rows, after=f"<mergeCells>{merged}</mergeCells>")})
    step = steps(read(data, "m.xlsx"))["Bill them"]
    assert [owner.who for owner in step.owner] == ["sales"]
    assert step.description is None


def test_hidden_rows_and_sheets_are_read_and_told() -> None:
    rows = [["step", "owner"], ["Call them", "Sales"]]
    data = workbook({"A": sheet(rows, hidden=[2]), "B": sheet(rows)}, states={"B": "veryHidden"})
    reading = read(data, "a.xlsx")
    assert [process.name for process in reading.processes] == ["A", "B"]
    assert said(reading) == [
        "A!A2: hidden rows were read like the others: 2",
        "B!A1: this sheet is hidden; it was read like the others",
    ]


def test_a_formula_without_a_value_and_an_error_are_nothing_and_told() -> None:
    rows = [
        ["step", "owner"],
        ["Call them", '<c r="REF"><f>A1</f></c>'],
        ["Bill them", '<c r="REF" t="e"><v>#REF!</v></c>'],
        ["Send them", '<c r="REF" t="str"><f>A1</f><v>Sales</v></c>'],
    ]
    reading = read(workbook({"S": sheet(rows)}), "s.xlsx")
    assert [len(step.owner) for step in steps(reading).values()] == [0, 0, 1]
    assert said(reading) == [
        "S!B2: 1 formula without a value, taken for nothing: B2",
        "S!B3: 1 error, taken for nothing: B3",
    ]


def test_sheets_without_a_table_are_told() -> None:
    data = workbook({"Read me": sheet([["Hello"]]), "S": sheet([["step", "owner"], ["Call", "A"]])})
    reading = read(data, "orders.xlsx")
    assert [process.name for process in reading.processes] == ["Orders"]
    assert said(reading) == ["no table that can be read was found in Read me"]


def test_a_sheet_with_a_header_alone_is_left_out_and_told() -> None:
    head = ("Step", "Owner")
    data = workbook({"Now": sheet([head, ("Sign", "Sales")]), "Later": sheet([head])})
    reading = read(data, "a.xlsx")
    assert [process.name for process in reading.processes] == ["Now"]
    assert said(reading) == ["Later!A1: the table `Later` holds no step; it was left out"]


def test_one_sheet_can_be_named() -> None:
    rows = [["step", "owner"], ["Call", "A"]]
    data = workbook({"A": sheet(rows), "B": sheet(rows)})
    assert len(read(data, "a.xlsx", ReadOptions(sheet="b")).processes) == 1
    with pytest.raises(Unreadable, match="no sheet `C`"):
        read(data, "a.xlsx", ReadOptions(sheet="C"))


def test_one_process_can_be_named() -> None:
    rows = [["step", "owner"], ["Call", "A"]]
    data = workbook({"Leads": sheet(rows), "Orders": sheet(rows)})
    (process,) = read(data, "a.xlsx", ReadOptions(process="orders")).processes
    assert process.name == "Orders"


def test_texts_are_shared_in_parts_and_not_as_they_are_spoken() -> None:
    parts = "<r><t>Call </t></r><r><t>them</t></r><rPh><t>x</t></rPh>"
    texts = f'<sst xmlns="{MAIN}"><si>{parts}</si></sst>'
    rows = [["step", "owner"], ['<c r="REF" t="s"><v>0</v></c>', "Sales"]]
    data = workbook({"S": sheet(rows)}, others={"xl/sharedStrings.xml": texts})
    assert list(steps(read(data, "s.xlsx"))) == ["Call them"]


def test_days_are_shown_as_days() -> None:
    styles = (
        f'<styleSheet xmlns="{MAIN}">'
        '<numFmts><numFmt numFmtId="164" formatCode="dd/mm/yy"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>'
    )
    rows = [
        ["step", "owner", "Since", "Ends"],
        ["Call", "Sales", '<c r="REF" s="1"><v>46143</v></c>', '<c r="REF" s="2"><v>46144</v></c>'],
    ]
    step = steps(read(workbook({"S": sheet(rows)}, others={"xl/styles.xml": styles}), "s.xlsx"))
    assert step["Call"].description == "Since: 2026-05-01\nEnds: 2026-05-02"


@pytest.mark.parametrize(
    ("code", "date"),
    [
        ("yyyy-mm-dd", True),
        ("0.00", False),
        ('0 "days"', False),
        ("[Red]0", False),
        ("[h]:mm", True),
    ],
)
def test_formats_of_days_are_known_by_their_signs(code: str, date: bool) -> None:
    assert is_date(164, code) is date


@pytest.mark.parametrize(
    ("number", "text"), [("5.0", "5"), ("0.4", "0.4"), ("1e3", "1000"), ("nan", "nan"), ("x", "x")]
)
def test_numbers_are_shown_as_people_write_them(number: str, text: str) -> None:
    assert shown(number, date=False, from_1904=False) == text


def test_cells_are_named_as_spreadsheets_do() -> None:
    assert [name_of(1, 1), name_of(12, 27), name_of(1048576, 16384)] == ["A1", "AA12", "XFD1048576"]
