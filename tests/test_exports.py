"""Maps for other programs and for paper: DOT, Mermaid, BPMN, network, matrix, PNG and PDF."""

from __future__ import annotations

import csv
import importlib.util
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from crackmap.graph.handovers import find
from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps import matrix, network, raster
from crackmap.maps.exports import bpmn, dot, mermaid
from crackmap.maps.extras import MissingExtra
from crackmap.maps.layout.chart import Direction
from crackmap.maps.svg import theme
from crackmap.readers.yaml import read
from random_processes import random_process
from thoroughness import examples

GOLDEN = Path(__file__).parent / "golden" / "maps"
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
BPMNDI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
DI = "{http://www.omg.org/spec/DD/20100524/DI}"
SVG = "{http://www.w3.org/2000/svg}"
SEEDS = range(examples(16))

WRITERS: dict[str, Callable[[ProcessGraph], str]] = {
    "flow.gv": dot.write,
    "flow.mmd": mermaid.write,
    "swimlane.mmd": lambda graph: mermaid.write(graph, swimlane=True),
    "process.bpmn": bpmn.write,
    "network.gv": network.dot,
    "matrix.md": matrix.markdown,
    "matrix.csv": matrix.csv,
    "matrix.svg": matrix.svg,
}

HOSTILE = """\
process: "end </text><script>alert(1)</script> & 'x' ]]>"
departments:
  end: { name: "=end" }
  '"><b>': { name: "<img src=x onerror=alert(1)> `code` &lt;b&gt; #35;" }
  team: { name: "Team *A* _x_ www.example.com", part_of: end }
  customer: { kind: external, name: "1. \\\\N \\\\l {a|b}" }
handoffs:
  agreed:
    { name: "<b>|pipe", trigger: a, payload: [b], acceptance: [c], acknowledgement: d, sla: 1h }
stages:
  - name: Stage
    steps:
      - { name: "end", id: end, owner: end, trigger: "<i>start" }
      - name: "<table><tr>%%{init: {}}%%"
        id: "a:b"
        owner: '"><b>'
        next:
          - { to: n0, when: "\\"yes\\" --> n1[x]\\n- list", handoff: agreed }
          - { outcome: "</title>" }
      - { name: "\\u202Elive\\u202C \\\\", id: n0, owner: team }
      - { name: "click n0 href javascript:alert(1)", id: n1, owner: customer }
      - { name: "x; subgraph", id: n2 }
      - { name: "@startuml", id: graph, owner: end, outcome: end }
"""

needs_dot = pytest.mark.skipif(
    not (shutil.which("dot") or shutil.which("graphviz-pure")), reason="no Graphviz here"
)
needs_images = pytest.mark.skipif(
    not (importlib.util.find_spec("resvg_py") and importlib.util.find_spec("typst")),
    reason="the extra `images` is not installed",
)


def graph_of(text: str) -> ProcessGraph:
    return ProcessGraph(read(text.encode(), "process.yaml"))


def example() -> ProcessGraph:
    return graph_of((GOLDEN / "process.yaml").read_text("utf-8"))


def random_graph(seed: int) -> ProcessGraph:
    return graph_of(yaml.safe_dump(random_process(seed), allow_unicode=True))


@pytest.mark.parametrize("name", WRITERS)
def test_the_map_is_as_it_was(name: str) -> None:
    # Written anew by `CRACKMAP_GOLDEN=write pytest tests/test_exports.py`, to be looked at.
    written = WRITERS[name](example())
    if os.environ.get("CRACKMAP_GOLDEN") == "write":
        (GOLDEN / name).write_text(written, "utf-8", newline="\n")
    assert written == (GOLDEN / name).read_text("utf-8")


@pytest.mark.parametrize("name", WRITERS)
def test_every_writer_can_write_random_processes(name: str) -> None:
    for seed in SEEDS:
        assert WRITERS[name](random_graph(seed)).endswith("\n")


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


# DOT and Mermaid


def _engines() -> list[str]:
    return [name for name in ("dot", "graphviz-pure") if shutil.which(name)]


@needs_dot
@pytest.mark.parametrize("source", [dot.write, network.dot], ids=["flow", "network"])
def test_graphviz_shows_hostile_names_as_the_text_they_are(
    source: Callable[[ProcessGraph], str],
) -> None:
    for engine in _engines():
        done = subprocess.run(
            [engine, "-Tsvg"], input=source(graph_of(HOSTILE)).encode(), capture_output=True
        )
        assert done.returncode == 0, done.stderr
        root = ElementTree.fromstring(done.stdout)
        words = " ".join("".join(element.itertext()) for element in root.iter(f"{SVG}text"))
        assert "onerror=alert(1)>" in words
        assert "&lt;b&gt;" in words
        assert "\\N \\l" in words
        assert not [element for element in root.iter() if element.tag == f"{SVG}a"]


