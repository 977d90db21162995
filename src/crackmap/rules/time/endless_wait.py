"""A wait that nothing ends.

Nobody knows what they are waiting for, nor how long. Such steps are where cases lie when the
quarter is over: open in every report, worked on by nobody.

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Send the offer
      - name: Wait for the answer
        kind: wait  # crack: "Wait for the answer" has no end
      - name: Sign the contract
        outcome: won
```

```yaml
process: Lead to cash
owner: sales
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Send the offer
      - name: Wait for the answer
        kind: wait
        within: 14d
        next:
          - { to: sign-the-contract, when: the customer accepts }
          - { outcome: lost, when: otherwise }
      - name: Sign the contract
        outcome: won
```

An event ends a wait as well as a day does, however long it takes:

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Send the offer
      - name: Wait for the new budget
        kind: wait
        until: the customer's new budget is approved
      - name: Sign the contract
        outcome: won
```

So does a flow that is taken after some time:

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Send the offer
      - name: Wait for the answer
        kind: wait
        next:
          - { to: sign-the-contract, when: the customer accepts }
          - { outcome: lost, after: 30d }
      - name: Sign the contract
        outcome: won
```
"""

from __future__ import annotations

from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.texts import is_otherwise
from crackmap.rules.advice import assignee, instead, quoted
from crackmap.rules.rule import Findings, rule
from crackmap.source.words import listing


@rule("warning")
def endless_wait(graph: ProcessGraph) -> Findings:
    """Find the waits that neither a time limit nor an event ends."""
    for step in graph.ordered_steps:
        if step.kind != "wait" or step.within or step.until:
            continue
        if any(flow.after for flow in graph.outgoing(step)):
            continue  # when that time has passed, the case goes on
        reasons = [
            " ".join(flow.when.split())
            for flow in graph.outgoing(step)
            if flow.when and not flow.rejects and not is_otherwise(flow.when)
        ]
        event = listing(reasons, "or") if 0 < len(reasons) < 5 else ""
        said = f"write until: {event}" if event else "write the event that ends it as until"
        yield endless_wait.at(
            step,
            f"the wait {quoted(step.name)} has no end: neither a time limit nor an event",
            span=step.span("kind"),
            help=f"{said}{instead(step, 'until', 'within')}; and within: 30d, or how long it may"
            " take at most, with a flow for the cases in which nothing happens",
            assignee=assignee(graph, graph.owner(step)),
        )
