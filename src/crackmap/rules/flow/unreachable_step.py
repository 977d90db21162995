"""A step to which no path leads.

The step is in the map, and no case ever arrives: work that people believe is done is not. Often a
flow was changed, and what hung behind it was forgotten.

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Sign the contract
        next: send-the-invoice
      - name: Check the credit  # crack: no path leads to "Check the credit"
        next: ask-for-a-deposit
      - name: Ask for a deposit
      - name: Send the invoice
        outcome: won
```

Lead a flow to it, or say by which event work enters there. All that stands behind it in the same
chain is told with it:

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Sign the contract
        next:
          - { to: check-the-credit, when: the customer is new }
          - { to: send-the-invoice, when: otherwise }
      - name: Check the credit
        next: ask-for-a-deposit
      - name: Ask for a deposit
      - name: Send the invoice
        outcome: won
```

A word that names no step may be what should lead there. While unknown-step asks about it, the step
that it seems to mean is not told, and the others are:

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Send the offer
        next: sign-the-contrat
      - name: Sign the contract
        outcome: won
      - name: Check the credit  # crack: no path leads to "Check the credit"
        outcome: lost
```

A step with a `trigger` is where work enters, so no flow has to lead there:

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Attract
    owner: sales
    steps:
      - name: Answer the web form
        next: call-the-lead
      - name: Answer a referral
        trigger: A customer recommends us
        next: call-the-lead
      - name: Call the lead
        outcome: won
```
"""

from __future__ import annotations

from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.rules.advice import assignee, end_words, quoted
from crackmap.rules.rule import Findings, rule
from crackmap.source.words import plural


@rule("error")
def unreachable_step(graph: ProcessGraph) -> Findings:
    """Find the first step of each chain that no start leads to."""
    chains = graph.reachability.chains
    before = _reachable_before(graph) if chains else {}
    for chain in chains:
        step, behind = chain.first, chain.behind
        if graph.step(step.id) is not step:
            continue  # flows mean the first step of this id; the repeated id is the cause
        words = f"no path leads to {quoted(step.name)}"
        if behind:
            words += f", nor to {plural(len(behind), 'step')} behind it"
        yield unreachable_step.at(
            step,
            words,
            span=step.span(),
            help=_help(graph, step, before.get(step)),
            related=[
                (f"{quoted(following.name)} is behind it", following.span()) for following in behind
            ],
            assignee=assignee(graph, graph.owner(step)),
            explicable=True,
        )


def _reachable_before(graph: ProcessGraph) -> dict[Step, Step]:
    """Return for each unreachable step the last reachable one above it in the file."""
    before: dict[Step, Step] = {}
    last: Step | None = None
    for step in graph.steps:
        if step in graph.reachability.as_written:
            last = step
        elif last:
            before[step] = last
    return before


def _help(graph: ProcessGraph, step: Step, before: Step | None) -> str:
    enters = "if work enters here, write the event as its trigger:"
    if before is None:
        return f"let a flow lead to {quoted(step.name)}; {enters}"
    if before.outcome:
        says = f"has the outcome {before.outcome}"
    else:
        ends = ", ".join(dict.fromkeys(end_words(flow) for flow in graph.outgoing(before)))
        says = f"leads to {ends}" if ends else "leads nowhere"
    return (
        f"{quoted(before.name)} before it {says}: add a flow there, to: {step.id}, or where the"
        f" work comes from; {enters}"
    )
