"""draw.io is read as it is drawn: whose a step is, what follows it, and what could not be kept."""

from __future__ import annotations

import pytest

from crackmap.readers.making.reading import ReadOptions
from drawings import LANE, cell, edge, file, flows, model, notes, owners, packed, process, steps
from workbooks import read, words_or_nothing

TWO_LANES = (
    cell("m", "Marketing", LANE, at="0 0 400 100"),
    cell("s", "<b>Sales</b>", LANE, at="0 100 400 100"),
)


def test_a_step_belongs_to_the_nearest_lane_with_words() -> None:
    inner = cell("g", "", "group", "i"), cell("a", "Call", parent="g")
    drawn = model(*TWO_LANES, cell("i", "", LANE, "s", "0 0 400 50"), *inner)
    assert owners(drawn) == {"Call": "Sales"}


def test_a_lane_in_a_lane_is_a_part_of_it() -> None:
    lanes = cell("f", "Field sales", LANE, "s"), cell("a", "Call", parent="f")
    drawn = model(*TWO_LANES, *lanes, cell("b", "Score", parent="m"))
    assert process(drawn).departments["field-sales"].part_of == "sales"


def test_a_lane_around_all_others_names_the_process() -> None:
    pool = cell("p", "Lead to cash", LANE, at="0 0 400 200")
    lanes = (cell(id_, id_.upper(), LANE, "p", "0 0 400 100") for id_ in "xy")
    one = process(model(pool, *lanes, cell("a", "A", parent="x"), cell("b", "B", parent="y")))
    assert one.name == "Lead to cash"
    assert {id_: each.part_of for id_, each in one.departments.items()} == {"x": None, "y": None}


def test_rows_of_a_table_are_lanes_and_its_columns_stages() -> None:
    table = cell("t", "Process", "shape=table;childLayout=tableLayout", at="0 0 400 200")
    rows = [cell(f"r{n}", f"Team {n}", "shape=tableRow;horizontal=0", "t") for n in (1, 2)]
    heads = cell("c11", "Phase 1", LANE, "r1"), cell("c12", "Phase 2", LANE, "r1")
    cells = cell("c21", "", LANE, "r2"), cell("c22", "", LANE, "r2")
    drawn = model(
        table, *rows, *heads, *cells, cell("a", "A", "", "c11"), cell("b", "B", "", "c22")
    )
    assert owners(drawn) == {"A": "Team 1", "B": "Team 2"}
    assert [(stage.name, stage.steps[0].name) for stage in process(drawn).stages] == [
        ("Phase 1", "A"),
        ("Phase 2", "B"),
    ]


def test_a_shape_that_only_lies_in_a_lane_is_put_there_and_told() -> None:
    drawn = model(*TWO_LANES, cell("a", "Call", at="50 120 80 40"))
    assert owners(drawn) == {"Call": "Sales"}
    assert notes(drawn) == [
        "a (Call): this shape lies in a lane and does not belong to it; the drawing was followed"
    ]


def test_where_a_shape_belongs_counts_more_than_where_it_lies() -> None:
    drawn = model(*TWO_LANES, cell("a", "Call", parent="m", at="10 130 80 40"))
    assert owners(drawn) == {"Call": "Marketing"}
    assert "drawn in `Sales` and belongs to `Marketing`" in notes(drawn)[0]


def test_what_lies_in_no_lane_has_no_owner() -> None:
    assert owners(model(*TWO_LANES, cell("a", "Call", at="900 900 80 40"))) == {"Call": ""}


def test_a_frame_around_shapes_is_neither_step_nor_lane() -> None:
    frame = cell("f", "Phase 1", "rounded=1", at="0 0 500 500")
    drawn = model(frame, cell("a", "A", at="10 10 50 50"), cell("b", "B", at="90 10 50 50"))
    assert owners(drawn) == {"A": "", "B": ""}
    assert "`Phase 1` is drawn around other shapes" in notes(drawn)[0]


def test_a_shape_to_which_others_belong_is_a_lane_and_told() -> None:
    drawn = model(cell("f", "Sales", "rounded=1"), cell("a", "Call", parent="f"))
    assert owners(drawn) == {"Call": "Sales"}
    assert notes(drawn) == ["f (Sales): `Sales` holds other shapes; it was read as a lane"]


def test_labels_become_words_on_one_line() -> None:
    value = "<div>Send&nbsp;the<br>quote</div><div><i>(A &lt; 5)</i></div>"
    assert list(steps(model(cell("a", value)))) == ["Send the quote (A < 5)"]


def test_wrappers_carry_the_words_of_their_cells() -> None:
    shape = '<mxCell vertex="1" parent="1"/>'
    drawn = model(
        f'<object label="Call %who%" who="them" placeholders="1" id="a">{shape}</object>',
        f'<UserObject label="Bill" id="b">{shape}</UserObject>',
        edge("a b"),
    )
    assert flows(drawn) == ["call-them -> bill"]


