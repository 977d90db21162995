"""A handoff whose clock nobody set, or nobody watches.

Without a time limit work that was handed over lies until somebody asks. With a limit and nobody who
acts when it runs out it lies just as long. The receiver cannot be the one: it is late already.

```yaml
process: Lead to cash
departments:
  marketing: {}
  sales: {}
  crm: { kind: system, accountable: sales }
handoffs:
  mql:  # crack: has no time limit
    from: marketing
    to: sales
    trigger: Lead status becomes MQL
    payload: [contact, score]
    acceptance: [score is 80 or more]
    channel: crm
    acknowledgement: Sales sets status Accepted
    escalation: marketing
    rejection: { to: score-the-lead, rounds: 2 }
stages:
  - name: Qualify
    steps:
      - name: Score the lead
        owner: marketing
        next: { to: first-call, handoff: mql }
      - name: First call
        owner: sales
        outcome: won
```

```yaml
process: Lead to cash
departments:
  marketing: {}
  sales: {}
  crm: { kind: system, accountable: sales }
stages:
  - name: Qualify
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
            escalation: sales  # crack: sales itself acts
            rejection: { to: score-the-lead, rounds: 2 }
      - name: First call
        owner: sales
        outcome: won
```

A limit, and somebody else who acts when it runs out:

```yaml
process: Lead to cash
departments:
  marketing: {}
  sales: {}
  revenue-operations: {}
  crm: { kind: system, accountable: revenue-operations }
handoffs:
  mql:
    from: marketing
    to: sales
    trigger: Lead status becomes MQL
    payload: [contact, score]
    acceptance: [score is 80 or more]
    channel: crm
    sla: { target: 5m, limit: 4bh, clock: from status MQL to first call }
    acknowledgement: Sales sets status Accepted
    escalation: revenue-operations
    rejection: { to: score-the-lead, rounds: 2 }
stages:
  - name: Qualify
    steps:
      - name: Score the lead
        owner: marketing
        next: { to: first-call, handoff: mql }
      - name: First call
        owner: sales
        outcome: won
```

The department above the team that takes the work may be the one: it is somebody else who looks.
"""

from __future__ import annotations

from crackmap.graph.process_graph import Agreement, ProcessGraph
from crackmap.rules.advice import assignee, handoff_words, instead, owner_related
from crackmap.rules.rule import Findings, rule


@rule("warning")
def untimed_handoff(graph: ProcessGraph) -> Findings:
    """Find the agreements in use without a time limit, or with nobody who acts when it runs out."""
    for agreement in graph.agreements_in_use():
        handoff, flow = agreement.handoff, agreement.flows[0]
        receivers, quarterback = _receivers(agreement), graph.quarterback()
        to_itself = receivers.issuperset(level.to for level in handoff.escalation)
        if handoff.sla and handoff.escalation and not to_itself:
            continue
        if quarterback in receivers:
            quarterback = None
        above_both = graph.organisation.name(quarterback) if quarterback else "somebody above both"
        span, place = handoff.span(), instead(handoff, "sla" if not handoff.sla else "escalation")
        if handoff.sla is None:
            words = "has no time limit"
            help_ = "agree how long the receiver has, and write it as sla: 4bh" + place
            if not handoff.escalation:
                help_ += f"; and who acts when it runs out, such as {above_both}, as escalation"
        elif not handoff.escalation:
            words = "has a time limit, and nobody acts when it runs out"
            help_ = f"write who acts, such as {above_both}, as escalation: TODO" + place
            span = handoff.key_span("sla")
        else:
            name = graph.organisation.name(handoff.escalation[0].to)
            words = f"escalates to its receiver: when the time runs out, {name} itself acts"
            help_ = f"write somebody else, such as {above_both}, as escalation: TODO" + place
            span = handoff.span("escalation")
        yield untimed_handoff.at(
            agreement.place,
            f"{handoff_words(graph, agreement)} {words}",
            span=span,
            help=help_,
            related=owner_related(graph, *agreement.ends),
            assignee=assignee(graph, flow.receiver),
            detail=agreement.detail,
        )


def _receivers(agreement: Agreement) -> set[str]:
    owners = {name for flow in agreement.flows for name in flow.receiver.names}
    return owners | {agreement.handoff.receiver} if agreement.handoff.receiver else owners
