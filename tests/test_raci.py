"""RACI matrices: roles as columns, and names in the cells."""

from __future__ import annotations

import pytest

from crackmap.language.process import Step
from crackmap.readers.making.reading import Reading
from crackmap.readers.tables.marks import mark_of
from workbooks import read, said


def steps(reading: Reading) -> dict[str, Step]:
    (process,) = reading.processes
    return {step.name: step for step in process.steps()}


def owners(step: Step) -> list[tuple[str | None, str | None]]:
    return [(owner.who, owner.when) for owner in step.owner]


def matrix(*rows: str) -> Reading:
    rest = "Write the offer,R,A,C,I\n"
    return read("\n".join(["Activity,Sales,Legal,Finance,CS", *rows, rest]))


@pytest.mark.parametrize(
    "cell", ["A", "a", "R/A", "A/R", '"A,R"', "AR", "R & A", "DRI", "A*", "Accountable"]
)
def test_who_is_accountable_owns(cell: str) -> None:
    assert owners(steps(matrix(f"Sign it,{cell},,,"))["Sign it"]) == [("sales", None)]


def test_the_letters_have_their_fields() -> None:
    step = steps(matrix('Sign it,R,S,"C,I",I'))["Sign it"]
    assert owners(step) == []
    assert step.contributors == ("sales", "legal")
    assert (step.consulted, step.informed) == (("finance",), ("finance", "cs"))


def test_who_does_what_they_own_is_no_contributor() -> None:
    assert steps(matrix("Sign it,R/A,,,"))["Sign it"].contributors == ()


def test_two_who_are_accountable_are_two_owners() -> None:
    assert owners(steps(matrix("Sign it,A,A,,"))["Sign it"]) == [("sales", None), ("legal", None)]


def test_words_behind_a_mark_are_the_condition() -> None:
    step = steps(matrix("Sign it,DRI - only if above 10k,A (else),,"))["Sign it"]
    assert owners(step) == [("sales", "only if above 10k"), ("legal", "else")]


def test_of_a_long_text_that_is_no_mark_the_beginning_is_told() -> None:
    (note,) = said(matrix("Pay,A,R,C,I", f"Sign it,{'word ' * 20},R,C,A"))
    assert note == f"B3: `{'word ' * 11}wo...` is no mark of a RACI matrix; Sales was given no part"


def test_a_cell_of_very_many_marks_is_a_text() -> None:
    assert mark_of("R A " * 50).letters == ("R", "A")
    assert mark_of("R A " * 51).letters == ()
    assert mark_of(f"R - {'until then ' * 50}").letters == ("R",)


@pytest.mark.parametrize("slip", ["DR", "DR - the boss", "\u0410", "X", "RR"])
def test_what_is_no_mark_is_told_and_owns_nothing(slip: str) -> None:
    reading = matrix(f"Sign it,{slip},,C,")
    assert owners(steps(reading)["Sign it"]) == []
    assert said(reading) == [
        f"B2: `{slip}` is no mark of a RACI matrix; Sales was given no part",
    ]


@pytest.mark.parametrize("empty", ["-", "", "\u2013", "n/a"])
def test_empty_cells_say_nothing(empty: str) -> None:
    reading = matrix(f"Sign it,{empty},A,,")
    assert owners(steps(reading)["Sign it"]) == [("legal", None)]
    assert said(reading) == []


def test_an_empty_first_cell_continues_the_row_above() -> None:
    found = steps(matrix("Sign it,A,,,", ",,C,,I"))
    assert len(found) == 2
    assert (found["Sign it"].consulted, found["Sign it"].informed) == (("legal",), ("cs",))


def test_a_row_without_letters_is_a_stage() -> None:
    (process,) = matrix("Close,,,,", "Sign it,A,,,").processes
    assert [(stage.name, len(stage.steps)) for stage in process.stages] == [("Close", 2)]


