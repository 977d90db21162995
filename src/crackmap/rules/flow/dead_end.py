"""A step at which work stops.

Nothing follows the step, and it ends no case: whatever arrives here stays here. The customer waits
for an answer that no step gives, and the case is in no report, neither won nor lost.

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Send the offer
        next:
          - { to: sign-the-contract, when: accepted }
          - { to: hear-the-objections, when: otherwise }
      - name: Hear the objections
        next: []  # crack: stops at "Hear the objections"
      - name: Sign the contract
        outcome: won
```

Say what follows, or with which outcome the case ends:

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Send the offer
        next:
          - { to: sign-the-contract, when: accepted }
          - { to: hear-the-objections, when: otherwise }
      - name: Hear the objections
        next:
          - { to: send-the-offer, when: the objections can be met, rounds: 2 }
          - { outcome: lost, when: otherwise }
      - name: Sign the contract
        outcome: won
```

That an agreement lets the receiver send back what it refuses is no way on:

```yaml
process: Lead to cash
departments:
  sales: {}
  success: {}
  crm: { kind: system, accountable: sales }
handoffs:
  new-customer:
    from: sales
    to: success
    trigger: Contract is signed
    payload: [signed contract]
    acceptance: [success criteria are written down]
    channel: crm
    sla: 1bd
    acknowledgement: Success sets the account to Accepted
    escalation: sales
    rejection: { to: sign-the-contract, rounds: 1 }
stages:
  - name: Close
    steps:
      - name: Sign the contract
        owner: sales
        next:
          - { to: welcome-the-customer, when: signed, handoff: new-customer }
          - { outcome: lost, when: otherwise }
      - name: Welcome the customer
        owner: success
        next: sign-the-contract  # crack: nothing but what sends it back
```

A step that leads into another process is none, and neither is one in a checklist, which has no
order at all:

```yaml
process: Close the books
order: none
departments: [finance]
stages:
  - name: Month end
    owner: finance
    steps:
      - name: Send open invoices
      - name: Match incoming payments
```
"""

from __future__ import annotations

from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.rules.advice import assignee, instead, quoted
from crackmap.rules.rule import Findings, rule


@rule("error")
def dead_end(graph: ProcessGraph) -> Findings:
    """Find the steps that nothing follows and that end no case."""
    stops = graph.dead_ends()
    outcome = _usual_outcome(graph) if stops else ""
    for step in stops:
        arriving = dict.fromkeys(flow.source for flow in graph.incoming(step))
        yield dead_end.at(
            step,
            f"work stops at {quoted(step.name)}: nothing{_but(graph, step)} follows, and it has no"
            " outcome",
            span=step.span("next"),
            help=_help(graph, step, outcome),
            related=[(f"{quoted(source.name)} leads here", source.span()) for source in arriving],
            assignee=assignee(graph, graph.owner(step)),
        )


def _but(graph: ProcessGraph, step: Step) -> str:
    return " but what sends it back" if graph.outgoing(step) else ""


def _help(graph: ProcessGraph, step: Step, outcome: str) -> str:
    ending = f"write outcome: {outcome}{instead(step, 'outcome', 'next')} if the case ends here"
    index = graph.order[step] + 1
    if index < len(graph.steps):
        following = graph.steps[index]
        return f"{ending}, or name what follows: next: {following.id}"
    return f"{ending}, or name the step that follows under next:"


def _usual_outcome(graph: ProcessGraph) -> str:
    """Return the last outcome that a step has, else the first good one."""
    for step in reversed(graph.steps):
        if step.outcome:
            return step.outcome
    return graph.process.good_outcomes[0]
