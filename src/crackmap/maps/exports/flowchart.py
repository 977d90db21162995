"""The chart as languages for flowcharts want it: work ends in a place that a flow leads to."""

from __future__ import annotations

from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps.chart import chart_of
from crackmap.maps.layout.chart import Chart, Edge
from crackmap.source.characters import clean


def flowchart(graph: ProcessGraph) -> Chart:
    """Return the chart without findings, as `worded` gives it."""
    return worded(chart_of(graph))


def worded(chart: Chart) -> Chart:
    """Return a chart in which outcomes are edges, and all words are clean and none empty.

    Of several nodes with one id only the first is kept: flows lead to no other.
    """
    nodes = {node.id: node for node in reversed(chart.nodes)}
    reported = {(edge.source, edge.outcome) for edge in chart.edges if not edge.target}
    ends = [
        Edge(node.id, outcome=node.outcome)
        for node in chart.nodes
        if node.outcome and (node.id, node.outcome) not in reported
    ]
    return chart._replace(
        name=clean(chart.name) or "?",
        lanes=tuple(lane._replace(name=clean(lane.name) or "?") for lane in chart.lanes),
        nodes=tuple(
            node._replace(name=clean(node.name) or "?", outcome="")
            for node in reversed(nodes.values())
        ),
        edges=tuple(
            edge._replace(outcome="" if edge.target else clean(edge.outcome) or "end")
            for edge in (*chart.edges, *ends)
        ),
    )
