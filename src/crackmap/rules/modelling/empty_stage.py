"""A stage without steps.

A heading is no work. Either the steps were never written, and what happens there is not in the map,
or the stage is left over: cases pass it by, and its exit and its limit hold nobody to anything.

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Qualify
    owner: sales
    steps:
      - name: Call the lead
  - name: Propose  # crack: the stage "Propose" has no steps
    owner: sales
  - name: Close
    owner: sales
    steps:
      - name: Sign the contract
        outcome: won
```

Write what is done in it, or take it out:

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Qualify
    owner: sales
    exit: [need confirmed]
    steps:
      - name: Call the lead
  - name: Propose
    owner: sales
    exit: [price accepted]
    steps:
      - name: Send the offer
  - name: Close
    owner: sales
    steps:
      - name: Sign the contract
        outcome: won
```
"""

from __future__ import annotations

from crackmap.graph.process_graph import ProcessGraph
from crackmap.rules.advice import assignee, quoted
from crackmap.rules.rule import Findings, rule


@rule("warning")
def empty_stage(graph: ProcessGraph) -> Findings:
    """Find the stages without steps; a process without any step cannot be read at all."""
    for stage in graph.process.stages:
        if not stage.steps:
            yield empty_stage.at(
                stage,
                f"the stage {quoted(stage.name)} has no steps",
                span=stage.span(),
                help="write what is done in it as steps: [{ name: Send the offer }], or take the"
                " stage out",
                assignee=assignee(graph, graph.organisation.named_owner(stage)),
            )
