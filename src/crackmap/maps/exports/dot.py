"""The flow of work as DOT, the language of Graphviz: a cluster for each department."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps.exports.flowchart import flowchart
from crackmap.maps.layout.chart import Chart, Edge, Lane, Node
from crackmap.maps.layout.labels import words_of
from crackmap.maps.layout.text import wrap

if TYPE_CHECKING:
    import graphviz

_SIZE = 12
_GRAPH = {"newrank": "true", "rankdir": "TB", "fontname": "Arial", "fontsize": "14"}
_NODE = {"shape": "box", "style": "rounded,filled", "fillcolor": "#ffffff", "color": "#57606a"}
_FONT = {"fontname": "Arial", "fontsize": "12"}
_LANES = {
    "department": {"style": "filled", "color": "#c4ccd5", "fillcolor": "#f6f8fa"},
    "team": {"style": "filled", "color": "#c4ccd5", "fillcolor": "#ffffff"},
    "external": {"style": "dotted", "color": "#57606a"},
    "nobody": {"style": "dashed", "color": "#b3261e", "fontcolor": "#b3261e"},
}
_EDGES = {
    "flow": {"color": "#57606a", "fontcolor": "#424a53"},
    "rejection": {"color": "#57606a", "fontcolor": "#424a53", "style": "dashed"},
    "handoff": {"color": "#0b5cad", "fontcolor": "#0b5cad", "penwidth": "2"},
    "gap": {"color": "#b3261e", "fontcolor": "#b3261e", "penwidth": "2.2", "style": "dashed"},
}


def write(graph: ProcessGraph) -> str:
    """Return the process as a digraph that `dot` can draw."""
    import graphviz

    chart = flowchart(graph)
    drawing = graphviz.Digraph(
        graph_attr={**_GRAPH, "label": label([chart.name]), "labelloc": "t"},
        node_attr={**_NODE, **_FONT},
        edge_attr={**_FONT, "fontsize": "10"},
    )
    names = {node.id: f"n{at}" for at, node in enumerate(chart.nodes)}
    clusters = {lane.id: f"cluster_{at}" for at, lane in enumerate(chart.lanes)}
    for lane in chart.lanes:
        if not lane.parent:
            drawing.subgraph(_cluster(chart, lane, names, clusters))
    ends: dict[tuple[str, str], str] = {}
    for edge in chart.edges:
        target = names.get(edge.target)
        if target is None:
            target = ends.setdefault((edge.source, edge.outcome), f"end{len(ends)}")
            drawing.node(target, label([edge.outcome]), shape="oval", penwidth="2")
        drawing.edge(names[edge.source], target, **_drawn(edge))
    return str(drawing.source)


def label(lines: Sequence[str]) -> str:
    """Return lines as a label in which nothing is markup, neither HTML, escapes nor entities."""
    import graphviz

    escaped: str = graphviz.escape("\n".join(lines).replace("&", "&amp;"))
    return escaped  # of a class by which the package knows it


def _cluster(
    chart: Chart, lane: Lane, names: dict[str, str], clusters: dict[str, str]
) -> graphviz.Digraph:
    import graphviz

    style = {**_LANES[lane.kind], "label": label([lane.name])}
    cluster = graphviz.Digraph(clusters[lane.id], graph_attr=style)
    for node in chart.nodes:
        if node.lane == lane.id:
            cluster.node(names[node.id], **_box(node))
    for team in chart.lanes:
        if team.parent == lane.id:
            cluster.subgraph(_cluster(chart, team, names, clusters))
    return cluster


def _box(node: Node) -> dict[str, str]:
    attributes = {"label": label(wrap(node.name, _SIZE, 160))}
    if node.decision or node.approval:
        attributes |= {"shape": "hexagon", "style": "filled", "fillcolor": "#fff6dc"}
    if node.start:
        attributes |= {"shape": "oval", "style": "filled"}
    if node.unowned:
        attributes |= {"color": "#b3261e", "fillcolor": "#fdecea", "style": "rounded,filled,dashed"}
    return attributes


def _drawn(edge: Edge) -> dict[str, str]:
    attributes = dict(_EDGES[edge.kind])
    if edge.kind == "handoff" and edge.grade == "partial":
        attributes["style"] = "dotted"
    if edge.role == "answer":
        attributes["arrowhead"] = "empty"
    words = wrap(words_of(edge), 10, 140)
    return attributes | ({"label": label(words)} if words else {})
