"""An owner that depends on a condition, and nobody for the rest.

The conditions are written when the process is drawn; the case that fits none of them comes later.
It stays where it is, for no department is told that it is theirs.

```yaml
process: Lead to cash
departments: [enterprise-sales, inside-sales]
stages:
  - name: Close
    steps:
      - name: Negotiate the contract
        owner:  # crack: nobody owns "Negotiate the contract" otherwise
          - { who: enterprise-sales, when: more than 500 seats }
          - { who: inside-sales, when: fewer than 500 seats }
        outcome: won
```

With exactly 500 seats nobody owned it. One owner takes what is left:

```yaml
process: Lead to cash
departments: [enterprise-sales, inside-sales]
stages:
  - name: Close
    steps:
      - name: Negotiate the contract
        owner:
          - { who: enterprise-sales, when: 500 seats or more }
          - { who: inside-sales, when: otherwise }
        outcome: won
```

An owner without a condition is the one for the rest, too:

```yaml
process: Lead to cash
departments: [enterprise-sales, inside-sales]
stages:
  - name: Close
    steps:
      - name: Negotiate the contract
        owner: [{ who: enterprise-sales, when: 500 seats or more }, { who: inside-sales }]
        outcome: won
```
"""

from __future__ import annotations

from crackmap.graph.organisation import OwnerState
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.texts import is_otherwise
from crackmap.language.values import Owner
from crackmap.rules.advice import quoted
from crackmap.rules.rule import Findings, rule
from crackmap.source.words import listing


@rule("warning")
def conditional_owner(graph: ProcessGraph) -> Findings:
    """Find the steps whose owners all have conditions, none of which says otherwise."""
    for step in graph.steps:
        owner = graph.owner(step)
        if not owner.by_condition or owner.state not in (OwnerState.OWNED, OwnerState.UNKNOWN):
            continue
        if any(part.who and _takes_the_rest(part) for part in owner.owners):
            continue
        holder = graph.owner_place(step)
        conditions = [quoted(part.when) for part in owner.owners if part.who and part.when]
        last = next(part.who for part in reversed(owner.owners) if part.who)
        yield conditional_owner.at(
            step,
            f"nobody owns {quoted(step.name)} otherwise than {listing(conditions, 'or')}",
            span=holder.span("owner"),
            help="say who owns what no condition fits, for example"
            f" - {{ who: {' '.join(last.split())}, when: otherwise }}",
            related=[
                (f"{graph.organisation.name(part.who)}: {part.when}", part.span)
                for part in owner.owners
                if part.who and part.span
            ],
            assignee=graph.quarterback(),
        )


def _takes_the_rest(owner: Owner) -> bool:
    return owner.when is None or is_otherwise(owner.when)
