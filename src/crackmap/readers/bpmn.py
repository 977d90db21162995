"""BPMN 2.0: lanes and pools are departments, tasks steps, gateways the ways between them."""

from __future__ import annotations

from crackmap.language.values import id_of
from crackmap.readers.bpmn20.lanes import Lanes
from crackmap.readers.bpmn20.model import OTHERWISE, SPACE, Message, Model, Node, Pool, called
from crackmap.readers.bpmn20.times import limit_of
from crackmap.readers.bpmn20.ways import Way, Ways
from crackmap.readers.making.draft import Draft, DraftFlow, DraftStep
from crackmap.readers.making.ids import unique
from crackmap.readers.making.labels import name_of
from crackmap.readers.making.order import as_work_flows
from crackmap.readers.making.reading import Reading, ReadOptions, joined
from crackmap.readers.making.xml import tree_of
from crackmap.source.located import Located
from crackmap.source.problems import Problem, Unreadable
from crackmap.source.span import Span

_START, _END = "start", "end"


def read(data: bytes, path: str, options: ReadOptions) -> Reading:
    """Read the pools of a file as one process, and each process outside of them as one."""
    root = tree_of(data, path, options.encoding)
    if (root.space, root.name) != (SPACE, "definitions"):
        words = f"this is XML of another kind: it begins with `{root.name}`, and BPMN 2.0 does not"
        raise Unreadable([Problem(Span(path, root.line, root.column), words)])
    model = Model(root, path)
    lanes, ways = Lanes(model), Ways(model)
    groups = [model.joined(), *([pool] for pool in model.pools if not pool.joined)]
    groups = [
        pools
        for pools in groups
        if any(node in ways.steps for pool in pools for node in pool.nodes())
    ]
    drafts: list[Draft] = []
    taken: dict[str, int] = {}
    for pools in groups:
        draft = _Making(model, lanes, ways, pools, alone=len(groups) == 1).draft()
        draft.id = unique(id_of(draft.name.text) or "process", taken)
        drafts.append(draft)
    if not drafts:
        raise Unreadable(
            [Problem(Span(path), "there is no task in this file", "draw what is done")]
        )
    readings = [draft.reading(options.departments) for draft in drafts]
    reading = joined(readings, model.notes)
    return Reading(reading.processes, reading.notes, model.elements)