def test_words_on_a_line_are_its_condition_wherever_they_stand() -> None:
    drawn = model(cell("a", "A"), cell("b", "B"), edge("a b", "yes", inside="<b>if</b> big"))
    assert flows(drawn) == ["a -> b: yes, if big"]


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("", ["a -> b"]),
        ("startArrow=classic;endArrow=none", ["b -> a"]),
        ("startArrow=classic;endArrow=classic", ["a -> b", "b -> a"]),
        ("endArrow=none", ["a -> b"]),
    ],
)
def test_a_line_leads_where_its_arrow_points(style: str, expected: list[str]) -> None:
    drawn = model(cell("a", "A"), cell("b", "B"), edge("a b", style=style))
    assert sorted(flows(drawn)) == expected
    assert bool(notes(drawn)) is (style == "endArrow=none")


def test_a_line_that_ends_nowhere_is_left_out_and_told() -> None:
    drawn = model(cell("a", "A"), edge("a -"), edge("a zz"))
    reading = read(drawn, "a.drawio")
    assert flows(drawn) == []
    assert [note.lost for note in reading.notes] == [True, True]
    assert reading.elements == 3
    assert notes(drawn)[0] == "a-- (A -> ?): this line ends at no shape; it was left out"


def test_shapes_tell_starts_ends_and_decisions() -> None:
    drawn = model(
        *TWO_LANES,
        cell("0s", "A lead comes in", "ellipse;html=1", at="900 0 40 40"),
        cell("a", "Score", parent="m", at="10 10 40 40"),
        cell("d", "Good?", "rhombus;html=1", "m", "90 10 40 40"),
        cell("e", "lost", "shape=mxgraph.flowchart.terminator", "s", "90 10 40 40"),
        cell("n", "Do not forget the score", "text;html=1", at="20 20 10 10"),
        *(edge("0s a"), edge("a d"), edge("d e", "no"), edge("d a", "yes")),
    )
    assert flows(drawn) == [
        "score -> good",
        "good -> (lost): no",
        "good -> score: yes",
    ]
    assert steps(drawn)["Score"].trigger == "A lead comes in"
    assert steps(drawn)["Good?"].kind == "decision"


def test_work_passes_through_shapes_without_words() -> None:
    gateway = cell("g", "", "shape=mxgraph.bpmn.gateway2;gwType=parallel")
    boxes = [cell(id_, id_.upper()) for id_ in "abc"]
    drawn = model(*boxes, gateway, edge("a g", "x"), edge("g b"), edge("g c", "y"))
    assert flows(drawn) == ["a -> b: x", "a -> c: x, y"]
    assert steps(drawn)["A"].parallel is True


def test_pages_are_processes_or_the_one_that_is_named() -> None:
    drawn = file(Quote=model(cell("a", "A")), Order=packed(model(cell("b", "B"))), Empty="")
    assert [one.name for one in read(drawn, "a.drawio").processes] == ["Quote", "Order"]
    assert process(drawn, options=ReadOptions(page="order")).name == "Order"
    with pytest.raises(Exception, match="there is no page `Ordre`"):
        read(drawn, "a.drawio", ReadOptions(page="Ordre"))


def test_findings_stand_at_the_line_and_the_name_of_the_element() -> None:
    span = (
        process(file(P=f"\n{model(cell('x', 'X'), cell('a', 'Call'))}")).stages[0].steps[1].span()
    )
    assert (span.line, span.element) == (4, "a (Call)")


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("&lt;", "not base64"),
        ("//8=", "compression is broken"),
        (packed("<mxGraphModel>"), "on this page, this is no XML"),
        (packed("<svg/>"), "holds `svg`"),
        (packed("<!DOCTYPE a [<!ENTITY x 'y'>]><mxGraphModel>&x;</mxGraphModel>"), "entity `x`"),
        (packed("<a>" * 300), "more than 256 deep"),
    ],
)
def test_a_page_that_cannot_be_read_is_refused(page: str, words: str) -> None:
    assert words in words_or_nothing(file(P=page), "a.drawio")


def test_a_page_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crackmap.readers.mxgraph.pages.MOST_BYTES", 2_000_000)
    bomb = packed(f"<mxGraphModel>{' ' * 400_000}</mxGraphModel>")
    assert words_or_nothing(file(P=bomb), "a.drawio") != ""
    assert "unpack to more than 2 MB" in words_or_nothing(file(P=bomb, Q=bomb), "a.drawio")


def test_cells_that_hold_themselves_are_read() -> None:
    assert set(steps(model(cell("a", "A", parent="b"), cell("b", "B", parent="a")))) == {"A", "B"}


def test_a_drawing_without_a_step_says_so() -> None:
    assert words_or_nothing(model(*TWO_LANES), "a.drawio") == "there is no step in this file"
