"""Work that its owner is not paid for.

The step moves goals, and the department that owns it is measured by others. It will be done when
everything else is done, and that is never in the last week of a quarter.

```yaml
process: Lead to cash
departments:
  sales: { goals: [bookings] }
  customer-success: { goals: [retention] }
stages:
  - name: Hand over
    order: none
    steps:
      - name: Write down what was promised
        owner: sales
        serves: [retention]  # crack: serves retention, and its owner sales
      - name: Plan the first month
        owner: customer-success
        serves: [retention]
```

Give the step to who is paid for it, or pay its owner for it too:

```yaml
process: Lead to cash
departments:
  sales: { goals: [bookings, retention] }
  customer-success: { goals: [retention] }
stages:
  - name: Hand over
    order: none
    steps:
      - name: Write down what was promised
        owner: sales
        serves: [retention]
      - name: Plan the first month
        owner: customer-success
        serves: [retention]
```

A team is paid for what its department is paid for, and of whom no goals are known nothing can be
said:

```yaml
process: Lead to cash
departments:
  sales: { goals: [bookings] }
  account-management: { part_of: sales, goals: [expansion] }
  legal: {}
stages:
  - name: Renew
    order: none
    steps:
      - name: Offer the renewal
        owner: account-management
        serves: [bookings]
      - name: Review the terms
        owner: legal
        serves: [bookings]
      - name: Win new customers
        owner: sales
        serves: [bookings]
```
"""

from __future__ import annotations

from crackmap.graph.organisation import Home, OwnerState
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.language.texts import fold
from crackmap.rules.advice import assignee, owner_related, quoted
from crackmap.rules.rule import Findings, rule
from crackmap.source.words import listing


@rule("warning")
def unpaid_step(graph: ProcessGraph) -> Findings:
    """Find the steps that serve goals of which their owner has none."""
    for step in graph.steps:
        if not step.serves or "serves" in step.disputed_keys():
            continue
        if graph.goals and any(goal not in graph.goals for goal in step.serves):
            continue  # a goal that nobody knows may be one that the owner has
        owner = graph.owner(step)
        if owner.state is not OwnerState.OWNED:
            continue
        unpaid = [who for who in owner.names if _is_paid_otherwise(graph, step, who)]
        if not unpaid:
            continue
        names = listing([graph.organisation.name(who) for who in unpaid], "or")
        goals = listing([_goal(graph, goal) for goal in step.serves])
        owned = listing([_goal(graph, goal) for goal in _goals(graph, unpaid[0])])
        yield unpaid_step.at(
            step,
            f"{quoted(step.name)} serves {goals}, and its owner {names} is paid for {owned}",
            span=step.span("serves"),
            help=_help(graph, step, unpaid[0]),
            related=owner_related(graph, step),
            assignee=assignee(graph, owner),
        )


def _is_paid_otherwise(graph: ProcessGraph, step: Step, who: str) -> bool:
    goals = _goals(graph, who)
    served = {fold(goal) for goal in step.serves}
    return bool(goals) and served.isdisjoint(fold(goal) for goal in goals)


def _goals(graph: ProcessGraph, who: str) -> list[str]:
    """Return the goals of the owner's home and of all above it; none where they are disputed."""
    home = graph.organisation.home(who)
    if not isinstance(home, Home):
        return []
    goals: dict[str, None] = {}
    for id_ in dict.fromkeys((who, *graph.organisation.above(who), *home.line)):
        department = graph.departments.get(id_)
        if department is None:
            continue
        if "goals" in department.disputed_keys():
            return []
        goals.update(dict.fromkeys(department.goals))
    return list(goals)


def _goal(graph: ProcessGraph, id_: str) -> str:
    goal = graph.goals.get(id_)
    return (goal.name if goal else "") or id_


def _help(graph: ProcessGraph, step: Step, who: str) -> str:
    served = {fold(goal) for goal in step.serves}
    paid = [
        id_
        for id_, department in graph.departments.items()
        if any(fold(goal) in served for goal in department.goals)
    ]
    names = [graph.organisation.name(id_) for id_ in paid]
    add = f"agree on {_goal(graph, step.serves[0])} as a goal of {graph.organisation.name(who)}"
    return f"give it to {listing(names, 'or')}, or {add}" if names else add
