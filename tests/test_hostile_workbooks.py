"""Workbooks that mean harm, or were damaged: an error in words, and no more time than others."""

from __future__ import annotations

import io
import random
import zipfile

import pytest

from crackmap.readers.workbook import book, parts
from crackmap.source.problems import Unreadable
from workbooks import MAIN, read, row, said, sheet, words_or_nothing, workbook

STEPS = [["Step", "Owner"], ["Score the lead", "Marketing"]]


def refused(data: bytes) -> str:
    with pytest.raises(Unreadable) as error:
        read(data, "steps.xlsx")
    return str(error.value)


def a_sheet(rows: str, before: str = "") -> bytes:
    text = f'{before}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    return workbook({"Steps": text})


SHARED = '<c r="REF" t="s"><v>0</v></c>'


def shared_text(text: str) -> dict[str, str]:
    """Return the texts that cells refer to by number: one."""
    return {"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>{text}</t></si></sst>'}


def test_a_cell_in_the_last_corner_is_named() -> None:
    far = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    assert "the table reaches to XFD1048576" in refused(a_sheet(row(1, STEPS[0]) + far))


def test_a_cell_in_the_last_corner_without_a_value_is_none() -> None:
    far = '<row r="1048576"><c r="XFD1048576" s="3"/></row>'
    data = a_sheet(row(1, STEPS[0]) + row(2, STEPS[1]) + far)
    assert len(read(data, "steps.xlsx").processes) == 1


@pytest.mark.parametrize("name", ["XFE1", "A1048577", "A99999999999999999999", "ZZZZZZZ1", "Ä1"])
def test_a_cell_outside_of_any_sheet_is_refused(name: str) -> None:
    data = a_sheet(f'<row r="1"><c r="{name}"><v>1</v></c></row>')
    assert "lies outside of any sheet" in refused(data)


def test_more_rows_than_any_process_has_are_refused() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(49_990, 50_100))
    assert "more than 50,000 rows" in refused(a_sheet(rows))


def test_a_part_in_no_known_encoding_is_refused() -> None:
    data = a_sheet(row(1, STEPS[0]), '<?xml version="1.0" encoding="yes"?>')
    assert "unknown encoding: yes" in refused(data)


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MAX_UNPACKED", 3 * 1024 * 1024)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        with file.open("xl/workbook.xml", "w", force_zip64=True) as part:
            part.write(b"<workbook>")
            for _ in range(4):
                part.write(b" " * 1024 * 1024)
        file.writestr("xl/_rels/workbook.xml.rels", "<Relationships/>")
    assert refused(made.getvalue()) == "the workbook unpacks to more than 3 MB"


def test_what_a_parser_would_look_at_again_and_again_is_refused() -> None:
    long = "a" * (parts.MAX_TOKEN + 200_000)
    for text in (f'<row r="{long}"/>', f"<!--{long}-->", f"<{long}/>"):
        assert "holds one name, value or comment of more than 1 MB" in refused(a_sheet(text))


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]>',
    ],
)
def test_entities_are_refused(declared: str) -> None:
    assert "declares entities" in refused(a_sheet(row(1, STEPS[0]), declared))


def test_five_thousand_sheets_are_refused() -> None:
    data = workbook({f"Sheet {number}": "<worksheet/>" for number in range(5_000)})
    assert refused(data).startswith("the workbook has 5,002 parts")


def test_a_password_is_named() -> None:
    data = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le")
    )
    assert refused(data) == "the workbook is protected by a password"


def test_the_old_format_is_named() -> None:
    assert ".xls" in refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500)


def test_a_size_that_is_not_true_is_damage() -> None:
    data = bytearray(workbook({"Steps": sheet(STEPS)}))
    for place in range(len(data)):
        if data[place : place + 4] == b"PK\x01\x02":
            data[place + 24 : place + 28] = b"\x05\0\0\0"  # unpacked, says the directory
    assert "damaged" in refused(bytes(data))


def test_xml_that_is_too_deep_is_refused() -> None:
    assert "levels deep" in refused(a_sheet("<a>" * 300 + "</a>" * 300))


def test_a_zip_of_something_else_is_named() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("word/document.xml", "<document/>")
    assert "holds no workbook" in refused(made.getvalue())


def test_merged_cells_that_overlap_cost_no_time() -> None:
    merged = '<mergeCell ref="A1:XFD1048576"/>' * 20_000
    text = sheet(STEPS, after=f"<mergeCells>{merged}</mergeCells>")
    assert len(read(workbook({"Steps": text}), "steps.xlsx").processes) == 1


def test_a_count_of_texts_that_is_not_true_reserves_nothing() -> None:
    texts = (
        f'<sst xmlns="{MAIN}" count="4294967295" uniqueCount="4294967295"><si><t>x</t></si></sst>'
    )
    data = workbook({"Steps": sheet(STEPS)}, others={"xl/sharedStrings.xml": texts})
    assert len(read(data, "steps.xlsx").processes) == 1


def test_a_text_that_is_not_there_is_nothing() -> None:
    rows = [*STEPS, ['<c r="REF" t="s"><v>99</v></c>', "Sales"]]
    assert len(list(read(workbook({"S": sheet(rows)}), "s.xlsx").processes[0].steps())) == 1


def test_whatever_is_changed_the_answer_is_a_process_or_words() -> None:
    whole = workbook({"Steps": sheet(STEPS)})
    dice = random.Random(4)
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(dice.randrange(1, 12)):
            data[dice.randrange(4, len(data))] = dice.randrange(256)
        assert words_or_nothing(bytes(data), "steps.xlsx") != "no words at all"


def test_more_elements_than_any_process_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MAX_ELEMENTS", 1_000)
    assert "more than 1,000 elements" in refused(a_sheet("<row/>" * 1_001))


def test_a_text_that_is_longer_than_a_cell_may_be_is_cut_and_told() -> None:
    long = "Call " + "x" * 40_000
    rows = [["step", "owner"], [long, "Sales"], [SHARED, "Sales"]]
    reading = read(workbook({"S": sheet(rows)}, others=shared_text(long)), "s.xlsx")
    found = [step.description or "" for step in reading.processes[0].steps()]
    assert {len(text) for text in found} == {parts.MAX_LETTERS}
    words = "2 texts, cut to 32,767 letters, which is what a cell holds: A2 and A3"
    assert [f"S!A2: {words}"] == [note for note in said(reading) if "2 texts" in note]


def test_one_text_in_very_many_cells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "MAX_ALL_LETTERS", 1_000)
    rows = [["step", "owner"], *[[SHARED, SHARED]] * 5]
    data = workbook({"S": sheet(rows)}, others=shared_text("x" * 100))
    assert refused(data) == "the cells of the workbook hold more than 1,000 letters"
