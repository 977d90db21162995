"""A step that nobody owns.

Everybody assumes that somebody else does it. A step needs exactly one department that answers
for it; a wait does too, for somebody must watch.

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    steps:
      - name: Sign the contract
        owner: sales
      - name: Send the invoice  # crack: nobody owns
        outcome: won
```

A placeholder is not an owner:

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Send the invoice
        owner: TBD  # crack: nobody owns
        outcome: won
```

A step without an owner of its own has its stage's:

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Sign the contract
      - name: Send the invoice
        outcome: won
```
"""

from __future__ import annotations

from crackmap.graph.organisation import OwnerState
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.rules.advice import candidates, instead, quoted
from crackmap.rules.rule import Findings, rule
from crackmap.source.words import listing


@rule("error")
def unowned_step(graph: ProcessGraph) -> Findings:
    """Find the steps that have no owner, neither their own nor their stage's."""
    for step in graph.steps:
        owner = graph.owner(step)
        if owner.state is not OwnerState.UNOWNED:
            continue
        holder = graph.owner_place(step)
        words = f"nobody owns {quoted(step.name)}"
        written = holder.mapping.get("owner") if holder.mapping and step.written("owner") else None
        if isinstance(written, str) and written.strip():
            words += f": `{written.strip()}` is a placeholder"
        yield unowned_step.at(
            step,
            words,
            span=step.span("owner"),
            help=_who_could(graph, step),
            assignee=graph.quarterback(),
        )


def _who_could(graph: ProcessGraph, step: Step) -> str:
    could, place = candidates(graph, step), instead(step, "owner")
    if not could:
        return "agree on one department that answers for it, and write owner: TODO" + place
    options = [
        f"{graph.organisation.name(candidate.department)} ({listing(candidate.reasons)})"
        for candidate in could[:3]
    ]
    return f"it could be {listing(options, 'or')}; write owner: {could[0].department}{place}"
