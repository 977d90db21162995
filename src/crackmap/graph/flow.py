"""The flows out of the steps: what `next` says, and what only the order of the file implies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from crackmap.graph.organisation import OUTSIDE, Ownership
from crackmap.language.process import Handoff, Next, Process, Stage, Step
from crackmap.language.subject import Subject, flow_subject
from crackmap.language.values import Duration
from crackmap.source.span import Span


# A frozen dataclass takes five times as long to make, and processes have as many flows as steps.
@dataclass(slots=True, eq=False)
class Flow:
    """One flow out of a step; never changed once it is made.

    It leads to a `target` step, to an `outcome`, or nowhere: `dangling` holds the word that named
    no step, and it is `open` where nobody has said where work goes. `other_process` is set when it
    leads into another process; its target is that process's step, if it is in the run. `sender`
    and `receiver` own its ends; where the far end is no known step, the receiver is OUTSIDE.
    `written` is None for a flow that the order of the file implies or that a rejection implies;
    `rejects` is the agreement whose rejection it is. `detail` tells it from an earlier flow with
    the same ends: by its condition, else by its number.
    """

    source: Step
    target: Step | None
    sender: Ownership
    receiver: Ownership = OUTSIDE
    written: Next | None = None
    outcome: str | None = None
    dangling: str | None = None
    open: bool = False
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
    def after(self) -> Duration | None:
        """The time that must have passed before work goes this way; None where none has to."""
        return self.written.after if self.written else None

    @property
    def condition(self) -> str:
        """When the flow is taken, in the words of the file; empty where it says nothing of it."""
        parts = (self.when or "", f"after {self.after.text}" if self.after else "")
        return ", ".join(part for part in parts if part)

    @property
    def implied_rejection(self) -> bool:
        """Whether the flow exists only because an agreement says where rejected work goes."""
        return self.rejects is not None and self.written is None

    @property
    def implicit(self) -> bool:
        """Whether the flow exists only because one step follows another in the file."""
        return self.written is None and self.rejects is None and not (self.outcome or self.open)

    @property
    def lost_word(self) -> str | None:
        """What it says in place of a step: a word that names none; nothing is said by each alone.

        None where it leads to a step, to an outcome or into another process.
        """
        if self.open:
            number = (
                self.source.next.index(self.written) if self.source.next and self.written else 0
            )
            return f"{self.source.id} ({number})"
        return self.dangling if self.dangling and "/" not in self.dangling else None

    @property
    def changes_department(self) -> bool:
        """Whether work changes department on the flow, a rejection or not."""
        return self.sender.changes_department(self.receiver)

    @property
    def names_handoff(self) -> bool:
        """Whether the flow refers to an agreement, even to an unknown one."""
        return self.handoff is not None or self.handoff_id is not None

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps at its ends: one where it leads to no step."""
        return (self.source, self.target) if self.target else (self.source,)

    @property
    def end(self) -> str:
        """How findings call it: a step id, `(won)`, `other-process/step`, or `(unknown)`."""
        if self.open:
            return "(unknown)"
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
        """Return the place of the flow (of its `key`): where it is written, else its first step."""
        if self.written:
            return self.written.span(key)
        return self.source.span("outcome" if self.open else None)


class Onward(Flow):
    """A flow that leads on to a step of this process."""

    __slots__ = ()

    target: Step


def unordered(process: Process, stage: Stage) -> bool:
    """Return whether no step of `stage` follows another unless `next` says so."""
    return process.order == "none" or stage.order == "none"


def drawn_flows(
    process: Process,
    owners: Mapping[Step, Ownership],
    handoffs: Mapping[str, Handoff],
    other_steps: Mapping[str, tuple[Step, Ownership]],
) -> list[Flow]:
    """Return the flows of `process` in the order of the file, without what rejections imply.

    `handoffs` are all agreements by id, `other_steps` the steps of the other processes of the run
    by `process/step`.
    """
    return _Drawing(process, owners, handoffs, other_steps).flows()


class _Drawing:
    """Resolves what each step says about what comes next."""

    def __init__(
        self,
        process: Process,
        owners: Mapping[Step, Ownership],
        handoffs: Mapping[str, Handoff],
        other_steps: Mapping[str, tuple[Step, Ownership]],
    ) -> None:
        self.process, self.owners, self.handoffs = process, owners, handoffs
        self.other_steps = other_steps
        self.here = f"{process.id}/"
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
        flows: list[Flow] = []
        for (step, loose), successor in zip(placed, after, strict=True):
            flows += self._out_of(step, successor, loose=loose)
        return flows

    def _out_of(self, step: Step, successor: Step | None, *, loose: bool) -> list[Flow]:
        sender = self.owners[step]
        if step.outcome:
            return [Flow(step, None, sender, outcome=step.outcome)]
        if not step.next and "outcome" in step.model_fields_set:
            return [Flow(step, None, sender, open=True)]  # it ends, and nobody has said how
        if step.next is None:
            if loose or successor is None:
                return []
            return [Onward(step, successor, sender, self.owners[successor])]
        flows = list(self._written(step, sender, step.next, successor))
        return flows if len(flows) < 2 else _told_apart(flows)  # as most steps have

    def _written(
        self, step: Step, sender: Ownership, entries: tuple[Next, ...], successor: Step | None
    ) -> Iterator[Flow]:
        for written in entries:
            handoff, handoff_id = written.handoff, None
            if isinstance(handoff, str):
                handoff_id = handoff
                handoff = self.handoffs.get(handoff_id)
            said: dict[str, Any] = {
                "written": written,
                "handoff": handoff,
                "handoff_id": handoff_id,
                "share": written.share,
                "rounds": written.rounds,
            }
            if written.outcome:
                yield Flow(step, None, sender, outcome=written.outcome, **said)
                continue
            if written.is_open:
                yield Flow(step, None, sender, open=True, **said)
                continue
            target, named_here = successor, None
            if written.to is not None:
                named_here = written.to.removeprefix(self.here)
                target = self.steps.get(named_here)
            if target is not None:
                yield Onward(step, target, sender, self.owners[target], **said)
            elif written.to is None:
                continue  # no step follows
            elif "/" in written.to and named_here == written.to:
                there, receiver = self.other_steps.get(written.to, (None, OUTSIDE))
                yield Flow(step, there, sender, receiver, other_process=written.to, **said)
            else:
                yield Flow(step, None, sender, dangling=written.to, **said)


def _told_apart(flows: list[Flow]) -> list[Flow]:
    """Return the flows out of a step; those that end where an earlier one does have a detail."""
    ends: Counter[str] = Counter()
    apart = []
    for flow in flows:
        ends[flow.end] += 1
        number = ends[flow.end]
        apart.append(replace(flow, detail=flow.condition or str(number)) if number > 1 else flow)
    return apart
