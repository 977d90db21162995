"""ProcessGraph: what can be asked of a process, in the words of the field.

Beneath it FlowGraph knows the steps, flows and ways; here stand the questions about work that
changes hands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from crackmap.graph.completeness import Completeness, completeness
from crackmap.graph.flow import Flow
from crackmap.graph.flow_graph import Context, FlowGraph
from crackmap.graph.organisation import Home
from crackmap.graph.paths import shortest
from crackmap.language.process import Handoff, Step

__all__ = ["Agreement", "Context", "ProcessGraph"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """A handoff in use: named by flows that change department, and more than nominal.

    `place` is what findings are about: the agreement itself, or the flow that holds it in place.
    """

    handoff: Handoff
    flows: tuple[Flow, ...]
    completeness: Completeness

    @property
    def place(self) -> Handoff | Flow:
        """The agreement, or the flow where it is written in place."""
        return self.handoff if self.handoff.id else self.flows[0]

    @property
    def detail(self) -> str:
        """What tells it from an earlier one in place with the same ends."""
        return "" if self.handoff.id else self.flows[0].detail

    @property
    def ends(self) -> tuple[Step, ...]:
        """The steps at both ends of the first flow that names it."""
        first = self.flows[0]
        return (first.source, first.target) if first.target else (first.source,)


class ProcessGraph(FlowGraph):
    """A process as a graph, with the questions about who hands what to whom."""

    def handover_flows(self) -> Iterator[Flow]:
        """Give the flows that handoff rules speak about: both ends ordered, none a rejection."""
        for flow in self.flows:
            if (
                flow.target is not None
                and not flow.rejects
                and self.is_ordered(flow.source)
                and (flow.other_process is not None or self.is_ordered(flow.target))
            ):
                yield flow

    def changes_of_department(self) -> Sequence[Flow]:
        """Give the flows that change department, rejections left out."""
        return self._changes[0]

    def changes_of_team(self) -> Sequence[Flow]:
        """Give the flows that change team inside a department, rejections left out."""
        return self._changes[1]

    @cached_property
    def _changes(self) -> tuple[tuple[Flow, ...], tuple[Flow, ...]]:
        """The changes of department and of team; found once, since many rules ask for them."""
        department, team = [], []
        for flow in self.handover_flows():
            sender, receiver = flow.sender, flow.receiver
            if sender is receiver or sender is None or receiver is None:
                continue
            if sender.changes_department(receiver):
                department.append(flow)
            elif sender.changes_team(receiver):
                team.append(flow)
        return tuple(department), tuple(team)

    def fitting_agreements(self, flow: Flow) -> tuple[Handoff, ...]:
        """Give the agreements whose from and to are written and fit both ends of `flow`."""
        sender, receiver = flow.sender, flow.receiver
        if sender is None or receiver is None:
            return ()
        key = (sender.names, receiver.names)
        if key not in self._fitting:
            fits = self.organisation.stands_for
            self._fitting[key] = tuple(
                handoff
                for handoff in self.handoffs.values()
                if handoff.sender
                and handoff.receiver
                and fits(handoff.sender, sender)
                and fits(handoff.receiver, receiver)
            )
        return self._fitting[key]

    def may_send_back(self, step: Step) -> bool:
        """Tell whether `step` may refuse by an agreement that is unknown, or left out and fits."""
        for flow in self._in[step]:
            fits = () if flow.handoff or flow.rejects else self.fitting_agreements(flow)
            if (len(fits) == 1 and fits[0].rejection) or (flow.handoff_id and not flow.handoff):
                return True
        return False

    @cached_property
    def _fitting(self) -> dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[Handoff, ...]]:
        return {}

    def completeness(self, flow: Flow) -> Completeness | None:
        """Judge the handoff that `flow` names; None if it names none that is known."""
        if flow.handoff is None:
            return None
        sender = flow.sender is not None and flow.sender.inside
        receiver = flow.receiver is not None and flow.receiver.inside
        key = (flow.handoff, sender, receiver)
        if key not in self._judged:
            self._judged[key] = completeness(flow.handoff, sender=sender, receiver=receiver)
        return self._judged[key]

    @cached_property
    def _judged(self) -> dict[tuple[Handoff, bool, bool], Completeness]:
        return {}

    def defines_handoff(self, flow: Flow) -> bool:
        """Tell whether `flow` names a handoff that is more than nominal."""
        judged = self.completeness(flow)
        return judged is not None and not judged.nominal

    def asked_by(self, flow: Flow) -> Flow | None:
        """Give the flow by which an approval was asked, if `flow` is its answer.

        An answer leads from an approval back to the department (for a change of team, the team)
        that asked; where owners depend on conditions, each of them must have been asked.
        """
        if flow.source.kind != "approval" or flow.sender is None or flow.receiver is None:
            return None
        asking: Flow | None = None
        for sender, receiver in flow.sender.meetings(flow.receiver):
            if sender.other_department(receiver):
                found = self._asked_from(flow.source, receiver, Home.other_department)
            elif sender.other_team(receiver) and not flow.sender.changes_department(flow.receiver):
                found = self._asked_from(flow.source, receiver, Home.other_team)
            else:
                continue
            if found is None:
                return None
            asking = asking or found
        return asking

    def _asked_from(
        self, approval: Step, home: Home, differ: Callable[[Home, Home], bool]
    ) -> Flow | None:
        """Give the first flow by which the department or team of `home` asks for `approval`."""
        for flow in self._in[approval]:
            if flow in self._implied or flow.sender is None or flow.receiver is None:
                continue
            for asker, asked in flow.sender.meetings(flow.receiver):
                same = asker.department == home.department and not differ(asker, home)
                if same and differ(asker, asked):
                    return flow
        return None

    @cached_property
    def _implied(self) -> frozenset[Flow]:
        return frozenset(self.rejections)

    def undefined(self, changes: Iterable[Flow]) -> Iterator[Flow]:
        """Give those of the `changes` for which nobody said how work is handed over."""
        for flow in changes:
            unasked = flow.source.kind == "approval" and self.may_be_meant(flow.source)
            if not unasked and not self.says_how(flow) and self.asked_by(flow) is None:
                yield flow

    def says_how(self, flow: Flow) -> bool:
        """Tell whether `flow` names a handoff that may define something: an unknown one may."""
        return self.defines_handoff(flow) or (flow.handoff is None and flow.handoff_id is not None)

    def agreements_in_use(self) -> Sequence[Agreement]:
        """Give the handoffs that flows which change department name, the nominal ones left out."""
        return self._in_use

    @cached_property
    def _in_use(self) -> list[Agreement]:
        flows: dict[Handoff, list[Flow]] = {}
        for flow in self.changes_of_department():
            if flow.handoff is not None and self.defines_handoff(flow):
                flows.setdefault(flow.handoff, []).append(flow)
        return [
            Agreement(handoff, tuple(named), completeness(handoff, sender=True, receiver=True))
            for handoff, named in flows.items()
        ]

    def shortest_path(self, source: Step, target: Step, keep: Callable[[Flow], bool]) -> list[Step]:
        """Give the steps of a shortest way along the flows to `keep`, with both ends, or none."""

        def onward(step: Step) -> Iterator[Step]:
            for flow in self._out[step]:
                if flow.target is not None and not flow.other_process and keep(flow):
                    yield flow.target

        return shortest(source, target, onward)

    def is_queue(self, step: Step) -> bool:
        """Tell whether work lies here until something happens: a wait, or a pool's step."""
        if step.kind == "wait":
            return True
        owners = [self.departments.get(name) for name in self._owners[step].names]
        return bool(owners) and all(owner and owner.kind == "pool" for owner in owners)

    def is_unbounded(self, flow: Flow) -> bool:
        """Tell whether work may come along `flow` any number of times.

        Not where it says how many rounds, nor out of or into a queue that work leaves by a
        condition: that is a fresh start. Unordered steps have no rounds at all.
        """
        if flow.rounds is not None or flow.target is None or flow.other_process:
            return False
        return flow.source not in self._fresh_starts and flow.target not in self._fresh_starts

    @cached_property
    def _fresh_starts(self) -> frozenset[Step]:
        return frozenset(
            step
            for step in self.steps
            if not self.is_ordered(step)
            or (any(path.when for path in self._out[step]) and self.is_queue(step))
        )

    @cached_property
    def unbounded_cycles(self) -> list[list[Step]]:
        """The groups of steps in which work may go round any number of times.

        One that nothing leaves at all is a trap, and told as such.
        """
        cycles = self.cycles(self.is_unbounded)
        caught = (
            {step for group in self.cycles_without_exit() for step in group} if cycles else set()
        )
        return [cycle for cycle in cycles if not caught.issuperset(cycle)]
