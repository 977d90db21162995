"""Drawings in which much leads to much: each way is told once, or it is said what was not read."""

from __future__ import annotations

import pytest

from bpmn_files import flows, following, node, notes, steps, tasks, text
from crackmap.readers.bpmn import read
from crackmap.readers.bpmn20 import calls, drawn_lanes, messages, ways
from crackmap.readers.bpmn20 import flows as bpmn_flows
from crackmap.readers.making.reading import PLAIN

CUT = "more ways lead on through here than can be told; those left were not read"
OURS = "xmlns:k='urn:crackmap:bpmn'"


def chain(length: int, each: str) -> str:
    """Return processes, each of which ends in some calls of the one before."""
    made = []
    for number in range(1, length + 1):
        called = [f"c{number}{one}" for one in each] if number > 1 else []
        nodes = [node("callActivity", id_, id_, calledElement=f"p{number - 1}") for id_ in called]
        links = flows(f"s{number} t{number}", *(f"t{number} {id_}" for id_ in called))
        begun = node("startEvent", f"s{number}") + tasks(f"t{number}")
        made.append(begun + "".join(nodes) + links)
    return text(*made)


def test_calls_that_double_are_followed_once_each() -> None:
    reading = read(chain(40, "ab").encode(), "a.bpmn", PLAIN)
    assert [len(list(one.steps())) for one in reading.processes] == [1] * 40
    assert not [note for note in reading.notes if note.lost]


def test_a_long_chain_of_calls_is_read() -> None:
    found = steps(chain(1_000, "a"))
    assert following(found["T1000"]) == [("p999/t999", None)]
    assert following(found["T1"]) == []


def test_what_comes_behind_a_call_at_an_end_is_what_comes_behind_its_process() -> None:
    inner = node("startEvent", "s") + tasks("x") + flows("s x").replace("f0", "g0")
    call = node("callActivity", "c", "C", calledElement="p1")
    middle = node("startEvent", "r") + tasks("y") + call
    middle += flows("r y", "y c").replace('id="f', 'id="h')
    outer = tasks("a", "b") + node("callActivity", "d", "D", calledElement="p2")
    found = steps(text(inner, middle, outer + flows("a d", "d b")))
    assert following(found["X"]) == [("p3/b", None)]


def many_calls() -> str:
    called = [node("callActivity", f"c{at}", f"C{at}", calledElement="p2") for at in range(3)]
    caller = tasks("a") + "".join(called) + flows("a c0", "a c1", "a c2")
    entries = flows("s x", "s y", "s z").replace('id="f', 'id="g')
    return text(caller, node("startEvent", "s") + tasks("x", "y", "z") + entries)


def test_many_calls_of_many_beginnings_are_told_up_to_a_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert CUT not in notes(many_calls())
    monkeypatch.setattr(calls, "_MOST_CROSSING", 2)
    assert CUT in notes(many_calls())
    assert len(following(steps(many_calls())["A"])) == 5  # one a call, and two more


def test_calls_are_followed_back_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "_MOST_FOLLOWED", 3)
    assert CUT in notes(chain(5, "a"))


def around_sub_process(count: int, flow: str) -> str:
    inner = tasks(*(f"i{at}" for at in range(count)))
    outer = tasks(*(f"o{at}" for at in range(count)))
    links = flows(*(flow.format(f"o{at}", "sub") for at in range(count)))
    return text(node("subProcess", "sub", "Sub", inner) + outer + links)


def test_a_sub_process_that_many_flows_lead_to_many_beginnings_of_is_a_step() -> None:
    found = steps(around_sub_process(9, "{0} {1}"))
    assert following(found["O3"]) == [("sub", None)]
    assert following(found["Sub"]) == [(f"i{at}", None) for at in range(9)]
    assert found["Sub"].parallel
    assert any(
        "this sub-process was made a step" in one for one in notes(around_sub_process(9, "{0} {1}"))
    )


def test_an_event_on_a_sub_process_that_is_a_step_stands_on_that_step() -> None:
    late = node("boundaryEvent", "late", "Late", attachedToRef="sub")
    late += flows("late o0").replace('id="f', 'id="g')
    drawn = around_sub_process(9, "{0} {1}").replace("<b:subProcess", f"{late}<b:subProcess", 1)
    assert [when for to, when in following(steps(drawn)["Sub"]) if to == "o0"] == ["Late"]
    assert not [one for one in notes(drawn) if "put on its first step" in one]


def test_a_sub_process_of_a_few_flows_is_none() -> None:
    found = steps(around_sub_process(8, "{0} {1}"))
    assert "Sub" not in found
    assert len(following(found["O3"])) == 8


