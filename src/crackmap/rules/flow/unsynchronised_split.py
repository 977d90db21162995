"""Work that goes to several departments at once and never comes together again.

The contract is signed, finance sends the invoice and customer success starts the project. Each does
its part, and nobody notices that the invoice is overdue while the consultants still work for free.

```yaml
process: Lead to cash
departments: [finance, success]
stages:
  - name: Close
    steps:
      - name: Check the order
        owner: finance
        parallel: true  # crack: starts work in finance and success at once
        next: [send-the-invoice, plan-the-onboarding]
      - name: Send the invoice
        owner: finance
        outcome: won
      - name: Plan the onboarding
        owner: success
        outcome: won
```

Let both ways lead into one step, in which somebody looks at the whole:

```yaml
process: Lead to cash
departments:
  finance: {}
  success: {}
  crm: { kind: system, accountable: finance }
handoffs:
  new-customer:
    from: finance
    to: success
    trigger: Order is booked
    payload: [signed contract]
    acceptance: [success criteria are written down]
    channel: crm
    sla: 1bd
    acknowledgement: Success manager sets the project to Accepted
    escalation: finance
    rejection: { to: check-the-order, reasons: [contract incomplete], rounds: 1 }
  live-customer:
    from: success
    to: finance
    trigger: Customer confirms the first value
    payload: [confirmation]
    acceptance: [confirmed by the sponsor]
    channel: crm
    sla: 2bd
    acknowledgement: Finance sets the order to Complete
    escalation: success
    rejection: { to: plan-the-onboarding, reasons: [confirmation missing], rounds: 1 }
stages:
  - name: Close
    steps:
      - name: Check the order
        owner: finance
        parallel: true
        next:
          - send-the-invoice
          - { to: plan-the-onboarding, handoff: new-customer }
      - name: Plan the onboarding
        owner: success
        next: { to: close-the-order, handoff: live-customer }
      - name: Send the invoice
        owner: finance
      - name: Close the order
        owner: finance
        outcome: won
```

Where the process has an owner, that is who sees the whole. Neither is it a crack if all that starts
at once stays in one department:

```yaml
process: Lead to cash
departments: [finance]
stages:
  - name: Close
    owner: finance
    steps:
      - name: Check the order
        parallel: true
        next: [send-the-invoice, book-the-commission]
      - name: Send the invoice
        outcome: won
      - name: Book the commission
        outcome: won
```
"""

from __future__ import annotations

from collections.abc import Iterator

from crackmap.graph.flow import Flow
from crackmap.graph.paths import forward
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.rules.advice import assignee, quoted
from crackmap.rules.rule import Findings, rule
from crackmap.source.words import listing


@rule("warning")
def unsynchronised_split(graph: ProcessGraph) -> Findings:
    """Find parallel flows into several departments that never meet, where nobody owns the whole."""
    if graph.process.owner:
        return
    splits = [step for step in graph.ordered_steps if step.parallel and _departments(graph, step)]
    if not splits:
        return
    ends = _Ends(graph)
    for step in splits:
        departments = _departments(graph, step)
        if ends.meet(departments):
            continue
        names = [graph.organisation.name(department) for department in departments]
        yield unsynchronised_split.at(
            step,
            f"{quoted(step.name)} starts work in {listing(names)} at once, which never meets again"
            " in one step, and the process has no owner",
            span=step.span("parallel"),
            help="add a step into which all of it leads and in which somebody sees that everything"
            " is done, or name who sees every case through: owner: below process:",
            related=[
                (f"into {graph.organisation.name(department)}: {flow.end}", flow.span())
                for department, flows in departments.items()
                for flow in flows
            ],
            assignee=assignee(graph, graph.owner(step)),
        )


def _departments(graph: ProcessGraph, step: Step) -> dict[str, list[Flow]]:
    """Return the flows of a split by the department they lead to; empty if that is one only."""
    flows_into: dict[str, list[Flow]] = {}
    for flow in _paths(graph, step):
        if flow.receiver is not None and flow.receiver.inside:
            for department in flow.receiver.departments:
                flows_into.setdefault(department, []).append(flow)
    return flows_into if len(flows_into) > 1 else {}


def _paths(graph: ProcessGraph, step: Step) -> Iterator[Flow]:
    for flow in graph.outgoing(step):
        here = flow.target is None or flow.other_process or graph.is_ordered(flow.target)
        if here and not flow.rejects:
            yield flow


class _Ends:
    """Where the ways from each step end, as the bits of a number: ways that meet share an end."""

    def __init__(self, graph: ProcessGraph) -> None:
        self._graph = graph
        self._bits: dict[object, int] = {}
        self._of: dict[Step, int] = {}
        self._unknown = self._bit("a flow to no step: it may lead anywhere")
        for step, following in forward(graph.starts, self._onward).items():
            # Most steps have one successor, whose number is shared and not made again.
            ends = self._of[following[0]] if following else 0
            for other in following[1:]:
                ends |= self._of[other]
            for flow in _paths(graph, step):
                if flow.other_process or flow.dangling:
                    ends |= self._end(flow)
            self._of[step] = ends or self._bit(step)

    def meet(self, departments: dict[str, list[Flow]]) -> bool:
        """Tell whether ways into two of the departments meet, or may for all that is known."""
        seen = 0
        for flows in departments.values():
            ends = 0
            for flow in flows:
                ends |= self._end(flow)
            if ends & (seen | self._unknown):
                return True
            seen |= ends
        return False

    def _onward(self, step: Step) -> Iterator[Step]:
        for flow in _paths(self._graph, step):
            if flow.target is not None and not flow.other_process:
                yield flow.target

    def _end(self, flow: Flow) -> int:
        if flow.other_process:
            return self._bit(flow.other_process.partition("/")[0])  # what happens there is not seen
        return self._of.get(flow.target, self._unknown) if flow.target else self._unknown

    def _bit(self, end: object) -> int:
        return self._bits.setdefault(end, 1 << len(self._bits))
