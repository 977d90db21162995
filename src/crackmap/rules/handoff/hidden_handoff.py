"""A change of department that hides behind a step outside.

Sales sends the contract, the customer signs it, finance sends the invoice. Work passes from sales
to finance, and no line of the process says so: each looks at the customer, and nobody tells the
other that the contract is back. The same happens behind a step that nobody owns.

```yaml
process: Lead to cash
departments:
  sales: {}
  finance: {}
  customer: { kind: external }
stages:
  - name: Close
    steps:
      - name: Send the contract  # crack: from sales to finance through "Sign the contract"
        owner: sales
      - name: Sign the contract
        owner: customer
      - name: Send the invoice
        owner: finance
        outcome: won
```

Somebody inside takes the work back before it goes on:

```yaml
process: Lead to cash
departments:
  sales: {}
  finance: {}
  customer: { kind: external }
  crm: { kind: system, accountable: sales }
stages:
  - name: Close
    steps:
      - name: Send the contract
        owner: sales
      - name: Sign the contract
        owner: customer
        within: 14d
        escalation: sales
      - name: Check the signature
        owner: sales
        next:
          to: send-the-invoice
          handoff:
            trigger: Order is submitted
            payload: [signed contract, billing address]
            acceptance: [contract is signed by both sides]
            channel: crm
            sla: 1bd
            acknowledgement: Finance sets the order to In check
            escalation: sales
            rejection: { to: check-the-signature, rounds: 2 }
      - name: Send the invoice
        owner: finance
        outcome: won
```

Or the way out of the step outside says how the next department learns of it:

```yaml
process: Lead to cash
departments:
  sales: {}
  finance: {}
  customer: { kind: external }
  contract-tool: { kind: system, accountable: sales }
stages:
  - name: Close
    steps:
      - name: Send the contract
        owner: sales
      - name: Sign the contract
        owner: customer
        within: 14d
        escalation: sales
        next:
          to: send-the-invoice
          handoff:
            from: sales
            trigger: The contract tool reports the signature
            payload: [signed contract, billing address]
            acceptance: [contract is signed by both sides]
            channel: contract-tool
            sla: 1bd
            acknowledgement: Finance sets the order to In check
            escalation: sales
      - name: Send the invoice
        owner: finance
        outcome: won
```

Where one agreement fits both ends, the way out of the step outside is the place to name it.

A wait that ends by an event of its own is a fresh start, and not the end of somebody's work.
"""

from __future__ import annotations

from typing import Any

from crackmap.graph.hidden_handoffs import HiddenChange, hidden_changes, way_out
from crackmap.graph.process_graph import ProcessGraph
from crackmap.rules.advice import (
    agreement_words,
    assignee,
    flow_words,
    owner_related,
    owner_words,
    quoted,
)
from crackmap.rules.defining import filling_advice, naming_advice
from crackmap.rules.rule import Findings, rule
from crackmap.source.words import abridged, listing

# Who owns nothing is told of so many steps between; a chain of gaps may be long.
_MOST_RELATED = 6


@rule("error")
def hidden_handoff(graph: ProcessGraph) -> Findings:
    """Find the changes of department that hide behind steps outside or without an owner."""
    for change in hidden_changes(graph):
        first, last = change.source, change.target
        sender, receiver = graph.owner(first), graph.owner(last)
        between = change.between
        names = abridged([quoted(step.name) for step in between], most=4, first=2, last=1)
        yield hidden_handoff.at(
            change,
            f"{quoted(first.name)} -> {quoted(last.name)} passes from {owner_words(graph, sender)}"
            f" to {owner_words(graph, receiver)} through {listing(names)}, and nobody said how",
            span=first.span(),
            related=owner_related(graph, first, *between[:_MOST_RELATED], last),
            assignee=assignee(graph, sender),
            **_advice(graph, change),
        )


def _advice(graph: ProcessGraph, change: HiddenChange) -> dict[str, Any]:
    first, last = change.source, change.target
    flow = way_out(graph, change)
    sender = owner_words(graph, graph.owner(first))
    receiver = owner_words(graph, graph.owner(last))
    unowned = any(not graph.owner(step).names for step in change.between)
    lead = "give the step between them an owner; if work still changes hands, " if unowned else ""
    fitting = graph.agreements_between(graph.owner(first), graph.owner(last))
    if len(fitting) == 1 and flow.handoff is None:
        return naming_advice(graph, flow, fitting[0], receiver, first, lead)
    before = quoted(change.between[-1].name)
    prose = (
        f"{lead}let a step of {sender} between them hand over, or agree who tells {receiver} that"
        f" {before} is done"
    )
    judged = graph.completeness(flow)
    if unowned:  # who owns the step is first to be said, and may settle it
        return {"help": f"{prose}, with a handoff on the flow {flow_words(flow)}"}
    if len(fitting) == 1:
        prose += f"; {agreement_words(fitting[0])} fits both ends, too"
    return filling_advice(graph, flow, judged.missing if judged else (), prose, first)
