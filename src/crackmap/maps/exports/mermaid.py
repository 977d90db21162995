"""The flow of work in Mermaid, for pages that draw it: a subgraph for each department."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps.exports.flowchart import flowchart
from crackmap.maps.layout.chart import Chart, Edge, EdgeKind, Lane, Node
from crackmap.maps.layout.labels import words_of

_ARROWS: dict[EdgeKind, str] = {
    "flow": "-->",
    "rejection": "-.->",
    "handoff": "==>",
    "gap": "-.->",
}
_GAP = "stroke:#b3261e,stroke-width:2px,stroke-dasharray:7 4"
# How a change of two states looks; pages draw it on white and on black.
_CHANGES = {
    "added": "stroke:#2da44e,stroke-width:3px",
    "removed": "stroke:#8b949e,stroke-width:2px,stroke-dasharray:2 3",
    "changed": "stroke:#bf8700,stroke-width:3px",
}
_STATES = {"added": "opened", "removed": "closed"}
# All but letters, digits, spaces and a hyphen inside a word could mean something to Mermaid.
_UNSAFE = re.compile(r"(?<=[^\W_])(-)(?=[^\W_])|([^\w ,?]|_)")


def write(graph: ProcessGraph, swimlane: bool = False) -> str:
    """Return the process as a flowchart, or as `swimlane-beta`, which Mermaid has since 11.16."""
    return of_chart(flowchart(graph), swimlane=swimlane)


def of_chart(chart: Chart, *, swimlane: bool = False, downward: bool = False) -> str:
    """Return a chart with clean names and outcomes as edges, with what changed if it says so.

    Time runs to the right, or `downward`: then the picture fits a column of text.
    """
    kind = "swimlane-beta" if swimlane else "flowchart"
    lines = _Flowchart(chart, swimlane).lines()
    return "\n".join([f"{kind} {'TB' if downward else 'LR'}", *lines]) + "\n"


class _Flowchart:
    """All ids are generated: names such as `end` mean something to Mermaid."""

    def __init__(self, chart: Chart, swimlane: bool) -> None:
        self.chart = _without_loops(chart) if swimlane else chart
        chart = self.chart
        self.swimlane = swimlane
        self.names = {node.id: f"n{at}" for at, node in enumerate(chart.nodes)}
        self.names |= {node.id: f"s{at}" for at, node in enumerate(chart.nodes) if _is_stop(node)}
        self.lanes = {lane.id: f"d{at}" for at, lane in enumerate(chart.lanes)}
        self.findings = {finding.number: finding for finding in chart.findings}
        self.ends: dict[tuple[str, str], str] = {}
        for edge in chart.edges:
            if not edge.target:
                self.ends.setdefault((edge.source, edge.outcome), f"o{len(self.ends)}")

    def lines(self) -> Iterator[str]:
        yield "  %% made by crackmap"  # whose readers know what of it is written for people
        for lane in self.chart.lanes:
            if self.swimlane or not lane.parent:  # swimlanes do not nest
                yield from self._subgraph(lane, "  ")
        styles: dict[str, list[str]] = {}
        for at, edge in enumerate(self.chart.edges):
            target = self.names.get(edge.target) or self.ends[edge.source, edge.outcome]
            words = self._words(words_of(edge), edge)
            arrow = _ARROWS[edge.kind] + (f'|"{words}"|' if words else "")
            yield f"  {self.names[edge.source]} {arrow} {target}"
            style = _CHANGES.get(edge.change) or (_GAP if edge.kind == "gap" else "")
            if style:
                styles.setdefault(style, []).append(str(at))
        for style, numbers in styles.items():
            yield f"  linkStyle {','.join(numbers)} {style}"
        for change, style in _CHANGES.items():
            changed = [node for node in self.chart.nodes if node.change == change]
            yield from self._class(change, style, changed)
        unowned = [node for node in self.chart.nodes if node.unowned and not node.change]
        yield from self._class("unowned", _GAP, unowned)

    def _subgraph(self, lane: Lane, indent: str) -> Iterator[str]:
        nodes = [node for node in self.chart.nodes if node.lane == lane.id]
        teams = [each for each in self.chart.lanes if each.parent == lane.id and not self.swimlane]
        inner = [line for team in teams for line in self._subgraph(team, indent + "  ")]
        if not nodes and not inner:
            return
        yield f'{indent}subgraph {self.lanes[lane.id]}["{self._words(lane.name, lane)}"]'
        for node in nodes:
            opening, closing = _brackets(node)
            words = self._words(node.name, node)
            yield f'{indent}  {self.names[node.id]}{opening}"{words}"{closing}'
            for (source, outcome), name in self.ends.items():
                if source == node.id:
                    yield f'{indent}  {name}(["{_text(outcome)}"])'
        yield from inner
        yield f"{indent}end"

    def _words(self, name: str, part: Lane | Node | Edge) -> str:
        """Return a name and, below it, what changed and which cracks were opened and closed."""
        told = [name, part.change]
        for change, state in _STATES.items():
            found = [self.findings[number] for number in part.findings if number in self.findings]
            rules = dict.fromkeys(each.rule for each in found if each.change == change)
            told.append(f"{state} {', '.join(rules)}" if rules else "")
        return "<br>".join(_text(words) for words in told if words)

    def _class(self, name: str, style: str, nodes: Iterable[Node]) -> Iterator[str]:
        ids = [self.names[node.id] for node in nodes]
        if ids:
            yield f"  classDef {name} {style}"
            yield f"  class {','.join(ids)} {name}"


def _without_loops(chart: Chart) -> Chart:
    """Return the chart with a stop on each flow from a step to itself: swimlanes cannot draw it."""
    nodes = {node.id: node for node in chart.nodes}
    stops: list[Node] = []
    edges: list[Edge] = []
    for edge in chart.edges:
        if edge.source != edge.target:
            edges.append(edge)
            continue
        name = words_of(edge) or "again"
        stop = nodes[edge.source]._replace(id=f"{edge.source} again {len(stops)}", name=name)
        stops.append(stop._replace(start=True, decision=False, approval=False, unowned=False))
        edges += [edge._replace(target=stop.id, label=""), edge._replace(source=stop.id, label="")]
    return chart._replace(nodes=(*chart.nodes, *stops), edges=tuple(edges))


def _is_stop(node: Node) -> bool:
    """Return whether a node is a stop on a flow to the same step: ids of steps have no spaces."""
    return " " in node.id


def _brackets(node: Node) -> tuple[str, str]:
    if node.decision or node.approval:
        return "{{", "}}"
    return ("([", "])") if node.start else ("[", "]")


def _text(words: str) -> str:
    return _UNSAFE.sub(lambda match: match[1] or f"#{ord(match[0])};", words)
