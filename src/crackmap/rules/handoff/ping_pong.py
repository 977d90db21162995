"""Work that goes back and forth between departments without end.

Each department sends it back once more, and nothing says after how many rounds somebody decides.
The case is touched by many and finished by nobody.

```yaml
process: Quote to order
departments:
  sales: {}
  legal: {}
  crm: { kind: system, accountable: sales }
handoffs:
  contract-review:
    from: sales
    to: legal
    trigger: Redlines are attached to the request
    payload: [redlines]
    acceptance: [price and term are agreed]
    channel: crm
    sla: 2bd
    acknowledgement: Counsel is named on the request
    escalation: sales
    rejection: negotiate-the-terms
stages:
  - name: Negotiate
    steps:
      - name: Negotiate the terms
        owner: sales
        next: { to: review-the-contract, handoff: contract-review }  # crack: goes back and forth
      - name: Review the contract
        owner: legal
        outcome: won
```

Say how often work may come back:

```yaml
process: Quote to order
departments:
  sales: {}
  legal: {}
  crm: { kind: system, accountable: sales }
handoffs:
  contract-review:
    from: sales
    to: legal
    trigger: Redlines are attached to the request
    payload: [redlines]
    acceptance: [price and term are agreed]
    channel: crm
    sla: 2bd
    acknowledgement: Counsel is named on the request
    escalation: sales
    rejection: { to: negotiate-the-terms, rounds: 2 }
stages:
  - name: Negotiate
    steps:
      - name: Negotiate the terms
        owner: sales
        next: { to: review-the-contract, handoff: contract-review }
      - name: Review the contract
        owner: legal
        outcome: won
```

Out of a wait that ends by an event of its own work comes as a fresh start:

```yaml
process: Lead to cash
departments:
  marketing: {}
  sales: {}
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
    rejection: nurture-the-lead
stages:
  - name: Qualify
    steps:
      - name: Score the lead
        owner: marketing
        next: { to: first-call, handoff: mql }
      - name: First call
        owner: sales
        outcome: won
      - name: Nurture the lead
        owner: marketing
        kind: wait
        until: the lead asks for a call
        next: { to: score-the-lead, when: the lead asks for a call }
```

A cycle that no case ever leaves is more than that, and is told as an endless-loop alone.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from crackmap.graph.flow import Flow
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.rules.advice import assignee, owner_related, quoted
from crackmap.rules.lines import line_on_flow
from crackmap.rules.rule import Findings, rule
from crackmap.source.words import abridged, listing


@rule("warning")
def ping_pong(graph: ProcessGraph) -> Findings:
    """Find the cycles between departments that nothing bounds."""
    unbounded = graph.is_unbounded
    for cycle in graph.unbounded_cycles:
        members = set(cycle)
        first = next(
            (
                flow
                for step in cycle
                for flow in graph.onward(step)
                if flow.target in members and unbounded(flow) and flow.changes_department
            ),
            None,
        )
        if first is None:
            continue
        path = graph.network.shortest_path_in(members, first.target, first.source, unbounded)
        names = [quoted(step.name) for step in (first.source, *path)]
        names = abridged(names, most=8, first=4, last=2)
        yield ping_pong.at(
            first,
            f"work goes back and forth between {listing(_departments(graph, path))} without end:"
            f" {' -> '.join(names)}",
            span=first.span(),
            **line_on_flow(
                graph,
                _way_back(graph, [first.source, *path], unbounded),
                "rounds: 2",
                "agree how often work may come back and who decides then, and write it",
            ),
            related=owner_related(graph, first.source, *path[:-1]),
            assignee=assignee(graph, first.sender),
        )


def _departments(graph: ProcessGraph, cycle: list[Step]) -> list[str]:
    """Name the departments that the work passes, the one that starts it first."""
    departments = dict.fromkeys(
        department for step in (cycle[-1], *cycle) for department in graph.owner(step).departments
    )
    names = [graph.organisation.name(department) for department in departments]
    return abridged(names, most=4, first=3)


def _way_back(graph: ProcessGraph, cycle: list[Step], keep: Callable[[Flow], bool]) -> Flow:
    """Return the first flow of the cycle that rejects, or leads back in the file."""
    flows = [
        next(way for way in graph.onward(step) if way.target is following and keep(way))
        for step, following in pairwise(cycle)
    ]
    return next(
        flow
        for flow in flows
        if flow.implied_rejection or graph.order[flow.target] <= graph.order[flow.source]
    )
