"""A department that must have a part in a stage, and has none.

People agreed that the department belongs to this stage, and no step says how. It hears of the case
when it is too late: finance of the payment terms after the signature, support of the customer when
the first ticket comes.

```yaml
process: Lead to cash
departments: [sales, finance]
stages:
  - name: Close
    owner: sales
    stakeholders: [finance]  # crack: finance has no part in
    steps:
      - name: Agree price and term
      - name: Sign the contract
        outcome: won
```

```yaml
process: Lead to cash
departments: [sales, finance]
stages:
  - name: Close
    owner: sales
    stakeholders: [finance]
    steps:
      - name: Agree price and term
        consulted: [finance]
      - name: Sign the contract
        outcome: won
```

A team speaks for its department, and the department that takes the work over has a part too:

```yaml
process: Lead to cash
departments:
  sales: {}
  presales: {}
  solutions: { part_of: presales }
  finance: {}
  cfo: { name: Chief financial officer }
  crm: { kind: system, accountable: sales }
stages:
  - name: Close
    owner: sales
    stakeholders: [presales, finance]
    exit: [contract signed by both sides]
    steps:
      - name: Agree price and term
        contributors: [solutions]
      - name: Sign the contract
        next:
          to: send-the-invoice
          handoff:
            trigger: The opportunity is closed won
            payload: [signed contract]
            acceptance: [signed by both sides]
            channel: crm
            sla: 1bd
            acknowledgement: Finance sets the order to Booked
            escalation: cfo
            rejection: { to: agree-price-and-term, reasons: [signature missing], rounds: 1 }
  - name: Bill
    owner: finance
    steps:
      - name: Send the invoice
        outcome: won
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from crackmap.graph.flow import Flow
from crackmap.graph.organisation import Ownership
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Stage, Step
from crackmap.rules.advice import assignee, quoted
from crackmap.rules.rule import Findings, rule
from crackmap.source.words import listing


@rule("warning")
def absent_stakeholder(graph: ProcessGraph) -> Findings:
    """Find the stages in which a stakeholder has no part."""
    for stage in graph.process.stages:
        if not stage.stakeholders or not stage.steps:
            continue
        owners = list(_owners(graph, stage))
        if any(owner.unclear for owner in owners):
            continue  # it may be the one that is missed
        present = dict.fromkeys(_participants(graph, stage, owners))
        above = {unit for name in present for unit in graph.organisation.above(name)}
        absent = [
            name
            for name in dict.fromkeys(stage.stakeholders)
            if name in graph.departments
            and name not in above
            and not any(unit in present for unit in graph.organisation.above(name))
        ]
        if not absent:
            continue
        names = [graph.organisation.name(name) for name in absent]
        have = "has" if len(absent) == 1 else "have"
        yield absent_stakeholder.at(
            stage,
            f"{listing(names)} {have} no part in the stage {quoted(stage.name)}, and must have one",
            span=stage.span("stakeholders"),
            help=f"ask {listing(names)} at which step they must help, be asked or be told, and"
            " write them there as contributors, consulted or informed",
            assignee=assignee(graph, graph.organisation.named_owner(stage)),
        )


def _owners(graph: ProcessGraph, stage: Stage) -> Iterator[Ownership]:
    """Return the owners of the steps of `stage`, and of those at the other ends of its handoffs."""
    for step in stage.steps:
        yield graph.owner(step)
        for flow in _handoffs(graph, step):
            yield from (flow.sender, flow.receiver)


def _participants(graph: ProcessGraph, stage: Stage, owners: Iterable[Ownership]) -> Iterator[str]:
    """Return the ids of all who own a step of `stage`, have a role in it, or hand work on."""
    for owner in owners:
        yield from owner.names
        yield from (home.team for home in owner.homes)
    for step in stage.steps:
        yield from (*step.contributors, *step.consulted, *step.informed)
        for flow in _handoffs(graph, step):
            if flow.handoff:
                yield from (end for end in (flow.handoff.sender, flow.handoff.receiver) if end)


def _handoffs(graph: ProcessGraph, step: Step) -> list[Flow]:
    """Return the flows out of and into `step` that have an agreement."""
    return [flow for flow in (*graph.outgoing(step), *graph.incoming(step)) if flow.handoff]
