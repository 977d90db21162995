"""Drawings that somebody made to be large: they are read, or what was left out is told."""

from __future__ import annotations

import pytest

from crackmap.readers.flowcharts import parser
from crackmap.readers.making import drawing, drawn_ways
from drawings import cell, edge, flows, model, notes, owners, steps


def flowchart(*lines: str) -> str:
    return "\n".join(("flowchart LR", *lines))


def test_ids_that_stand_again_end_in_the_next_number_that_is_free() -> None:
    cells = [cell("a", "A"), cell("a#5", "B"), cell("a", "C"), cell("", "D"), cell("a", "E")]
    assert list(steps(model(*cells))) == ["A", "B", "C", "D", "E"]
    places = [step.span().element for step in steps(model(*cells)).values()]
    assert places == ["a (A)", "a#5 (B)", "a#6 (C)", "#6 (D)", "a#7 (E)"]


def test_a_line_between_long_names_is_called_by_how_they_begin() -> None:
    drawn = model(cell("a", "x" * 1_000), cell("b", "B"), edge("a b", style="endArrow=none"))
    (told,) = notes(drawn)
    assert told.startswith(f"a-b ({'x' * 60}...): this line has no arrow")


def test_placeholders_are_filled_in_as_far_as_people_read() -> None:
    label = '<object id="a" placeholders="1" label="%x% %x%" x="{}"><mxCell vertex="1"/></object>'
    (short,) = steps(model(label.format("y" * 5_000))).values()
    assert short.description == f"{'y' * 5_000} {'y' * 5_000}"
    (long,) = steps(model(label.format("y" * 5_001))).values()
    assert long.description == f"{'y' * 5_001} %x%"
    told, _ = notes(model(label.format("y" * 5_001)))
    assert told.endswith("of this label is too long; not all were filled in")


def test_many_lanes_without_a_name_lie_in_a_lane_with_one() -> None:
    inner = ("subgraph",) * 40
    drawn = flowchart("subgraph S", "subgraph T", *inner, "a --> b", *["end"] * 41, "c", "end")
    assert owners(drawn, "a.mmd") == {"a": "T", "b": "T", "c": "S"}


def test_a_box_has_as_many_ways_as_are_drawn() -> None:
    drawn = flowchart(*(f"a --> b{at}" for at in range(600)))
    assert len(flows(drawn, "a.mmd")) == 600
    assert notes(drawn, "a.mmd") == []


def test_lines_between_lanes_are_counted_by_the_steps_that_they_join(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(drawing, "_MOST_LINES", 8)
    lanes = ("subgraph S", "a", "b", "end", "subgraph T", "c", "d", "end")
    drawn = flowchart(*lanes, "S --> T", "S --> T", "S --> T")
    assert len(flows(drawn, "a.mmd")) == 4  # two lines say the same
    left_out = [note for note in notes(drawn, "a.mmd") if "more than 8 lines between boxes" in note]
    assert len(left_out) == 1


def test_a_flowchart_of_too_many_links_is_read_up_to_where_there_are_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parser, "MOST_LINKS", 3)
    drawn = flowchart("subgraph S", "a --> b & c", "c --> d & e", "f", "end", "what is this?")
    assert flows(drawn, "a.mmd") == ["a -> b", "a -> c"]
    assert owners(drawn, "a.mmd") == {"a": "S", "b": "S", "c": "S"}
    (told,) = notes(drawn, "a.mmd")
    assert told.startswith("with this line there are more than 20,000 links between nodes; ")
    assert told.endswith("from here on nothing was read")


def test_conditions_without_end_on_one_way_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawn_ways, "_MOST_WORDS", 2)
    drawn = flowchart("a -- one --> x[ ]", "x -- two --> y[ ]", "y -- three --> b")
    assert flows(drawn, "a.mmd") == ["a -> b: one, two"]
    words = "more than 2 conditions stand on one way; those left were not read"
    assert [note for note in notes(drawn, "a.mmd") if words in note]


def test_many_ways_into_a_box_without_words_and_many_out_have_an_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(drawn_ways, "_MOST_LOOKED_AT", 6)
    ways = [*(f"a{at} --> x[ ]" for at in range(4)), *(f"x --> b{at}" for at in range(3))]
    read = [f"a{at} -> b{to}" for at in range(2) for to in range(3)]
    assert [line for line in flows(flowchart(*ways), "a.mmd") if "-> b" in line] == read
    words = "too many lines lead through shapes without words; some were left out"
    assert len([note for note in notes(flowchart(*ways), "a.mmd") if words in note]) == 1


def test_a_long_text_that_stands_for_many_places_is_cut_and_told_once() -> None:
    drawn = flowchart(f"subgraph S [{'x' * 1_001}]", "a --> b", "end", "c --> b")
    assert owners(drawn, "a.mmd") == {"a": "x" * 1_000, "b": "x" * 1_000, "c": ""}
    assert notes(drawn, "a.mmd") == ["this text was cut to 1,000 letters"]


def test_many_starts_are_told_once_each() -> None:
    starts = [f"x{at}((call {at})) --> {to}" for at in range(20) for to in "ab"]
    found = steps(flowchart(*starts, "y((mail)) --> a", "y --> c"), "a.mmd")
    calls = " or ".join(f"call {at}" for at in range(20))
    assert [step.trigger for step in found.values()] == [f"{calls} or mail", calls, "mail"]


@pytest.mark.parametrize("lines", [("a --> s1", "s1 --> s2", "s2 --> b"), ("a --> b", "s1 --> s1")])
def test_what_only_begins_like_a_stop_of_a_swimlane_is_a_step(lines: tuple[str, ...]) -> None:
    drawn = "\n".join(("swimlane-beta LR", "%% made by crackmap", *lines))
    assert flows(drawn, "a.mmd") == [line.replace("--", "-") for line in lines]


def test_what_leads_nowhere_is_left_out_and_the_rest_stays_in_its_order() -> None:
    table = "step,owner,next\nA,Sales,B; X; C; Y; B\nB,Sales,\nC,Sales,\n"
    assert flows(table, "a.csv")[:3] == ["a -> b", "a -> c", "a -> b"]
    assert [note.split("`")[1] for note in notes(table, "a.csv")] == ["X", "Y"]


def test_what_many_ways_repeat_is_cut_where_it_is_too_much_and_that_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(drawing, "_MOST_REPEATED", 300)
    ways = (f"j --> s{number}[Do {number}]" for number in range(4))
    drawn = flowchart(f'a[Do it] -->|{"x" * 120}| j[" "]', *ways)
    assert [len(line.rpartition(": ")[2]) for line in flows(drawn, "a.mmd")] == [120, 120, 100, 100]
    words = "what several ways say is too long to be repeated from here on; it was cut"
    assert len([note for note in notes(drawn, "a.mmd") if words in note]) == 1
