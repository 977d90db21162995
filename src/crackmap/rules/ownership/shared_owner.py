"""A step with two owners.

Two owners are none: each waits for the other, and whoever asks is sent from one to the other. One
department answers for the step; the others contribute to it.

```yaml
process: Lead to cash
departments: [sales, legal]
stages:
  - name: Close
    steps:
      - name: Negotiate the contract
        owner: [sales, legal]  # crack: owned by sales and legal at once
        outcome: won
```

```yaml
process: Lead to cash
departments: [sales, legal]
stages:
  - name: Close
    steps:
      - name: Negotiate the contract
        owner: sales
        contributors: [legal]
        outcome: won
```

Two owners in one text are two, however they are joined:

```yaml
process: Lead to cash
departments: [sales, success]
stages:
  - name: Onboard
    steps:
      - name: Call the customer
        owner: sales/success  # crack: owned by sales and success at once
        outcome: won
```

Owners under conditions are not at work at the same time, and what two documents say of one team
and its department is no second owner:

```yaml
process: Lead to cash
departments:
  sales: {}
  enterprise-sales: { part_of: sales }
stages:
  - name: Close
    steps:
      - name: Negotiate the contract
        owner:
          - { who: enterprise-sales, when: more than 500 seats }
          - { who: sales, when: otherwise }
      - name: Sign the contract
        owner: [{ says: sales }, { says: enterprise-sales }]
        outcome: won
```
"""

from __future__ import annotations

from typing import Any

from crackmap.graph.organisation import OwnerState
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.rules.advice import department_of, quoted
from crackmap.rules.lines import advised
from crackmap.rules.rule import Findings, rule
from crackmap.source.by_hand import by_hand
from crackmap.source.edits import is_flow, word
from crackmap.source.fix import Edit
from crackmap.source.nodes import ListNode
from crackmap.source.words import listing


@rule("error")
def shared_owner(graph: ProcessGraph) -> Findings:
    """Find the steps that more than one department owns at the same time."""
    for step in graph.steps:
        owner = graph.owner(step)
        if owner.state is not OwnerState.SHARED:
            continue
        holder = graph.owner_place(step)
        names = [graph.organisation.name(id_) for id_ in owner.names]
        yield shared_owner.at(
            step,
            f"{quoted(step.name)} is owned by {listing(names)} at once",
            span=holder.span("owner"),
            **_advice(graph, step, owner.names),
            related=[
                (f"{graph.organisation.name(part.who)} is one of them", part.span)
                for part in owner.owners
                if part.who
                and part.span  # in one text they have one place, which is that of the finding
            ],
            assignee=graph.quarterback() or department_of(graph, *owner.names),
        )


def _advice(graph: ProcessGraph, step: Step, names: tuple[str, ...]) -> dict[str, Any]:
    """Propose the first owner, and the others as contributors; a stage has no such role."""
    holder = graph.owner_place(step)
    prose = "agree on the one that answers for it, and let the others contribute"
    owner, others = word(names[0]), ", ".join(map(word, names[1:]))
    mapping = holder.mapping
    if holder is not step or mapping is None or "contributors" in mapping or len(names) < 2:
        return {"help": f"{prose}: write owner: {owner}, for one, in its place"}
    rows = [f"owner: {owner}", f"contributors: [{others}]"]
    if mapping.source.is_long(mapping.start):
        return {"help": f"{prose}: write owner: {owner}, for one, in its place"}
    at, _, stop = mapping.mark("owner")
    text = ", ".join(rows)
    if not is_flow(mapping):
        text = ("\n" + " " * (mapping.source.place(at)[1] - 1)).join(rows)
    written, hand = mapping["owner"], None
    if isinstance(written, str) or (isinstance(written, ListNode) and is_flow(written)):
        hand = by_hand(mapping.source, [Edit(mapping.source.span(at, stop), text)], "owner")
    return advised(f"{prose}: write, for one,", hand, f"owner: {owner} in its place")
