"""An agreement that leaves out what no handoff can do without.

When does it happen (trigger), what is handed over (payload), how does the receiver judge it
(acceptance), how does the sender learn that it has arrived (acknowledgement)? Without one of the
four, work comes half ready, and nobody knows that it came.

```yaml
process: Lead to cash
departments:
  marketing: {}
  sales: {}
  crm: { kind: system, accountable: sales }
handoffs:
  mql:  # crack: does not say acceptance and acknowledgement
    from: marketing
    to: sales
    trigger: Lead status becomes MQL
    payload: [contact, score]
    channel: crm
    sla: 4bh
    escalation: marketing
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
handoffs:
  mql:
    from: marketing
    to: sales
    trigger: Lead status becomes MQL
    payload: [contact, score]
    acceptance: [score is 80 or more, work e-mail known]
    channel: crm
    sla: 4bh
    acknowledgement: Sales sets status Accepted
    escalation: marketing
    rejection: { to: score-the-lead, reasons: [no budget, no fit], rounds: 2 }
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

An agreement with the customer is no promise between departments, and may be as short as it is:

```yaml
process: Lead to cash
departments:
  sales: {}
  customer: { kind: external }
  crm: { kind: system, accountable: sales }
stages:
  - name: Close
    steps:
      - name: Send the contract
        owner: sales
        next:
          to: sign-the-contract
          handoff: { trigger: Terms are agreed, payload: [contract], channel: crm, sla: 5bd }
      - name: Sign the contract
        owner: customer
        outcome: won
```
"""

from __future__ import annotations

from crackmap.graph.process_graph import ProcessGraph
from crackmap.rules.advice import assignee, handoff_words, owner_related
from crackmap.rules.rule import Findings, rule
from crackmap.source.words import listing

_QUESTIONS = {
    "trigger": "which event starts it",
    "payload": "what is handed over",
    "acceptance": "how the receiver judges it",
    "acknowledgement": "how the receiver says that it has it",
}


@rule("warning")
def incomplete_handoff(graph: ProcessGraph) -> Findings:
    """Find the agreements in use that lack a must field."""
    for agreement in graph.agreements_in_use():
        judged, flow = agreement.completeness, agreement.flows[0]
        missing = judged.missing_must
        if not missing:
            continue
        receivers = {"acceptance", "acknowledgement"} & set(missing)
        rest = [field for field in judged.missing if field not in missing]
        also = f"; {listing(rest)} would make it whole" if rest else ""
        yield incomplete_handoff.at(
            agreement.place,
            f"{handoff_words(graph, agreement)} does not say {listing(missing)}:"
            f" it scores {judged.score} of 100",
            span=agreement.handoff.span(),
            help=f"agree {listing([_QUESTIONS[field] for field in missing])}, and write it as"
            f" {listing(missing)}{also}",
            related=owner_related(graph, *agreement.ends),
            assignee=assignee(graph, flow.receiver if receivers else flow.sender),
            detail=agreement.detail,
        )
