"""Tables as programs write them: encodings, delimiters, languages, headers."""

from __future__ import annotations

import random

import pytest

from crackmap.readers.making.reading import ReadOptions
from crackmap.source.problems import Unreadable
from workbooks import read, said, words_or_nothing

LANGUAGES = {
    "English": ("Step", "Owner", "Stage", "Check the caf\u00e9 order", "R\u00e9gion"),
    "German": ("Schritt", "Zust\u00e4ndig", "Phase", "Angebot pr\u00fcfen", "F\u00fchrung"),
    "French": ("\u00c9tape", "Responsable", "Phase", "V\u00e9rifier l\u2019offre", "\u00c9quipe"),
    "Spanish": ("Tarea", "\u00c1rea", "Fase", "Revisar la petici\u00f3n", "Direcci\u00f3n"),
    "Portuguese": ("Step", "Owner", "Stage", "Verificar \u00e0 m\u00e3o", "Opera\u00e7\u00f5es"),
}
ENCODINGS = {
    "UTF-8": lambda text: text.encode(),
    "UTF-8 with a mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "UTF-16 with a mark": lambda text: text.encode("utf-16"),
    "UTF-16 without one": lambda text: text.encode("utf-16-be"),
    "Windows-1252": lambda text: text.encode("cp1252"),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_are_read_as_they_were_meant(language: str, encoding: str) -> None:
    step, owner, stage, name, who = LANGUAGES[language]
    text = f"{step};{owner};{stage}\r\n{name};{who};{who} 2\r\n"
    reading = read(ENCODINGS[encoding](text))
    (process,) = reading.processes
    (found,) = process.steps()
    assert (found.name, [one.name for one in process.departments.values()]) == (name, [who])
    assert process.stages[0].name == f"{who} 2"
    guessed = encoding == "Windows-1252"
    assert [words[:33] for words in said(reading)] == [
        "this is no UTF-8; Windows-1252 wa"
    ] * guessed


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("cp1250", "Zam\u00f3wi\u0107 \u017c"),
        ("shift_jis", "\u898b\u7a4d"),
        ("cp1251", "\u0421\u0447\u0451\u0442"),
    ],
)
def test_other_encodings_are_named(encoding: str, name: str) -> None:
    data = f"step,owner\n{name},Sales\n".encode(encoding)
    reading = read(data, options=ReadOptions(encoding=encoding))
    assert [step.name for step in reading.processes[0].steps()] == [name]


def test_what_no_guess_fits_asks_for_the_encoding() -> None:
    with pytest.raises(Unreadable, match="0x81, is not cp1252") as error:
        read(b"step,owner\n\x81\x82,Sales\n")
    assert "--encoding" in error.value.problems[0].help


@pytest.mark.parametrize("name", ["klingon", "zlib", "base64", "idna\0", "rot13"])
def test_an_encoding_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(Unreadable, match="no encoding"):
        read("step,owner\na,b\n", options=ReadOptions(encoding=name))


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_under_which_the_header_matches(sign: str) -> None:
    text = f"step{sign}owner{sign}notes\nCall them{sign}Sales{sign}a, b; c | d\n"
    (process,) = read(text, "table.txt").processes
    (step,) = process.steps()
    assert step.name == "Call them"


def test_a_line_for_excel_names_the_delimiter_and_is_no_row() -> None:
    (process,) = read("sep=;\r\nstep;owner\r\nCall them;\r\n").processes
    (step,) = process.steps()
    assert step.span("owner").cell == "B2"


def test_cells_may_hold_lines() -> None:
    (process,) = read('step,owner\n"Call\nthem","Sales"\nBill them,Sales\n').processes
    first, second = process.steps()
    assert first.name == "Call them"
    assert second.span("owner").line == 3


def test_a_quotation_mark_without_a_partner_is_told() -> None:
    assert "no partner" in said(read('step,owner\n"Call them,Sales\nBill,Sales\n'))[0]


def test_the_header_is_found_below_other_rows() -> None:
    above = "Our process,,\nin May,,\n" + ",,\n" * 10
    assert len(list(read(f"{above}step,owner\nCall,Sales\n").processes[0].steps())) == 1


@pytest.mark.parametrize(
    "header",
    [
        "Process Step:,Owner*",
        "STEP NAME , Owner (team)",
        "process_step,owned-by",
        "\u00c9TAPE,\u00c9quipe",
    ],
)
def test_names_of_columns_are_compared_as_people_read_them(header: str) -> None:
    assert len(list(read(f"{header}\nCall,Sales\n").processes[0].steps())) == 1


def test_two_forms_that_match_alike_are_both_named() -> None:
    with pytest.raises(Unreadable, match=r"a list of steps or a RACI list") as error:
        read("Task,Owner,A\nSign it,Sales,CEO\n")
    assert "--from table:steps or --from table:raci-transposed" in error.value.problems[0].help


def test_the_form_can_be_named() -> None:
    reading = read("Task,Owner,A\nSign it,Sales,CEO\n", options=ReadOptions("table:steps"))
    assert reading.processes[0].order == "listed"


def test_a_table_of_something_else_says_what_is_needed() -> None:
    with pytest.raises(Unreadable, match="none of the first 20 rows") as error:
        read("date,amount\n2026-05-01,7\n")
    assert "step and owner" in error.value.problems[0].help


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\n\n", b"\0\0\0\0", b"\xff\xfe", b'"'])
def test_an_empty_table_is_an_error_in_words(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read(data)


def test_whatever_stands_in_a_table_the_answer_is_a_process_or_words() -> None:
    dice = random.Random(7)
    words = [
        *(
            "step",
            "owner",
            "next",
            "A",
            "R/A",
            "Sales",
            "-",
            "",
            "a: b",
            "1",
            "\u0410",
            "\u202e",
            "TBD",
        ),
        *('"', "Process Step ID", "Next Step ID", "Function", "Id", "Line Source", "kind", "2:1"),
        *(
            "Line Destination",
            "Contained By",
            "\x00",
            "when?",
            "->",
            "/",
            "\U0001f600",
            "within",
            "Shape Type",
        ),
    ]
    for _ in range(150):
        rows = [
            ",".join(dice.choice(words) for _ in range(dice.randrange(1, 7)))
            for _ in range(dice.randrange(1, 9))
        ]
        assert words_or_nothing("\n".join(rows)) != "no words at all"