@needs_dot
@pytest.mark.parametrize("engine", _engines())
def test_graphviz_draws_random_processes(engine: str) -> None:
    for seed in range(8):
        for source in (dot.write, network.dot):
            text = source(random_graph(seed)).encode()
            done = subprocess.run([engine, "-Tdot"], input=text, capture_output=True)
            assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("swimlane", [False, True])
def test_mermaid_has_nothing_special_in_any_label(swimlane: bool) -> None:
    written = mermaid.write(graph_of(HOSTILE), swimlane)
    labels = re.findall(r'"([^"]*)"', written)
    assert labels
    for label in labels:
        bare = re.sub(r"#\d+;", "", label)
        assert re.fullmatch(r"[\w ,?-]*", bare), label


def test_mermaid_ids_are_generated() -> None:
    names = re.findall(r"^ +(\S+?)[\[({]", mermaid.write(graph_of(HOSTILE)), re.MULTILINE)
    assert names
    assert [name for name in names if not re.fullmatch(r"[no]\d+", name)] == []


def test_mermaid_arrows_tell_flow_handoff_and_gap_apart() -> None:
    written = mermaid.write(example())
    assert "n0 --> n1" in written
    assert '==>|"Booking, 1bd"|' in written
    assert '-.->|"no handoff #40;hidden#41;"|' in written


def test_a_swimlane_draws_no_way_from_a_step_to_itself() -> None:
    # Mermaid 11.17 draws such a flow in flowcharts but breaks off in swimlanes.
    graph = graph_of(
        "process: P\ndepartments: [a]\nstages:\n- name: S\n  steps:\n"
        "  - { name: One, owner: a, next: [{ to: one, when: not yet }, { outcome: won }] }\n"
    )
    loops = re.compile(r"^ +(\w+) .*> ?(?:\|.*\| )?\1$", re.MULTILINE)
    assert loops.search(mermaid.write(graph))
    assert not loops.search(mermaid.write(graph, swimlane=True))
    assert '"not yet"' in mermaid.write(graph, swimlane=True)


# BPMN


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


# PNG and PDF


@needs_images
def test_a_png_is_as_large_as_the_svg_times_the_zoom_and_always_the_same() -> None:
    drawn = matrix.svg(example(), "light")
    wide, high = (int(each) for each in re.findall(r'(?:width|height)="(\d+)"', drawn)[:2])
    image = raster.png(drawn)
    assert image.startswith(b"\x89PNG")
    assert image[16:24] == (2 * wide).to_bytes(4) + (2 * high).to_bytes(4)
    assert image == raster.png(drawn)


@needs_images
def test_the_words_are_really_in_the_image() -> None:
    drawn = matrix.svg(example(), "light")
    assert raster.png(drawn) != raster.png(re.sub(r"<text[^>]*>[^<]*</text>", "", drawn))


@needs_images
def test_a_very_long_map_gets_fewer_pixels() -> None:
    drawn = matrix.svg(example()).replace("<svg ", "<svg ", 1)
    long = re.sub(r'width="\d+"', 'width="30000"', drawn, count=1)
    assert int.from_bytes(raster.png(long)[16:20]) <= 16_000


@needs_images
def test_a_pdf_has_the_font_inside_and_is_always_the_same() -> None:
    drawn = matrix.svg(example(), "light")
    page = raster.pdf([drawn])
    assert page.startswith(b"%PDF")
    assert b"CrackmapSans" in page
    assert page == raster.pdf([drawn])


def test_the_fonts_of_a_map_are_exchanged_for_the_one_that_travels_along() -> None:
    assert raster._STACK in theme.style("auto", "map")
    assert (
        raster._STACK
        not in matrix.svg(graph_of(HOSTILE.replace("Stage", raster._STACK))).split("</style>")[1]
    )


def test_no_font_is_large() -> None:
    fonts = Path(raster.__file__).parent / "fonts"
    sizes = [path.stat().st_size for path in sorted(fonts.glob("*.ttf"))]
    assert len(sizes) == 2
    assert max(sizes) < 200_000


@pytest.mark.parametrize(("form", "package"), [("png", "resvg_py"), ("pdf", "typst")])
def test_without_the_extra_an_image_names_it(
    form: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtra, match="images") as caught:
        getattr(raster, form)(matrix.svg(example()))
    assert caught.value.help == "pip install 'crackmap[images]'"
