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

A document from which definitions come may be out of date as well:

```yaml
process: Lead to cash
departments: [sales]
reviewed: 2026-05-01
sources:
  handbook:
    name: Sales handbook
    url: https://handbook.example.com/sales
    reviewed: 2025-03-01  # crack: "Sales handbook" was last reviewed 457 days ago
  price-list: https://handbook.example.com/prices
stages:
  - name: Close
    owner: sales
    steps:
      - name: Sign the contract
        within: { says: 2d, source: handbook }
        escalation: sales
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

import datetime
from collections.abc import Sequence

from crackmap.graph.process_graph import ProcessGraph
from crackmap.graph.references import references
from crackmap.language.process import Source
from crackmap.rules.advice import quoted
from crackmap.rules.finding import Finding
from crackmap.rules.rule import Findings, rule
from crackmap.source.span import Span
from crackmap.source.words import listing, plural


@rule("note", about="shared")
def stale_map(graph: ProcessGraph, *, days: int = 180) -> Findings:
    """Find a process or a source whose last review is more than `days` ago, or is still to come."""
    process = graph.process
    names = [graph.organisation.name(id_) for id_ in graph.owning_departments]
    whom = listing(names) or "those who do the work"
    if process.reviewed and (age := _age(graph, process.reviewed, days)):
        yield stale_map.at(
            process,
            f"the process was {_when(age, process.reviewed)}",
            span=process.span("reviewed"),
            help=f"go through it with {whom}, fix what has changed, and write reviewed: anew"
            if age > 0
            else "write the day on which people last agreed that this is how it works",
            assignee=graph.quarterback(),
        )
    stale = [
        (source, source.reviewed, age)
        for source in graph.sources.values()
        if source.reviewed and (age := _age(graph, source.reviewed, days))
    ]
    taken = _taken_from(graph) if stale else {}
    for source, reviewed, age in stale:
        yield _stale_source(graph, source, reviewed, age, taken.get(source.id, ()))


def _stale_source(
    graph: ProcessGraph,
    source: Source,
    reviewed: datetime.date,
    age: int,
    taken: Sequence[tuple[str, Span]],
) -> Finding:
    return stale_map.at(
        source,
        f"{quoted(source.name or source.id)} was {_when(age, reviewed)}",
        span=source.span("reviewed"),
        help="read it again with those who do the work, correct what is taken from it, and write"
        " reviewed: anew"
        if age > 0
        else "write the day on which people last agreed that it says what is done",
        related=taken,
        assignee=graph.quarterback(),
    )


def _taken_from(graph: ProcessGraph) -> dict[str, list[tuple[str, Span]]]:
    """Return where the process refers to each of its sources; shared ones are told once for all."""
    taken: dict[str, list[tuple[str, Span]]] = {}
    for reference in references(graph, "source"):
        if reference.word in graph.process.sources:
            place = f"`{reference.key}` is taken from it", reference.span
            taken.setdefault(reference.word, []).append(place)
    return taken


def _age(graph: ProcessGraph, reviewed: datetime.date, days: int) -> int:
    """Return how many days ago the review was, 0 where that is as it should be."""
    age = (graph.around.today - reviewed).days
    return 0 if 0 <= age <= days else age


def _when(age: int, reviewed: datetime.date) -> str:
    if age < 0:
        return f"reviewed on {reviewed}, which is in the future"
    return f"last reviewed {plural(age, 'day')} ago, on {reviewed}"
