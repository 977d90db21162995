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
from typing import NamedTuple

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
    paid: dict[str, _Paid] = {}
    for step in graph.steps:
        if not step.serves or "serves" in step.disputed_keys():
            continue
        if graph.goals and any(goal not in graph.goals for goal in step.serves):
            continue  # a goal that nobody knows may be one that the owner has
        owner = graph.owner(step)
        if owner.state is not OwnerState.OWNED:
            continue
        for who in owner.names:
            if who not in paid:
                paid[who] = _paid(graph, who)
        unpaid = [who for who in owner.names if paid[who].otherwise_than(step)]
        if not unpaid:
            continue
        names = listing([graph.organisation.name(who) for who in unpaid], "or")
        goals = listing([_goal(graph, goal) for goal in _few(step.serves)])
        owned = listing([_goal(graph, goal) for goal in paid[unpaid[0]].goals])
        yield unpaid_step.at(
            step,
            f"{quoted(step.name)} serves {goals}, and its owner {names} is paid for {owned}",
            span=step.span("serves"),
            help=_help(graph, step, unpaid[0]),
            related=owner_related(graph, step),
            assignee=assignee(graph, owner),
        )


def _few(words: Sequence[str]) -> list[str]:
    return abridged(words, most=_MOST, first=_MOST - 1)


class _Paid(NamedTuple):
    """The goals of an owner: the first of them, as they are written, and all of them folded."""

    goals: list[str]
    folded: frozenset[str]

    def otherwise_than(self, step: Step) -> bool:
        """Return whether these are goals, and what `step` serves is none of them."""
        served = {fold(goal) for goal in step.serves}
        return bool(self.folded) and self.folded.isdisjoint(served)


_NOTHING = _Paid([], frozenset())


def _paid(graph: ProcessGraph, who: str) -> _Paid:
    """Return the goals of an owner's home and of all above it; none where they are disputed."""
    home = graph.organisation.home(who)
    if not isinstance(home, Home):
        return _NOTHING
    goals: dict[str, None] = {}
    for id_ in dict.fromkeys((who, *graph.organisation.above(who), *home.line)):
        department = graph.departments.get(id_)
        if department is None:
            continue
        if "goals" in department.disputed_keys():
            return _NOTHING
        goals.update(dict.fromkeys(department.goals))
    return _Paid(_few(list(goals)), frozenset(map(fold, goals)))


def _goal(graph: ProcessGraph, id_: str) -> str:
    goal = graph.goals.get(id_)
    return (goal.name if goal else "") or id_


def _help(graph: ProcessGraph, step: Step, who: str) -> str:
    names = [
        graph.organisation.name(id_) for id_ in graph.organisation.incentives.paid_for(step.serves)
    ]
    add = f"agree on {_goal(graph, step.serves[0])} as a goal of {graph.organisation.name(who)}"
    return f"give it to {listing(_few(names), 'or')}, or {add}" if names else add
