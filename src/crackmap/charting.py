"""What a map of a process shows: its lanes, steps and flows, and the findings at their places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from crackmap.finding import Finding, rank
from crackmap.flows import Flow
from crackmap.graph import ProcessGraph
from crackmap.layout import chart as drawn
from crackmap.model import Department, Step
from crackmap.organisation import State

NOBODY = "(nobody)"
_LEVELS: dict[str, Literal["defined", "usable", "weak", "nominal"]] = {
    "defined": "defined",
    "usable": "usable",
    "weak": "weak",
    "nominal": "nominal",
}


def chart_of(graph: ProcessGraph, findings: Sequence[Finding] = ()) -> drawn.Chart:
    """Give the chart of a process, with the `findings` of warning and above numbered in order."""
    return _Charting(graph, findings).chart()


class _Charting:
    def __init__(self, graph: ProcessGraph, findings: Sequence[Finding]) -> None:
        self.graph = graph
        self.shown = [
            one
            for one in findings
            if one.process == graph.process.id
            and one.accepted is None
            and rank(one.severity) >= rank("warning")
        ]
        self.undefined = set(graph.undefined(graph.changes_of_department()))
        self.undefined |= set(graph.undefined(graph.changes_of_team()))
        self.flows = [
            flow
            for flow in (*graph.flows, *graph.rejections)
            if not flow.stood_for
            and (flow.target or flow.elsewhere or (flow.outcome and flow.written))
        ]
        self.numbers: dict[str, list[int]] = {}
        self._place_findings()

    def chart(self) -> drawn.Chart:
        process = self.graph.process
        nodes = [self._node(step) for step in self.graph.steps]
        return drawn.Chart(
            id=process.id,
            name=process.name,
            lanes=tuple(self._lanes(nodes)),
            stages=tuple(
                drawn.Stage(stage.id, stage.name, self._at(stage.subject))
                for stage in process.stages
            ),
            nodes=tuple(nodes),
            edges=tuple(self._edge(flow) for flow in self.flows),
            findings=tuple(
                drawn.Finding(number, _severity(one), one.rule, one.message)
                for number, one in enumerate(self.shown, start=1)
            ),
            numbers=self._at(process.subject),
        )

    def _at(self, subject: str) -> tuple[int, ...]:
        return tuple(self.numbers.get(subject, ()))

    def _place_findings(self) -> None:
        """Find for each finding the drawn thing at which its number stands."""
        graph = self.graph
        drawn_here = {flow.subject for flow in self.flows} | {step.id for step in graph.steps}
        drawn_here |= {stage.subject for stage in graph.process.stages}
        lanes = {f"department {lane}" for lane in self._used_lanes()}
        for number, one in enumerate(self.shown, start=1):
            subject = one.subject
            if subject in drawn_here or subject in lanes:
                place = subject
            elif " -> " in subject:
                place = self._start_of(subject.split(" -> ")[0])
            elif subject.startswith("handoff "):
                named = subject.removeprefix("handoff ")
                carrying = (
                    f.subject for f in self.flows if f.handoff_id == named and not f.rejects
                )
                place = next(carrying, graph.process.subject)
            else:
                place = graph.process.subject
            self.numbers.setdefault(place, []).append(number)

    def _start_of(self, step: str) -> str:
        """Give where a change that hides behind a gap begins: the flow into the gap."""
        start = self.graph.step(step)
        if start is None:
            return self.graph.process.subject
        for flow in self.graph.outgoing(start):
            if flow.target is not None and flow.target in self.graph.order and self._into_gap(flow):
                return flow.subject
        return start.subject

    def _used_lanes(self) -> list[str]:
        return list(dict.fromkeys(self._lane(step) for step in self.graph.steps))

    def _lane(self, step: Step) -> str:
        names = self.graph.owner(step).names
        known = [name for name in names if name in self.graph.departments]
        return known[0] if known else NOBODY

    def _lanes(self, nodes: Sequence[drawn.Node]) -> list[drawn.Lane]:
        used = {node.lane for node in nodes}
        wanted = {
            above
            for lane in used
            if lane in self.graph.departments
            for above in self.graph.organisation.above(lane)
        }
        lanes = [
            self._department_lane(id_, department)
            for id_, department in self.graph.departments.items()
            if id_ in wanted
        ]
        if NOBODY in used:
            lanes.append(drawn.Lane(NOBODY, "No owner", "nobody"))
        return lanes

    def _department_lane(self, id_: str, department: Department) -> drawn.Lane:
        parent = department.part_of or ""
        inside = parent in self.graph.departments
        kind: drawn.LaneKind = "team" if inside else "department"
        if department.kind == "external":
            kind, parent = "external", ""
        name = department.name or id_
        if department.kind in ("pool", "system", "person"):
            name = f"{name} ({department.kind})"
        numbers = self._at(f"department {id_}")
        return drawn.Lane(id_, name, kind, parent if inside else "", numbers)

    def _node(self, step: Step) -> drawn.Node:
        owner = self.graph.owner(step)
        return drawn.Node(
            id=step.id,
            name=step.name,
            lane=self._lane(step),
            stage=self.graph.stage(step).id,
            start=step in self.graph.starts and self.graph.is_ordered(step),
            outcome=step.outcome or "",
            decision=step.kind == "decision",
            approval=step.kind == "approval",
            wait=step.kind == "wait",
            unowned=owner.state is State.UNOWNED,
            findings=self._at(step.id),
        )

    def _edge(self, flow: Flow) -> drawn.Edge:
        kind = self._kind(flow)
        judged = self.graph.completeness(flow)
        inside = flow.target if flow.target is not None and not flow.elsewhere else None
        return drawn.Edge(
            source=flow.source.id,
            target=inside.id if inside else "",
            outcome="" if inside else flow.elsewhere or flow.outcome or "",
            kind=kind,
            completeness=_LEVELS[judged.level] if judged else "defined",
            label=self._label(flow, kind),
            findings=self._at(flow.subject) if not flow.implied_rejection else (),
        )

    def _kind(self, flow: Flow) -> drawn.EdgeKind:
        if flow.rejects:
            return "rejection"
        if flow in self.undefined or self._into_gap(flow) or self._out_of_gap(flow):
            return "gap"
        if flow.giver and flow.taker and flow.giver.changes_department(flow.taker):
            return "handoff"
        return "handoff" if flow.handoff is not None else "flow"

    def _into_gap(self, flow: Flow) -> bool:
        return (
            flow.taker is not None
            and flow.taker.state is State.UNOWNED
            and flow.giver is not None
            and flow.giver.inside
            and not self.graph.defines_handoff(flow)
        )

    def _out_of_gap(self, flow: Flow) -> bool:
        return (
            flow.giver is not None
            and flow.giver.state is State.UNOWNED
            and flow.taker is not None
            and flow.taker.inside
            and not self.graph.defines_handoff(flow)
        )

    def _label(self, flow: Flow, kind: drawn.EdgeKind) -> str:
        parts = [flow.when or ""]
        if kind == "handoff" and flow.handoff is not None:
            handoff = flow.handoff
            name = handoff.name or handoff.id.replace("-", " ") or ", ".join(handoff.payload[:2])
            limit = handoff.sla.strictest.text if handoff.sla and handoff.sla.strictest else ""
            parts.append(", ".join(part for part in (name, limit) if part))
        if kind == "rejection" and flow.rejects and flow.rejects.rejection and not flow.when:
            parts.append("rejected")
        return ": ".join(part for part in parts if part)


def _severity(finding: Finding) -> Literal["error", "warning", "note"]:
    return "error" if finding.severity == "error" else "warning"
