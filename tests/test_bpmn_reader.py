"""BPMN is read as it is drawn: whose a step is, what follows it, and what could not be kept."""

from __future__ import annotations

import contextlib
import random
import re

import pytest

from bpmn_files import flows, following, lanes, node, notes, steps, tasks, text, timer
from crackmap.readers.bpmn import read
from crackmap.readers.choose import reader_for
from crackmap.readers.making.reading import PLAIN
from crackmap.source.problems import Unreadable


def test_lanes_own_what_they_list() -> None:
    found = steps(text(lanes(Sales="a", Legal="b") + tasks("a", "b") + flows("a b")))
    assert [found[name].owner[0].who for name in "AB"] == ["sales", "legal"]
    assert following(found["A"]) == [("b", None)]


def test_a_place_is_the_line_and_the_element() -> None:
    source = text(lanes(Sales="a") + "\n\n" + node("task", "a", "Call\n them "))
    reading = read(source.encode(), "a.bpmn", PLAIN)
    span = next(reading.processes[0].steps()).span()
    assert (span.line, span.element, span.quote) == (5, "a (Call them)", "Call them")


def test_a_lane_without_a_name_is_that_around_it_then_its_pool() -> None:
    inner = '<b:lane id="in"><b:flowNodeRef>a</b:flowNodeRef></b:lane>'
    outer = f'<b:lane id="out" name="Sales"><b:childLaneSet>{inner}</b:childLaneSet></b:lane>'
    bare = '<b:lane id="bare"><b:flowNodeRef>b</b:flowNodeRef></b:lane>'
    pool = '<b:participant id="x" name="Acme" processRef="p1"/>'
    body = f"<b:laneSet>{outer}{bare}</b:laneSet>" + tasks("a", "b") + flows("a b")
    found = steps(text(body, collaboration=pool))
    assert [found[name].owner[0].who for name in "AB"] == ["sales", "acme"]


def test_where_nothing_has_a_name_nobody_owns_and_one_note_says_so() -> None:
    source = text(tasks("a", "b") + flows("a b"))
    assert [step.owner for step in steps(source).values()] == [(), ()]
    assert len([words for words in notes(source) if "no owner was set" in words]) == 1


def test_lanes_in_lanes_are_teams() -> None:
    inner = '<b:lane id="in" name="Inside sales"><b:flowNodeRef>a</b:flowNodeRef></b:lane>'
    outer = f'<b:lane id="out" name="Sales"><b:childLaneSet>{inner}</b:childLaneSet></b:lane>'
    reading = read(text(f"<b:laneSet>{outer}</b:laneSet>{tasks('a')}").encode(), "a.bpmn", PLAIN)
    departments = reading.processes[0].departments
    assert departments["inside-sales"].part_of == "sales"


def test_boundary_events_and_what_is_inside_follow_their_host() -> None:
    inside = tasks("b", "c") + flows("b c")
    body = lanes(Sales="a sub", Legal="d") + node("task", "a", "A")
    body += node("subProcess", "sub", "Sub", inside) + node("task", "d", "D")
    found = steps(text(body + flows("a sub", "sub d")))
    assert [found[name].owner[0].who for name in "ABCD"] == ["sales", "sales", "sales", "legal"]
    assert [following(found[name]) for name in "ABC"] == [
        [("b", None)],
        [("c", None)],
        [("d", None)],
    ]


def test_where_no_lane_lists_anything_the_drawing_says_whose_a_step_is() -> None:
    def shape(id_: str, y: int, height: int) -> str:
        bounds = f'<dc:Bounds x="0" y="{y}" width="500" height="{height}"/>'
        return f'<di:BPMNShape bpmnElement="{id_}">{bounds}</di:BPMNShape>'

    drawn = [("lane-Sales", 0, 100), ("lane-Legal", 100, 100), ("a", 20, 60), ("b", 120, 60)]
    source = text(
        lanes(Sales="", Legal="") + tasks("a", "b") + flows("a b"),
        drawing="".join(shape(*one) for one in drawn),
    )
    assert [step.owner[0].who for step in steps(source).values()] == ["sales", "legal"]
    assert notes(source) == ["no lane lists its nodes; they were put where they are drawn"]


def test_a_listing_counts_more_than_the_drawing() -> None:
    def shape(id_: str, y: int) -> str:
        bounds = f'<dc:Bounds x="0" y="{y}" width="500" height="100"/>'
        return f'<di:BPMNShape bpmnElement="{id_}">{bounds}</di:BPMNShape>'

    drawn = shape("lane-Sales", 0) + shape("lane-Legal", 100) + shape("a", 100)
    source = text(lanes(Sales="a", Legal="") + tasks("a"), drawing=drawn)
    assert steps(source)["A"].owner[0].who == "sales"
    assert "it is drawn in `Legal` and listed in `Sales`, which counts" in notes(source)


