"""The same flow twice.

Two flows lead from one step to the same place under the same condition. One of them was forgotten
when the other was written; if they disagree about the handoff, nobody knows which one holds.

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Send the offer
        next:
          - { to: sign-the-contract, when: accepted }
          - { outcome: lost, when: declined }
          - { to: sign-the-contract, when: Accepted }  # crack: twice when Accepted
      - name: Sign the contract
        outcome: won
```

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Send the offer
        next:
          - { to: sign-the-contract, when: accepted }
          - { outcome: lost, when: declined }
      - name: Sign the contract
        outcome: won
```

Two conditions that lead to the same place are two flows:

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Send the offer
        next:
          - { to: sign-the-contract, when: accepted }
          - { to: sign-the-contract, when: accepted by silence after 30 days }
          - { outcome: lost, when: otherwise }
      - name: Sign the contract
        outcome: won
```
"""

from __future__ import annotations

from crackmap.graph.flow import Flow
from crackmap.graph.process_graph import ProcessGraph
from crackmap.rules.advice import assignee, end_words, quoted
from crackmap.rules.rule import Findings, rule
from crackmap.source.edits import remove_item, taking_out
from crackmap.source.fix import Fix
from crackmap.source.nodes import ListNode


@rule("warning")
def duplicate_flow(graph: ProcessGraph) -> Findings:
    """Find the flows that have the ends and the condition of an earlier one."""
    for step in graph.ordered_steps:
        if not step.next or len(step.next) < 2:
            continue
        places = {id(written): place for place, written in enumerate(step.next)}
        for flow, first in graph.duplicate_flows(step).items():
            when = f" when {flow.when}" if flow.when else ""
            when += f" after {flow.after.text}" if flow.after else ""
            yield duplicate_flow.at(
                flow,
                f"{quoted(step.name)} leads to {end_words(flow)} twice{when}",
                span=flow.span(),
                help="keep one of the two, or say in which cases each of them is taken",
                related=[("the first of the two", first.span())],
                fix=_fix(flow, first, places),
                assignee=assignee(graph, flow.sender),
                detail=flow.detail,
            )


def _fix(flow: Flow, first: Flow, places: dict[int, int]) -> Fix | None:
    """Take the second flow out, if it says nothing that the first does not say as well.

    `places` are those of the flows in their list, by the ids of the objects.
    """
    step, second = flow.source, flow.written
    written = step.mapping.get("next") if step.mapping else None
    if not second or not first.written or not isinstance(written, ListNode):
        return None
    mapping, other = second.mapping, first.written.mapping
    if mapping is None or other is None:
        return None
    same = ("to", "when", "after")
    if any(other.get(key) != value for key, value in mapping.items() if key not in same):
        return None
    if step.mapping is None or step.mapping.mark("next")[1] != written.start:
        return None  # an alias: the list stands at another step
    # Without its share the others may no longer add up.
    safe = "share" not in mapping and "share" not in other
    edit = remove_item(written, places[id(second)])
    return taking_out("take the second one out", written.source, edit, safe=safe)
