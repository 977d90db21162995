"""Maps for other programs: all of them, and what DOT and Mermaid do with hostile names."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps import network
from crackmap.maps.exports import dot, mermaid
from exported import (
    GOLDEN,
    HOSTILE,
    SEEDS,
    SVG,
    WRITERS,
    example,
    graph_of,
    needs_dot,
    random_graph,
)


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
