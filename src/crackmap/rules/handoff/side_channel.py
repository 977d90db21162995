"""A handoff that goes past the system of record.

Other handoffs of the process travel through a system where everybody can see them. This one goes
through chat, mail or a call: nobody can count it, find it again, or see that it waits.

```yaml
process: Lead to cash
departments:
  marketing: {}
  sales: {}
  finance: {}
  crm: { name: CRM, kind: system, accountable: sales }
handoffs:
  mql:
    from: marketing
    to: sales
    trigger: Lead status becomes MQL
    payload: [contact, score]
    acceptance: [score is 80 or more]
    channel: crm
    acknowledgement: Sales sets status Accepted
  booking:
    from: sales
    to: finance
    trigger: The customer has signed
    payload: [signed contract]
    acceptance: [contract is signed by both sides]
    channel: chat  # crack: goes through chat
    acknowledgement: Finance answers in the chat
stages:
  - name: Sell
    steps:
      - name: Score the lead
        owner: marketing
        next: { to: first-call, handoff: mql }
      - name: First call
        owner: sales
        next: { to: send-the-invoice, handoff: booking }
      - name: Send the invoice
        owner: finance
        outcome: won
```

```yaml
process: Lead to cash
owner: revenue-operations
departments:
  marketing: {}
  sales: {}
  finance: {}
  revenue-operations: {}
  crm: { name: CRM, kind: system, accountable: sales }
handoffs:
  mql:
    from: marketing
    to: sales
    trigger: Lead status becomes MQL
    payload: [contact, score]
    acceptance: [score is 80 or more]
    channel: crm
    sla: 4bh
    acknowledgement: Sales sets status Accepted
    escalation: revenue-operations
    rejection: { to: score-the-lead, rounds: 2 }
  booking:
    from: sales
    to: finance
    trigger: Opportunity is won
    payload: [signed contract]
    acceptance: [contract is signed by both sides]
    channel: CRM
    sla: 1bd
    acknowledgement: Finance sets the order to In check
    escalation: revenue-operations
    rejection: { to: first-call, rounds: 2 }
stages:
  - name: Sell
    steps:
      - name: Score the lead
        owner: marketing
        next: { to: first-call, handoff: mql }
      - name: First call
        owner: sales
        next: { to: send-the-invoice, handoff: booking }
      - name: Send the invoice
        owner: finance
        outcome: won
```

Where no handoff goes through a declared system, there is no road that this one leaves.
"""

from __future__ import annotations

from crackmap.graph.process_graph import ProcessGraph
from crackmap.rules.advice import assignee, handoff_words, owner_related
from crackmap.rules.rule import Findings, rule
from crackmap.source.words import listing


@rule("warning")
def side_channel(graph: ProcessGraph) -> Findings:
    """Find the agreements in use whose channel is no system, while other handoffs have one."""
    channels = [handoff.channel for handoff in graph.handoffs.values()]
    channels += [flow.handoff.channel for flow in graph.flows if flow.handoff]
    used = (graph.organisation.system(channel) for channel in channels if channel)
    systems = list(dict.fromkeys(system for system in used if system))
    if not systems:
        return
    names = [graph.organisation.name(system) for system in systems]
    for agreement in graph.agreements_in_use():
        channel = agreement.handoff.channel
        if not channel or graph.organisation.system(channel):
            continue
        others = listing(names, "or") if len(names) < 4 else "a system"
        yield side_channel.at(
            agreement.place,
            f"{handoff_words(graph, agreement)} goes through {channel}, which is no system of"
            f" record, while others go through {others}",
            span=agreement.handoff.span("channel"),
            help=f"hand over through {others}; if {channel} is a system of record, declare it under"
            " departments: with kind: system",
            related=owner_related(graph, *agreement.ends),
            assignee=assignee(graph, agreement.flows[0].sender),
            detail=agreement.detail,
        )
