"""Deadlines that pass, and nothing happens.

A time limit helps only if somebody acts when it is over. Without an escalation the late case looks
like all others, and after some weeks nobody takes the limits seriously.

```yaml
process: Lead to cash  # crack: nobody acts when 2 time limits are over
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Answer the request
        within: 4bh
      - name: Send the offer
        within: 2bd
        outcome: won
```

Say who acts then, on the step or on the stage:

```yaml
process: Lead to cash
departments: [sales, cro]
stages:
  - name: Close
    owner: sales
    escalation: cro
    steps:
      - name: Answer the request
        within: 4bh
      - name: Send the offer
        within: 2bd
        outcome: won
```

Where the process has an owner, that is who acts. And the limit of a wait is no deadline that
somebody misses: when it is over, the case goes on:

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Send the offer
      - name: Wait for the answer
        kind: wait
        within: 14d
        next:
          - { outcome: won, when: the customer signs }
          - { outcome: lost, when: otherwise }
```
"""

from __future__ import annotations

from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.rules.advice import quoted
from crackmap.rules.rule import Findings, rule
from crackmap.source.words import listing, plural

SHOWN = 3


@rule("note")
def silent_deadline(graph: ProcessGraph) -> Findings:
    """Find the time limits of steps for which neither an escalation nor a process owner stands."""
    process = graph.process
    if process.owner:
        return
    silent = [step for step in graph.ordered_steps if step.within and not _is_heard(graph, step)]
    if not silent:
        return
    names = [quoted(step.name) for step in silent[:SHOWN]]
    if len(silent) > SHOWN:
        names.append(plural(len(silent) - SHOWN, "other step"))
    are = "is" if len(silent) == 1 else "are"
    yield silent_deadline.at(
        process,
        f"nobody acts when {plural(len(silent), 'time limit')} {are} over: {listing(names)}",
        span=process.span(),
        help="write escalation: and who acts then, above those who are late, on the step or its"
        " stage; or name who sees every case through, as owner: below process:",
        related=[(f"the limit of {quoted(step.name)}", step.span("within")) for step in silent],
    )


def _is_heard(graph: ProcessGraph, step: Step) -> bool:
    """Return whether somebody acts when the limit of `step` is over, or nobody has to."""
    if step.kind == "wait" or step.escalation or graph.stage(step).escalation:
        return True
    if any(flow.after for flow in graph.outgoing(step)):
        return True  # the case goes another way then
    return any(flow.handoff and flow.handoff.escalation for flow in graph.incoming(step))
