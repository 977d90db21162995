"""Who hands what to whom, as a network and as a matrix."""

from __future__ import annotations

import csv
import importlib.util
import io
import re
import shutil
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from crackmap.graph.handovers import find
from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps import matrix, network
from crackmap.maps.extras import MissingExtra
from crackmap.maps.svg import theme
from exported import HOSTILE, SEEDS, SVG, example, graph_of, needs_dot, random_graph

# Who hands what to whom


def test_handovers_tell_who_hands_what_to_whom_and_how_well() -> None:
    rows = find(example()).rows
    assert [(row.sender, row.receiver, row.verdict) for row in rows] == [
        ("sales", "legal", "partial"),
        ("sales", "customer", "outside"),
        ("legal", "customer", "outside"),
        ("customer", "sales", "outside"),
        ("sales", "finance", "defined"),
        ("sales", "(nobody)", "outside"),
        ("(nobody)", "legal", "outside"),
        ("legal", "sales", "missing"),
        ("sales", "legal", "missing"),
    ]


def test_a_handover_is_reported_with_its_agreement_and_what_that_lacks() -> None:
    reported = find(example()).rows[0].reported
    assert reported.startswith(
        "Write the quote → Review the contract: Contract review: lacks channel,"
    )


def test_a_hidden_handover_names_the_steps_that_hide_it() -> None:
    hidden = [row.reported for row in find(example()).rows if row.via]
    assert hidden == [
        "Review the contract → Register the order: hidden behind Sign the contract: no handoff",
        "Register the order → Train the users: hidden behind Welcome the customer: no handoff",
    ]


def test_flows_of_steps_with_several_owners_are_counted_as_unclear() -> None:
    graph = graph_of(
        "process: P\ndepartments: [a, b, c]\nstages:\n- name: S\n  steps:\n"
        "  - { name: One, owner: [a, b] }\n  - { name: Two, owner: c, outcome: won }\n"
    )
    assert (find(graph).rows, find(graph).unclear) == ((), 1)
    assert "1 flow is left out" in matrix.svg(graph)


def test_rejections_are_no_handovers() -> None:
    assert ("finance", "sales") not in find(example()).cells()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_change_of_department_is_missing_in_the_matrix_if_it_is_undefined(seed: int) -> None:
    graph = random_graph(seed)
    undefined = [
        (flow.source.name, flow.target.name) for flow in graph.undefined_changes() if flow.target
    ]
    missing = {(row.source, row.target) for row in find(graph).rows if row.verdict == "missing"}
    assert {*undefined} <= missing


# The network


@needs_dot
@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
def test_the_network_is_a_whole_svg_in_every_theme(theme: theme.Theme) -> None:
    root = ElementTree.fromstring(network.svg(example(), theme))
    words = [element.text for element in root.iter(f"{SVG}text")]
    assert {"Sales", "Legal", "Finance", "Customer", "No owner", "Booking"} <= {*words}
    assert "no handoff (hidden)" in words


@needs_dot
def test_the_network_of_hostile_names_holds_nothing_but_text() -> None:
    root = ElementTree.fromstring(network.svg(graph_of(HOSTILE)))
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "style", "defs", "pattern", "path", "rect", "g", "text"}


@needs_dot
def test_thicker_arrows_carry_more_flows() -> None:
    flows = "".join(
        f"  - {{ name: A{at}, owner: a }}\n  - {{ name: B{at}, owner: b }}\n" for at in (1, 2)
    )
    drawn = network.svg(
        graph_of(f"process: P\ndepartments: [a, b]\nstages:\n- name: S\n  steps:\n{flows}")
    )
    assert "stroke-width:3" in drawn  # from a to b twice
    assert "no handoff (2 flows)" in drawn


@needs_dot
def test_another_title_stands_on_the_network() -> None:
    assert ">Our way</text>" in network.svg(example(), title="Our way")


def test_without_graphviz_the_network_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("importlib.metadata.files", lambda name: None)
    with pytest.raises(MissingExtra, match="graphviz") as caught:
        network.svg(example())
    assert "pip install 'crackmap[graphviz]'" in caught.value.help


def test_the_program_that_graphviz_runs_is_restored(monkeypatch: pytest.MonkeyPatch) -> None:
    from graphviz.backend import dot_command

    if not importlib.util.find_spec("graphviz") or not shutil.which("graphviz-pure"):
        pytest.skip("the extra `graphviz` is not installed")
    before = dot_command.DOT_BINARY
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert network.svg(example()).startswith("<svg")
    assert before == dot_command.DOT_BINARY


# The matrix


ALONE = "process: NAME\ndepartments: [a]\nstages: [{ name: S, steps: [{ name: One, owner: a }] }]"


@pytest.mark.parametrize("draw", [matrix.svg, pytest.param(network.svg, marks=needs_dot)])
def test_a_process_of_one_department_says_that_nothing_is_handed_over(
    draw: Callable[[ProcessGraph], str],
) -> None:
    assert "No work passes from one department to another" in draw(graph_of(ALONE))


@pytest.mark.parametrize("draw", [matrix.svg, pytest.param(network.svg, marks=needs_dot)])
def test_a_title_is_cut_where_the_picture_ends(draw: Callable[[ProcessGraph], str]) -> None:
    drawn = draw(graph_of(ALONE.replace("NAME", "Lead to cash " * 20)))
    assert re.search(r'font-size="18"[^>]*>Lead to cash .{10,60}…</text>', drawn)
    texts = "".join(re.findall(r">([^<]*)</text>", drawn)).replace(" ", "")
    assert "Leadtocash" * 20 in texts, "the whole of it stands below"


def test_the_csv_tells_excel_that_it_is_utf_8() -> None:
    assert matrix.csv(example()).startswith("\ufefffrom \\ to,")


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_cell_of_the_csv_is_a_formula(start: str) -> None:
    text = (
        f"process: P\ndepartments: {{ a: {{ name: '{start}1+1' }}, b: {{}} }}\nstages:\n"
        "- name: S\n  steps: [{ name: One, owner: a }, { name: Two, owner: b }]\n"
    )
    cells = [cell for row in csv.reader(io.StringIO(matrix.csv(graph_of(text)))) for cell in row]
    assert f"'{start}1+1" in cells
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


def test_the_markdown_of_hostile_names_has_as_many_cells_as_its_head() -> None:
    lines = matrix.markdown(graph_of(HOSTILE)).splitlines()
    assert len({len(re.findall(r"(?<!\\)\|", line)) for line in lines}) == 1
    assert "<" not in "".join(lines).replace("<br>", "")


def test_the_matrix_of_hostile_names_holds_nothing_but_text() -> None:
    root = ElementTree.fromstring(matrix.svg(graph_of(HOSTILE)))
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {
        *("svg", "title", "desc", "style", "defs", "pattern"),
        *("path", "rect", "g", "text", "circle"),
    }
