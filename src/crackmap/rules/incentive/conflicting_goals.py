"""Work that passes between departments whose goals pull against each other.

Marketing is paid for the number of leads, sales for bookings. Every weak lead that marketing hands
over helps marketing and costs sales time, so sales stops looking at leads. No agreement on how work
is handed over outlasts that; a goal that both have in common does.

```yaml
process: Lead to cash
goals:
  lead-volume: { name: Leads created, conflicts_with: [bookings] }
  bookings: { name: Bookings }
departments:
  marketing: { name: Marketing, goals: [lead-volume] }
  sales: { name: Sales, goals: [bookings] }
  crm: { kind: system, accountable: sales }
stages:
  - name: Attract
    steps:
      - name: Score the lead
        owner: marketing
        next: call-the-lead  # crack: Marketing is paid for Leads created and Sales for Bookings
      - name: Call the lead
        owner: sales
        outcome: won
```

Let them share a goal that depends on both:

```yaml
process: Lead to cash
goals:
  lead-volume: { name: Leads created, conflicts_with: [bookings] }
  bookings: { name: Bookings }
  accepted-leads: { name: Leads accepted by sales }
departments:
  marketing: { name: Marketing, goals: [lead-volume, accepted-leads] }
  sales: { name: Sales, goals: [bookings, accepted-leads] }
  crm: { kind: system, accountable: sales }
handoffs:
  mql:
    from: marketing
    to: sales
    trigger: Lead status becomes MQL
    payload: [contact, score]
    acceptance: [score is 80 or more]
    channel: crm
    sla: 4bh
    acknowledgement: Sales sets status Accepted
    escalation: marketing
    rejection: { to: score-the-lead, rounds: 1 }
stages:
  - name: Attract
    steps:
      - name: Score the lead
        owner: marketing
        next: { to: call-the-lead, handoff: mql }
      - name: Call the lead
        owner: sales
        outcome: won
```

The answer of an approval is not told once more: the conflict stands where it was asked for.

```yaml
process: Quote to order
goals:
  revenue: { name: New revenue, conflicts_with: [margin] }
  margin: { name: Margin }
departments:
  sales: { name: Sales, goals: [revenue] }
  finance: { name: Finance, goals: [margin] }
stages:
  - name: Propose
    steps:
      - name: Ask for a discount
        owner: sales
        next: approve-the-discount  # crack: Sales is paid for New revenue and Finance for Margin
      - name: Approve the discount
        owner: finance
        kind: approval
        next:
          - { to: send-the-offer, when: approved }
          - { outcome: lost, when: otherwise }
      - name: Send the offer
        owner: sales
        outcome: won
```

A team without goals of its own is paid for what the one above it is paid for:

```yaml
process: Sale to launch
goals:
  bookings: { name: Bookings, conflicts_with: [retention] }
  retention: { name: Gross retention }
departments:
  sales: { name: Sales, goals: [bookings] }
  account-executives: { name: Account executives, part_of: sales }
  customer-success: { name: Customer success, goals: [retention] }
stages:
  - name: Close
    steps:
      - name: Sign the contract
        owner: account-executives
        next: plan-the-launch  # crack: Account executives is paid for Bookings
      - name: Plan the launch
        owner: customer-success
        outcome: won
```

A goal that stands above both teams counts, and so it is enough that their department has one. And
goals that conflict are no crack as long as no work passes between those who have them:

```yaml
process: Renewal
goals:
  renewal-rate: { name: Contracts renewed, conflicts_with: [expansion] }
  expansion: { name: Expansion revenue, conflicts_with: [cash-on-time] }
  cash-on-time: { name: Invoices paid by the due date }
  net-retention: { name: Net revenue retention }
departments:
  accounts: { goals: [net-retention] }
  renewals: { part_of: accounts, goals: [renewal-rate] }
  growth: { part_of: accounts, goals: [expansion] }
  finance: { goals: [cash-on-time] }
  crm: { kind: system, accountable: accounts }
stages:
  - name: Renew
    steps:
      - name: Agree the renewal
        owner: renewals
        informed: [finance]
        next:
          to: plan-the-growth
          handoff:
            trigger: Renewal is closed won
            payload: [contract, contacts]
            acceptance: [contract is signed]
            channel: crm
            sla: 2bd
            acknowledgement: Account manager accepts the task
            escalation: accounts
            rejection: { to: agree-the-renewal, rounds: 1 }
      - name: Plan the growth
        owner: growth
        outcome: renewed
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from crackmap.graph.flow import Flow
from crackmap.graph.organisation import Home
from crackmap.graph.process_graph import ProcessGraph
from crackmap.rules.advice import flow_words
from crackmap.rules.finding import Finding
from crackmap.rules.rule import Findings, rule

# Two goals that pull against each other, each with the department or team that is paid for it.
_Conflict: TypeAlias = tuple[tuple[str, str], tuple[str, str]]


@rule("warning")
def conflicting_goals(graph: ProcessGraph) -> Findings:
    """Find the changes of department or team between goals that conflict and none in common."""
    if not any(goal.conflicts_with for goal in graph.goals.values()):
        return
    judged: dict[tuple[Home, Home], _Conflict | None] = {}
    reported: dict[frozenset[str], tuple[tuple[Home, Home], _Conflict, list[Flow]]] = {}
    for flow in graph.handover_flows():
        for pair in _passages(flow):
            if pair not in judged:
                judged[pair] = _conflict(graph, *pair)
            if conflict := judged[pair]:
                # Between the same two it is one conflict, whichever way the work goes.
                both = frozenset(unit for unit, _ in conflict)
                _, _, flows = reported.setdefault(both, (pair, conflict, []))
                flows.append(flow)
    for pair, conflict, flows in reported.values():
        yield _finding(graph, list(dict.fromkeys(flows)), pair, conflict)


def _passages(flow: Flow) -> Iterator[tuple[Home, Home]]:
    """Give the pairs of homes between which `flow` passes work to another department or team."""
    for sender, receiver in flow.sender.meetings(flow.receiver):
        if sender.other_department(receiver) or sender.other_team(receiver):
            yield sender, receiver


def _finding(
    graph: ProcessGraph, flows: list[Flow], pair: tuple[Home, Home], conflict: _Conflict
) -> Finding:
    flow = flows[0]
    mine, theirs = (graph.organisation.name(home.team) for home in pair)
    goals = [
        graph.goals[goal].name or goal if goal in graph.goals else goal for _, goal in conflict
    ]
    return conflicting_goals.at(
        flow,
        f"{flow_words(flow)} passes work on, but {mine} is paid for"
        f" {goals[0]} and {theirs} for {goals[1]}, which conflict",
        span=flow.span(),
        help=f"give {mine} and {theirs} one goal that both must reach, such as what {theirs}"
        f" accepts of what {mine} hands over, and write it under goals: of both",
        related=[
            (
                f"{graph.organisation.name(unit)} is paid for {goal}",
                graph.departments[unit].span("goals"),
            )
            for (unit, _), goal in zip(conflict, goals, strict=True)
        ]
        + [
            (f"{flow_words(other)} passes work between them too", other.span())
            for other in flows[1:]
        ],
        assignee=graph.quarterback(),
        detail=" ".join(goal for _, goal in conflict),
    )


def _conflict(graph: ProcessGraph, sender: Home, receiver: Home) -> _Conflict | None:
    """Return a goal of the sender and a conflicting one of the receiver, if they share none."""
    mine, theirs = (
        dict.fromkeys(goal for unit in home.line for goal in graph.departments[unit].goals)
        for home in (sender, receiver)
    )
    if any(goal in theirs for goal in mine):
        return None
    one, other = _paid(graph, sender), _paid(graph, receiver)
    for goal in graph.departments[one].goals:
        for against in graph.departments[other].goals:
            if _names(graph, goal, against) or _names(graph, against, goal):
                return (one, goal), (other, against)
    return None


def _paid(graph: ProcessGraph, home: Home) -> str:
    """Give the team, or the first above it that has goals: for those its people are paid too."""
    return next((unit for unit in home.line if graph.departments[unit].goals), home.team)


def _names(graph: ProcessGraph, goal: str, other: str) -> bool:
    return goal in graph.goals and other in graph.goals[goal].conflicts_with
