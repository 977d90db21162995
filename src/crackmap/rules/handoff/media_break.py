"""A change of department between two systems that nothing connects.

One department works in one system, the next in another, and the agreement between them does not say
through which of them the work travels. So somebody types it over, late and with mistakes.

```yaml
process: Quote to order
departments:
  sales: {}
  finance: {}
  crm: { kind: system, accountable: sales }
  billing: { kind: system, accountable: finance }
stages:
  - name: Close
    steps:
      - name: Submit the order
        owner: sales
        system: crm
        next:
          to: send-the-invoice
          handoff:  # crack: from crm to billing
            trigger: Opportunity is won
            payload: [signed contract]
            acceptance: [contract is signed by both sides]
            sla: 1bd
            acknowledgement: Finance sets the order to In check
            escalation: sales
            rejection: { to: submit-the-order, rounds: 2 }
      - name: Send the invoice
        owner: finance
        system: billing
        outcome: won
```

```yaml
process: Quote to order
departments:
  sales: {}
  finance: {}
  crm: { kind: system, accountable: sales }
  billing: { kind: system, accountable: finance }
stages:
  - name: Close
    steps:
      - name: Submit the order
        owner: sales
        system: crm
        next:
          to: send-the-invoice
          handoff:
            trigger: Opportunity is won
            payload: [signed contract]
            acceptance: [contract is signed by both sides]
            channel: crm
            sla: 1bd
            acknowledgement: Finance sets the order to In check
            escalation: sales
            rejection: { to: submit-the-order, rounds: 2 }
      - name: Send the invoice
        owner: finance
        system: billing
        outcome: won
```

Two departments that work in one system, however it is called, have nothing to type over:

```yaml
process: Quote to order
departments:
  sales: {}
  finance: {}
  crm: { name: Customer system, kind: system, accountable: sales }
stages:
  - name: Close
    steps:
      - name: Submit the order
        owner: sales
        system: crm
        next:
          to: check-the-order
          handoff:
            trigger: Opportunity is won
            payload: [signed contract]
            acceptance: [contract is signed by both sides]
            sla: 1bd
            acknowledgement: Finance sets the order to In check
            escalation: sales
            rejection: { to: submit-the-order, rounds: 2 }
      - name: Check the order
        owner: finance
        system: Customer System
        outcome: won
```
"""

from __future__ import annotations

from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.texts import fold
from crackmap.rules.advice import assignee, instead, owner_related, quoted
from crackmap.rules.rule import Findings, rule


@rule("note")
def media_break(graph: ProcessGraph) -> Findings:
    """Find the changes of department between systems whose handoff names no channel."""
    for flow in graph.changes_of_department():
        handoff, source, target = flow.handoff, flow.source, flow.target
        # Where nothing at all is defined, undefined-handoff asks for the channel too.
        if target is None or handoff is None or handoff.channel or not graph.defines_handoff(flow):
            continue
        if not source.system or not target.system:
            continue
        before, after = (
            graph.organisation.name(graph.organisation.system(name) or name)
            for name in (source.system, target.system)
        )
        first, last = (
            graph.organisation.system(name) or fold(name) for name in (source.system, target.system)
        )
        if first == last:
            continue
        place = instead(handoff, "channel")
        yield media_break.at(
            flow,
            f"{quoted(source.name)} -> {quoted(target.name)} goes from {before} to"
            f" {after}, and the handoff does not say through which system",
            span=flow.span("handoff"),
            help=f"write channel: {source.system} or channel: {target.system}{place}, and agree"
            " who or what carries the work over",
            related=[
                (f"{quoted(source.name)} is done in {before}", source.span("system")),
                (f"{quoted(target.name)} is done in {after}", target.span("system")),
                *owner_related(graph, source, target),
            ],
            assignee=assignee(graph, flow.sender),
            detail=flow.detail,
        )
