"""Tables become processes: Visio's, lists of steps, RACI matrices both ways, Lucidchart's."""

from __future__ import annotations

import pytest

from crackmap.language.process import Process, Step
from crackmap.readers.making.reading import Reading, ReadOptions
from crackmap.source.problems import Unreadable
from workbooks import read, said

VISIO = (
    "Process Step ID,Process Step Description,Next Step ID,Connector Label,"
    "Shape Type,Function,Phase"
)


def only(reading: Reading) -> Process:
    (process,) = reading.processes
    return process


def steps(reading: Reading) -> dict[str, Step]:
    return {step.name: step for step in only(reading).steps()}


def owners(step: Step) -> list[str | None]:
    return [owner.who for owner in step.owner]


def flows(step: Step) -> list[tuple[str | None, str | None]]:
    return [(flow.to, flow.when) for flow in step.next or ()]


def visio(*rows: str, more: str = "") -> Reading:
    return read("\n".join([VISIO + more, *rows]))


def test_labels_stand_in_the_slots_of_the_next_steps() -> None:
    reading = visio(
        'n1,Check the order,"n4,n6,n9","good,,bad",Decision,Sales,Sell',
        "n4,Accept the order,,,Process,Sales,Sell",
        "n6,Ask for more,,,Process,Sales,Sell",
        "n9,Reject the order,,,Process,Sales,Sell",
    )
    first = steps(reading)["Check the order"]
    assert flows(first) == [("n4", "good"), ("n6", None), ("n9", "bad")]
    assert first.kind == "decision"
    assert said(reading) == []


def test_fewer_labels_than_next_steps_are_taken_from_the_first_on() -> None:
    reading = visio(
        'a,Check it,"b,c",yes,,Sales,', "b,Accept it,,,,Sales,", "c,Reject it,,,,Sales,"
    )
    assert flows(steps(reading)["Check it"]) == [("b", "yes"), ("c", None)]
    assert "D2: 1 label for 2 next steps; they were taken from the first on" in said(reading)


def test_more_labels_than_next_steps_are_none() -> None:
    reading = visio(
        'a,Check it,"b,c","x,y,z",,Sales,', "b,Accept it,,,,Sales,", "c,Drop it,,,,Sales,"
    )
    assert flows(steps(reading)["Check it"]) == [("b", None), ("c", None)]
    assert "D2: 3 labels for 2 next steps; none was taken" in said(reading)


def test_a_label_of_one_flow_may_hold_a_comma() -> None:
    reading = visio('a,Check it,b,"yes, if signed",,Sales,', "b,Accept it,,,,Sales,")
    assert flows(steps(reading)["Check it"]) == [("b", "yes, if signed")]


def test_shapes_say_where_work_enters_and_ends() -> None:
    found = steps(
        visio(
            "1,Form arrives,2,,Start,Sales,",
            "2,Call them,3,,Process,Sales,",
            "3,Deal won,,,End,Sales,",
        )
    )
    assert found["Form arrives"].trigger == "Form arrives"
    assert found["Deal won"].outcome == "Deal won"


def test_a_start_or_end_is_what_its_flows_say() -> None:
    found = steps(visio("1,Form arrives,2,,Start / End,Sales,", "2,Won,,,Start / End,Sales,"))
    assert found["Form arrives"].trigger == "Form arrives"
    assert found["Won"].outcome == "Won"


def test_another_shape_is_a_task_and_a_note() -> None:
    reading = visio("1,Write the offer,,,Document,Sales,")
    assert steps(reading)["Write the offer"].kind == "task"
    assert said(reading) == ["E2: the shape `Document` was taken for a task"]


def test_a_step_without_a_next_one_leads_nowhere_by_itself() -> None:
    found = steps(visio("1,Call them,,,Process,Sales,", "2,Write them,,,Process,Sales,"))
    assert found["Call them"].next == ()


def test_a_function_owns_and_an_empty_one_is_nobody() -> None:
    found = steps(visio("1,Call them,2,,,Field Sales,", "2,Write them,,,,,"))
    assert owners(found["Call them"]) == ["field-sales"]
    assert owners(found["Write them"]) == []
    assert found["Write them"].span("owner").cell == "F3"


def test_an_owner_beside_a_function_is_a_person_and_no_owner() -> None:
    found = steps(
        visio("1,Call them,,,,Sales,,Ana,12", "2,Write them,,,,,,Ben,", more=",Owner,Cost")
    )
    assert owners(found["Call them"]) == ["sales"]
    assert found["Call them"].description == "Owner: Ana\nCost: 12"
    assert owners(found["Write them"]) == []


