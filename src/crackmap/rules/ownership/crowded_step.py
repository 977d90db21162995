"""A step for which many have to be asked before it can be done.

Everybody who is consulted can delay the step, and each of them has a calendar. With more than three
the answer comes late, or the step is done without asking, and then nobody knows who was left out.

```yaml
process: Quote to order
departments: [sales, presales, deal-desk, legal, finance]
stages:
  - name: Propose
    owner: sales
    steps:
      - name: Write the proposal
        consulted: [presales, deal-desk, legal, finance]  # crack: asks 4 departments
        outcome: won
```

Ask those whose answer can change the result, and tell the others:

```yaml
process: Quote to order
departments: [sales, presales, deal-desk, legal, finance]
stages:
  - name: Propose
    owner: sales
    steps:
      - name: Write the proposal
        consulted: [presales, deal-desk]
        informed: [legal, finance]
        outcome: won
```

Those who do the work with the owner are not asked first, however many they are:

```yaml
process: Quote to order
departments: [sales, presales, deal-desk, legal, finance]
stages:
  - name: Propose
    owner: sales
    steps:
      - name: Write the proposal
        contributors: [presales, deal-desk, legal, finance]
        outcome: won
```
"""

from __future__ import annotations

from crackmap.graph.process_graph import ProcessGraph
from crackmap.rules.advice import assignee, quoted
from crackmap.rules.rule import Findings, rule
from crackmap.source.words import listing, plural


@rule("note")
def crowded_step(graph: ProcessGraph, *, limit: int = 3) -> Findings:
    """Find the steps for which more than `limit` departments are consulted."""
    for step in graph.steps:
        asked = list(dict.fromkeys(step.consulted)) if len(step.consulted) > limit else []
        if len(asked) <= limit:
            continue
        names = [graph.organisation.name(name) for name in asked]
        yield crowded_step.at(
            step,
            f"{quoted(step.name)} asks {plural(len(asked), 'department')} before it is done:"
            f" {listing(names)}",
            span=step.span("consulted"),
            help=f"keep the {limit} or fewer whose answer can change the result, and move the"
            " others to informed",
            assignee=assignee(graph, graph.owner(step)),
        )
