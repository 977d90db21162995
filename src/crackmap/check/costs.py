"""What each crack costs: the place that a finding is about, and what passes and gets lost there."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from crackmap.graph.flow import Flow
from crackmap.graph.hidden_handoffs import HiddenChange, hidden_changes
from crackmap.graph.impact import OF_ALL, PER_CASE, Impact, Passage
from crackmap.graph.losses import Filling, gain, loss
from crackmap.graph.numbers import Number, number, total, unknown
from crackmap.graph.process_graph import ProcessGraph
from crackmap.graph.shares import drop_of
from crackmap.language.process import Step
from crackmap.language.subject import Subject
from crackmap.language.values import Duration
from crackmap.rules.finding import Finding, rank
from crackmap.rules.registry import all_rules

NO_LOSS = "nobody said what gets lost here"
NO_PLACE = "it is about no place that cases pass"
UNPAID = "unpaid-step"
_PROMISE = "it is the limit: what is promised, and nobody measured"
_DAY = 1440  # minutes
_MATTERS = 0.01  # which part of the won cases a known loss must be to come first
_SLACK = 1e-9  # rounding is no difference


class Cost(NamedTuple):
    """What a crack costs.

    `passing` is how often cases pass it, `share` which part of all cases passes it and ends well,
    `won` how many cases those are, `value` what they are worth. `lost_share` is that of all cases
    which would end well without it, `lost` those cases, `loss` what they are worth. Without a
    volume all is for one case. `days` is how long work waits there, `unpaid` the hours of work that
    its owner is not paid for; None where it is about none. What passes is not `counted` where it
    follows from the map alone.
    """

    passing: Number
    share: Number
    won: Number
    value: Number
    lost_share: Number
    lost: Number
    loss: Number
    days: Number
    unpaid: Number | None
    on_happy_path: bool
    counted: bool


class Gain(NamedTuple):
    """What it would bring to fill the cracks about some `subjects` together."""

    subjects: tuple[str, ...]
    won: Number
    worth: Number


class Costs:
    """What the cracks of one process cost."""

    def __init__(self, graph: ProcessGraph) -> None:
        """Look at `graph`; everything is worked out when it is asked for."""
        self.graph = graph
        self.impact = Impact(graph)
        self._known: dict[tuple[str, Subject, str], Cost] = {}

    def of(self, finding: Finding) -> Cost:
        """Return what the crack costs that `finding` is about."""
        key = (finding.rule, finding.subject, finding.detail)
        if key not in self._known:
            self._known[key] = self._cost(finding)
        return self._known[key]

    def rank(self, finding: Finding) -> tuple[int, float, int, bool]:
        """Return what cracks are sorted by, the costliest first.

        Those that are known to lose 1% of the won cases or more, by the loss. Then the others, by
        the won cases that pass: half of them or more, a quarter or more, and so on; then those of
        which nothing is known, and last those that no won case passes. Among equal ones the graver
        first, then those on the happy path.
        """
        cost, won = self.of(finding), self.impact.win.value
        grave = (-rank(finding.severity), not cost.on_happy_path)
        lost = cost.lost_share.value
        if lost and won and lost >= _MATTERS * won:
            return (0, -lost, *grave)
        if cost.share.value and won:
            return (1, math.floor(_SLACK - math.log2(cost.share.value / won)), *grave)
        return (2 if cost.share.value is None else 3, 0.0, *grave)

    def gain(self, subjects: Sequence[str], findings: Iterable[Finding]) -> Gain:
        """Return what it brings to fill all cracks about the `subjects`, as findings call them."""
        fillings = dict.fromkeys(
            filling
            for finding in findings
            if str(finding.subject) in subjects and (filling := self.filling(finding))
        )
        won = unknown(NO_LOSS, OF_ALL)
        if fillings:
            won = gain(self.impact, list(fillings))
        told = _kept(won, self._per_period(won))
        return Gain(tuple(subjects), told, _kept(told, self.impact.worth(told)))

    def filling(self, finding: Finding) -> Filling | None:
        """Return what gets lost by a crack; None where nobody said."""
        rate = self.graph.around.rates.get(finding.rule)
        step = self._step(finding.subject)
        if finding.rule == "leaky-branch" and step in self.impact.cases.rows:
            return Filling(step=step) if self.impact.cases.rows[step].leak else None
        flows = self.flows(finding)
        dropping = tuple(flow for flow in flows if drop_of(flow))
        if dropping and all_rules()[finding.rule].group == "handoff":
            return Filling(dropping)
        if rate is None:
            return None
        if not flows and step in self.impact.cases.rows:
            flows = tuple(self.impact.cases.followed(step))
        return Filling(flows, rate=rate) if flows else None

    def flows(self, finding: Finding) -> tuple[Flow, ...]:
        """Return the flows that a finding is about; of a hidden change, those that end it."""
        subject = finding.subject
        if subject.kind == "handoff":
            return tuple(self.graph.flows_naming(subject.id))
        if subject.kind != "flow":
            return ()
        if flows := self.graph.flows_about(subject, finding.detail):
            return tuple(flows)
        change = self._hidden.get(subject)
        if change is None:
            return ()
        return tuple(
            flow for flow in self.graph.onward(change.between[-1]) if flow.target is change.target
        )

    def on_happy_path(self, finding: Finding) -> bool:
        """Return whether the flow of a crack, or its step, is on the happy path."""
        subject = finding.subject
        if subject.kind == "handoff":
            return any(
                (flow.source, flow.target) in self._happy_flows for flow in self.flows(finding)
            )
        step = self._step(subject)
        if step is None or subject.kind == "step":
            return step in self._happy_steps
        if change := self._hidden.get(subject):
            ends = (step, *change.between, change.target)
            return self._happy_flows.issuperset(pairwise(ends))
        return any(
            (flow.source, flow.target) in self._happy_flows
            or (flow.source is self._happy_path[-1] and self.impact.cases.ends_well(flow))
            for flow in self.flows(finding)
            if flow.source in self._happy_steps
        )

    def unpaid(self, findings: Iterable[Finding]) -> Number:
        """Return the hours of work in a period for which nobody is paid, by the `findings`."""
        hours = [self.hours(finding) for finding in findings if finding.rule == UNPAID]
        known = [each for each in hours if each.known]
        if not known:
            return hours[0] if hours else number(0.0, "derived", self._hours_unit)
        return total(known)._replace(at_least=len(known) < len(hours) or total(known).at_least)

    # How it is worked out

    def _cost(self, finding: Finding) -> Cost:
        passage = self.passage(finding)
        filling = self.filling(finding)
        share = loss(self.impact, filling) if filling else unknown(NO_LOSS, OF_ALL)
        won, lost = self._per_period(passage.share), _kept(share, self._per_period(share))
        return Cost(
            passing=self._per_period(passage.visits),
            share=passage.share,
            won=won,
            value=self.impact.worth(won),
            lost_share=share,
            lost=lost,
            loss=_kept(lost, self.impact.worth(lost)),
            days=self._days(finding),
            unpaid=self.hours(finding) if finding.rule == UNPAID else None,
            on_happy_path=self.on_happy_path(finding),
            counted=self.impact.counted,
        )

    def passage(self, finding: Finding) -> Passage:
        """Return what passes the place that a finding is about."""
        subject = finding.subject
        if subject.kind == "process":
            return self.impact.whole
        if subject.kind == "stage":
            stages = self.graph.stages_called(subject.id)[:1]
            return self.impact.entering(step for stage in stages for step in stage.steps)
        step = self._step(subject)
        if subject.kind == "flow" and (change := self._hidden.get(subject)):
            return self.impact.through(change)
        flows = self.flows(finding)
        if flows:
            return self.impact.together([self.impact.on_flow(flow) for flow in flows])
        if step:
            return self.impact.at_step(step)
        return Passage(unknown(NO_PLACE, PER_CASE), unknown(NO_PLACE, OF_ALL))

    def hours(self, finding: Finding) -> Number:
        """Return the hours of work in a period at the step of a finding."""
        step = self._step(finding.subject)
        if step is None or step.effort is None:
            return unknown("no effort is given", self._hours_unit)
        minutes = step.effort.working_minutes(self.graph.around.working_day)
        visits = self._per_period(self.impact.at_step(step).visits)
        return visits.times(number(float(minutes) / 60, "given"), self._hours_unit)

    def _per_period(self, share: Number) -> Number:
        """Return how many cases in a period that is; without a volume the share, or per case."""
        if not self.impact.entries.volume.known:
            return share
        return self.impact.per_period(share)

    @property
    def _hours_unit(self) -> str:
        period = self.impact.entries.period
        return f"hours per {period}" if period else "hours per case"

    def _days(self, finding: Finding) -> Number:
        """Return how long work waits at a crack: as it is given, else the limit that it has."""
        flows = [flow for flow in self.flows(finding) if flow.target]
        step = flows[0].target if flows else self._step(finding.subject)
        if step and step.wait:
            return self._length(step.wait)
        handoff = flows[0].handoff if flows else self.graph.handoffs.get(finding.subject.id)
        limits = (handoff.sla if handoff else None, step.within if step else None)
        limit = next((limit.strictest for limit in limits if limit), None)
        if limit:
            return self._length(limit)._replace(origin="assumed", why=_PROMISE)
        return unknown("no wait is given", "days")

    def _length(self, duration: Duration) -> Number:
        day = self.graph.around.working_day
        if duration.working:
            return number(float(duration.working_minutes(day) / day), "given", "working days")
        return number(float(duration.minutes() / _DAY), "given", "days")

    def _step(self, subject: Subject) -> Step | None:
        return self.graph.step(subject.id) if subject.kind in ("step", "flow") else None

    @cached_property
    def _hidden(self) -> dict[Subject, HiddenChange]:
        """The hidden changes of department, where no flow of the same ends is written."""
        written = {flow.subject for flow in self.graph.flows}
        changes = {change.subject: change for change in hidden_changes(self.graph)}
        return {subject: change for subject, change in changes.items() if subject not in written}

    @cached_property
    def _happy_path(self) -> list[Step]:
        path = self.graph.happy_path()
        return path[1] if path else []

    @cached_property
    def _happy_steps(self) -> frozenset[Step]:
        return frozenset(self._happy_path)

    @cached_property
    def _happy_flows(self) -> frozenset[tuple[Step, Step | None]]:
        return frozenset(pairwise(self._happy_path))


def _kept(loss: Number, product: Number) -> Number:
    """Return a product with the origin of the loss that it tells in another unit."""
    return product._replace(origin=loss.origin) if product.origin == "derived" else product