def test_phases_are_stages_and_one_that_comes_again_is_one_stage() -> None:
    reading = visio("1,Call,2,,,A,Sell", "2,Bill,3,,,A,Close", "3,Call again,,,,A,Sell")
    assert [(stage.name, len(stage.steps)) for stage in only(reading).stages] == [
        ("Sell", 2),
        ("Close", 1),
    ]


def test_an_empty_phase_is_that_above_and_a_note() -> None:
    reading = visio("1,Call,2,,,A,Sell", "2,Bill,,,,A,")
    assert len(only(reading).stages) == 1
    assert said(reading) == ["G3: the phase of this step is empty; `Sell` was assumed"]


def test_a_next_step_that_is_not_there_is_a_note_and_no_flow() -> None:
    reading = visio("1,Call,99,,,A,")
    assert steps(reading)["Call"].next == ()
    assert said(reading) == ["C2: there is no step `99`; the flow to it was left out"]
    assert reading.notes[0].lost


def test_an_id_that_stands_twice_is_told() -> None:
    reading = visio("1,Call,,,,A,", "1,Bill,,,,A,")
    assert [step.id for step in only(reading).steps()] == ["1", "1-2"]
    assert said(reading) == ["A3: the id `1` stands here again; this step was called `1-2`"]


def test_an_end_that_goes_on_does_both() -> None:
    found = steps(visio("1,Deal won,2,,End,Sales,", "2,Bill them,,,,Sales,"))
    assert [(flow.to, flow.outcome) for flow in found["Deal won"].next or ()] == [
        ("2", None),
        (None, "Deal won"),
    ]


# Lists of steps.


def test_without_next_the_rows_follow_each_other() -> None:
    found = steps(read("Step,Owner,Stage\nCall them,Sales,Sell\nBill them,Finance,Close\n"))
    assert found["Call them"].next is None


def test_next_names_steps_with_conditions() -> None:
    rows = ('Check,Sales,"Bill: yes, signed; Drop it: no"', "Bill,Finance,-", "Drop it,Sales,-")
    found = steps(read("\n".join(["step,owner,next", *rows])))
    assert flows(found["Check"]) == [("bill", "yes, signed"), ("drop-it", "no")]
    assert found["Bill"].next == ()


def test_flows_with_commas_are_parted_where_a_step_follows() -> None:
    text = 'step,owner,next\nA1,Sales,"B1: big, C1: small"\nB1,Sales,"A1,C1"\nC1,Sales,-'
    found = steps(read(text))
    assert flows(found["A1"]) == [("b1", "big"), ("c1", "small")]
    assert flows(found["B1"]) == [("a1", None), ("c1", None)]


def test_a_stage_that_comes_again_keeps_the_order_of_the_rows() -> None:
    found = steps(read("step,owner,stage\nA,X,One\nB,X,Two\nC,X,One\n"))
    assert flows(found["A"]) == [("b", None)]
    assert flows(found["B"]) == [("c", None)]


def test_columns_may_be_fields_of_the_language() -> None:
    text = "step,owner,within,needs,customer facing,wait,kind,escalation\n"
    step = steps(read(f'{text}Call,Sales,2bh,"a, b",true,1d,approval,Boss'))["Call"]
    assert (str(step.within.limit) if step.within else "") == "2bh"
    assert (step.needs, step.customer_facing, step.kind) == (("a", "b"), True, "approval")
    assert [level.to for level in step.escalation] == ["boss"]


def test_what_a_field_cannot_take_is_kept_and_told() -> None:
    reading = read("step,owner,within\nCall them,Sales,soon\nBill them,Sales,2d\n")
    assert steps(reading)["Call them"].description == "within: soon"
    assert [note.span.cell for note in reading.notes] == ["C2"]
    assert reading.notes[0].lost


def test_numbers_beside_names_are_ids() -> None:
    found = steps(
        read("Step,Activity,Responsible,Next\n1,Call them,Sales,2\n2,Bill them,Finance,-\n")
    )
    assert flows(found["Call them"]) == [("2", None)]


def test_other_columns_are_kept_as_a_description() -> None:
    found = steps(read("step,owner,Tool version\nCall them,Sales,7\n"))
    assert found["Call them"].description == "Tool version: 7"


