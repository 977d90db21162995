"""Processes to be written for other programs: an example, random ones, and a hostile one."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps import matrix, network
from crackmap.maps.exports import bpmn, dot, mermaid
from crackmap.readers.yaml import read
from random_processes import random_process
from thoroughness import examples

GOLDEN = Path(__file__).parent / "golden" / "maps"
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
