"""How BPMN is drawn: stages around what stands in them, outsiders beside the pool, names on all."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations
from xml.etree import ElementTree

import pytest
import yaml as plain_yaml

from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps.exports.bpmn import write
from crackmap.maps.layout.chart import Direction
from crackmap.maps.layout.scene import Rect
from crackmap.readers import yaml
from random_processes import random_process
from test_bpmn_there_and_back import PROCESS
from thoroughness import examples

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
WAYPOINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"


@lru_cache
def drawing(text: str = PROCESS, direction: Direction = "rows") -> ElementTree.Element:
    graph = ProcessGraph(yaml.read(text.encode(), "a.yaml"))
    return ElementTree.fromstring(write(graph, direction))


@lru_cache
def random_text(seed: int) -> str:
    return plain_yaml.safe_dump(random_process(seed), allow_unicode=True, sort_keys=False)


def boxes(root: ElementTree.Element) -> dict[str, Rect]:
    found = {}
    for shape in root.iter(f"{DI}BPMNShape"):
        box = shape.find(f"{DC}Bounds")
        assert box is not None
        sizes = (int(box.get(key, "")) for key in ("x", "y", "width", "height"))
        found[shape.get("bpmnElement", "")] = Rect(*sizes)
    return found


def nodes(root: ElementTree.Element) -> dict[str, ElementTree.Element]:
    process = root.find(f"{BPMN}process")
    assert process is not None
    kinds = ("sequenceFlow", "laneSet", "documentation", "extensionElements")
    skipped = tuple(f"{BPMN}{kind}" for kind in kinds)
    return {one.get("id", ""): one for one in process if one.tag not in skipped}


def meet(one: Rect, other: Rect) -> bool:
    beside = one.right < other.x or other.right < one.x
    return not (beside or one.bottom < other.y or other.bottom < one.y)


def inside(one: Rect, outer: Rect) -> bool:
    return (
        outer.x <= one.x
        and outer.y <= one.y
        and outer.right >= one.right
        and outer.bottom >= one.bottom
    )


@pytest.mark.parametrize("direction", ["rows", "columns"])
def test_a_stage_is_a_group_around_its_steps_and_no_others(direction: Direction) -> None:
    root = drawing(direction=direction)
    placed = boxes(root)
    values = {one.get("id"): one.get("value") for one in root.iter(f"{BPMN}categoryValue")}
    groups = {values[one.get("categoryValueRef")]: one for one in root.iter(f"{BPMN}group")}
    found = {
        name: {id_ for id_ in nodes(root) if inside(placed[id_], placed[group.get("id", "")])}
        for name, group in groups.items()
    }
    assert {"step.quote", "step.review"} <= found["Offer"]
    assert {"step.decide", "step.review-the-contract", "step.book-the-order"} <= found["Agree"]
    assert not found["Offer"] & found["Agree"]
    assert found["Offer"] | found["Agree"] == set(nodes(root))


def test_an_outsider_is_a_collapsed_pool_with_messages_to_and_from_it() -> None:
    root = drawing()
    pools = {one.get("name"): one for one in root.iter(f"{BPMN}participant")}
    assert pools["Customer"].get("processRef") is None
    messages = {
        (one.get("sourceRef"), one.get("targetRef")) for one in root.iter(f"{BPMN}messageFlow")
    }
    assert messages == {
        ("step.quote", "pool.customer"),
        ("step.review", "pool.customer"),
        ("pool.customer", "step.decide"),
    }
    assert nodes(root)["step.decide"].find(f"{BPMN}messageEventDefinition") is not None
    assert "step.decide" in [
        one.text
        for lane in root.iter(f"{BPMN}lane")
        if lane.get("name") == "Sales"
        for one in lane.iter(f"{BPMN}flowNodeRef")
    ]


@pytest.mark.parametrize("direction", ["rows", "columns"])
def test_a_message_runs_from_the_border_of_a_shape_to_that_of_a_pool(direction: Direction) -> None:
    root = drawing(direction=direction)
    placed = boxes(root)
    edges = {one.get("bpmnElement"): one for one in root.iter(f"{DI}BPMNEdge")}
    for message in root.iter(f"{BPMN}messageFlow"):
        points = [
            Rect(int(one.get("x", "")), int(one.get("y", "")), 0, 0)
            for one in edges[message.get("id")].iter(WAYPOINT)
        ]
        for key, point in (("sourceRef", points[0]), ("targetRef", points[-1])):
            assert inside(point, placed[message.get(key, "")].grown(1))


@pytest.mark.parametrize("seed", [None, *range(examples(5))])
@pytest.mark.parametrize("direction", ["rows", "columns"])
def test_no_shape_lies_on_another_but_a_timer_on_its_step(
    seed: int | None, direction: Direction
) -> None:
    root = drawing(PROCESS if seed is None else random_text(seed), direction)
    placed, known = boxes(root), nodes(root)
    hosts = {id_: node.get("attachedToRef") for id_, node in known.items()}
    for one, other in combinations(known, 2):
        if hosts[one] != other and hosts[other] != one:
            assert not meet(placed[one], placed[other])
    pools = [one.get("id", "") for one in root.iter(f"{BPMN}participant")]
    assert not [pair for pair in combinations(pools, 2) if meet(*(placed[id_] for id_ in pair))]
    assert [id_ for id_ in known if not inside(placed[id_], placed["participant"])] == []


@pytest.mark.parametrize("seed", range(examples(3)))
def test_all_but_gateways_that_join_have_a_name(seed: int) -> None:
    root = drawing(random_text(seed))
    for id_, node in nodes(root).items():
        assert node.get("name") or (id_.startswith("join.") and "Gateway" in node.tag)
    assert all(one.get("name") for one in root.iter(f"{BPMN}lane"))


def test_at_most_one_start_says_nothing_of_what_begins_it() -> None:
    text = PROCESS.replace("kind: approval", "trigger: a partner asks")
    starts = list(drawing(text).iter(f"{BPMN}startEvent"))
    assert [one.get("name") for one in starts] == ["a customer asks", "a partner asks"]
    assert len([one for one in starts if one.find(f"{BPMN}messageEventDefinition") is None]) <= 1


def test_otherwise_is_the_default_flow_and_others_have_conditions() -> None:
    root = drawing()
    default = nodes(root)["split.quote"].get("default")
    flows = [
        one for one in root.iter(f"{BPMN}sequenceFlow") if one.get("sourceRef") == "split.quote"
    ]
    assert {one.get("name"): one.findtext(f"{BPMN}conditionExpression") for one in flows} == {
        "more than 10%": "more than 10%",
        "otherwise": None,
    }
    assert [one.get("name") for one in flows if one.get("id") == default] == ["otherwise"]


def test_the_fields_of_a_handoff_are_the_documentation_of_its_flow() -> None:
    words = [one.findtext(f"{BPMN}documentation") for one in drawing().iter(f"{BPMN}sequenceFlow")]
    assert (
        "Handoff: Discount (discount)\nFrom: Sales\nTo: Deal desk\nPayload: deal, reason\nSla: 2d"
        in words
    )