def test_a_gateway_is_looked_through_and_its_question_kept() -> None:
    body = tasks("a", "b", "c") + node("exclusiveGateway", "g", "Big?", default="f2")
    found = steps(text(body + flows("a g", "g b: yes", "g c")))
    assert following(found["A"]) == [("b", "Big? yes"), ("c", "otherwise")]


def test_a_parallel_gateway_starts_all_its_flows() -> None:
    body = tasks("a", "b", "c", "d") + node("parallelGateway", "g") + node("parallelGateway", "j")
    found = steps(text(body + flows("a g", "g b", "g c", "b j", "c j", "j d")))
    assert found["A"].parallel
    assert following(found["B"]) == following(found["C"]) == [("d", None)]


def test_a_gateway_behind_a_gateway_stays_a_decision() -> None:
    body = lanes(Sales="a b c d g h") + tasks("a", "b", "c", "d")
    body += node("exclusiveGateway", "g", "Big?") + node("exclusiveGateway", "h", "Known?")
    links = flows("a g", "g b: no", "g h: yes", "h c: yes", "h d: no")
    found = steps(text(body + links))
    assert following(found["A"]) == [("b", "Big? no"), ("known", "Big? yes")]
    assert (found["Known?"].kind, found["Known?"].owner[0].who) == ("decision", "sales")


def test_one_way_or_several_are_alternatives_and_told() -> None:
    body = tasks("a", "b", "c") + node("inclusiveGateway", "g")
    source = text(body + flows("a g", "g b: x", "g c: y"))
    assert steps(source)["A"].parallel is None
    assert [words for words in notes(source) if words.startswith("one way or several may be taken")]


def test_a_timer_on_a_step_is_its_limit_and_a_flow_after_it() -> None:
    event = node("boundaryEvent", "e", "", timer("P2D"), attachedToRef="a")
    found = steps(text(tasks("a", "b", "c") + event + flows("a b", "e c")))
    assert str(found["A"].within.limit if found["A"].within else "") == "2d"
    assert [str(flow.after or "") for flow in found["A"].next or ()] == ["", "2d"]


@pytest.mark.parametrize(
    ("iso", "length"),
    [("PT36H", "36h"), ("P1DT12H", "36h"), ("P1W", "1w"), ("PT90M", "90m"), ("P1Y", "1y")],
)
def test_lengths_of_time_are_read(iso: str, length: str) -> None:
    body = tasks("a", "b") + node("intermediateCatchEvent", "e", "Rest", timer(iso))
    wait = steps(text(body + flows("a e", "e b")))["Rest"]
    assert (wait.kind, str(wait.wait)) == ("wait", length)


def test_the_first_of_several_events_is_a_condition() -> None:
    body = tasks("a", "b", "c") + node("eventBasedGateway", "g")
    body += node("intermediateCatchEvent", "m", "Answer", "<b:messageEventDefinition/>")
    body += node("intermediateCatchEvent", "t", "Silence", timer("P7D"))
    found = steps(text(body + flows("a g", "g m", "g t", "m b", "t c")))
    assert set(found) == {"A", "B", "C"}
    told = [(flow.to, flow.when, str(flow.after or "")) for flow in found["A"].next or ()]
    assert told == [("b", "Answer", ""), ("c", None, "7d")]


def test_starts_are_triggers_and_ends_outcomes() -> None:
    body = node("startEvent", "s", "Lead comes in") + tasks("a") + node("endEvent", "e", "won")
    found = steps(text(body + flows("s a", "a e")))["A"]
    assert (found.trigger, following(found)) == ("Lead comes in", [("won", None)])


TWO = (
    '<b:participant id="x" name="Seller" processRef="p1"/>'
    '<b:participant id="y" name="{}" processRef="p2"/>'
    '<b:messageFlow id="m" name="Order" sourceRef="b" targetRef="{}"/>'
)


def test_a_message_between_pools_is_a_flow_beside_the_others() -> None:
    body = tasks("a", "b", "c") + flows("a b", "b c")
    found = steps(text(body, tasks("d"), collaboration=TWO.format("Buyer", "d")))
    assert found["D"].owner[0].who == "buyer"
    assert following(found["B"]) == [("c", None), ("d", None)]
    assert found["B"].parallel
    assert found["B"].description == "sends: Order"


def test_a_collapsed_pool_is_external_and_has_no_steps() -> None:
    reading = read(
        text(tasks("b"), "", collaboration=TWO.format("Buyer", "y")).encode(), "a.bpmn", PLAIN
    )
    assert steps(reading)["B"].informed == ("buyer",)
    assert reading.processes[0].departments["buyer"].kind == "external"


def test_a_process_that_only_messages_lead_to_belongs_to_the_pools() -> None:
    pools = '<b:participant id="x" name="Seller" processRef="p1"/>'
    pools += '<b:messageFlow id="m" sourceRef="a" targetRef="b"/>'
    reading = read(text(tasks("a"), tasks("b"), collaboration=pools).encode(), "a.bpmn", PLAIN)
    assert len(reading.processes) == 1


