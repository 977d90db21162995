"""A step that only passes work through.

It takes something from a department, makes nothing, and gives it back to the same department. Each
such stop costs two handoffs and a wait; often nobody knows any more what it is for.

```yaml
process: Quote to order
departments:
  sales: {}
  order-desk: {}
  crm: { kind: system, accountable: sales }
handoffs:
  check-in:
    from: sales
    to: order-desk
    trigger: Order is submitted
    payload: [order]
    acceptance: [every field is filled in]
    channel: crm
    acknowledgement: Order desk sets the order to In check
  check-out:
    from: order-desk
    to: sales
    trigger: Order status becomes Seen
    payload: [order]
    acceptance: [the order is marked as seen]
    channel: crm
    acknowledgement: Sales opens the order
stages:
  - name: Close
    steps:
      - name: Write the order
        owner: sales
        produces: [order]
        next: { to: look-at-the-order, handoff: check-in }
      - name: Look at the order  # crack: makes nothing
        owner: order-desk
        needs: [order]
        next: { to: send-the-order, handoff: check-out }
      - name: Send the order
        owner: sales
        outcome: won
```

A step that adds something is worth its stop:

```yaml
process: Quote to order
departments:
  sales: {}
  order-desk: {}
  crm: { kind: system, accountable: sales }
handoffs:
  check-in:
    from: sales
    to: order-desk
    trigger: Order is submitted
    payload: [order]
    acceptance: [every field is filled in]
    channel: crm
    sla: 1bd
    acknowledgement: Order desk sets the order to In check
    escalation: sales
    rejection: { to: write-the-order, rounds: 1 }
  check-out:
    from: order-desk
    to: sales
    trigger: Order status becomes Checked
    payload: [order, order number]
    acceptance: [the order has a number]
    channel: crm
    sla: 1bd
    acknowledgement: Sales opens the order
    escalation: order-desk
    rejection: { to: number-the-order, rounds: 1 }
stages:
  - name: Close
    steps:
      - name: Write the order
        owner: sales
        produces: [order]
        next: { to: number-the-order, handoff: check-in }
      - name: Number the order
        owner: order-desk
        needs: [order]
        produces: [order number]
        next: { to: send-the-order, handoff: check-out }
      - name: Send the order
        owner: sales
        outcome: won
```

So is an approval, whose answer is what it makes:

```yaml
process: Quote to order
departments:
  sales: {}
  deal-desk: {}
  crm: { kind: system, accountable: sales }
handoffs:
  deal-review:
    from: sales
    to: deal-desk
    trigger: Quote is submitted for approval
    payload: [quote]
    acceptance: [every field is filled in]
    channel: crm
    sla: 1bd
    acknowledgement: Analyst sets the request to In review
    escalation: sales
    rejection: { to: configure-the-quote, rounds: 2 }
stages:
  - name: Propose
    steps:
      - name: Configure the quote
        owner: sales
        produces: [quote]
        next: { to: approve-the-deal, handoff: deal-review }
      - name: Approve the deal
        owner: deal-desk
        kind: approval
        needs: [quote]
      - name: Present the proposal
        owner: sales
        outcome: won
```
"""

from __future__ import annotations

from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.rules.advice import assignee, owner_related, owner_words, quoted
from crackmap.rules.rule import Findings, rule


@rule("note")
def relay_step(graph: ProcessGraph) -> Findings:
    """Find the tasks that take from one other department, make nothing, and give back to it."""
    for step in graph.ordered_steps:
        if not step.needs or step.produces or step.kind != "task" or step.outcome:
            continue
        owner = graph.owner(step)
        if not owner.inside:
            continue
        other = _other_department(graph, step)
        if other is None or other in owner.departments:
            continue
        name = graph.organisation.name(other)
        yield relay_step.at(
            step,
            f"{quoted(step.name)} of {owner_words(graph, owner)} takes from {name}, makes nothing,"
            f" and gives back to {name}",
            span=step.span(),
            help=f"let {name} do it without {owner_words(graph, owner)}, or write what the step"
            " adds as produces; if it gives or refuses leave, make it kind: approval",
            related=owner_related(
                graph,
                *(flow.source for flow in graph.incoming(step) if not flow.rejects),
                *(
                    end
                    for flow in graph.outgoing(step)
                    if not flow.rejects
                    for end in flow.steps[1:]
                ),
            ),
            assignee=assignee(graph, owner),
        )


def _other_department(graph: ProcessGraph, step: Step) -> str | None:
    """Give the one department from which all work comes and to which all of it goes."""
    incoming = [flow for flow in graph.incoming(step) if not flow.rejects]
    outgoing = [flow for flow in graph.outgoing(step) if not flow.rejects]
    if not incoming or not outgoing or step in graph.starts:
        return None
    ends = [flow.sender for flow in incoming] + [flow.receiver for flow in outgoing]
    found = {end.departments if end.inside else () for end in ends}
    departments = next(iter(found)) if len(found) == 1 else ()
    return departments[0] if len(departments) == 1 else None
