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

A team without goals of its own is paid for what the one above it is paid for.

A goal that stands above both teams counts, and so it is enough that their department has one. And
goals that conflict are no crack as long as no work passes between those who have them.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
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
    goals = _Goals(graph)
    judged: dict[tuple[Home, Home], _Conflict | None] = {}
    reported: dict[frozenset[str], tuple[tuple[Home, Home], _Conflict, list[Flow]]] = {}
    for flow in graph.handover_flows:
        for pair in _passages(flow):
            if pair not in judged:
                judged[pair] = goals.conflict(*pair)
            if conflict := judged[pair]:
                # Between the same two it is one conflict, whichever way the work goes.
                both = frozenset(unit for unit, _ in conflict)
                _, _, flows = reported.setdefault(both, (pair, conflict, []))
                flows.append(flow)
    for pair, conflict, flows in reported.values():
        yield _finding(graph, list(dict.fromkeys(flows)), pair, conflict)


def _passages(flow: Flow) -> Iterator[tuple[Home, Home]]:
    """Return the pairs of homes between which `flow` passes work to another department or team."""
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


class _Goals:
    """Which goals conflict, and who is paid for them."""

    def __init__(self, graph: ProcessGraph) -> None:
        self._graph = graph
        self._against: dict[str, set[str]] = {}
        for goal in graph.goals.values():
            for other in goal.conflicts_with:
                self._against.setdefault(goal.id, set()).add(other)
                self._against.setdefault(other, set()).add(goal.id)
        self._ranks: dict[str, dict[str, int]] = {}

    def conflict(self, sender: Home, receiver: Home) -> _Conflict | None:
        """Return a goal of the sender and a conflicting one of the receiver, if they share none."""
        departments = self._graph.departments
        units = {*sender.line, *receiver.line}
        if any("goals" in departments[unit].disputed_keys() for unit in units):
            return None  # documents disagree about what they are paid for
        if self._graph.organisation.incentives.share_a_goal(sender.line, receiver.line):
            return None
        payer, other = self._payer(sender), self._payer(receiver)
        mine, theirs = self._ranked(payer), self._ranked(other)
        if len(mine) <= len(theirs):
            found = [(one, two) for one in mine for two in self._of(one) & theirs.keys()]
        else:
            found = [(one, two) for two in theirs for one in self._of(two) & mine.keys()]
        if not found:
            return None
        goal, against = min(found, key=lambda both: (mine[both[0]], theirs[both[1]]))
        return (payer, goal), (other, against)

    def _of(self, goal: str) -> Set[str]:
        return self._against.get(goal, frozenset())

    def _payer(self, home: Home) -> str:
        """Return the team, or the first above it that has goals: its people are paid for those."""
        departments = self._graph.departments
        return next((unit for unit in home.line if departments[unit].goals), home.team)

    def _ranked(self, unit: str) -> dict[str, int]:
        """Return the goals of a department or team, each with how many stand before it."""
        if unit not in self._ranks:
            goals = dict.fromkeys(self._graph.departments[unit].goals)
            self._ranks[unit] = {goal: rank for rank, goal in enumerate(goals)}
        return self._ranks[unit]
