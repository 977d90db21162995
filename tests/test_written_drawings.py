"""convert to draw.io: a drawing that opens as it is laid out, and is the same process again."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring

import pytest

from crackmap.maps.exports.drawio import write
from crackmap.source.characters import clean
from thoroughness import examples
from through_tables import graph_of, owner_names, random_graph, read_back

PROCESS = """\
process: Close <b>&amp; "co"
departments: { sales: {name: A & B <i>}, sdr: {part_of: sales}, finance: {} }
stages:
  - name: Sell
    steps:
      - { name: Sign <b>it</b>, id: sign, owner: sdr, next: [{ to: book, when: a < b }, decide] }
      - { name: Decide, owner: , kind: decision, next: [sign, book] }
      - { name: Book it, id: book, owner: finance, outcome: won }
"""


def cells(text: str) -> dict[str, tuple[str, Element]]:
    """The cells by their ids, each with its label; no id stands twice."""
    root = fromstring(text).find(".//root")
    assert root is not None
    found: dict[str, tuple[str, Element]] = {}
    for element in root:
        cell = element if element.tag == "mxCell" else element.find("mxCell")
        assert cell is not None and element.attrib["id"] not in found
        label = element.get("value") or element.get("label") or ""
        found[element.attrib["id"]] = (label, cell)
    return found


def rect(cell: Element) -> tuple[float, float, float, float]:
    place = cell.find("mxGeometry")
    assert place is not None
    x, y, wide, high = (float(place.get(key, "0")) for key in ("x", "y", "width", "height"))
    return x, y, wide, high


@pytest.mark.parametrize("seed", range(examples(4)))
def test_every_shape_lies_in_its_lane_and_every_line_joins_two(seed: int) -> None:
    drawn = cells(write(random_graph(seed)))
    for _, cell in drawn.values():
        parent = drawn.get(cell.get("parent", ""))
        if cell.get("edge"):
            assert {cell.attrib["source"], cell.attrib["target"]} <= set(drawn)
        elif cell.get("vertex") and parent and parent[1].get("vertex"):
            x, y, wide, high = rect(cell)
            _, _, outer_wide, outer_high = rect(parent[1])
            assert x >= 0 and y >= 0 and x + wide <= outer_wide and y + high <= outer_high


@pytest.mark.parametrize("seed", range(examples(4)))
def test_names_owners_stages_and_flows_are_the_same_after_a_drawing(seed: int) -> None:
    graph = random_graph(seed)
    again = read_back(write(graph), "a.drawio")
    assert sorted(step.id for step in again.steps) == sorted(step.id for step in graph.steps)
    for step in graph.steps:
        there = again.step(step.id)
        assert there is not None
        assert clean(there.name) == clean(step.name)
        assert again.stage(there).name == graph.stage(step).name
        assert there.kind == step.kind
        owners = owner_names(graph, step)
        assert set(owner_names(again, there)) <= set(owners)
        assert bool(owner_names(again, there)) == bool(owners)
        led_to = {flow.target.id for flow in graph.onward(step)}
        assert {flow.target.id for flow in again.onward(there)} == led_to


def test_names_are_no_markup() -> None:
    drawn = cells(write(graph_of(PROCESS)))
    labels = {label for label, _ in drawn.values()}
    assert "Sign &lt;b&gt;it&lt;/b&gt;" in labels
    assert "A &amp; B &lt;i&gt;" in labels
    assert "a &lt; b" in labels


def test_teams_are_lanes_in_the_lane_of_their_department() -> None:
    drawn = cells(write(graph_of(PROCESS)))
    ids = {label: id_ for id_, (label, _) in drawn.items()}
    assert drawn[ids["sdr"]][1].get("parent") == ids["A &amp; B &lt;i&gt;"]
    for name in ("sdr", "finance", "No owner"):
        assert drawn[ids[name]][1].get("style", "").startswith("swimlane;")


@pytest.mark.parametrize("direction", ["rows", "columns"])
def test_lanes_lie_as_they_are_asked_for(direction: str) -> None:
    text = write(graph_of(PROCESS), direction)  # type: ignore[arg-type]
    assert f"horizontal={int(direction == 'columns')};" in text
    assert text == write(graph_of(PROCESS), direction)  # type: ignore[arg-type]