class _Making:
    """One process in the making."""

    def __init__(
        self, model: Model, lanes: Lanes, ways: Ways, pools: list[Pool], *, alone: bool
    ) -> None:
        self.model, self.lanes, self.ways, self.pools = model, lanes, ways, pools
        self.made = Draft(model.places, self._name(alone=alone))
        self.steps: dict[Node, DraftStep] = {}
        self.collapsed = {pool.id: pool for pool in pools if pool.joined and not pool.tops}
        self.open = {pool.id: pool for pool in pools if pool.tops}
        self.unnamed_end = False

    def _name(self, *, alone: bool) -> Located:
        named = [one for one in self.model.collaborations if called(one)]
        if self.pools[0].joined and named:
            return Located(called(named[0]), self.model.at(named[0]))
        processes = [pool.process for pool in self.pools if pool.process is not None and pool.tops]
        if len(processes) == 1 and called(processes[0]):
            return Located(called(processes[0]), self.model.at(processes[0]))
        name = name_of(self.model.places.path)
        if not alone and not self.pools[0].joined:
            name = self.pools[0].id or name
        return Located(name, 0)

    def draft(self) -> Draft:
        """Return the process of the pools."""
        taken: dict[str, int] = {}
        nodes = [node for pool in self.pools for node in pool.nodes()]
        for node in nodes:
            if node in self.ways.steps:
                self.steps[node] = self._step(node, taken)
        for node, step in self.steps.items():
            self._flows(node, step)
        for node in nodes:
            if node.tag == "startEvent":
                self._start(node)
        for message in self.model.messages:
            self._message(message)
        for node in self.steps:
            self._settle(node)
        self.made.steps = self._in_order()
        return self.made

    def _step(self, node: Node, taken: dict[str, int]) -> DraftStep:
        name = node.name or self._unnamed(node)
        step = DraftStep(Located(name, node.at))
        drawn = node.id.removeprefix("step.") if self.model.is_ours else ""
        step.id = Located(unique(drawn or id_of(name) or "step", taken), node.at)
        owner, lane = self.lanes.owner(node)
        if owner:
            step.owners.append((Located(owner, node.at), None))
            while lane and lane.team_of:
                self.made.departments.declare(lane.name, "part_of", Located(lane.team_of, lane.at))
                lane = lane.above
        for words in node.element.all("documentation"):
            if words.text:
                step.remarks.append(Located(words.text, node.at))
        if node.is_gateway:
            step.fields["kind"] = Located("decision", node.at)
        elif not node.is_work:
            step.fields["kind"] = Located("wait", node.at)
            timer = node.event("timer")
            if timer is not None and (limit := limit_of(timer)):
                step.fields["wait"] = Located(limit, node.at)
            else:
                step.fields["until"] = Located(name, node.at)
        return step

    def _unnamed(self, node: Node) -> str:
        """Return what a step is called that has no name, and say so of those that do work."""
        timer = node.event("timer")
        if timer is not None and (limit := limit_of(timer)):
            return f"Wait {limit}"
        if node.is_gateway or not node.is_work:
            return "Decision" if node.is_gateway else "Wait for a message"
        self.model.note(node.at, "this task has no name; its id was taken")
        return node.id or node.tag

    # Flows

    def _flows(self, node: Node, step: DraftStep) -> None:
        edges = self.ways.out_of(node)
        step.flows = [self._flow(way) for way in self.ways.ways(edges)]
        split = node if node.is_gateway else self.ways.split_behind(node)
        if split is not None:
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
        timer = event.event("timer")
        limit = limit_of(timer) if timer is not None else ""
        if limit and "within" not in step.fields and event.element.get("attachedToRef"):
            step.fields["within"] = Located(limit, event.at)
        if timer is not None and not limit:
            words = "no length of time could be read from this timer"
            self.model.note(event.at, words, lost=True)
        if event.event("compensate") is not None:
            self.model.note(event.at, "what undoes a step was left out", lost=True)
            return
        assert step.flows is not None
        for way in self.ways.ways(self.ways.out_of(event)):
            flow = self._flow(way)
            if limit:
                flow.fields["after"] = Located(limit, event.at)
            happens = event.name or ("" if limit else OTHERWISE)
            said = [words for words in (happens, flow.when.text if flow.when else "") if words]
            if said:
                flow.when = Located(", ".join(said), event.at)
            step.flows.append(flow)

    def _flow(self, way: Way) -> DraftFlow:
        flow = DraftFlow()
        if way.target is not None:
            flow.to = Located(self._id(way.target), way.at)
        elif way.end is not None:
            self.unnamed_end = self.unnamed_end or not way.end.name
            flow.outcome = Located(way.end.name or _END, way.end.at)
        if way.words:
            flow.when = Located(", ".join(dict.fromkeys(way.words)), way.at)
        if way.after:
            flow.fields["after"] = Located(way.after, way.at)
        return flow

    def _id(self, node: Node) -> str:
        """Return the id of a step; of one in another process of the file the id it has there."""
        step = self.steps.get(node)
        return step.id.text if step and step.id else node.id

    def _start(self, event: Node) -> None:
        """Let the steps behind a start event say how work enters there."""
        if event.within and event.within.element.get("triggeredByEvent") != "true":
            return  # work comes into a sub-process from outside
        sent = [one for one in self.model.messages if one.target == event.id]
        if any(one.source not in self.collapsed for one in sent):
            return  # it comes from another pool
        for way in self.ways.ways(self.ways.out_of(event)):
            step = self.steps.get(way.target) if way.target else None
            if step is None:
                continue
            words = event.name or next((one.name for one in sent if one.name), "") or _START
            known = step.fields.get("trigger")
            if isinstance(known, Located) and known.text != words:
                words = f"{known.text} or {words}"
            step.fields["trigger"] = Located(words, event.at)

    # Messages

    def _message(self, message: Message) -> None:
        """Make a flow of a message between steps; what outsiders send or get has no step there."""
        sources, sender = self._sources(message.source), self.collapsed.get(message.source)
        targets, receiver = self._targets(message.target), self.collapsed.get(message.target)
        for party, steps, part in (
            (receiver, sources, "informed"),
            (sender, targets, "consulted"),
        ):
            if party is None:
                continue
            if party.name and steps:
                self.made.departments.declare(party.name, "kind", Located("external", party.at))
                for node in steps:
                    known = self.steps[node].parts.get(part, ())
                    if party.name not in [one.text for one in known]:
                        self.steps[node].part(part, Located(party.name, message.at))
                return
        if not sources or not targets:
            if self._is_here(message):
                words = "no step sends or gets this message; it was left out"
                self.model.note(message.at, words, lost=True)
            return
        for source in sources:
            flows = self.steps[source].flows
            assert flows is not None
            known_ids = {flow.to.text for flow in flows if flow.to}
            for target in targets:
                id_ = self._id(target)
                if target is not source and id_ not in known_ids:
                    flows.append(DraftFlow(to=Located(id_, message.at), sent=True))
        if message.name:
            words = f"sends: {message.name}"
            self.steps[sources[0]].remarks.append(Located(words, message.at))

    def _is_here(self, message: Message) -> bool:
        """Return whether a message is about these pools."""
        nodes = (self.model.nodes.get(one) for one in (message.source, message.target))
        here = {node.pool.id for node in nodes if node}
        return bool(here & set(self.open)) or message.source in self.open

    def _sources(self, id_: str) -> list[Node]:
        node = self.model.nodes.get(id_)
        if node is None:
            return []
        last = [one for one in node.inside if one in self.ways.steps][-1:] if node.inside else []
        found = last or list(self.ways.steps_before(node))
        return [one for one in found if one in self.steps]

    def _targets(self, id_: str) -> list[Node]:
        node = self.model.nodes.get(id_)
        pool = self.open.get(id_)
        begun = self.ways.opened(node) if node else []
        if pool:
            begun = [one for one in pool.tops if one.tag == "startEvent"]
        found: dict[Node, None] = {}
        for one in begun:
            if one in self.ways.steps:
                found[one] = None
                continue
            for way in self.ways.ways(self.ways.out_of(one)):
                if way.target:
                    found[way.target] = None
        return [one for one in found if one in self.steps]

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

    def _in_order(self) -> list[DraftStep]:
        if self.unnamed_end:
            self.made.note(0, f"ends without a name were called `{_END}`")
        return as_work_flows(self.steps.values())
