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
        outcome: accepted
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
        outcome: accepted
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
        outcome: accepted
```
"""

from __future__ import annotations

from crackmap.advice import candidates, quoted
from crackmap.graph import ProcessGraph
from crackmap.model import Step
from crackmap.organisation import State
from crackmap.rule import Findings, rule


@rule("warning", "ownership")
def unaccountable_system(graph: ProcessGraph) -> Findings:
    """Find the steps owned by a system that has neither `accountable` nor `part_of`."""
    for step in graph.steps:
        owner = graph.owner(step)
        if owner.state is not State.OWNED:
            continue
        for name in owner.names:
            system = graph.departments[name]
            if system.kind != "system" or system.accountable or system.part_of:
                continue
            yield unaccountable_system.at(
                step,
                f"{quoted(step.name)} is owned by the system {graph.organisation.name(name)},"
                f" and nobody answers for {name}",
                span=step.span("owner") if step.written("owner") else step.span(),
                help=f"agree on the department that sets {name} up and looks when it fails,"
                f" and write accountable: {_likely(graph, step)} on {name}",
                related=[(f"the system {name}", system.span())],
                assignee=graph.quarterback(),
                detail=name if len(owner.names) > 1 else "",
            )


def _likely(graph: ProcessGraph, step: Step) -> str:
    for one in candidates(graph, step):
        if graph.departments[one.department].kind == "department":
            return one.department
    return graph.quarterback() or "its-id"
