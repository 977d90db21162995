"""BPMN of maps: references, lanes, gateways and lines."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps.exports import bpmn
from crackmap.maps.layout.chart import Direction
from exported import HOSTILE, SEEDS, example, graph_of, random_graph

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
BPMNDI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
DI = "{http://www.omg.org/spec/DD/20100524/DI}"


def parsed(graph: ProcessGraph, direction: Direction = "rows") -> ElementTree.Element:
    return ElementTree.fromstring(bpmn.write(graph, direction))


@pytest.mark.parametrize("direction", ["rows", "columns"])
def test_all_references_of_a_bpmn_file_lead_somewhere(direction: Direction) -> None:
    for graph in [graph_of(HOSTILE), *map(random_graph, SEEDS)]:
        root = parsed(graph, direction)
        ids = [element.get("id", "") for element in root.iter() if element.get("id")]
        assert len(ids) == len({*ids})
        assert [id_ for id_ in ids if not re.fullmatch(r"[A-Za-z_][\w.-]*", id_, re.ASCII)] == []
        refs = [
            element.get(key)
            for element in root.iter()
            for key in ("sourceRef", "targetRef", "bpmnElement", "processRef")
            if element.get(key)
        ]
        refs += [
            element.text
            for tag in ("flowNodeRef", "incoming", "outgoing")
            for element in root.iter(f"{BPMN}{tag}")
        ]
        assert {*refs} <= {*ids}


@pytest.mark.parametrize("seed", SEEDS)
def test_every_flow_node_lies_in_one_lane_and_is_drawn_inside_of_it(seed: int) -> None:
    root = parsed(random_graph(seed))
    bounds = {}
    for shape in root.iter(f"{BPMNDI}BPMNShape"):
        box = shape.find(f"{DC}Bounds")
        assert box is not None
        x, y, wide, high = (int(box.get(key, "")) for key in ("x", "y", "width", "height"))
        bounds[shape.get("bpmnElement")] = (x, y, x + wide, y + high)
    placed = []
    for lane in root.iter(f"{BPMN}lane"):
        outer = bounds[lane.get("id")]
        for reference in lane.findall(f"{BPMN}flowNodeRef"):
            placed.append(reference.text)
            inner = bounds[reference.text]
            assert outer[0] <= inner[0] and outer[1] <= inner[1]
            assert outer[2] >= inner[2] and outer[3] >= inner[3]
    nodes = [
        element.get("id")
        for tag in {*bpmn.TAGS.values()}
        for element in root.iter(tag.replace("bpmn:", BPMN))
    ]
    assert sorted(map(str, placed)) == sorted(map(str, nodes))


@pytest.mark.parametrize("seed", SEEDS)
def test_work_splits_and_joins_only_at_gateways(seed: int) -> None:
    for task in parsed(random_graph(seed)).iter(f"{BPMN}task"):
        assert len(task.findall(f"{BPMN}incoming")) <= 1
        assert len(task.findall(f"{BPMN}outgoing")) <= 1


@pytest.mark.parametrize("seed", SEEDS)
def test_every_line_runs_level_or_upright(seed: int) -> None:
    for edge in parsed(random_graph(seed)).iter(f"{BPMNDI}BPMNEdge"):
        points = [(point.get("x"), point.get("y")) for point in edge.iter(f"{DI}waypoint")]
        assert len(points) >= 2
        for one, other in pairwise(points):
            assert one[0] == other[0] or one[1] == other[1]


def test_a_team_is_a_lane_in_the_lane_of_its_department() -> None:
    root = parsed(example())
    team = root.find(f".//{BPMN}lane[@name='Sales']/{BPMN}childLaneSet/")
    names = [lane.get("name") for lane in root.findall(f".//{BPMN}childLaneSet/{BPMN}lane")]
    assert team is not None
    assert "Inside sales" in names


def test_parallel_work_splits_at_a_parallel_gateway() -> None:
    gateways = [each.get("id") for each in parsed(example()).iter(f"{BPMN}parallelGateway")]
    assert gateways == ["split.register"]
