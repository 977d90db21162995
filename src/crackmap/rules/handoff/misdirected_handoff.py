"""A flow that names an agreement between other departments.

The agreement says who gives and who takes. If the step that gives or the step that takes belongs to
somebody else, either the wrong agreement is named or the owners have changed since: the people who
do the work never agreed to it.

```yaml
process: Quote to order
departments:
  sales: {}
  legal: {}
  deal-desk: {}
handoffs:
  contract-review:
    from: sales
    to: legal
    trigger: Redlines are attached to the contract request
    payload: [redlines]
    acceptance: [price and term are agreed]
    acknowledgement: Counsel is named on the request
stages:
  - name: Propose
    steps:
      - name: Configure the quote
        owner: sales
        next:
          to: approve-the-deal
          handoff: contract-review  # crack: "contract-review" goes to legal, not to deal-desk
      - name: Approve the deal
        owner: deal-desk
        outcome: won
```

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
    payload: [quote, reason for the discount]
    acceptance: [every mandatory field of the request is filled in]
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
        next:
          to: approve-the-deal
          handoff: deal-review
      - name: Approve the deal
        owner: deal-desk
        outcome: won
```

An agreement with a department holds for its teams, its people and its systems:

```yaml
process: Quote to order
departments:
  sales: {}
  account-executives: { part_of: sales }
  deal-desk: {}
  crm: { kind: system, accountable: sales }
handoffs:
  deal-review:
    from: sales
    to: deal-desk
    trigger: Quote is submitted for approval
    payload: [quote, reason for the discount]
    acceptance: [every mandatory field of the request is filled in]
    channel: crm
    sla: 1bd
    acknowledgement: Analyst sets the request to In review
    escalation: sales
    rejection: { to: configure-the-quote, rounds: 2 }
stages:
  - name: Propose
    steps:
      - name: Configure the quote
        owner: account-executives
        next:
          to: approve-the-deal
          handoff: deal-review
      - name: Approve the deal
        owner: deal-desk
        outcome: won
```
"""

from __future__ import annotations

from crackmap.graph.flow import Flow
from crackmap.graph.organisation import Ownership
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Handoff
from crackmap.rules.advice import agreement_words, assignee, owner_related, owner_words
from crackmap.rules.rule import Findings, rule
from crackmap.source.words import listing


@rule("error")
def misdirected_handoff(graph: ProcessGraph) -> Findings:
    """Find the flows whose agreement is between other departments than the flow."""
    for flow in graph.handover_flows:
        handoff = flow.handoff
        if handoff is None:
            continue
        ends = (
            ("from", "comes from", handoff.sender, flow.sender),
            ("to", "goes to", handoff.receiver, flow.receiver),
        )
        wrong = [
            (field, verb, said, owner)
            for field, verb, said, owner in ends
            if said and _contradicts(graph, said, owner)
        ]
        if not wrong:
            continue
        called = agreement_words(handoff) if handoff.id else "the handoff written here"
        differences = [
            f"{verb} {graph.organisation.name(said)}, not {field} {owner_words(graph, owner)}"
            for field, verb, said, owner in wrong
        ]
        related = [
            (f"it {verb} {graph.organisation.name(said)}", handoff.span(field))
            for field, verb, said, _ in wrong
            if handoff.written(field)
        ]
        yield misdirected_handoff.at(
            flow,
            f"{called} {listing(differences)}, as this flow does",
            span=flow.span("handoff"),
            help=_help(graph, flow, handoff),
            related=related + owner_related(graph, *flow.steps),
            assignee=assignee(graph, flow.sender),
            detail=flow.detail,
        )


def _contradicts(graph: ProcessGraph, said: str, owner: Ownership) -> bool:
    known = said in graph.departments
    return known and owner.inside and not graph.organisation.stands_for(said, owner)


def _help(graph: ProcessGraph, flow: Flow, handoff: Handoff) -> str:
    fitting = [
        f"handoff: {agreement.id}"
        for agreement in graph.fitting_agreements(flow)
        if agreement is not handoff
    ]
    if fitting:
        return f"write {listing(fitting, 'or')} in its place, which fits both ends"
    sender, receiver = owner_words(graph, flow.sender), owner_words(graph, flow.receiver)
    return f"name the agreement between {sender} and {receiver}, or correct its from and to"