def test_steps_of_one_name_are_two_steps() -> None:
    ids = [step.id for step in only(read("step,owner\nCall,Sales\nCall,Sales\n")).steps()]
    assert ids == ["call", "call-2"]


def test_an_owner_may_be_a_placeholder() -> None:
    assert owners(steps(read("step,owner\nCall,TBD\n"))["Call"]) == []


def test_the_word_before_the_last_of_several_people_is_no_part_of_a_name() -> None:
    text = 'step;owner;informed\nCall;Sales, or Legal;"Ops; ""or Ops""; and Finance"\n'
    call = steps(read(text))["Call"]
    assert owners(call) == ["sales", "legal"]
    assert call.informed == ("ops", "or-ops", "finance")


def test_a_stage_whose_name_makes_no_id_has_one() -> None:
    (stage,) = only(read("stage,step,owner\n??,Call,sales\n")).stages
    assert (stage.name, stage.id) == ("??", "stage")


@pytest.mark.parametrize("rows", ["", ",sales\n"])
def test_a_header_without_a_step_below_is_refused(rows: str) -> None:
    with pytest.raises(Unreadable, match="there is no step in this table"):
        read(f"step,owner\n{rows}")


def test_what_stands_above_the_header_is_the_description() -> None:
    process = only(read("Our process,\nas of May,\nstep,owner\nCall,Sales\n"))
    assert process.description == "Our process\nas of May"


# Lucidchart.

LUCID = (
    "Id,Name,Shape Library,Page ID,Contained By,Group,Line Source,Line Destination,Source Arrow,"
    "Destination Arrow,Status,Text Area 1,Text Area 2,Comments\n"
    "1,Document,,,,,,,,,Draft,Sales,,\n"
)


def lucid(*rows: str, options: ReadOptions | None = None) -> Reading:
    return read(LUCID + "\n".join(rows), "drawing.csv", options or ReadOptions())


def test_lanes_of_lucidchart_are_shapes_around_shapes() -> None:
    found = steps(
        lucid(
            "2,Page,,,,,,,,,,Page 1,,",
            "4,Rectangle Container,Containers,2,,,,,,,,Company,,",
            "5,Rectangle Container,Containers,2,4,,,,,,,Sales,,",
            "6,Process,Flowchart,2,4|5,,,,,,,Call them,,",
            "7,Decision,Flowchart,2,,,,,,,,Good?,,",
            "8,Line,,2,,,6,7,None,Arrow,,,,",
            "9,Line,,2,,,6,7,Arrow,None,,again,,",
        )
    )
    assert owners(found["Call them"]) == ["sales"]
    assert owners(found["Good?"]) == []
    assert flows(found["Call them"]) == [("7", None)]
    assert flows(found["Good?"]) == [("6", "again")]


def test_lanes_by_number_are_the_texts_of_the_pool() -> None:
    found = steps(
        lucid(
            "2,Page,,,,,,,,,,Page 1,,",
            "4,Swim Lane,Flowchart,2,,,,,,,,Marketing,Sales,",
            "5,Process,Flowchart,2,4:2,,,,,,,Call them,,",
            "6,Process,Flowchart,2,laneRow:1,,,,,,,Score them,,",
        )
    )
    assert owners(found["Call them"]) == ["sales"]
    assert owners(found["Score them"]) == ["marketing"]


def test_a_line_that_joins_nothing_is_told() -> None:
    reading = lucid("2,Page,,,,,,,,,,P,,", "3,Process,F,2,,,,,,,,Call,,", "4,Line,,2,,,3,,,,,,,")
    assert said(reading) == ["G5: this line joins no two steps (nothing is none); it was left out"]
    assert reading.elements == 2


def test_a_drawing_of_lucidchart_without_a_shape_is_refused() -> None:
    with pytest.raises(Unreadable, match="there is no step in this table"):
        lucid("2,Page,,,,,,,,,,P,,")


def test_pages_are_processes_and_one_can_be_named() -> None:
    rows = (
        "2,Page,,,,,,,,,,Leads,,",
        "3,Page,,,,,,,,,,Orders,,",
        "4,Process,F,2,,,,,,,,Score them,,",
        "5,Process,F,3,,,,,,,,Ship them,,",
    )
    assert [process.name for process in lucid(*rows).processes] == ["Leads", "Orders"]
    one = lucid(*rows, options=ReadOptions(page="orders"))
    assert list(steps(one)) == ["Ship them"]
    with pytest.raises(Unreadable, match="no page `Bills`"):
        lucid(*rows, options=ReadOptions(page="Bills"))
