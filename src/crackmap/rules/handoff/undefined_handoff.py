"""A change of department without a handoff.

Where work moves from one department to another, somebody must give it and somebody must take
it. If the process does not say how, the work waits: the sender believes it is done, the receiver
does not know that it has begun.

```yaml
process: Lead to cash
departments: [marketing, sales]
stages:
  - name: Qualify
    steps:
      - name: Score the lead
        owner: marketing
        next: first-call  # crack: passes from marketing to sales
      - name: First call
        owner: sales
        outcome: won
```

Say how the work is handed over:

```yaml
process: Lead to cash
departments:
  marketing: {}
  sales: {}
  revenue-operations: {}
  crm: { kind: system, accountable: revenue-operations }
stages:
  - name: Qualify
    exit: [the lead is scored]
    steps:
      - name: Score the lead
        owner: marketing
        next:
          to: first-call
          handoff:
            trigger: Lead status becomes MQL
            payload: [contact, score]
            acceptance: [score is 80 or more]
            channel: crm
            sla: 4bh
            acknowledgement: Sales sets status Accepted
            escalation: revenue-operations
            rejection: { to: nurture-the-lead, rounds: 2 }
      - name: First call
        owner: sales
        outcome: won
      - name: Nurture the lead
        owner: marketing
        kind: wait
        until: the lead asks for a call
        next: { to: score-the-lead, when: asked for a call, rounds: 3 }
```

Into another process work changes department as it does inside one:

```yaml
process: Renewal
departments: [sales]
stages:
  - name: Renew
    owner: sales
    steps:
      - name: Sell the expansion
        next: onboarding/plan-the-launch  # crack: passes from sales to success
# file: onboarding.yaml
process: Onboarding
departments: [success]
stages:
  - name: Start
    owner: success
    steps:
      - name: Plan the launch
        outcome: live
```

Where refused work goes back to a department, only a way up is meant, or one to a step that fixes it
and leads back, or that ends the case. On other ways the receiver hands on what it has done.

Work that comes to the same step on its way down is a fresh start, and no refusal of what was
recycled.

An owner by condition refuses for those who took the work over. The head of sales, who is asked from
a discount of 20% on, gives it back inside their own department.

What an approval leads back to the department that asked is the answer, and part of what was asked.
The answer asks for nothing: when finance asks the COO, hears yes and asks the CEO next, that is a
question of its own.

A handoff in which nearly nothing is said is none either:

```yaml
process: Lead to cash
departments: [marketing, sales]
stages:
  - name: Qualify
    steps:
      - name: Score the lead
        owner: marketing
        next:
          to: first-call  # crack: only says trigger
          handoff: { trigger: Lead status becomes MQL }
      - name: First call
        owner: sales
        outcome: won
```
"""

from __future__ import annotations

from crackmap.graph.process_graph import ProcessGraph
from crackmap.rules.defining import describe_undefined
from crackmap.rules.rule import Findings, rule


@rule("error")
def undefined_handoff(graph: ProcessGraph) -> Findings:
    """Find the flows that change department and for which nobody said how."""
    for flow in graph.undefined_changes():
        yield undefined_handoff.at(
            flow, span=flow.span(), **describe_undefined(graph, flow, "department")
        )
