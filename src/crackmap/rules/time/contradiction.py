"""Documents that disagree.

One page says 24 hours, another 48, and each department has read a different one. Both are right,
and the customer waits. Where the sources differ, people have to agree which one holds.

```yaml
process: Lead to cash
departments: [sales]
sources:
  handbook: https://handbook.example.com/quotes
  contract: https://wiki.example.com/support-contract
stages:
  - name: Close
    owner: sales
    steps:
      - name: Send the offer
        within:  # crack: 24h (handbook) and 2d (contract)
          - { says: 24h, source: handbook }
          - { says: 2d, source: contract }
        escalation: sales
        outcome: won
```

Write what was agreed, or let the other document follow:

```yaml
process: Lead to cash
departments: [sales]
sources:
  handbook: https://handbook.example.com/quotes
  contract: https://wiki.example.com/support-contract
stages:
  - name: Close
    owner: sales
    steps:
      - name: Send the offer
        within:
          - { says: 48h, source: handbook }
          - { says: 2d, source: contract }
        escalation: sales
        outcome: won
```

A target is no second limit, a placeholder claims nothing, and a team and its department agree:

```yaml
process: Lead to cash
departments:
  sales: {}
  inside-sales: { part_of: sales }
stages:
  - name: Close
    steps:
      - name: Send the offer
        owner: [{ says: sales }, { says: inside-sales }]
        within: [{ says: { target: 4h, limit: 2d } }, { says: 48h }, { says: TBD }]
        escalation: sales
        outcome: won
```
"""

from __future__ import annotations

from crackmap.graph.claims import contradictory_keys
from crackmap.graph.flow import Flow
from crackmap.graph.process_graph import ProcessGraph
from crackmap.graph.references import Referrer, elements
from crackmap.language.process import Handoff, Step
from crackmap.rules.advice import assignee, claim_words, department_of, place_words
from crackmap.rules.rule import Findings, rule
from crackmap.source.words import listing


@rule("error", about="shared")
def contradiction(graph: ProcessGraph) -> Findings:
    """Find the fields of which documents say different things."""
    for element, place in elements(graph):
        for key in contradictory_keys(graph, element):
            claims = element.claims(key)
            said = [
                f"{claim_words(claim.says)} ({claim.source or 'no source'})" for claim in claims
            ]
            yield contradiction.at(
                place,
                f"the {key} of {place_words(place, element.noun)} is said to be {listing(said)}",
                span=element.span(key),
                help=f"agree which one holds, write {key}: with it alone, and correct the others",
                related=[(words, claim.span) for words, claim in zip(said, claims, strict=True)],
                assignee=_whose_move(graph, place),
                detail=key,
            )


def _whose_move(graph: ProcessGraph, place: Referrer) -> str | None:
    if isinstance(place, Step):
        return assignee(graph, graph.owner(place))
    if isinstance(place, Handoff):
        return department_of(graph, place.receiver, place.sender)
    return assignee(graph, place.sender if isinstance(place, Flow) else None)