def test_a_row_without_letters_and_without_steps_is_told() -> None:
    reading = matrix("Close,,,,", "Deliver,,,,", "Sign it,A,,,")
    assert said(reading) == [
        "A2: `Close` has no letters and no row with some below it; a stage was assumed"
    ]


def test_dashes_make_a_step_of_a_row() -> None:
    assert owners(steps(matrix("Sign it,-,-,-,-"))["Sign it"]) == []


def test_a_second_column_of_texts_holds_the_tasks() -> None:
    text = "Activity,Task,Sales,Legal\nClose,Sign it,A,C\n,Send it,R,A\nDeliver,Ship it,A,I\n"
    (process,) = read(text).processes
    assert [(stage.name, [step.name for step in stage.steps]) for stage in process.stages] == [
        ("Close", ["Sign it", "Send it"]),
        ("Deliver", ["Ship it"]),
    ]


def test_a_matrix_has_no_order() -> None:
    (process,) = matrix().processes
    assert process.order == "none"


def test_roles_may_be_abbreviations_that_look_like_marks() -> None:
    found = steps(read("Activity,AE,SA,CS\nCall them,A,R,I\nBill them,C,A,R\n"))
    assert owners(found["Bill them"]) == [("sa", None)]


def test_abbreviated_owners_make_no_matrix() -> None:
    found = steps(read("Step,Owner,Contributor\nCall them,SA,CS\nBill them,CS,SA\n"))
    assert owners(found["Call them"]) == [("sa", None)]


def test_marks_may_be_joined_in_all_of_a_column() -> None:
    found = steps(read("Activity,Boss,Sales,Legal\nCall them,AR,C,I\nBill them,RA,I,C\n"))
    assert owners(found["Bill them"]) == [("boss", None)]


def test_a_legend_is_no_stage() -> None:
    reading = matrix("Sign it,A,,,", "R = Responsible,,,,", "DRI: decides,,,,")
    assert [stage.name for stage in reading.processes[0].stages] == ["Table"]
    assert said(reading) == []


def test_stages_stand_where_they_begin() -> None:
    (process,) = matrix("Sign it,A,,,", "Close,,,,").processes
    assert [stage.name for stage in process.stages] == ["Table", "Close"]


def test_nobody_is_no_department() -> None:
    (process,) = read("Activity,R,A\nSign it,TBD,Sales\n").processes
    assert list(process.departments) == ["sales"]


# Names in the cells.


def listed(*rows: str) -> Reading:
    return read("\n".join(["Activity,R,A,C,I", *rows]))


def test_names_stand_in_the_cells() -> None:
    step = steps(listed('Sign it,Sales,"Finance, Operations",-,CEO'))["Sign it"]
    assert owners(step) == [("finance", None), ("operations", None)]
    assert (step.contributors, step.consulted, step.informed) == (("sales",), (), ("ceo",))


def test_names_may_have_conditions() -> None:
    step = steps(listed('Sign it,Sales,"CEO (if > 25k, or abroad), Sales",,'))["Sign it"]
    assert owners(step) == [("ceo", "if > 25k, or abroad"), ("sales", None)]


def test_a_row_without_names_is_a_stage_there_too() -> None:
    (process,) = listed("Close,,,,", "Sign it,Sales,CEO,,").processes
    assert [stage.name for stage in process.stages] == ["Close"]
    assert process.order == "none"


def test_an_empty_first_cell_continues_there_too() -> None:
    assert steps(listed("Sign it,Sales,CEO,,", ",,,Legal,"))["Sign it"].consulted == ("legal",)


@pytest.mark.parametrize(
    ("text", "letters"),
    [("r, a", "RA"), ("C/I", "CI"), ("R\nA", "RA"), ("", ""), ("consulted", "C"), ("AB", "")],
)
def test_marks_are_read(text: str, letters: str) -> None:
    assert "".join(mark_of(text).letters) == letters
