"""An end of the case in one branch, while the others go on.

Work that starts at once has to come together again. If one branch may end the case on its own,
nobody tells the others: credit is refused, and the warehouse still reserves the stock, or ships
it.

```yaml
process: Order to shipment
owner: sales
departments: [sales, finance, warehouse]
stages:
  - name: Ship
    steps:
      - name: Take the order
        owner: sales
        parallel: true
        next: [check-the-credit, reserve-the-stock]
      - name: Check the credit
        owner: finance
        kind: decision
        next:
          - { to: ship-the-goods, when: good }
          - { outcome: lost, when: otherwise }  # crack: ends the case (lost) while
      - name: Reserve the stock
        owner: warehouse
        next: ship-the-goods
      - name: Ship the goods
        owner: warehouse
        outcome: won
```

Where the branches meet, all is known, and there the case ends or goes on:

```yaml
process: Order to shipment
departments: [sales]
stages:
  - name: Ship
    owner: sales
    steps:
      - name: Take the order
        parallel: true
        next: [check-the-credit, reserve-the-stock]
      - name: Check the credit
        next: release-the-order
      - name: Reserve the stock
        next: release-the-order
      - name: Release the order
        kind: decision
        next:
          - { to: ship-the-goods, when: credit is good }
          - { to: free-the-stock, when: otherwise }
      - name: Ship the goods
        outcome: won
      - name: Free the stock
        outcome: lost
```

A branch that comes to a good end of its own waits for nobody, and neither do branches that never
meet. A flow into another process takes the case along and ends nothing. Ways up the file are ways
back, and so is what is refused.
"""

from __future__ import annotations

from crackmap.graph.early_ends import early_ends
from crackmap.graph.process_graph import ProcessGraph
from crackmap.rules.advice import assignee, quoted
from crackmap.rules.rule import Findings, rule
from crackmap.rules.unseen import unseen_from


@rule("warning")
def early_end(graph: ProcessGraph) -> Findings:
    """Find the outcomes in a branch of a parallel split that another branch will wait for."""
    ends, unseen = early_ends(graph)
    for end in ends:
        step, flow = end.flow.source, end.flow
        beside, meeting = end.beside.target.name, end.meeting.name
        yield early_end.at(
            flow if flow.written else step,
            f"{quoted(step.name)} ends the case ({flow.outcome}) while {quoted(beside)} goes on"
            f" beside it, to {quoted(meeting)}, where both should meet",
            span=flow.span() if flow.written else step.span("outcome"),
            help=f"lead this way to {quoted(meeting)} as well, and end the case there or behind it,"
            " where the work beside it can be stopped",
            related=[
                (f"{quoted(end.split.name)} starts both", end.split.span("parallel")),
                (f"{quoted(beside)} is begun here", end.beside.span()),
                (f"both should meet in {quoted(meeting)}", end.meeting.span()),
            ],
            assignee=assignee(graph, flow.sender),
            detail=flow.detail,
        )
    if unseen:
        yield unseen_from(early_end, graph, unseen, "whether one of their ways ends early")