def test_ways_out_of_a_sub_process_are_told_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(following(steps(around_sub_process(9, "{1} {0}"))["I8"])) == 9
    monkeypatch.setattr(bpmn_flows, "_MOST_CROSSING", 10)
    assert len(following(steps(around_sub_process(9, "{1} {0}"))["I8"])) == 1
    assert CUT in notes(around_sub_process(9, "{1} {0}"))


def asked(question: str) -> str:
    begun = tasks("a", "b", "c") + node("exclusiveGateway", "g", question)
    return text(begun + flows("a g", "g b: yes", "g c: no"))


def test_a_very_long_question_is_not_repeated_whole() -> None:
    assert following(steps(asked("q" * 1_000))["A"])[0] == ("b", f"{'q' * 1_000}: yes")
    assert following(steps(asked("q" * 1_001))["A"])[0] == ("b", f"{'q' * 1_000}…: yes")
    assert "this question is too long to be repeated; it was cut" in notes(asked("q" * 1_001))


def test_conditions_of_all_ways_are_repeated_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ways, "_MOST_LETTERS", 10)
    monkeypatch.setattr(ways, "_LONG", 3)
    links = flows("a e", "b e", "e c: accepted")
    source = text(tasks("a", "b", "c") + node("intermediateThrowEvent", "e") + links)
    found = steps(source)
    assert [following(found[name]) for name in "AB"] == [[("c", "accepted")], [("c", "acc…")]]
    cut = "what several ways say is too long to be repeated from here on; it was cut"
    assert notes(source).count(cut) == 1


def drawn(*boxes: tuple[str, int, int, int, int]) -> str:
    """Return a process with two lanes and two tasks, drawn in some boxes."""
    inside = '<b:laneSet><b:lane id="l" name="L"/><b:lane id="m" name="M"/></b:laneSet>'
    shapes = "".join(
        f'<di:BPMNShape bpmnElement="{id_}">'
        f'<dc:Bounds x="{x}" y="{y}" width="{wide}" height="{high}"/></di:BPMNShape>'
        for id_, x, y, wide, high in boxes
    )
    return text(inside + tasks("a", "b"), drawing=shapes)


@pytest.mark.parametrize("is_level", [True, False])
def test_tasks_stand_in_the_lanes_they_are_drawn_in(is_level: bool) -> None:
    wide, high, x, y = (500, 100, 0, 100) if is_level else (100, 500, 100, 0)
    lanes = [("l", 0, 0, wide, high), ("m", x, y, wide, high)]
    found = steps(drawn(*lanes, ("b", 10, 10, 20, 20), ("a", x + 10, y + 10, 20, 20)))
    assert [found[name].owner[0].who for name in ("A", "B")] == ["m", "l"]


def test_a_task_stands_in_the_smallest_of_the_lanes_around_it() -> None:
    lanes = [("l", 0, 0, 500, 500), ("m", 0, 0, 100, 100)]
    found = steps(drawn(*lanes, ("a", 10, 10, 20, 20), ("b", 200, 200, 20, 20)))
    assert [found[name].owner[0].who for name in ("A", "B")] == ["m", "l"]


def test_too_many_lanes_over_each_other_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawn_lanes, "_MOST_PAIRS", 3)
    source = drawn(("l", 0, 0, 500, 500), ("m", 0, 0, 500, 500), ("a", 10, 10, 20, 20))
    words = "too many lanes are drawn over each other to tell what stands in which"
    assert words in notes(source)


def sent(*ends: str) -> str:
    pools = "".join(f'<b:participant id="q{at}" name="Q{at}" processRef="p{at}"/>' for at in (1, 2))
    links = "".join(
        '<b:messageFlow sourceRef="{}" targetRef="{}"/>'.format(*pair.split()) for pair in ends
    )
    begun = "".join(node("startEvent", f"s{one}") for one in "xy") + tasks("x", "y")
    begun += flows("sx x", "sy y")
    return text(tasks("a", "b"), begun, collaboration=pools + links)


def test_what_sends_many_messages_to_a_pool_leads_to_each_beginning_once() -> None:
    assert following(steps(sent("a q2", "a q2", "a x"))["A"]) == [("x", None), ("y", None)]


def test_messages_from_many_to_many_are_told_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "_MOST_CROSSING", 1)
    source = sent("a q2", "b q2")
    assert [len(following(steps(source)[name])) for name in "AB"] == [2, 1]
    assert CUT in notes(source)


def test_all_wrong_items_of_a_list_of_ours_are_left_out() -> None:
    wrong = "".join(f"<k:needs><k:x>{at}</k:x></k:needs>" for at in range(30))
    step = f"<b:extensionElements {OURS}><k:step key='a'>{wrong}</k:step></b:extensionElements>"
    whole = f"<b:extensionElements {OURS}><k:process key='p'/></b:extensionElements>"
    source = text(whole + node("task", "a", "A", step))
    assert not steps(source)["A"].needs
    assert sum(one.endswith("it was left out") for one in notes(source)) == 30
