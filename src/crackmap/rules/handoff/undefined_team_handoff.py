"""A change of team inside a department without a handoff.

Two teams of one department share a head, but not a desk. Where work passes from one to the other
and nobody said how, it waits as it does between departments; only the way to complain is shorter.

```yaml
process: Lead to cash
departments:
  sales: {}
  sdr: { name: Sales development, part_of: sales }
  account-executives: { part_of: sales }
stages:
  - name: Qualify
    steps:
      - name: Book the first meeting
        owner: sdr
        next: run-discovery  # crack: passes from Sales development to account-executives
      - name: Run discovery
        owner: account-executives
        outcome: won
```

Say how the work is handed over:

```yaml
process: Lead to cash
departments:
  sales: {}
  sdr: { name: Sales development, part_of: sales }
  account-executives: { part_of: sales }
  crm: { kind: system, accountable: sales }
stages:
  - name: Qualify
    steps:
      - name: Book the first meeting
        owner: sdr
        next:
          to: run-discovery
          handoff:
            trigger: Opportunity is created in stage 0
            payload: [qualification notes, invitation to the first meeting]
            acceptance: [need is written down, the contact decides or named who does]
            channel: crm
            sla: 1bd
            acknowledgement: Account executive moves the opportunity to stage 1
            escalation: sales
            rejection: { to: book-the-first-meeting, rounds: 2 }
      - name: Run discovery
        owner: account-executives
        outcome: won
```

Between a team and the department above it nothing is handed over: the head of sales is the head of
that team too.

```yaml
process: Lead to cash
departments:
  sales: {}
  sdr: { name: Sales development, part_of: sales }
stages:
  - name: Qualify
    steps:
      - name: Book the first meeting
        owner: sdr
      - name: Run discovery
        owner: sales
        outcome: won
```
"""

from __future__ import annotations

from crackmap.graph.process_graph import ProcessGraph
from crackmap.rules.defining import describe_undefined
from crackmap.rules.rule import Findings, rule


@rule("warning")
def undefined_team_handoff(graph: ProcessGraph) -> Findings:
    """Find the flows that change team inside a department and for which nobody said how."""
    for flow in graph.undefined_team_changes():
        yield undefined_team_handoff.at(
            flow, span=flow.span(), **describe_undefined(graph, flow, "team")
        )
