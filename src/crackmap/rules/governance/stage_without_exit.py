"""Stages that a case leaves when somebody feels that it may.

Without written evidence for leaving a stage the forecast is opinion: one rep's "proposal" is
another rep's "discovery", and the next stage begins by doing the last one again.

```yaml
process: Lead to cash  # crack: cases leave the stage "Qualify" without exit criteria
departments: [sales]
stages:
  - name: Qualify
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

from crackmap.graph.process_graph import ProcessGraph
from crackmap.rules.advice import quoted
from crackmap.rules.rule import Findings, rule
from crackmap.source.words import abridged, listing


@rule("note")
def stage_without_exit(graph: ProcessGraph) -> Findings:
    """Find the stages, the last one and unordered ones left out, that have no exit criteria."""
    process = graph.process
    open_ended = [
        stage
        for stage in [stage for stage in process.stages if stage.steps][:-1]
        if not stage.exit and graph.is_ordered(stage.steps[0])
    ]
    if not open_ended:
        return
    names = [quoted(stage.name) for stage in open_ended]
    shown = listing(abridged(names, most=6, first=4, last=1))
    yield stage_without_exit.at(
        process,
        f"cases leave the {'stage' if len(names) == 1 else 'stages'} {shown} without exit criteria",
        span=process.span(),
        help="agree for each of them with those who work in the next one what must be true and on"
        " record before a case may go on, and write it as exit: [first, second]",
        related=[(f"{quoted(stage.name)} has no exit", stage.span()) for stage in open_ended],
        assignee=graph.quarterback(),
    )
