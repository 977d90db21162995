"""What a map of a process shows: its lanes, steps and flows, and the findings at their places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Literal
from urllib.parse import quote

from crackmap.graph.flow import Flow, Onward
from crackmap.graph.grades import Graded
from crackmap.graph.grades import graded as graded_flow
from crackmap.graph.hidden_handoffs import flows_through, hidden_changes
from crackmap.graph.organisation import Ownership, OwnerState
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Department, Stage, Step
from crackmap.maps.chart_facts import Facts
from crackmap.maps.chart_places import Places
from crackmap.maps.layout import chart as drawn
from crackmap.rules.finding import Finding
from crackmap.rules.numbering import numbered
from crackmap.source.characters import clean

NOBODY = "(nobody)"
DISPUTED = "owner disputed"
NO_PAGES: Mapping[str, str] = MappingProxyType({})
_REASONS = 40  # letters of reasons for a rejection that still stand beside its line


def chart_of(
    graph: ProcessGraph,
    findings: Sequence[Finding] = (),
    facts: Facts | None = None,
    pages: Mapping[str, str] = NO_PAGES,
) -> drawn.Chart:
    """Return the chart of a process, with the `findings` of warning and above numbered in order.

    They are about this process, as `Checked.findings_about` gives them. Of steps and stages with
    one id all but the first get a new one. Besides it tells some `facts`. `pages` are addresses of
    the pictures of other processes by their ids: what leads into one of these has a link.
    """
    return _Charting(graph, findings, facts or Facts(graph), pages).chart()


def shown_flows(graph: ProcessGraph) -> list[Flow]:
    """Return the flows that are edges of the chart, in their order: those that lead somewhere."""
    return [
        flow
        for flow in (*graph.flows, *graph.rejections)
        if not flow.stood_for
        and (flow.target or flow.other_process or (flow.outcome and flow.written))
    ]


class _Charting:
    def __init__(
        self,
        graph: ProcessGraph,
        findings: Sequence[Finding],
        facts: Facts,
        pages: Mapping[str, str],
    ) -> None:
        self.graph, self.facts, self.pages = graph, facts, pages
        self.shown = numbered(findings)
        self.changes = {*graph.changes_of_department(), *graph.changes_of_team()}
        self.hidden = {change: flows_through(graph, change) for change in hidden_changes(graph)}
        self.passing = {flow for flows in self.hidden.values() for flow in flows}
        self.flows = shown_flows(graph)
        self.ids = dict(zip(graph.steps, _unique([step.id for step in graph.steps]), strict=True))
        stages = graph.process.stages
        self.stage_ids = {
            id(stage): unique
            for stage, unique in zip(stages, _unique([stage.id for stage in stages]), strict=True)
        }
        used = dict.fromkeys(self._lane(step) for step in graph.steps)
        known = [lane for lane in graph.departments if lane in used]
        self.unknown = [lane for lane in used if lane not in graph.departments and lane != NOBODY]
        self.lanes = {above for lane in known for above in self._line(lane)} | {*self.unknown}
        hidden = {change.subject: flows[0] for change, flows in self.hidden.items()}
        self.places = Places(graph, self.shown, self.flows, self.lanes, hidden)

    def chart(self) -> drawn.Chart:
        process, places = self.graph.process, self.places
        nodes = [self._node(step) for step in self.graph.steps]
        return drawn.Chart(
            id=process.id,
            name=process.name,
            lanes=tuple(self._lanes(nodes)),
            stages=tuple(
                drawn.Stage(self.stage_ids[id(stage)], stage.name, places.of_stage(stage))
                for stage in process.stages
            ),
            nodes=tuple(nodes),
            edges=tuple(self._edges()),
            findings=tuple(
                drawn.Finding(number, _severity(finding), finding.rule, _words(finding))
                for number, finding in enumerate(self.shown, start=1)
            ),
            numbers=places.of_process(),
            remarks=tuple(self.facts.remarks()),
        )

    # Lanes

    def _lane(self, step: Step) -> str:
        """Return the lane of a step: its first owner, rather one that is a known department."""
        names = self.graph.owner(step).names
        known = [name for name in names if name in self.graph.departments]
        return next(iter((*known, *names)), NOBODY)

    def _parent(self, id_: str) -> str:
        """Return the lane around a lane: what it is part of; a system's, who answers for it."""
        department = self.graph.departments[id_]
        if department.kind == "external":
            return ""
        parent = department.part_of
        if parent is None and department.kind == "system":
            parent = department.accountable
        return parent if parent in self.graph.departments and parent != id_ else ""

    def _line(self, lane: str) -> list[str]:
        line: list[str] = []
        while lane and lane not in line:
            line.append(lane)
            lane = self._parent(lane)
        return line

    def _lanes(self, nodes: Sequence[drawn.Node]) -> list[drawn.Lane]:
        lanes = [
            self._department_lane(id_, department)
            for id_, department in self.graph.departments.items()
            if id_ in self.lanes
        ]
        lanes += [
            drawn.Lane(name, f"{name} (unknown)", findings=self.places.of_department(name))
            for name in self.unknown
        ]
        if any(node.lane == NOBODY for node in nodes):
            lanes.append(drawn.Lane(NOBODY, "No owner", "nobody"))
        return lanes

    def _department_lane(self, id_: str, department: Department) -> drawn.Lane:
        parent = self._parent(id_)
        kind: drawn.LaneKind = "team" if parent else "department"
        if department.kind == "external":
            kind = "external"
        name = self.graph.organisation.name(id_)
        if department.kind in ("pool", "system", "person"):
            name = f"{name} ({department.kind})"
        return drawn.Lane(id_, name, kind, parent, self.places.of_department(id_))

    # Steps

    def _node(self, step: Step) -> drawn.Node:
        owner = self.graph.owner(step)
        stage: Stage = self.graph.stage(step)
        return drawn.Node(
            id=self.ids[step],
            name=step.name,
            lane=self._lane(step),
            stage=self.stage_ids[id(stage)],
            start=step in self.graph.starts and self.graph.is_ordered(step),
            outcome=step.outcome or "",
            decision=step.kind == "decision",
            approval=step.kind == "approval",
            wait=step.kind == "wait",
            unowned=owner.state is OwnerState.UNOWNED,
            findings=self.places.of_step(step),
            note=self._note(owner, self._lane(step)),
            parallel=bool(step.parallel),
            listed=not self.graph.is_ordered(step),
            facts=self.facts.of_step(step),
        )

    def _note(self, owner: Ownership, lane: str) -> str:
        """Return what the lane does not say of an owner."""
        name = self.graph.organisation.name
        others = [
            name(holder.who) if holder.who else "nobody"
            for holder in owner.owners
            if holder.who != lane
        ]
        words = list(dict.fromkeys(others))
        if owner.state is OwnerState.DISPUTED:
            return DISPUTED
        if not words:
            return ""
        if owner.state is OwnerState.SHARED:
            return f"with {', '.join(words)}"
        return f"or {', '.join(words)}" if owner.by_condition else ""

    # Flows

    def _edges(self) -> Iterator[drawn.Edge]:
        names = _unique([clean(f"{flow.source.id}~{flow.end}") for flow in self.flows])
        for flow, name in zip(self.flows, names, strict=True):
            yield self._edge(flow)._replace(id=name, link=self._link(flow))

    def _link(self, flow: Flow) -> str:
        """Return where the page of another process shows the step that the flow leads to."""
        process, _, step = (flow.other_process or "").partition("/")
        page = self.pages.get(process)
        if not page or not page.endswith(".html") or not step:
            return page or ""
        return f"{page}#step-{quote(clean(step), safe='')}"

    def _edge(self, flow: Flow) -> drawn.Edge:
        graded = graded_flow(self.graph, flow)
        kind = self._kind(flow, graded)
        inside = flow.target if isinstance(flow, Onward) else None
        role: drawn.Role = "hidden" if kind == "gap" and flow not in self.changes else ""
        if graded.question and flow in self.changes:
            role = "answer"
        return drawn.Edge(
            source=self.ids[flow.source],
            target=self.ids[inside] if inside else "",
            outcome="" if inside else far_end(flow),
            kind=kind,
            grade="partial" if graded.grade == "partial" else "defined",
            role=role,
            label=", ".join(filter(None, (self._label(flow, kind), self.facts.of_flow(flow)))),
            weight=self.facts.weight(flow),
            findings=self.places.of_flow(flow),
            other_process=bool(flow.other_process),
            after=flow.after.iso if flow.after else "",
            condition=flow.condition,
        )

    def _kind(self, flow: Flow, graded: Graded) -> drawn.EdgeKind:
        """Return how a flow is drawn: as a gap where its handoff is missing, or a change hides."""
        if flow.rejects:
            return "rejection"
        if flow in self.changes:
            return "gap" if graded.grade == "missing" else "handoff"
        if flow in self.passing:
            return "gap"
        return "flow" if graded.grade == "missing" or not flow.handoff else "handoff"

    def _label(self, flow: Flow, kind: drawn.EdgeKind) -> str:
        parts = [flow.condition]
        if kind == "handoff" and flow.handoff is not None:
            handoff = flow.handoff
            name = handoff.name or handoff.id.replace("-", " ") or ", ".join(handoff.payload[:2])
            strictest = (
                handoff.sla.strictest if handoff.sla and not self.facts.tells("sla") else None
            )
            limit = strictest.text if strictest else ""
            if name.casefold() == parts[0].casefold():
                name = ""
            parts.append(", ".join(part for part in (name, limit) if part))
        if kind == "rejection" and flow.rejects and flow.rejects.rejection and not flow.condition:
            reasons = ", ".join(flow.rejects.rejection.reasons)
            parts += ["rejected", reasons if len(reasons) <= _REASONS else ""]
        return ": ".join(part for part in parts if part)


def far_end(flow: Flow) -> str:
    """Return the outcome, or the other process and the step of it that the flow leads to."""
    if not flow.other_process:
        return flow.outcome or ""
    process, _, step = flow.other_process.partition("/")
    name = flow.target.name if flow.target else step.replace("-", " ")
    return f"{process.replace('-', ' ').capitalize()}: {name}"


def _unique(ids: Sequence[str]) -> list[str]:
    seen: dict[str, int] = {}
    unique = []
    for id_ in ids:
        seen[id_] = seen.get(id_, 0) + 1
        unique.append(id_ if seen[id_] == 1 else f"{id_}~{seen[id_]}")
    return unique


def _words(finding: Finding) -> str:
    """Return what a map lists of a crack: of one in cracks.yaml also who fills it by when."""
    known = finding.owner or finding.due
    return f"{finding.message}; {finding.acts_next}" if known else finding.message


def _severity(finding: Finding) -> Literal["error", "warning", "note"]:
    return "error" if finding.severity == "error" else "warning"
