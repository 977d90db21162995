"""A process as BPMN says it: tasks, events, gateways and messages, as a chart that can be laid out.

Gateways and events are boxes of their own for the layout, never shapes shrunk afterwards: so lines
meet them where they should. What outsiders do stands in no lane: an event waits for it, and
messages lead to their pool and back.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Literal, NamedTuple

from crackmap.graph.flow import Flow
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.language.texts import fold
from crackmap.language.values import Duration
from crackmap.maps.chart import shown_flows
from crackmap.maps.exports.bpmn20.waiting import lanes_of
from crackmap.maps.exports.flowchart import flowchart
from crackmap.maps.layout.chart import Chart, Edge, Lane, Node
from crackmap.source.characters import clean

Kind = Literal[
    "task",
    "approval",
    "receive",
    "start",
    "message start",
    "end",
    "timer",
    "message",
    "condition",
    "boundary",
    "exclusive",
    "inclusive",
    "parallel",
    "port",
]
EVENTS = ("start", "message start", "end", "timer", "message", "condition")
GATEWAYS = ("exclusive", "inclusive", "parallel")
START, ENTERED = "Start", "From another process"  # where no trigger is written
_QUESTIONS = {"exclusive": "Which way?", "inclusive": "Which ways?", "parallel": "All at once"}
_OTHERWISE = "otherwise"


class Part(NamedTuple):
    """What a node of the chart is in BPMN; `own` if it stands for the step itself.

    `step` is the number of the step that it belongs to, `time` how long a timer runs, `pool` the
    outsider whose step it is. A `port` is where a message meets a pool.
    """

    kind: Kind
    name: str
    step: int
    own: bool = False
    time: Duration | None = None
    pool: str = ""


class Wire(NamedTuple):
    """What an edge of the chart is in BPMN: a sequence flow, or a message flow.

    Its `name` is a condition, unless it is that of a message or of the timer on the step at which
    it begins, which rings after `time`. `tells` is the flow of the process that it shows, and
    `ends` one that shows the own outcome of a step; its `label` is its name or that of the flow
    before it. A message to a step is `turned`: it is laid out the other way round.
    """

    edge: Edge
    name: str = ""
    condition: str = ""
    default: bool = False
    tells: Flow | None = None
    ends: bool = False
    label: str = ""
    time: Duration | None = None
    message: bool = False
    turned: bool = False

    @property
    def boundary(self) -> bool:
        """Whether a timer on a step begins it."""
        return self.edge.port


class Plan(NamedTuple):
    """The chart of all parts, which they are by the ids of nodes, and the wires of its edges.

    `steps` are the ids of the steps, `pools` the names of the outsiders by their ids.
    """

    chart: Chart
    steps: tuple[str, ...]
    parts: dict[str, Part]
    wires: tuple[Wire, ...]
    pools: dict[str, str]


def plan(graph: ProcessGraph) -> Plan:
    """Return what BPMN has of a process."""
    return _Planning(graph).plan()


class _Planning:
    """Makes nodes of steps and edges of flows.

    Nodes are called by the numbers of their steps, so that no name can meet another.
    """

    def __init__(self, graph: ProcessGraph) -> None:
        self.graph = graph
        self.chart = flowchart(graph)
        self.number = {node.id: at for at, node in enumerate(self.chart.nodes)}
        flows = shown_flows(graph)
        self.flows: list[tuple[Edge, Flow | None]] = [
            (edge, flows[at] if at < len(flows) else None)
            for at, edge in enumerate(self.chart.edges)
        ]
        self.out: list[list[tuple[Edge, Flow | None]]] = [[] for _ in self.chart.nodes]
        for edge, flow in self.flows:
            self.out[self.number[edge.source]].append((edge, flow))
        self.entering = Counter(self.number[edge.target] for edge, _ in self.flows if edge.target)
        self.timed = [self._timed(at) for at in self.number.values()]
        self.defaults = [self._default(at) for at in self.number.values()]
        self.pools = self._pools()
        self.parts: dict[str, Part] = {}
        self.nodes: list[Node] = []
        self.wires: list[Wire] = []
        self.messages: dict[tuple[int, str, bool], str] = {}

    def plan(self) -> Plan:
        """Return all parts, the wires in the order of their flows."""
        inside = self._lanes()
        blank = [at for at, node in enumerate(self.chart.nodes) if node.start]
        blank = [at for at in blank if len(blank) == 1 or not self._step(at).trigger][:1]
        for at, node in enumerate(self.chart.nodes):
            self._chain(at, node._replace(lane=inside[at]), blank=at in blank)
        for at in range(len(self.chart.nodes)):
            for number, (edge, flow) in enumerate(self.out[at]):
                self._flow(at, number, edge, flow, inside[at])
        self._messages()
        names = {lane.id: lane.name for lane in self.chart.lanes}
        used = dict.fromkeys(part.pool for part in self.parts.values() if part.pool)
        pools = {pool: self._outsider(pool, names) for pool in used}
        lanes = [
            lane._replace(kind="team" if lane.kind == "team" else "department")
            for lane in self.chart.lanes
            if lane.id not in self.pools
        ]
        lanes += [Lane(f"pool {pool}", name, "external") for pool, name in pools.items()]
        chart = self.chart._replace(
            lanes=tuple(lanes),
            nodes=tuple(self.nodes),
            edges=tuple(wire.edge for wire in self.wires),
        )
        steps = tuple(self.number)
        return Plan(chart, steps, self.parts, tuple(self.wires), pools)

    def _step(self, at: int) -> Step:
        return self.graph.steps[at]

    # Outsiders

    def _pools(self) -> dict[str, str]:
        """Return the lanes of outsiders with the pool that each belongs to.

        Where all steps are theirs, there is nobody whose process it could be, and they have lanes.
        """
        lanes = {lane.id: lane for lane in self.chart.lanes}
        pools: dict[str, str] = {}
        for lane in self.chart.lanes:
            seen = [lane]
            while (above := lanes.get(seen[-1].parent)) and above not in seen:
                seen.append(above)
            if seen[-1].kind == "external":
                pools[lane.id] = seen[-1].id
        return {} if all(node.lane in pools for node in self.chart.nodes) else pools

    def _is_outside(self, at: int) -> bool:
        return self.chart.nodes[at].lane in self.pools

    def _lanes(self) -> list[str]:
        """Return the lanes in which steps stand; who sent it to an outsider waits for it."""
        own = [None if node.lane in self.pools else node.lane for node in self.chart.nodes]
        flows = [(self.number[e.source], self.number[e.target]) for e, _ in self.flows if e.target]
        return lanes_of(own, flows)

    def _outsider(self, pool: str, names: dict[str, str]) -> str:
        return names.get(pool) or clean(self.graph.organisation.name(pool)) or pool

    def _messages(self) -> None:
        """Add what passes between steps and outsiders, once in each direction."""
        shown = {lane.id for lane in self.chart.lanes if lane.id not in self.pools}
        for edge, flow in self.flows:
            if not edge.target:
                continue
            source, target = self.number[edge.source], self.number[edge.target]
            if self._is_outside(target) and not self._is_outside(source):
                handoff = flow.handoff if flow else None
                words = (handoff.name or ", ".join(handoff.payload[:2])) if handoff else ""
                self._message(source, self.pools[self.chart.nodes[target].lane], clean(words))
        for at, node in enumerate(self.chart.nodes):
            if self._is_outside(at):
                self._message(at, self.pools[node.lane], back=True)
                continue
            step = self._step(at)
            for parties, back in ((step.informed, False), (step.consulted, True)):
                for party in parties:
                    known = self.graph.departments.get(party)
                    if known is not None and known.kind == "external" and party not in shown:
                        self._message(at, party, back=back)

    def _message(self, at: int, pool: str, name: str = "", *, back: bool = False) -> None:
        key = (at, pool, back)
        if key in self.messages:
            return
        id_ = self.messages[key] = f"{at} port{len(self.messages)}"
        node = self.chart.nodes[at]
        self.nodes.append(Node(id_, "", f"pool {pool}", node.stage))
        self.parts[id_] = Part("port", "", at, pool=pool)
        edge = Edge(str(at), id_, label=name)
        self.wires.append(Wire(edge, name, message=True, turned=back))

    # Steps

    def _timed(self, at: int) -> bool:
        """Return whether time can run out on a step: then a timer stands on it."""
        others = [flow for edge, flow in self.out[at] if not edge.after and not _rejects(flow)]
        timed = any(edge.after for edge, _ in self.out[at])
        return timed and bool(others) and not self._step(at).parallel

    def _rings_itself(self, at: int) -> bool:
        """Return whether a step is nothing but the time that passes before its only flow."""
        step = self._step(at)
        waits = step.kind == "wait" and not step.until and not self._is_outside(at)
        return waits and len(self.out[at]) == 1 and bool(self.out[at][0][0].after)

    def _kind(self, at: int) -> tuple[Kind, Duration | None]:
        step = self._step(at)
        if self._is_outside(at) or (step.kind == "wait" and step.until):
            return ("receive" if self.timed[at] else "message"), None
        if step.kind != "wait":
            return ("approval" if step.kind == "approval" else "task"), None
        if self.timed[at]:
            return "receive", None
        flow = self.out[at][0][1] if self._rings_itself(at) else None
        limit = step.within.strictest if step.within else None
        time = flow.after if flow else limit or step.wait
        return ("timer", time) if time else ("condition", None)

    def _chain(self, at: int, node: Node, *, blank: bool) -> None:
        """Add a step with the event before it, and the gateways around it."""
        own, step = str(at), self._step(at)
        kind, time = self._kind(at)
        pool = self.pools.get(self.chart.nodes[at].lane, "")
        chain = [(own, Part(kind, node.name, at, own=True, time=time, pool=pool))]
        if self.entering[at] + node.start > 1:
            chain.insert(0, (f"{own} join", Part("exclusive", "", at)))
        if node.start:
            known = clean(step.trigger or "")
            name = known or (START if blank else ENTERED)
            start = Part("start" if blank else "message start", name, at)
            chain.insert(0, (f"{own} start", start))
        untimed = [flow for edge, flow in self.out[at] if not (edge.after and self.timed[at])]
        if len(untimed) > 1:
            split: Kind = "exclusive"
            if step.parallel:
                split = "inclusive" if any(flow and flow.when for flow in untimed) else "parallel"
            chain.append((f"{own} split", Part(split, _QUESTIONS[split], at)))
        for id_, part in chain:
            unowned = node.unowned and part.own
            start_ = part.kind in ("start", "message start")
            made = Node(id_, part.name, node.lane, node.stage, start=start_, unowned=unowned)
            self.nodes.append(made)
            self.parts[id_] = part
        self.wires += [Wire(Edge(*pair)) for pair in pairwise(id_ for id_, _ in chain)]

    # Flows

    def _flow(self, at: int, number: int, edge: Edge, flow: Flow | None, lane: str) -> None:
        source = f"{at} split" if f"{at} split" in self.parts else str(at)
        target = ""
        if edge.target:
            target = f"{self.number[edge.target]} join"
            target = target if target in self.parts else str(self.number[edge.target])
        far = edge._replace(
            source=source,
            target=target,
            outcome="" if target else f"{number} {edge.outcome}",
            after="",
            label="",
        )
        time = flow.after if flow else None
        name, condition, default = self._said(at, source, edge, flow)
        if time and self.timed[at]:
            words = clean(flow.condition) if flow else ""
            far = far._replace(source=str(at), label=words, port=True)
            self.wires.append(Wire(far, words, tells=flow, label=words, time=time))
            return
        if time and not self._rings_itself(at):
            timer = f"{at} timer{number or ''}"
            words = f"after {time.text}"
            self.parts[timer] = Part("timer", words, at, time=time)
            self.nodes.append(Node(timer, words, lane, self.chart.nodes[at].stage))
            before = far._replace(target=timer, outcome="", label=name)
            self.wires.append(Wire(before, name, condition, default))
            self.wires.append(Wire(far._replace(source=timer), tells=flow, label=name))
            return
        far = far._replace(label=name)
        self.wires.append(Wire(far, name, condition, default, flow, flow is None, name))

    def _said(self, at: int, source: str, edge: Edge, flow: Flow | None) -> tuple[str, str, bool]:
        """Return the name of a flow, its condition, and whether it is taken where no other is."""
        name = clean(flow.when or "") if flow else ""
        if not name and edge.kind == "rejection":
            name = clean(edge.label) or "rejected"
        split = self.parts[source].kind
        if not name and split == "inclusive":
            name = "always"
        if split == "exclusive" and edge is self.defaults[at]:
            return name, "", True
        return name, name, False

    def _default(self, at: int) -> Edge | None:
        """Return the way that is taken where no other is: it says so, or all others reject."""
        ways = [(edge, flow) for edge, flow in self.out[at] if not edge.after]
        for edge, flow in ways:
            if flow and fold(flow.when or "") == _OTHERWISE:
                return edge
        plain = [(edge, flow) for edge, flow in ways if not (flow and flow.rejects)]
        alone = len(plain) == 1 and not (plain[0][1] and plain[0][1].when)
        return plain[0][0] if alone else None


def _rejects(flow: Flow | None) -> bool:
    return bool(flow and flow.implied_rejection)
