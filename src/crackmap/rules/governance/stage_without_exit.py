"""A stage that a case leaves when somebody feels that it may.

Without written evidence for leaving a stage the forecast is opinion: one rep's "proposal" is
another rep's "discovery", and the next stage begins by doing the last one again.

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Qualify  # crack: without exit criteria
    owner: sales
    steps:
      - name: Call the lead
  - name: Close
    owner: sales
    steps:
      - name: Sign the contract
        outcome: won
```

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Qualify
    owner: sales
    exit: [need confirmed, budget known]
    steps:
      - name: Call the lead
  - name: Close
    owner: sales
    steps:
      - name: Sign the contract
        outcome: won
```

The last stage ends with the outcome, and the parts of a checklist are no stages that cases leave:

```yaml
process: Month end
order: none
departments: [finance]
stages:
  - name: Receivables
    owner: finance
    steps:
      - name: Match incoming payments
  - name: Revenue
    owner: finance
    steps:
      - name: Book the accruals
```
"""

from __future__ import annotations

from itertools import pairwise

from crackmap.graph.process_graph import ProcessGraph
from crackmap.rules.advice import assignee, quoted
from crackmap.rules.rule import Findings, rule


@rule("note")
def stage_without_exit(graph: ProcessGraph) -> Findings:
    """Find the stages, the last one and unordered ones left out, that have no exit criteria."""
    stages = graph.process.stages
    for stage, following in pairwise(stages):
        if stage.exit or not stage.steps or not graph.is_ordered(stage.steps[0]):
            continue
        yield stage_without_exit.at(
            stage,
            f"cases leave the stage {quoted(stage.name)} without exit criteria",
            span=stage.span("exit"),
            help=f"agree with those who work in {quoted(following.name)} what must be true and on"
            " record before a case may go on, and write it as exit: [first, second]",
            assignee=assignee(graph, graph.organisation.named_owner(stage)),
        )
