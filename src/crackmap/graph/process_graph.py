"""ProcessGraph: what can be asked of a process, in the words of the field.

Beneath it FlowGraph knows the steps, flows and paths; here stand the questions about work that
changes hands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from crackmap.graph.answers import Answers
from crackmap.graph.completeness import Completeness, completeness
from crackmap.graph.context import Context
from crackmap.graph.fitting import Fitting
from crackmap.graph.flow import Flow, Onward
from crackmap.graph.flow_graph import FlowGraph
from crackmap.graph.organisation import Ownership
from crackmap.graph.shares import rarity
from crackmap.language.process import Handoff, Stage, Step

__all__ = ["Agreement", "Context", "ProcessGraph"]


class Agreement(NamedTuple):
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
        return self.flows[0].steps


class ProcessGraph(FlowGraph):
    """A process as a graph, with the questions about who hands what to whom."""

    @cached_property
    def handover_flows(self) -> tuple[Flow, ...]:
        """The flows that handoff rules speak about: both ends ordered, none a rejection."""
        return tuple(
            flow
            for flow in self.flows
            if flow.target is not None
            and not flow.rejects
            and self.is_ordered(flow.source)
            and (flow.other_process is not None or self.is_ordered(flow.target))
        )

    def changes_of_department(self) -> Sequence[Flow]:
        """Return the flows that change department, rejections left out."""
        return self._changes[0]

    def changes_of_team(self) -> Sequence[Flow]:
        """Return the flows that change team inside a department, rejections left out."""
        return self._changes[1]

    @cached_property
    def _changes(self) -> tuple[tuple[Flow, ...], tuple[Flow, ...]]:
        """The changes of department and of team; found once, since many rules ask for them."""
        department, team = [], []
        for flow in self.handover_flows:
            if flow.sender is flow.receiver:
                continue
            if flow.changes_department:
                department.append(flow)
            elif flow.sender.changes_team(flow.receiver):
                team.append(flow)
        return tuple(department), tuple(team)

    def fitting_agreements(self, flow: Flow) -> tuple[Handoff, ...]:
        """Return the agreements whose from and to are written and fit both ends of `flow`."""
        return self.agreements_between(flow.sender, flow.receiver)

    def agreements_between(self, sender: Ownership, receiver: Ownership) -> tuple[Handoff, ...]:
        """Return the agreements whose from and to are written and fit these two."""
        return self._fitting.between(sender, receiver)

    def may_send_back(self, step: Step) -> bool:
        """Return whether `step` may refuse by an agreement that is unknown or left out.

        A dangling flow that may be meant to lead to it may name one as well.
        """
        if self.dangling and any(
            flow.handoff.way_back if flow.handoff else flow.handoff_id
            for flow in self.may_lead_to(step)
        ):
            return True
        for flow in self._in[step]:
            fits = () if flow.handoff or flow.rejects else self.fitting_agreements(flow)
            if (len(fits) == 1 and fits[0].way_back) or (flow.handoff_id and not flow.handoff):
                return True
        return False

    @cached_property
    def _fitting(self) -> Fitting:
        return Fitting(self.handoffs.values(), self.organisation)

    def completeness(self, flow: Flow) -> Completeness | None:
        """Judge the handoff that `flow` names; None if it names none that is known."""
        return None if flow.handoff is None else self.judged(flow, flow.handoff)

    def judged(self, flow: Flow, handoff: Handoff) -> Completeness:
        """Judge `handoff` as the one by which work passes along `flow`."""
        sender, receiver = flow.sender.inside, flow.receiver.inside
        key = (handoff, sender, receiver)
        if key not in self._judged:
            self._judged[key] = completeness(handoff, sender=sender, receiver=receiver)
        return self._judged[key]

    @cached_property
    def _judged(self) -> dict[tuple[Handoff, bool, bool], Completeness]:
        return {}

    def defines_handoff(self, flow: Flow) -> bool:
        """Return whether `flow` names a handoff that is more than nominal."""
        judged = self.completeness(flow)
        return judged is not None and not judged.nominal

    def asked_by(self, flow: Flow) -> Flow | None:
        """Return the flow by which an approval was asked, if `flow` is its answer.

        An answer leads from an approval back to the department (for a change of team, the team)
        that asked, and asks for nothing itself; where owners depend on conditions, each of them
        must have been asked.
        """
        return self._answers.question(flow)

    def answers_to(self, flow: Flow) -> Sequence[Flow]:
        """Return the flows that are an answer to what is asked by `flow`."""
        return self._answers_to.get(flow, ())

    @cached_property
    def _answers_to(self) -> dict[Flow, list[Flow]]:
        answers: dict[Flow, list[Flow]] = {}
        for flow in (*self.flows, *self.rejections):
            if flow.source.kind == "approval" and (asking := self.asked_by(flow)):
                answers.setdefault(asking, []).append(flow)
        return answers

    @cached_property
    def _answers(self) -> Answers:
        return Answers(
            self.flows,
            self.incoming,
            asks=lambda flow: self.says_how(flow) or self.may_be_answer(flow),
        )

    def undefined_changes(self) -> Sequence[Flow]:
        """Return the changes of department for which nobody said how work is handed over."""
        return self._undefined_changes[0]

    def undefined_team_changes(self) -> Sequence[Flow]:
        """Return the changes of team for which nobody said how work is handed over."""
        return self._undefined_changes[1]

    @cached_property
    def _undefined_changes(self) -> tuple[tuple[Flow, ...], tuple[Flow, ...]]:
        department, team = (tuple(self._undefined(changes)) for changes in self._changes)
        return department, team

    def _undefined(self, changes: Iterable[Flow]) -> Iterator[Flow]:
        for flow in changes:
            if (
                not self.may_be_answer(flow)
                and not self.says_how(flow)
                and self.asked_by(flow) is None
            ):
                yield flow

    def may_be_answer(self, flow: Flow) -> bool:
        """Return whether `flow` leads from an approval to who may have asked by a dangling flow."""
        if flow.source.kind != "approval" or not self.dangling:
            return False
        return any(
            asking.sender.gap
            or asking.sender.unclear
            or not set(asking.sender.departments).isdisjoint(flow.receiver.departments)
            for asking in self.may_lead_to(flow.source)
            if not asking.rejects
        )

    def says_how(self, flow: Flow) -> bool:
        """Return whether `flow` names a handoff that may define something: an unknown one may."""
        return self.defines_handoff(flow) or (flow.handoff is None and flow.handoff_id is not None)

    def agreements_in_use(self) -> Sequence[Agreement]:
        """Return the handoffs that changes of department name, the nominal ones left out."""
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

    @cached_property
    def ends(self) -> tuple[Flow, ...]:
        """The flows with which cases end, those into other processes among them, and open ones."""
        return tuple(
            flow
            for flow in self.flows
            if (flow.outcome or flow.open or flow.other_process) and self.is_ordered(flow.source)
        )

    @property
    def nothing_is_good(self) -> bool:
        """Whether cases end with outcomes that all are known, and none of them counts as good."""
        return bool(self.ends) and all(
            flow.outcome and not self.process.is_good(flow.outcome) for flow in self.ends
        )

    def leads_down(self, flow: Flow) -> bool:
        """Return whether `flow` leads on to an ordered step here, and is no rejection."""
        return isinstance(flow, Onward) and not flow.rejects and self.is_ordered(flow.target)

    def is_fresh_start(self, flow: Flow) -> bool:
        """Return whether `flow` leads out of a queue by a condition: what was before is over."""
        return bool(flow.when) and self.is_queue(flow.source)

    def parts_after(self, split: Step) -> list[list[Flow]] | None:
        """Return the flows out of `split` in parts that never come together; outcomes left out.

        None where so much stands behind the splits before it that nobody looks any more.
        """

        def flows(step: Step) -> list[Flow]:
            return [
                flow
                for flow in self._out[step]
                if not flow.rejects
                and (not isinstance(flow, Onward) or self.is_ordered(flow.target))
            ]

        return self.network.parts_after(split, flows)

    def is_queue(self, step: Step) -> bool:
        """Return whether work lies here until something happens: a wait, or a pool's step."""
        if step.kind == "wait":
            return True
        owners = [self.departments.get(name) for name in self._owners[step].names]
        return bool(owners) and all(owner and owner.kind == "pool" for owner in owners)

    def stages_called(self, id_: str) -> Sequence[Stage]:
        """Return the stages with the id `id_`, in the order of the file."""
        return self._stages_by_id.get(id_, ())

    @cached_property
    def _stages_by_id(self) -> Mapping[str, list[Stage]]:
        stages: dict[str, list[Stage]] = {}
        for stage in self.process.stages:
            stages.setdefault(stage.id, []).append(stage)
        return stages

    def is_unbounded(self, flow: Flow) -> bool:
        """Return whether work may come along `flow` any number of times.

        Not where it says how many rounds, nor out of or into a queue that work leaves by a
        condition: that is a fresh start. Unordered steps have no rounds at all.
        """
        if flow.rounds is not None or not isinstance(flow, Onward):
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

        One that nothing leaves at all is a cycle without exit, and reported as such.
        """
        cycles = self.cycles(self.is_unbounded)
        caught = (
            {step for group in self.cycles_without_exit() for step in group} if cycles else set()
        )
        return [cycle for cycle in cycles if not caught.issuperset(cycle)]

    # The happy path

    def happy_path(self) -> tuple[int, list[Step]] | None:
        """Return the changes of department on the happy path, and the path.

        It is the likeliest from a start to a good outcome by the shares that are given, of equally
        likely ones that which changes department least often. Where a step gives no share all its
        flows are as likely; a rejection that is only implied is no way forward.
        """
        return self._happy_path

    @cached_property
    def _happy_path(self) -> tuple[int, list[Step]] | None:
        rarities: dict[Flow, int] = {}
        endings: dict[Step, int] = {}
        for step, row in self.rows.items():
            for flow, share in row.shares.items():
                if not flow.implied_rejection:
                    rarities[flow] = rarity(share) if row.given else 0
                if flow.outcome and self.process.is_good(flow.outcome):
                    endings[step] = min(endings.get(step, rarities[flow]), rarities[flow])

        def departments(step: Step) -> tuple[str, ...]:
            return self._owners[step].departments if self._owners[step].inside else ()

        starts = filter(self.is_ordered, self.starts)
        return self.network.likeliest_path(starts, rarities.get, departments, endings.get)

    def takeovers(self, path: Iterable[Step]) -> dict[Step, str]:
        """Return the steps of `path` at which a department takes over, and which one."""
        taking: dict[Step, str] = {}
        current = ""
        for step in path:
            owner = self._owners[step]
            if owner.inside and current not in owner.departments:
                current = taking[step] = owner.departments[0]
        return taking
