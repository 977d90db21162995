"""The ways from step to step: written, implied by the order of the file, or by a rejection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from crackmap.graph.completeness import completeness
from crackmap.graph.organisation import Home, Organisation, Ownership
from crackmap.language.process import Handoff, Next, Process, Stage, Step
from crackmap.language.subject import Subject, flow_subject
from crackmap.source.span import Span


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """One way out of a step.

    It leads to a `target` step, to an `outcome`, or nowhere (`lost` holds the word that named no
    step). `elsewhere` is set when it leads into another process; its target is that process's
    step, if it is in the run. `written` is None for a flow that the order of the file implies or
    that a rejection implies; `rejects` is the agreement whose way back it is. `detail` tells it
    from an earlier flow with the same ends: by its condition, else by its number.
    """

    source: Step
    target: Step | None = None
    sender: Ownership | None = None
    receiver: Ownership | None = None
    written: Next | None = None
    outcome: str | None = None
    dangling: str | None = None
    other_process: str | None = None
    handoff: Handoff | None = None
    handoff_id: str | None = None
    rejects: Handoff | None = None
    share: Fraction | None = None
    rounds: int | None = None
    detail: str = ""
    stood_for: bool = False  # an implied rejection that another step of its department writes

    @property
    def when(self) -> str | None:
        """The condition of the flow."""
        return self.written.when if self.written else None

    @property
    def implied_rejection(self) -> bool:
        """Whether the flow exists only because an agreement says where rejected work goes."""
        return self.rejects is not None and self.written is None

    @property
    def implicit(self) -> bool:
        """Whether the flow exists only because one step follows another in the file."""
        return self.written is None and self.rejects is None and self.outcome is None

    @property
    def changes_department(self) -> bool:
        """Whether work changes department on the flow, a rejection or not."""
        sender, receiver = self.sender, self.receiver
        return sender is not None and receiver is not None and sender.changes_department(receiver)

    @property
    def names_handoff(self) -> bool:
        """Whether the flow refers to an agreement, even to an unknown one."""
        return self.handoff is not None or self.handoff_id is not None

    @property
    def end(self) -> str:
        """How findings call the far end: a step id, `(won)`, or `other-process/step`."""
        if self.outcome:
            return f"({self.outcome})"
        if self.other_process:
            return self.other_process
        return self.target.id if self.target else self.dangling or "?"

    @property
    def subject(self) -> Subject:
        """How findings call the flow."""
        return flow_subject(self.source.id, self.end)

    def span(self, key: str | None = None) -> Span:
        """Give the place of the flow (of its `key`): where it is written, else its first step."""
        return self.written.span(key) if self.written else self.source.span()


def find_flows(
    process: Process,
    organisation: Organisation,
    owners: Mapping[Step, Ownership],
    handoffs: Mapping[str, Handoff],
    other_process: Mapping[str, tuple[Step, Ownership]],
) -> tuple[list[Flow], list[Flow]]:
    """Give the flows of `process` in the order of the file, and the rejections that are implied.

    `handoffs` are all agreements by id, `elsewhere` the steps of the other processes of the run by
    `process/step`.
    """
    drawn = _Written(process, owners, handoffs, other_process).flows()
    return _Rejections(process, organisation, owners).add_to(drawn)


def unordered(process: Process, stage: Stage) -> bool:
    """Tell whether no step of `stage` follows another unless `next` says so."""
    return process.order == "none" or stage.order == "none"


class _Written:
    """Resolves what each step says about what comes next."""

    def __init__(
        self,
        process: Process,
        owners: Mapping[Step, Ownership],
        handoffs: Mapping[str, Handoff],
        other_process: Mapping[str, tuple[Step, Ownership]],
    ) -> None:
        self.process, self.owners, self.handoffs = process, owners, handoffs
        self.other_process = other_process
        self.steps: dict[str, Step] = {}
        for step in process.steps():
            self.steps.setdefault(step.id, step)  # of two with one id the first is meant

    def flows(self) -> list[Flow]:
        placed = [
            (step, unordered(self.process, stage))
            for stage in self.process.stages
            for step in stage.steps
        ]
        after: list[Step | None] = [None] * len(placed)
        following: Step | None = None
        for index in range(len(placed) - 1, -1, -1):
            after[index] = following
            step, loose = placed[index]
            if not loose:
                following = step
        found: list[Flow] = []
        for (step, loose), successor in zip(placed, after, strict=True):
            found += self._out_of(step, successor, loose=loose)
        return found

    def _out_of(self, step: Step, successor: Step | None, *, loose: bool) -> list[Flow]:
        sender = self.owners[step]
        if step.next is None:
            if step.outcome:
                return [Flow(step, sender=sender, outcome=step.outcome)]
            if loose or successor is None:
                return []
            return [Flow(step, successor, sender, self.owners[successor])]
        found: list[Flow] = []
        ends: list[str] = []
        for written in step.next:
            flow = self._resolve(step, sender, written, successor)
            if flow is None:
                continue
            if flow.end in ends:
                flow = replace(flow, detail=flow.when or str(ends.count(flow.end) + 1))
            ends.append(flow.end)
            found.append(flow)
        return found

    def _resolve(
        self, step: Step, sender: Ownership, written: Next, successor: Step | None
    ) -> Flow | None:
        target: Step | None = None
        receiver: Ownership | None = None
        dangling = other_process = None
        if written.outcome:
            pass
        elif written.to is None:
            if successor is None:
                return None
            target = successor
        else:
            target = self.steps.get(written.to.removeprefix(f"{self.process.id}/"))
            if target is None and "/" in written.to:
                other_process = written.to
                target, receiver = self.other_process.get(other_process, (None, None))
            elif target is None:
                dangling = written.to
        handoff, handoff_id = written.handoff, None
        if isinstance(handoff, str):
            handoff_id = handoff
            handoff = self.handoffs.get(handoff_id)
        return Flow(
            step,
            target,
            sender,
            self.owners[target] if target and not other_process else receiver,
            written,
            outcome=written.outcome,
            dangling=dangling,
            other_process=other_process,
            handoff=handoff,
            handoff_id=handoff_id,
            share=written.share,
            rounds=written.rounds,
        )


@dataclass(slots=True)
class _WayBack:
    """The rejection of one agreement by receivers of the same home."""

    handoff: Handoff
    homes: tuple[Home, ...]
    by_team: bool
    receivers: set[Step]
    written_at: set[Step] = field(default_factory=set)

    def is_taken_by(self, flow: Flow, end: str, *, back: bool) -> bool:
        """Tell whether `flow` starts at a receiver, or in its department (team) and leads `back`.

        `end` is the step or the department to which rejected work goes. Where owners depend on
        conditions, it is about those among whom work changes hands.
        """
        if flow.handoff is self.handoff or not (flow.sender and flow.receiver and flow.target):
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
    """Finds which written flows are the way back of an agreement, and adds those that are not."""

    def __init__(
        self, process: Process, organisation: Organisation, owners: Mapping[Step, Ownership]
    ) -> None:
        self.organisation, self.owners = organisation, owners
        self.good_outcomes = frozenset(process.good_outcomes)
        self.order = {step: place for place, step in enumerate(process.steps())}
        self.steps = {step.id: step for step in reversed(self.order)}
        # By the step, or the department, to which they lead.
        self.paths: dict[str, dict[object, _WayBack]] = {}

    def add_to(self, flows: list[Flow]) -> tuple[list[Flow], list[Flow]]:
        """Give the flows, those that reject marked as such, and the implied rejections."""
        named = [
            flow
            for flow in flows
            if flow.handoff and flow.handoff.rejection and flow.target and not flow.other_process
        ]
        if not named:
            return flows, []
        implied = {
            (flow.handoff, flow.target): (self._way_back(flow), flow) for flow in reversed(named)
        }
        onward: dict[Step, list[Flow]] = {}
        for flow in flows:
            onward.setdefault(flow.source, []).append(flow)
        marked = [self._marked(flow, onward) for flow in flows]
        return marked, [
            self._implied(flow, stood_for=bool(path.written_at))
            for path, flow in reversed(implied.values())
            if flow.target not in path.written_at
        ]

    def _way_back(self, flow: Flow) -> _WayBack:
        assert flow.handoff and flow.handoff.rejection
        assert flow.sender and flow.receiver and flow.target
        by_team = flow.sender.inside and not flow.sender.changes_department(flow.receiver)
        paths = self.paths.setdefault(flow.handoff.rejection.to or "", {})
        key = (flow.handoff, flow.receiver.homes, by_team)
        path = paths.setdefault(key, _WayBack(flow.handoff, flow.receiver.homes, by_team, set()))
        path.receivers.add(flow.target)
        return path

    def _marked(self, flow: Flow, onward: Mapping[Step, list[Flow]]) -> Flow:
        if flow.target is None or flow.receiver is None or flow.other_process:
            return flow
        above = (unit for home in flow.receiver.homes for unit in home.line)
        ends = dict.fromkeys((flow.target.id, *(unit for unit in above if unit not in self.steps)))
        paths = [(path, end) for end in ends for path in self.paths.get(end, {}).values()]
        back = bool(paths) and self._leads_back(flow, onward)
        taken = [path for path, end in paths if path.is_taken_by(flow, end, back=back)]
        if not taken:
            return flow
        for path in taken:
            path.written_at.add(flow.source)
        rejection = taken[0].handoff.rejection
        assert rejection
        return replace(
            flow,
            rejects=taken[0].handoff,
            share=flow.share if flow.share is not None else rejection.share,
            rounds=flow.rounds if flow.rounds is not None else rejection.rounds,
        )

    def _leads_back(self, flow: Flow, onward: Mapping[Step, list[Flow]]) -> bool:
        """Tell whether `flow` leads up the file, or to a step that only fixes or ends the case.

        Work also comes there on its way down: a fresh start, or what the receiver has done.
        """
        assert flow.target
        place = self.order[flow.source]
        return self.order[flow.target] <= place or not any(
            path.other_process
            or path.outcome in self.good_outcomes
            or (path.target and self.order[path.target] > place)
            for path in onward.get(flow.target, ())
        )

    def _implied(self, flow: Flow, *, stood_for: bool) -> Flow:
        """Give the way back of the agreement that `flow` names.

        To a department it leads to the step that sent the work, if that is its; else nobody knows
        to which step.
        """
        assert flow.handoff and flow.handoff.rejection and flow.target
        to = flow.handoff.rejection.to
        back = self.steps.get(to or "")
        if back is None and any(to in home.line for home in self.owners[flow.source].homes):
            back = flow.source
        return Flow(
            flow.target,
            back,
            self.owners[flow.target],
            self.owners[back] if back else None,
            dangling=None if back or to in self.organisation.departments else to,
            rejects=flow.handoff,
            share=flow.handoff.rejection.share,
            rounds=flow.handoff.rejection.rounds,
            stood_for=stood_for,
        )
