"""A process as it is drawn: its steps, their owners, and what follows them."""

from __future__ import annotations

from collections.abc import Mapping

from crackmap.language.texts import id_of
from crackmap.readers.bpmn20.calls import Calls
from crackmap.readers.bpmn20.keeping import Keeping
from crackmap.readers.bpmn20.lanes import Lanes
from crackmap.readers.bpmn20.messages import Messages
from crackmap.readers.bpmn20.model import OTHERWISE, Model, Node, Pool, called
from crackmap.readers.bpmn20.ours import told
from crackmap.readers.bpmn20.ways import Way, Ways
from crackmap.readers.making.draft import Draft
from crackmap.readers.making.ids import unique
from crackmap.readers.making.labels import name_of
from crackmap.readers.making.order import as_work_flows
from crackmap.readers.making.parts import DraftFlow, DraftStep
from crackmap.source.located import Located

_START, _END = "start", "end"


class Making:
    """One process in the making."""

    def __init__(
        self,
        model: Model,
        lanes: Lanes,
        ways: Ways,
        calls: Calls,
        pools: list[Pool],
        *,
        alone: bool,
    ) -> None:
        """Begin with the pools whose process it is; `alone` if the file has no other."""
        self.model, self.lanes, self.ways, self.pools = model, lanes, ways, pools
        self.calls = calls
        self._owners: dict[Pool, str] = {}  # of what calls a pool
        self.made = Draft(model.places, self._name(alone=alone))
        self.steps: dict[Node, DraftStep] = {}
        self.messages = Messages(model, ways, pools, self.steps, self.made)
        self.keeping = Keeping.of(model, pools)
        self._begun: dict[int, list[str]] = {}  # what begins the steps in memory
        self.unnamed_end = False
        self.others: Mapping[Node, str] = {}
        if self.keeping is not None:
            self.keeping.begin(self.made)

    def _name(self, *, alone: bool) -> Located:
        named = [one for one in self.model.collaborations if called(one)]
        if self.pools[0].joined and named:
            return Located(called(named[0]), self.model.at(named[0]))
        processes = [pool.process for pool in self.pools if pool.process is not None and pool.tops]
        if len(processes) == 1 and called(processes[0]):
            return Located(called(processes[0]), self.model.at(processes[0]))
        owned = [pool for pool in self.pools if pool.tops]
        if len(owned) == 1 and owned[0].name and self._is_in_lanes(owned[0]):
            return Located(owned[0].name, owned[0].at)
        name = name_of(self.model.places.path)
        if not alone and not self.pools[0].joined:
            name = self.pools[0].id or name
        return Located(name, 0)

    def _is_in_lanes(self, pool: Pool) -> bool:
        """Return whether lanes with names own all steps, so that the pool is nobody's name."""
        lanes = [self.lanes.lane(node) for node in pool.nodes() if node in self.ways.steps]
        return all(lane is not None and lane.name not in ("", pool.name) for lane in lanes)

    def begin(self) -> dict[Node, str]:
        """Find the steps, and return how other processes call them."""
        taken: dict[str, int] = {}
        for pool in self.pools:
            for node in pool.nodes():
                if node in self.ways.steps and node not in self.calls.pools:
                    self.steps[node] = self._step(node, taken)
        return {
            node: f"{self.made.id}/{step.id.text}" for node, step in self.steps.items() if step.id
        }

    def draft(self, others: Mapping[Node, str]) -> Draft:
        """Return the process of the pools; `others` are the steps of all processes of the file."""
        self.others = others
        nodes = [node for pool in self.pools for node in pool.nodes()]
        for node, step in self.steps.items():
            self._flows(node, step)
        for node in nodes:
            if node.tag == "startEvent":
                self._start(node)
        for step in self.steps.values():
            known = step.fields.get("trigger")
            if isinstance(known, Located) and (begun := self._begun.get(id(step))):
                step.fields["trigger"] = Located(" or ".join(begun), known.at)
        for message in self.messages.here():
            self.messages.add(message)
        for node in self.steps:
            self._settle(node)
        if self.keeping is not None:
            self.keeping.end(list(self.steps.items()), self.made)
        else:
            self.made.steps = as_work_flows(self.steps.values())
        if self.unnamed_end:
            self.made.note(0, f"ends without a name were called `{_END}`")
        return self.made

    def _step(self, node: Node, taken: dict[str, int]) -> DraftStep:
        known = node.kept
        if known is not None and self.keeping is not None:
            step = self.keeping.step(node, known, self.lanes.lane(node))
            taken.setdefault(step.id.text if step.id else "", 1)
        else:
            step = self._drawn_step(node, taken)
        if known is None or "owner" not in step.fields:
            self._owner(node, step)
        for words in node.element.all("documentation"):
            if words.text:
                step.remarks.append(Located(words.text, node.at))
        return step

    def _owner(self, node: Node, step: DraftStep) -> None:
        """Let a step be owned by whose lane or pool it stands in."""
        if self.keeping is not None and self.keeping.owns(step, node, self.lanes.lane(node)):
            return
        owner, lane = self._caller(node), None
        if not owner:
            owner, lane = self.lanes.owner(node)
        if owner:
            step.owners.append((Located(owner, node.at), None))
            while lane and lane.team_of:
                self.made.departments.declare(lane.name, "part_of", Located(lane.team_of, lane.at))
                lane = lane.above

    def _caller(self, node: Node) -> str:
        """Return who answers for a step of a process that only one calls, and that names nobody."""
        lane = self.lanes.lane(node)
        if node.pool.name or (lane and lane.name):
            return ""
        if node.pool not in self._owners:
            names = {self.lanes.owner(call)[0] for call in self.calls.callers.get(node.pool, ())}
            self._owners[node.pool] = names.pop() if len(names) == 1 else ""
        return self._owners[node.pool]

    def _drawn_step(self, node: Node, taken: dict[str, int]) -> DraftStep:
        name = node.name or self._unnamed(node)
        step = DraftStep(Located(name, node.at))
        step.id = Located(unique(id_of(name) or "step", taken), node.at)
        if node.is_gateway:
            step.fields["kind"] = Located("decision", node.at)
        elif not node.is_work and not node.inside:
            step.fields["kind"] = Located("wait", node.at)
            if limit := node.limit:
                step.fields["wait"] = Located(limit, node.at)
            else:
                step.fields["until"] = Located(name, node.at)
        return step

    def _unnamed(self, node: Node) -> str:
        """Return what a step is called that has no name, and say so of those that do work."""
        if limit := node.limit:
            return f"Wait {limit}"
        if node.is_gateway or not (node.is_work or node.inside):
            return "Decision" if node.is_gateway else "Wait for a message"
        self.model.note(node.at, "this task has no name; its id was taken")
        return node.id or node.tag

    # Flows

    def _flows(self, node: Node, step: DraftStep) -> None:
        edges = self.ways.out_of(node)
        step.flows = [self._flow(way) for way in self.calls.along(node, edges)]
        split = node if node.is_gateway else self.ways.split_behind(node)
        is_kept = step.kept and split is not None and told(split.element, "gateway") is not None
        if is_kept:
            parallel = False  # the step says so itself
        elif split is not None:
            parallel = split.tag == "parallelGateway"
            if split.tag in ("inclusiveGateway", "complexGateway"):
                words = "one way or several may be taken here; they were read as alternatives"
                self.model.note(split.at, words)
        else:
            parallel = len(edges) > 1 and not any(edge.conditional for edge in edges)
        if parallel and len(step.flows) > 1:
            step.fields["parallel"] = Located("true", step.name.at)
        for event in self.ways.boundaries.get(node, ()):
            self._boundary(event, step)

    def _boundary(self, event: Node, step: DraftStep) -> None:
        """Add the ways out of an event on a step: they are taken in the middle of its work."""
        limit, is_timer = event.limit, event.event("timer") is not None
        ways = list(self.calls.along(event, self.ways.out_of(event)))
        is_ours = any(way.kept is not None for way in ways)
        attached = bool(event.element.get("attachedToRef"))
        if limit and "within" not in step.fields and attached and not is_ours:
            step.fields["within"] = Located(limit, event.at)
        if is_timer and not limit:
            words = "no length of time could be read from this timer"
            self.model.note(event.at, words, lost=True)
        if event.event("compensate") is not None:
            self.model.note(event.at, "what undoes a step was left out", lost=True)
            return
        assert step.flows is not None
        for way in ways:
            step.flows.append(self._flow(way, event, limit))

    def _flow(self, way: Way, event: Node | None = None, limit: str = "") -> DraftFlow:
        """Return a flow; an `event` on the step may begin it, after some time."""
        flow = DraftFlow()
        if way.target is not None:
            known = way.target in self.steps
            flow.kept = not known and way.target in self.others
            there = self.messages.id_of(way.target)
            flow.to = Located(self.others[way.target] if flow.kept else there, way.at)
        elif way.end is not None:
            self.unnamed_end = self.unnamed_end or not way.end.name
            flow.outcome = Located(way.end.name or _END, way.end.at)
        if way.words:
            flow.when = Located(self.ways.said(way), way.at)
        if after := limit or way.after:
            flow.fields["after"] = Located(after, event.at if event else way.at)
        if way.kept is not None and self.keeping is not None:
            self.keeping.flow(way, flow, event)
        elif event:
            happens = event.name or ("" if limit else OTHERWISE)
            said = [words for words in (happens, flow.when.text if flow.when else "") if words]
            flow.when = Located(", ".join(said), event.at) if said else None
        return flow

    def _start(self, event: Node) -> None:
        """Let the steps behind a start event say how work enters there."""
        if event.within and event.within.element.get("triggeredByEvent") != "true":
            return  # work comes into a sub-process from outside
        sent = [one for one in self.model.messages_at(event.id) if one.target == event.id]
        if any(one.source not in self.messages.collapsed for one in sent):
            return  # it comes from another pool
        for way in self.ways.ways(self.ways.out_of(event)):
            step = self.steps.get(way.target) if way.target else None
            if step is None:
                continue
            words = event.name or next((one.name for one in sent if one.name), "") or _START
            if step.kept and self.keeping and self.keeping.knows_start(step, event):
                continue
            if not step.kept:
                begun = self._begun.setdefault(id(step), [])
                begun += [words] if begun != [words] else []
            step.fields["trigger"] = Located(words, event.at)

    # In the end

    def _settle(self, node: Node) -> None:
        """Let a step that sends a message and goes on do both; one whose end sends it goes on."""
        step = self.steps[node]
        flows = step.flows
        assert flows is not None
        sent = [flow for flow in flows if flow.sent]
        others = [flow for flow in flows if not flow.sent]
        if not sent:
            step.flows = [flow for flow in flows if flow.to or flow.outcome]
            last = step.flows[0] if len(step.flows) == 1 and not step.kept else None
            if last and last.outcome and not (last.when or last.fields):
                step.fields["outcome"], step.flows = last.outcome, None
            return
        ends = {way.end.id for way in self.ways.ways(self.ways.out_of(node)) if way.end}
        if len(others) == 1 and others[0].outcome and ends & self.ways.sending:
            others = []
        others = [flow for flow in others if flow.to or flow.outcome]
        step.flows = [*others, *sent]
        if len(step.flows) > 1:
            if len(others) > 1 and "parallel" not in step.fields:
                words = "this step has several ways out and sends a message; all were read as begun"
                self.model.note(node.at, words)
            step.fields["parallel"] = Located("true", step.name.at)
