"""What changed in a process, in Mermaid: changed steps and their neighbours, for a pull request."""

from __future__ import annotations

from collections.abc import Sequence

from crackmap.maps.exports.flowchart import worded
from crackmap.maps.exports.mermaid import of_chart
from crackmap.maps.layout.chart import Chart, Edge, Node
from crackmap.source.words import plural

# Mermaid refuses more than 500 edges and 50,000 characters; a comment holds several pictures, and
# long before that nobody can follow the lines.
_MOST_STEPS, _MOST_EDGES, _MOST_LETTERS = 60, 120, 12_000


def change_picture(chart: Chart) -> tuple[str, str]:
    """Return the change of a chart of two states as a flowchart, and in words what it leaves out.

    It has the steps that changed, those where cracks were opened or closed, and what is next to
    them. Both texts are empty where it would show nothing.
    """
    chart = worded(chart)
    most = _MOST_STEPS
    while most:
        part, left = _part(chart, most)
        drawn = of_chart(part, downward=True) if part.nodes else ""
        if len(drawn) <= _MOST_LETTERS:
            return drawn, left
        most //= 2
    return "", ""


def _part(chart: Chart, most: int) -> tuple[Chart, str]:
    """Return a part of at most so many steps, and what changed beyond it."""
    changed = {node.id for node in chart.nodes if node.change}
    told = [edge for edge in chart.edges if edge.change or edge.findings]
    core = {end for edge in told for end in _ends(edge)} | changed
    core |= {node.id for node in chart.nodes if node.findings}
    ids = [node.id for node in chart.nodes if node.id in core]
    kept = sorted(ids, key=lambda id_: id_ not in changed)[:most]
    near = [edge for edge in chart.edges if any(end in changed for end in _ends(edge))]
    beside = dict.fromkeys(end for edge in near for end in _ends(edge) if end not in core)
    shown = {*kept, *list(beside)[: most - len(kept)]}
    edges = [edge for edge in chart.edges if shown.issuperset(_ends(edge))]
    edges = [edge for edge in edges if edge in told or any(end in changed for end in _ends(edge))]
    edges.sort(key=lambda edge: edge not in told)  # a change before what stayed
    drawn = {id(edge) for edge in edges[:_MOST_EDGES]}
    part = chart._replace(
        nodes=tuple(node for node in chart.nodes if node.id in shown),
        edges=tuple(edge for edge in chart.edges if id(edge) in drawn),
    )
    return part, _left(chart.nodes, told, part)


def _left(nodes: Sequence[Node], told: Sequence[Edge], part: Chart) -> str:
    steps = sum(bool(node.change or node.findings) and node not in part.nodes for node in nodes)
    flows = sum(edge not in part.edges for edge in told)
    counted = [plural(steps, "step"), plural(flows, "flow")]
    words = [word for number, word in zip((steps, flows), counted, strict=True) if number]
    return f"{' and '.join(words)} more changed" if words else ""


def _ends(edge: Edge) -> list[str]:
    return [edge.source, edge.target] if edge.target else [edge.source]
