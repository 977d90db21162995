"""The case at hand: a finding, and the parts of the process that it is about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from crackmap.graph.flow import Flow
from crackmap.graph.hidden_handoffs import HiddenChange, hidden_changes
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Handoff, Step
from crackmap.rules.finding import Finding


class Unasked(Exception):
    """What a finding is about is not there in the form that could be asked about."""


@dataclass(frozen=True)
class Case:
    """A finding in its process. What it should be about and is not raises Unasked."""

    graph: ProcessGraph
    finding: Finding

    @cached_property
    def step(self) -> Step:
        """The step that the finding is about, or where its flow begins."""
        step = self.graph.step(self.finding.subject.id)
        if step is None:
            raise Unasked(str(self.finding.subject))
        return step

    @cached_property
    def flows(self) -> tuple[Flow, ...]:
        """The flows that it is about: one, or those that name its agreement."""
        subject = self.finding.subject
        if subject.kind == "handoff":
            changes = self.graph.changes_of_department()
            return tuple(flow for flow in changes if flow.handoff_id == subject.id)
        meant = self.graph.flows_about(subject, self.finding.detail)
        if not meant:
            raise Unasked(subject)
        return tuple(meant[:1])

    @cached_property
    def handoff(self) -> Handoff:
        """The handoff that it is about."""
        subject = self.finding.subject
        handoff = (
            self.graph.handoffs.get(subject.id)
            if subject.kind == "handoff"
            else self.flows[0].handoff
        )
        if handoff is None:
            raise Unasked(subject)
        return handoff

    @cached_property
    def hidden(self) -> HiddenChange:
        """The hidden change of department that it is about."""
        for change in hidden_changes(self.graph):
            if change.subject == self.finding.subject:
                return change
        raise Unasked(str(self.finding.subject))
