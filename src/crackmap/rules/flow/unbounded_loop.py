"""Work that may go in a cycle any number of times.

Somebody tries once more, and once more. A time limit on each step does not help: every round starts
it anew. Only a limit of rounds makes somebody say that the case is lost, or ask for help.

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Qualify
    owner: sales
    steps:
      - name: Call the lead
        next:
          - { to: qualify-the-need, when: reached }
          - { to: write-to-the-lead, when: otherwise }
      - name: Write to the lead
        within: 2bd
        next: call-the-lead  # crack: any number of times
      - name: Qualify the need
        outcome: won
```

```yaml
process: Lead to cash
owner: sales
departments: [sales]
stages:
  - name: Qualify
    owner: sales
    steps:
      - name: Call the lead
        next:
          - { to: qualify-the-need, when: reached }
          - { to: write-to-the-lead, when: three attempts or fewer }
          - { outcome: lost, when: otherwise }
      - name: Write to the lead
        within: 2bd
        next: { to: call-the-lead, rounds: 3 }
      - name: Qualify the need
        outcome: won
```

A lead that comes back out of nurturing by an event of its own is a fresh start, not another round:

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Qualify
    owner: sales
    steps:
      - name: Call the lead
        next:
          - { to: qualify-the-need, when: interested }
          - { to: nurture-the-lead, when: not now }
          - { outcome: lost, when: otherwise }
      - name: Nurture the lead
        kind: wait
        until: the lead asks for a call
        next: { to: call-the-lead, when: the lead asks for a call }
      - name: Qualify the need
        outcome: won
```

Whether it goes between departments nobody can tell while a step of it has two owners. That is told
first.
"""

from __future__ import annotations

from typing import Any

from crackmap.graph.flow import Flow, Onward
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.rules.advice import assignee, quoted
from crackmap.rules.lines import line_on_flow
from crackmap.rules.rule import Findings, rule
from crackmap.source.words import abridged


@rule("warning")
def unbounded_loop(graph: ProcessGraph) -> Findings:
    """Find the cycles of steps, none of them between departments, that nothing bounds."""
    for group in graph.unbounded_cycles:
        members = set(group)
        flows = [
            flow
            for step in group
            for flow in graph.onward(step)
            if flow.target in members and graph.is_unbounded(flow)
        ]
        if any(flow.changes_department for flow in flows):
            continue
        if any(graph.owner(step).unclear for step in group):
            continue  # it may go between departments: who owns its steps is to be settled first
        back = _way_back(graph, flows)
        cycle = graph.network.shortest_path_in(
            members, back.target, back.source, graph.is_unbounded
        )
        yield unbounded_loop.at(
            group[0],
            _message(cycle),
            span=back.written.span() if back.written else group[0].span(),
            **_advice(graph, back),
            related=[(f"{quoted(step.name)} is in the cycle", step.span()) for step in cycle],
            assignee=assignee(graph, graph.owner(group[0])),
        )


def _way_back(graph: ProcessGraph, flows: list[Onward]) -> Onward:
    """Return the flow that closes the cycle: the first that leads back in the file."""
    return next(flow for flow in flows if graph.order[flow.target] <= graph.order[flow.source])


def _message(cycle: list[Step]) -> str:
    names = [quoted(step.name) for step in cycle]
    names = abridged(names, most=6, first=4, last=1)
    path = " -> ".join([*names, names[0]])
    return f"work may go in a cycle any number of times: {path}"


def _advice(graph: ProcessGraph, back: Flow) -> dict[str, Any]:
    prose = "agree after how many rounds somebody decides, and what happens then; write it"
    return line_on_flow(graph, back, "rounds: 3", prose)
