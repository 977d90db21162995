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
and leads back, or that ends the case. On other ways the receiver hands on what it has done:

```yaml
process: Order to cash
owner: revenue-operations
departments:
  sales: { name: Sales }
  order-desk: { name: Order desk }
  revenue-operations: {}
  crm: { kind: system, accountable: revenue-operations }
handoffs:
  order:
    from: sales
    to: order-desk
    trigger: Opportunity is won
    payload: [signed contract]
    acceptance: [contract is signed by both sides]
    channel: crm
    sla: 1bd
    acknowledgement: Order desk sets the order to In check
    escalation: revenue-operations
    rejection: { to: sales, reasons: [signature missing, no credit], rounds: 2 }
stages:
  - name: Book
    steps:
      - name: Submit the order
        owner: sales
        next: { to: check-the-order, handoff: order }
      - name: Check the order
        owner: order-desk
        next:
          - { to: book-the-order, when: everything fits }
          - { to: correct-the-order, when: something is missing }
          - { to: cancel-the-order, when: no credit }
      - name: Correct the order
        owner: sales
        next: { to: check-the-order, handoff: order }
      - name: Cancel the order
        owner: sales
        outcome: lost
      - name: Book the order
        owner: order-desk
        outcome: won
```

```yaml
process: Order to cash
departments:
  sales: { name: Sales }
  order-desk: { name: Order desk }
  crm: { kind: system, accountable: sales }
handoffs:
  order:
    from: sales
    to: order-desk
    trigger: Opportunity is won
    payload: [signed contract]
    acceptance: [contract is signed by both sides]
    channel: crm
    acknowledgement: Order desk sets the order to In check
    rejection: { to: sales, reasons: [signature missing, no credit], rounds: 2 }
stages:
  - name: Book
    steps:
      - name: Submit the order
        owner: sales
        next: { to: book-the-order, handoff: order }
      - name: Book the order
        owner: order-desk
        next: tell-the-customer  # crack: passes from Order desk to Sales, and nobody said how
      - name: Tell the customer
        owner: sales
        outcome: won
```

Work that comes to the same step on its way down is a fresh start, and no refusal of what was
recycled:

```yaml
process: Inbound leads
departments:
  marketing: {}
  sales: {}
  crm: { kind: system, accountable: marketing }
handoffs:
  recycled-lead:
    from: sales
    to: marketing
    trigger: Lead status becomes Recycled
    payload: [reason]
    acceptance: [the reason is from the list]
    channel: crm
    acknowledgement: The lead is on a nurture track
    rejection: { to: call-the-lead, reasons: [no reason given], rounds: 1 }
stages:
  - name: Qualify
    steps:
      - name: Score the lead
        owner: marketing
        next: call-the-lead  # crack: passes from marketing to sales
      - name: Call the lead
        owner: sales
        next:
          - { outcome: won, when: need and budget }
          - { to: nurture-the-lead, when: not now, handoff: recycled-lead }
      - name: Nurture the lead
        owner: marketing
        kind: wait
        until: the lead shows interest again
        next: { to: score-the-lead, when: the lead shows interest again }
```

An owner by condition refuses for those who took the work over. The head of sales, who is asked from
a discount of 20% on, gives it back inside their own department:

```yaml
process: Quote to order
departments:
  sales: {}
  head-of-sales: { part_of: sales }
  deal-desk: {}
  cpq: { kind: system, accountable: deal-desk }
handoffs:
  deal:
    from: sales
    to: deal-desk
    trigger: Quote is submitted
    payload: [quote]
    acceptance: [every field is filled in]
    channel: cpq
    sla: 4bh
    acknowledgement: Analyst is named on the request
    escalation: sales
    rejection: { to: configure-the-quote, reasons: [fields are empty], rounds: 2 }
stages:
  - name: Propose
    steps:
      - name: Configure the quote
        owner: sales
        next: { to: check-the-request, handoff: deal }
      - name: Check the request  # crack: passes from deal-desk to head-of-sales
        owner: deal-desk
      - name: Approve the discount
        owner:
          - { who: head-of-sales, when: 20% or more }
          - { who: deal-desk, when: otherwise }
        kind: approval
        within: 1bd
        next:
          - { to: configure-the-quote, when: refused, rounds: 2 }
          - { outcome: won, when: otherwise }
```

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
from crackmap.rules.advice import describe_undefined
from crackmap.rules.rule import Findings, rule


@rule("error")
def undefined_handoff(graph: ProcessGraph) -> Findings:
    """Find the flows that change department and for which nobody said how."""
    for flow in graph.undefined_changes():
        yield undefined_handoff.at(
            flow, span=flow.span(), **describe_undefined(graph, flow, "department")
        )