def test_processes_without_pools_are_processes_of_their_own() -> None:
    reading = read(text(tasks("a"), tasks("b")).encode(), "a.bpmn", PLAIN)
    assert [process.name for process in reading.processes] == ["p1", "p2"]


def test_flows_to_nowhere_are_left_out_and_told() -> None:
    source = text(tasks("a") + flows("a nowhere"))
    reading = read(source.encode(), "a.bpmn", PLAIN)
    assert [note.lost for note in reading.notes if "no `nowhere`" in note.message] == [True]


def test_an_id_that_stands_twice_means_the_first() -> None:
    body = tasks("a", "b") + node("task", "b", "Other") + flows("a b")
    source = text(body)
    assert following(steps(source)["A"]) == [("b", None)]
    assert "the id `b` stands here again; flows lead to the first" in notes(source)


def test_cycles_of_gateways_end() -> None:
    body = tasks("a") + node("exclusiveGateway", "g") + node("exclusiveGateway", "h")
    assert set(steps(text(body + flows("a g", "g h", "h g")))) == {"A"}


def test_events_that_all_lead_to_each_other_end_and_what_was_not_read_is_told() -> None:
    ids = [f"e{number}" for number in range(12)]
    events = "".join(node("intermediateThrowEvent", one, one) for one in ids)
    dense = [f"{one} {other}: {one} {other}" for one in ids for other in ids if one != other]
    source = text(tasks("a", "z") + events + flows("a e0", *dense, "e11 z"))
    told = following(steps(source)["A"])
    assert {to for to, _ in told} == {"z"}
    assert len(set(told)) == len(told)
    assert any("those left were not read" in words for words in notes(source))


def test_a_way_goes_through_no_event_twice() -> None:
    events = node("intermediateThrowEvent", "e") + node("intermediateThrowEvent", "f")
    body = tasks("a", "z") + events + flows("a e", "e f: on", "f e: back", "f z: out")
    assert following(steps(text(body))["A"]) == [("z", "on, out")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1", "cp1252"])
def test_letters_are_read_in_the_encoding_that_the_file_names(encoding: str) -> None:
    named = encoding.removesuffix("-sig")
    source = text(node("task", "a", "Prüfen")).replace(
        'version="1.0"', f'version="1.0" encoding="{named}"'
    )
    data = source.encode(encoding)
    assert reader_for(data, "unnamed", PLAIN).name == "bpmn"
    assert set(steps(read(data, "a.bpmn", PLAIN))) == {"Prüfen"}


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('<!DOCTYPE x [<!ENTITY a "b">]>' + text(tasks("a")).partition("\n")[2], "entity `a`"),
        ('<!DOCTYPE x [<!ENTITY a SYSTEM "/etc/passwd">]>' + text(), "entity"),
        (text("<b:subProcess>" * 300 + "</b:subProcess>" * 300), "256 deep"),
        (text(f"{tasks('a')}<b:lane>"), "no XML: mismatched tag"),
        ("<svg/>", "begins with `svg`"),
        (text(), "no task in this file"),
        (text("<b:task/>" * 200_001), "200,000 elements"),
    ],
    ids=["entity", "external entity", "deep", "broken", "another root", "empty", "long"],
)
def test_what_is_no_process_is_refused_with_its_place(source: str, words: str) -> None:
    with pytest.raises(Unreadable) as raised:
        read(source.removeprefix('<?xml version="1.0"?>').encode(), "a.bpmn", PLAIN)
    problem = raised.value.problems[0]
    assert words in problem.message
    assert problem.span.line >= 1


def test_whatever_is_mixed_up_in_a_file_it_is_read_or_refused() -> None:
    chance = random.Random(7)
    body = lanes(Sales="a b g", Legal="c s") + node("startEvent", "s") + tasks("a", "b", "c")
    body += node("exclusiveGateway", "g", "Big?") + node("endEvent", "e", "won")
    body += node("subProcess", "u", "U", node("task", "v", "V"))
    body += node("boundaryEvent", "t", "late", timer("P1D"), attachedToRef="u")
    whole = text(
        body + flows("s a", "a g", "g b: yes", "g c: no", "c u", "u e", "t b"),
        tasks("d"),
        collaboration=TWO.format("Buyer", "d"),
    )
    ids = ["a", "b", "c", "g", "s", "e", "u", "v", "t", "d", "x", "y", "p1", "", "nobody", "a b"]
    tags = ["task", "endEvent", "startEvent", "subProcess", "parallelGateway", "boundaryEvent"]
    for _ in range(150):
        mixed = whole
        for old in chance.sample(ids[:13], 3):
            mixed = mixed.replace(f'"{old}"', f'"{chance.choice(ids)}"', chance.randint(1, 3))
        tag = chance.choice(tags)
        mixed = re.sub(r"<b:task (id=.[ac]..*?)></b:task>", rf"<b:{tag} \1></b:{tag}>", mixed)
        with contextlib.suppress(Unreadable):
            assert read(mixed.encode(), "a.bpmn", PLAIN).processes
