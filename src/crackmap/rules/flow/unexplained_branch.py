"""A fork that says nothing about which flow to take.

Two people with the same case in hand choose different paths, each with good reasons. What is a
matter of taste at this step is a surprise for the department behind it.

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Call the lead
        next:
          - { to: send-the-offer, when: need and budget are known }
          - nurture-the-lead  # crack: when work goes to "Nurture the lead"
      - name: Send the offer
        outcome: won
      - name: Nurture the lead
        outcome: lost
```

Each flow says when it is taken; one may say `otherwise`:

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Call the lead
        next:
          - { to: send-the-offer, when: need and budget are known }
          - { to: nurture-the-lead, when: otherwise }
      - name: Send the offer
        outcome: won
      - name: Nurture the lead
        outcome: lost
```

Parallel flows are all taken, so there is nothing to choose:

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Sign the contract
        parallel: true
        next: [send-the-invoice, thank-the-customer]
      - name: Send the invoice
        outcome: won
      - name: Thank the customer
        outcome: won
```
"""

from __future__ import annotations

from typing import Any

from crackmap.graph.flow import Flow
from crackmap.graph.process_graph import ProcessGraph
from crackmap.rules.advice import assignee, end_words, quoted
from crackmap.rules.lines import line_on_flow
from crackmap.rules.rule import Findings, rule
from crackmap.source.words import listing


@rule("warning")
def unexplained_branch(graph: ProcessGraph) -> Findings:
    """Find the steps with several ways out of which one does not say when it is taken."""
    for step in graph.ordered_steps:
        paths = [flow for flow in graph.outgoing(step) if not flow.rejects]
        # Where it leads has nobody said either: that is told.
        if step.parallel or len(paths) < 2 or all(flow.condition or flow.open for flow in paths):
            continue
        repeated = graph.duplicate_flows(step)
        paths = [flow for flow in paths if flow not in repeated]
        unexplained = [flow for flow in paths if not (flow.condition or flow.open)]
        if len(paths) < 2 or not unexplained:
            continue
        ends = listing([end_words(flow) for flow in unexplained])
        yield unexplained_branch.at(
            step,
            f"{quoted(step.name)} has {len(paths)} ways out, and nothing says when work goes to"
            f" {ends}",
            span=unexplained[0].span(),
            **_advice(graph, unexplained),
            related=[(f"the flow to {end_words(flow)}", flow.span()) for flow in paths],
            assignee=assignee(graph, graph.owner(step)),
        )


def _advice(graph: ProcessGraph, unexplained: list[Flow]) -> dict[str, Any]:
    condition = "otherwise" if len(unexplained) == 1 else "TODO"
    prose = (
        "if all are taken at once, write parallel: true on the step; else say when each flow is"
        " taken, and write it"
    )
    return line_on_flow(graph, unexplained[0], f"when: {condition}", prose)
