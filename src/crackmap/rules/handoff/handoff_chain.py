"""A case that changes department too often on its way to a good outcome.

Each change of department costs a wait and a little of what is known. Even on the happy path the
customer of this process meets one department after the other.

```yaml
process: Lead to cash  # crack: changes department 8 times
owner: revenue-operations
departments:
  - marketing
  - sdr
  - sales
  - presales
  - deal-desk
  - legal
  - order-desk
  - finance
  - success
  - revenue-operations
stages:
  - name: Sell
    steps:
      - { name: Score the lead, owner: marketing }
      - { name: Call the lead, owner: sdr }
      - { name: Run discovery, owner: sales }
      - { name: Show the product, owner: presales }
      - { name: Price the deal, owner: deal-desk }
      - { name: Review the contract, owner: legal }
      - { name: Check the order, owner: order-desk }
      - { name: Send the invoice, owner: finance }
      - { name: Welcome the customer, owner: success, outcome: won }
```

Fewer departments on the way that most cases go; the others come in where they are needed:

```yaml
process: Lead to cash
departments:
  sales: {}
  deal-desk: {}
  crm: { kind: system, accountable: sales }
stages:
  - name: Sell
    steps:
      - name: Call the lead
        owner: sales
      - name: Run discovery
        owner: sales
        next:
          - { to: sign-the-contract, when: standard terms }
          - to: approve-the-deal
            when: otherwise
            handoff:
              trigger: Quote is submitted for approval
              payload: [quote]
              acceptance: [every field is filled in]
              channel: crm
              sla: 1bd
              acknowledgement: Analyst sets the request to In review
              escalation: sales
              rejection: { to: run-discovery, rounds: 2 }
      - name: Approve the deal
        owner: deal-desk
        kind: approval
      - name: Sign the contract
        owner: sales
        outcome: won
```
"""

from __future__ import annotations

from crackmap.graph.process_graph import ProcessGraph
from crackmap.rules.advice import quoted
from crackmap.rules.rule import Findings, rule
from crackmap.source.words import abridged, plural


@rule("warning")
def handoff_chain(graph: ProcessGraph, *, limit: int = 6) -> Findings:
    """Find a process in which even the happy path changes department more than `limit` times.

    Gaps between departments are not counted.
    """
    happy_path = graph.happy_path()
    if happy_path is None or happy_path[0] <= limit:
        return
    changes, path = happy_path
    taking = graph.takeovers(path)
    names = [graph.organisation.name(department) for department in taking.values()]
    shown = abridged(names, most=16, first=8, last=4)
    yield handoff_chain.at(
        graph.process,
        f"on its happy path a case changes department {plural(changes, 'time')}, more than {limit}:"
        f" {' -> '.join(shown)}",
        span=graph.process.span(),
        help="look for a department that takes work twice, or for steps in a row that one"
        " department could do; where there are none, give each case one owner from start to end",
        related=[
            (f"{name} takes over at {quoted(step.name)}", step.span())
            for step, name in zip(list(taking)[1:16], names[1:16], strict=True)
        ],
        assignee=graph.quarterback(),
    )
