"""A system that owns a step, and nobody who answers for the system.

A system does what it was told once. When the routing rule sends leads to somebody who has left, it
goes on doing so until a person looks, and no person has to.

```yaml
process: Inbound leads
departments:
  sales-development: {}
  crm: { kind: system }
stages:
  - name: Respond
    steps:
      - name: Route the lead
        owner: crm  # crack: nobody answers for crm
      - name: Call the lead
        owner: sales-development
        outcome: won
```

```yaml
process: Inbound leads
departments:
  sales-development: {}
  crm: { kind: system, accountable: sales-development }
stages:
  - name: Respond
    steps:
      - name: Route the lead
        owner: crm
      - name: Call the lead
        owner: sales-development
        outcome: won
```

A system in which a department does its work owns nothing:

```yaml
process: Inbound leads
departments:
  sales-development: {}
  crm: { kind: system }
stages:
  - name: Respond
    steps:
      - name: Call the lead
        owner: sales-development
        system: crm
        outcome: won
```
"""

from __future__ import annotations

from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.rules.advice import candidates, instead, quoted
from crackmap.rules.rule import Findings, rule


@rule("warning")
def unaccountable_system(graph: ProcessGraph) -> Findings:
    """Find the steps owned by a system that has neither `accountable` nor `part_of`."""
    for step, system in graph.owned_by("system"):
        if system.accountable or system.part_of:
            continue
        called = graph.organisation.name(system.id)
        yield unaccountable_system.at(
            step,
            f"{quoted(step.name)} is owned by the system {called}, and nobody answers for {called}",
            span=step.span("owner"),
            help=f"agree on the department that sets {called} up and looks when it fails,"
            f" and write accountable: {_likely(graph, step)} on {called}"
            + instead(system, "accountable"),
            related=[(f"the system {called}", system.span())],
            assignee=graph.quarterback(),
            detail=system.id if len(graph.owner(step).names) > 1 else "",
        )


def _likely(graph: ProcessGraph, step: Step) -> str:
    for candidate in candidates(graph, step):
        if graph.departments[candidate.department].kind == "department":
            return candidate.department
    return graph.quarterback() or "TODO"
