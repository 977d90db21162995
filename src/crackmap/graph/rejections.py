"""Rejections: the way back that an agreement gives to work which its receiver refuses.

Some are written as a flow, the others are implied by the agreement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from crackmap.graph.completeness import completeness
from crackmap.graph.flow import Flow, Onward
from crackmap.graph.organisation import Home, Organisation, Ownership
from crackmap.language.process import Handoff, Process, Step


def with_rejections(
    flows: list[Flow],
    process: Process,
    organisation: Organisation,
    owners: Mapping[Step, Ownership],
) -> tuple[list[Flow], list[Flow]]:
    """Return the `flows`, those that reject marked as such, and the rejections that are implied."""
    return _Rejections(process, organisation, owners).among(flows)


class _Rejection(NamedTuple):
    """The rejection of one agreement by receivers of the same home."""

    handoff: Handoff
    homes: tuple[Home, ...]
    by_team: bool
    receivers: set[Step]
    written_at: set[Step]

    def is_taken_by(self, flow: Onward, end: str, *, back: bool) -> bool:
        """Return whether `flow` starts at a receiver, or in its department (team) and leads `back`.

        `end` is the step or the department to which rejected work goes. Where owners depend on
        conditions, it is about those among whom work changes hands.
        """
        if flow.handoff is self.handoff:
            return False
        if flow.handoff and not completeness(flow.handoff, sender=True, receiver=True).nominal:
            return False  # it hands over by an agreement of its own
        if end == flow.target.id and flow.source in self.receivers:
            return True
        if not back:  # as most flows
            return False
        met = list(flow.sender.meetings(flow.receiver))
        met = [(a, b) for a, b in met if a.other_department(b) or a.other_team(b)] or met
        senders = [a for a, _ in met] or list(flow.sender.homes)
        receivers = [b for _, b in met] or list(flow.receiver.homes)
        if end != flow.target.id and not all(end in home.line for home in receivers):
            return False
        if flow.source in self.receivers:
            return True
        theirs = [any(self._is_home(a, b) for b in self.homes) for a in senders]
        return bool(theirs) and all(theirs) if met else any(theirs)

    def _is_home(self, a: Home, b: Home) -> bool:
        return a.department == b.department and not (self.by_team and a.other_team(b))


class _Rejections:
    """Finds which written flows are the rejection of an agreement, and adds those that are not."""

    def __init__(
        self, process: Process, organisation: Organisation, owners: Mapping[Step, Ownership]
    ) -> None:
        self.organisation, self.owners = organisation, owners
        self.is_good = process.is_good
        self.order = {step: place for place, step in enumerate(process.steps())}
        self.steps = {step.id: step for step in reversed(self.order)}
        # By the step, or the department, to which they lead.
        self.by_end: dict[str, dict[object, _Rejection]] = {}
        self.ends_above: dict[Ownership, tuple[str, ...]] = {}

    def among(self, flows: list[Flow]) -> tuple[list[Flow], list[Flow]]:
        """Return the flows, those that reject marked as such, and the implied rejections."""
        refusable = [
            flow
            for flow in flows
            if isinstance(flow, Onward) and flow.handoff and flow.handoff.way_back
        ]
        if not refusable:
            return flows, []
        by_receiver = {
            (flow.handoff, flow.target): (self._rejection(flow), flow)
            for flow in reversed(refusable)
        }
        outgoing: dict[Step, list[Flow]] = {}
        for flow in flows:
            outgoing.setdefault(flow.source, []).append(flow)
        marked = [
            self._marked(flow, outgoing) if isinstance(flow, Onward) and flow.written else flow
            for flow in flows
        ]
        return marked, [
            self._implied(flow, stood_for=bool(rejection.written_at))
            for rejection, flow in reversed(by_receiver.values())
            if flow.target not in rejection.written_at
        ]

    def _rejection(self, flow: Onward) -> _Rejection:
        assert flow.handoff and flow.handoff.way_back
        by_team = flow.sender.inside and not flow.sender.changes_department(flow.receiver)
        same_end = self.by_end.setdefault(flow.handoff.way_back.to or "", {})
        homes = flow.receiver.homes
        rejection = same_end.setdefault(
            (flow.handoff, homes, by_team), _Rejection(flow.handoff, homes, by_team, set(), set())
        )
        rejection.receivers.add(flow.target)
        return rejection

    def _marked(self, flow: Onward, outgoing: Mapping[Step, list[Flow]]) -> Flow:
        above, to_step = self._above(flow.receiver), flow.target.id in self.by_end
        if not (above or to_step):
            return flow
        leads_back = self._leads_back(flow, outgoing)
        ends = (*((flow.target.id,) if to_step else ()), *(above if leads_back else ()))
        taken = [
            back
            for end in ends
            for back in self.by_end[end].values()
            if back.is_taken_by(flow, end, back=leads_back)
        ]
        if not taken:
            return flow
        for back in taken:
            back.written_at.add(flow.source)
        rejection = taken[0].handoff.way_back
        assert rejection
        return replace(
            flow,
            rejects=taken[0].handoff,
            share=flow.share if flow.share is not None else rejection.share,
            rounds=flow.rounds if flow.rounds is not None else rejection.rounds,
        )

    def _above(self, receiver: Ownership) -> tuple[str, ...]:
        """Return the departments of a receiver to which agreements send work back."""
        if receiver not in self.ends_above:
            units = dict.fromkeys(unit for home in receiver.homes for unit in home.line)
            self.ends_above[receiver] = tuple(
                unit for unit in units if unit in self.by_end and unit not in self.steps
            )
        return self.ends_above[receiver]

    def _leads_back(self, flow: Onward, outgoing: Mapping[Step, list[Flow]]) -> bool:
        """Return whether `flow` leads up the file, or to a step that only fixes or ends the case.

        Work also comes there on its way down: a fresh start, or what the receiver has done.
        """
        place = self.order[flow.source]
        return self.order[flow.target] <= place or not any(
            after.other_process
            or self.is_good(after.outcome)
            or (after.target and self.order[after.target] > place)
            for after in outgoing.get(flow.target, ())
        )

    def _implied(self, flow: Onward, *, stood_for: bool) -> Flow:
        """Return the rejection by the agreement that `flow` names.

        To a department it leads to the step that sent the work, if that is its; else nobody knows
        to which step.
        """
        assert flow.handoff and flow.handoff.way_back
        rejection = flow.handoff.way_back
        said: dict[str, Any] = {
            "rejects": flow.handoff,
            "share": rejection.share,
            "rounds": rejection.rounds,
            "stood_for": stood_for,
        }
        to = rejection.to
        back = self.steps.get(to or "")
        if back is None and any(to in home.line for home in self.owners[flow.source].homes):
            back = flow.source
        refusing, sender = flow.target, self.owners[flow.target]
        if back:
            return Onward(refusing, back, sender, self.owners[back], **said)
        dangling = None if to in self.organisation.departments else to
        return Flow(refusing, None, sender, dangling=dangling, **said)
