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

from collections.abc import Sequence
from itertools import islice

from crackmap.graph.organisation import Home, OwnerState
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.language.texts import fold
from crackmap.rules.advice import assignee, owner_related, quoted
from crackmap.rules.rule import Findings, rule
from crackmap.source.words import abridged, listing

_MOST = 8  # goals or departments that are named


@rule("warning")
def unpaid_step(graph: ProcessGraph) -> Findings:
    """Find the steps that serve goals of which their owner has none."""
    paying: dict[str, tuple[str, ...]] = {}
    for step in graph.steps:
        if not step.serves or "serves" in step.disputed_keys():
            continue
        if graph.goals and any(goal not in graph.goals for goal in step.serves):
            continue  # a goal that nobody knows may be one that the owner has
        owner = graph.owner(step)
        if owner.state is not OwnerState.OWNED:
            continue
        for who in owner.names:
            if who not in paying:
                paying[who] = _paying(graph, who)
        unpaid = [who for who in owner.names if _is_paid_otherwise(graph, step, paying[who])]
        if not unpaid:
            continue
        names = listing([graph.organisation.name(who) for who in unpaid], "or")
        goals = listing([_goal(graph, goal) for goal in step.serves])
        owned = _goals(graph, paying[unpaid[0]])
        yield unpaid_step.at(
            step,
            f"{quoted(step.name)} serves {goals}, and its owner {names} is paid for {owned}",
            span=step.span("serves"),
            help=_help(graph, step, unpaid[0]),
            related=owner_related(graph, step),
            assignee=assignee(graph, owner),
        )


def _paying(graph: ProcessGraph, who: str) -> tuple[str, ...]:
    """Return whose goals an owner has: its own and those above it; none if they are disputed."""
    home = graph.organisation.home(who)
    if not isinstance(home, Home):
        return ()
    line = dict.fromkeys((who, *graph.organisation.above(who), *home.line))
    known = tuple(id_ for id_ in line if id_ in graph.departments)
    return () if any("goals" in graph.departments[id_].disputed_keys() for id_ in known) else known


def _is_paid_otherwise(graph: ProcessGraph, step: Step, paying: Sequence[str]) -> bool:
    goals = [graph.organisation.incentives.goals(id_) for id_ in paying]
    served = {fold(goal) for goal in step.serves}
    return any(goals) and all(served.isdisjoint(those) for those in goals)


def _goals(graph: ProcessGraph, paying: Sequence[str]) -> str:
    """Return words for what these departments are paid for."""
    goals = (goal for id_ in paying for goal in dict.fromkeys(graph.departments[id_].goals))
    first = dict.fromkeys(islice(goals, _MOST + 1))
    names = [_goal(graph, goal) for goal in first]
    return listing(names if len(names) <= _MOST else [*names[:_MOST], "others"])


def _goal(graph: ProcessGraph, id_: str) -> str:
    goal = graph.goals.get(id_)
    return (goal.name if goal else "") or id_


def _help(graph: ProcessGraph, step: Step, who: str) -> str:
    names = [
        graph.organisation.name(id_) for id_ in graph.organisation.incentives.paid_for(step.serves)
    ]
    some = abridged(names, most=_MOST, first=_MOST - 1)
    add = f"agree on {_goal(graph, step.serves[0])} as a goal of {graph.organisation.name(who)}"
    return f"give it to {listing(some, 'or')}, or {add}" if names else add
