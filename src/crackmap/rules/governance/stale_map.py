"""A map that nobody has looked at for a long time.

Reorganisations, new tools and new pricing change who does what. After half a year the map tells how
people used to work, and new people are trained by it.

```yaml
process: Lead to cash
departments: [sales]
reviewed: 2025-03-01  # crack: last reviewed 457 days ago
stages:
  - name: Close
    owner: sales
    steps:
      - name: Sign the contract
        outcome: won
```

A date in the future is a slip of the pen:

```yaml
process: Lead to cash
departments: [sales]
reviewed: 2062-05-01  # crack: in the future
stages:
  - name: Close
    owner: sales
    steps:
      - name: Sign the contract
        outcome: won
```

```yaml
process: Lead to cash
departments: [sales]
reviewed: 2026-05-01
stages:
  - name: Close
    owner: sales
    steps:
      - name: Sign the contract
        outcome: won
```

A map that is still being drawn says nothing of a review, and is not stale:

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Sign the contract
        outcome: won
```
"""

from __future__ import annotations

from crackmap.graph.process_graph import ProcessGraph
from crackmap.rules.rule import Findings, rule
from crackmap.source.words import listing, plural


@rule("note")
def stale_map(graph: ProcessGraph, *, days: int = 180) -> Findings:
    """Find a process whose last review is more than `days` days ago, or has not been yet."""
    process = graph.process
    if process.reviewed is None:
        return
    age = (graph.around.today - process.reviewed).days
    if 0 <= age <= days:
        return
    if age < 0:
        message = f"the process was reviewed on {process.reviewed}, which is in the future"
        help_ = "write the day on which people last agreed that this is how it works"
    else:
        message = f"the process was last reviewed {plural(age, 'day')} ago, on {process.reviewed}"
        names = [graph.organisation.name(id_) for id_ in graph.owning_departments]
        whom = listing(names) or "those who do the work"
        help_ = f"go through it with {whom}, fix what has changed, and write reviewed: anew"
    yield stale_map.at(
        process,
        message,
        span=process.span("reviewed"),
        help=help_,
        assignee=graph.quarterback(),
    )
