"""A process through several departments that nobody sees through from end to end.

Each department does its part well, and the case still takes six weeks: nobody counts the days
between the parts, and nobody may decide when two departments disagree. Where three or more
departments own steps, one department has to own the process.

```yaml
process: Lead to cash  # crack: marketing, sales and finance own steps, and nobody the whole
departments: [marketing, sales, finance]
stages:
  - name: Attract and close
    order: none
    steps:
      - name: Score the lead
        owner: marketing
      - name: Sign the contract
        owner: sales
      - name: Send the invoice
        owner: finance
```

The process owner stands at the top of the file, best a department that owns few steps itself:

```yaml
process: Lead to cash
owner: revenue-operations
departments: [marketing, sales, finance, revenue-operations]
stages:
  - name: Attract and close
    order: none
    steps:
      - name: Score the lead
        owner: marketing
      - name: Sign the contract
        owner: sales
      - name: Send the invoice
        owner: finance
```

Teams of one department have somebody above them all, and a customer is no department:

```yaml
process: Close the deal
departments:
  sales: {}
  deal-desk: { part_of: sales }
  inside-sales: { part_of: sales }
  customer: { kind: external }
stages:
  - name: Close
    order: none
    steps:
      - name: Set the price
        owner: deal-desk
      - name: Send the offer
        owner: inside-sales
      - name: Sign the contract
        owner: customer
      - name: Close the deal
        owner: sales
```
"""

from __future__ import annotations

from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.rules.advice import instead, quoted
from crackmap.rules.rule import Findings, rule
from crackmap.source.span import Span
from crackmap.source.words import listing

ENOUGH = 3  # two departments can settle things between themselves


@rule("warning")
def missing_quarterback(graph: ProcessGraph) -> Findings:
    """Find a process without an owner in which three or more departments own steps."""
    process, owning = graph.process, graph.owning_departments
    if process.owner or len(owning) < ENOUGH:
        return
    names = [graph.organisation.name(id_) for id_ in owning]
    yield missing_quarterback.at(
        process,
        f"{listing(names)} own steps, and nobody the whole process",
        span=process.span("owner"),
        help=_help(graph),
        related=_first_steps(graph),
    )


def _first_steps(graph: ProcessGraph) -> list[tuple[str, Span]]:
    first: dict[str, Step] = {}
    for owner, steps in graph.steps_by_owner.items():
        for department in owner.departments:
            first.setdefault(department, steps[0])
    return [
        (f"{graph.organisation.name(id_)} comes in with {quoted(step.name)}", step.span())
        for id_, step in first.items()
    ]


def _help(graph: ProcessGraph) -> str:
    place = instead(graph.process, "owner") or " in the line below process:"
    words = "agree on one department that sees every case through"
    for id_, department in graph.departments.items():
        top = department.kind == "department" and not department.part_of
        if top and id_ not in graph.owning_departments and _is_operations(graph, id_):
            name = graph.organisation.name(id_)
            return f"{words}, such as {name}, which owns no step; write owner: {id_}{place}"
    few = "best one that owns few steps, such as revenue operations"
    return f"{words}, {few}; write owner: TODO{place}"


def _is_operations(graph: ProcessGraph, id_: str) -> bool:
    """Return whether the department runs processes for others, like sales or revenue operations."""
    words = f"{id_} {graph.organisation.name(id_)}".casefold().replace("-", " ").split()
    return any(word.startswith("operations") or word.endswith("ops") for word in words)
