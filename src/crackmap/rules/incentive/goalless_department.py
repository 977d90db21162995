"""A department that owns work and is measured on nothing.

The process says what its departments are paid for, and of this one it says nothing. Either its goal
is missing on the map, with the conflicts that it makes, or its people get no thanks for the step
and do it last.

```yaml
process: Lead to cash
goals:
  bookings: { name: Bookings }
departments:
  sales: { goals: [bookings] }
  finance: {}  # crack: finance owns "Send the invoice"
stages:
  - name: Close
    order: none
    steps:
      - name: Sign the contract
        owner: sales
      - name: Send the invoice
        owner: finance
```

```yaml
process: Lead to cash
goals:
  bookings: { name: Bookings }
  cash-on-time: { name: Invoices paid by the due date }
departments:
  sales: { goals: [bookings] }
  finance: { goals: [cash-on-time] }
stages:
  - name: Close
    order: none
    steps:
      - name: Sign the contract
        owner: sales
      - name: Send the invoice
        owner: finance
```

A system is not paid, and so answering for one that does a step needs no goal:

```yaml
process: Inbound leads
goals:
  bookings: { name: Bookings }
departments:
  sales: { goals: [bookings] }
  revenue-operations: {}
  crm: { name: CRM, kind: system, accountable: revenue-operations }
stages:
  - name: Respond
    order: none
    steps:
      - name: Find the account
        owner: crm
      - name: Call the lead
        owner: sales
```

A team has the goals of its department, and who owns no step needs none here:

```yaml
process: Lead to cash
goals:
  bookings: { name: Bookings }
departments:
  sales: { goals: [bookings] }
  inside-sales: { part_of: sales }
  legal: {}
stages:
  - name: Close
    order: none
    steps:
      - name: Agree the terms
        owner: sales
        consulted: [legal]
      - name: Sign the contract
        owner: inside-sales
```
"""

from __future__ import annotations

from crackmap.graph.organisation import Home
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.rules.advice import owner_span, quoted
from crackmap.rules.rule import Findings, rule
from crackmap.source.words import plural


@rule("note")
def goalless_department(graph: ProcessGraph) -> Findings:
    """Find the departments and teams that own a step and have no goal, nor has one above them."""
    if not graph.goals:
        return
    owned: dict[Home, list[Step]] = {}
    for owner, steps in graph.steps_by_owner.items():
        if not graph.organisation.automatic(owner):
            for home in owner.homes:
                owned.setdefault(home, []).extend(steps)
    for home, unsorted in owned.items():
        steps = sorted(unsorted, key=graph.order.__getitem__)
        if any(graph.departments[unit].goals for unit in home.line):
            continue
        department = graph.departments[home.team]
        more = f" and {plural(len(steps) - 1, 'other step')}" if len(steps) > 1 else ""
        own = home.team in graph.process.departments
        yield goalless_department.at(
            department,
            f"{graph.organisation.name(home.team)} owns {quoted(steps[0].name)}{more},"
            " and the process does not say what it is paid for",
            span=department.span() if own else owner_span(graph, steps[0]),
            help=f"ask {graph.organisation.name(home.team)} what it is measured on, and write it as"
            f" goals: on {home.team}; a goal that is not in the catalogue yet goes below goals:",
            related=[(f"it owns {quoted(step.name)}", step.span()) for step in steps],
            assignee=home.department,
        )
