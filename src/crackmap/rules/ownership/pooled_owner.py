"""A pool that owns a step, and does not say who takes work out of it.

Everybody in the pool may take the lead, so nobody has to, and the easy ones go first. A pool works
like an owner only if three things are settled: how soon work is picked up, how it finds its person,
and who takes what nobody picked.

```yaml
process: Inbound leads
departments:
  sales-development: {}
  lead-queue: { kind: pool, part_of: sales-development, assigned_by: first come }
stages:
  - name: Respond
    steps:
      - name: Claim the lead
        owner: lead-queue  # crack: does not say pick_up_within and fallback
      - name: Call the lead
        owner: sales-development
        outcome: won
```

```yaml
process: Inbound leads
departments:
  sales-development: {}
  lead-queue:
    kind: pool
    part_of: sales-development
    pick_up_within: 1bh
    assigned_by: round robin
    fallback: sales-development
stages:
  - name: Respond
    steps:
      - name: Claim the lead
        owner: lead-queue
      - name: Call the lead
        owner: sales-development
        outcome: won
```

Leads that are nurtured lie in a pool on purpose, until something happens or the case ends:

```yaml
process: Inbound leads
departments:
  marketing: {}
  nurture-list: { kind: pool, part_of: marketing }
stages:
  - name: Nurture
    steps:
      - name: Score the lead
        owner: marketing
      - name: Nurture the lead
        owner: nurture-list
        kind: wait
        until: the lead asks for a call
      - name: Book the call
        owner: marketing
        outcome: won
```
"""

from __future__ import annotations

from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.rules.advice import assignee, quoted
from crackmap.rules.rule import Findings, rule
from crackmap.source.words import listing

_QUESTIONS = {
    "pick_up_within": "how soon work is picked up",
    "assigned_by": "how it finds its person",
    "fallback": "who takes what nobody picked",
}


@rule("warning")
def pooled_owner(graph: ProcessGraph) -> Findings:
    """Find the steps owned by a pool out of which nobody has to take the work."""
    for step, pool in graph.owned_by("pool"):
        missing = [field for field in _QUESTIONS if not getattr(pool, field)]
        if not missing or _is_parked(graph, step):
            continue
        owner, called = graph.owner(step), graph.organisation.name(pool.id)
        yield pooled_owner.at(
            step,
            f"{quoted(step.name)} is owned by the pool {called},"
            f" which does not say {listing(missing)}",
            span=step.span("owner"),
            help=f"agree {listing([_QUESTIONS[field] for field in missing])},"
            f" and write it on {called} as {listing(missing)}",
            related=[(f"the pool {called}", pool.span())],
            assignee=assignee(graph, owner),
            detail=pool.id if len(owner.names) > 1 else "",
        )


def _is_parked(graph: ProcessGraph, step: Step) -> bool:
    """Return whether work lies here on purpose: a wait ended by an event or the end of the case."""
    ends = step.until or step.outcome or any(flow.outcome for flow in graph.outgoing(step))
    return step.kind == "wait" and bool(ends)
