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

from fractions import Fraction
from typing import Any

from crackmap.graph.flow import Flow
from crackmap.graph.organisation import OwnerState
from crackmap.graph.process_graph import ProcessGraph
from crackmap.graph.references import Referrer, elements
from crackmap.language.element import Element
from crackmap.language.field_types import Level, Owner, TimeLimit
from crackmap.language.notations import Claim, normal
from crackmap.language.process import Handoff, Stage, Step
from crackmap.language.values import Duration, compare, fold
from crackmap.rules.advice import assignee, department_of, place_words
from crackmap.rules.rule import Findings, rule
from crackmap.source.words import listing


@rule("error", about="shared")
def contradiction(graph: ProcessGraph) -> Findings:
    """Find the fields of which documents say different things."""
    for element, place in elements(graph):
        for key in element.claimed_keys():
            claims = element.claims(key)
            if len(claims) < 2 or _agree(graph, element, key, claims):
                continue
            said = [f"{_words(claim.says)} ({claim.source or 'no source'})" for claim in claims]
            yield contradiction.at(
                place,
                f"the {key} of {place_words(place, element.noun)} is said to be {listing(said)}",
                span=element.span(key),
                help=f"agree which one holds, write {key}: with it alone, and correct the others",
                related=[(words, claim.span) for words, claim in zip(said, claims, strict=True)],
                assignee=_whose_move(graph, place),
                detail=key,
            )


def _agree(graph: ProcessGraph, element: Element, key: str, claims: tuple[Claim, ...]) -> bool:
    if key == "owner" and isinstance(element, Step | Stage):
        return graph.organisation.named_owner(element).state is not OwnerState.DISPUTED
    different = {normal(claim.says): claim.says for claim in reversed(claims)}
    values = list(different.values())
    return all(
        _same(graph, value, other)
        for index, value in enumerate(values)
        for other in values[index + 1 :]
    )


def _same(graph: ProcessGraph, said: Any, other: Any) -> bool:
    """Return whether two claims that are written differently still say the same."""
    day = graph.around.working_day
    if isinstance(said, TimeLimit):
        pairs = ((said.limit, other.limit), (said.target, other.target))
        return all(compare(a, b, day) == 0 for a, b in pairs if a and b)
    if isinstance(said, Duration):
        return compare(said, other, day) == 0
    if isinstance(said, str):
        return _same_department(graph, said, other)
    if isinstance(said, tuple) and said and isinstance(said[0], Level):
        levels = zip(said, other, strict=False)
        return len(said) == len(other) and all(_same_level(graph, a, b) for a, b in levels)
    if isinstance(said, tuple):
        return all(
            any(_same_department(graph, a, b) for b in there)
            for here, there in ((said, other), (other, said))
            for a in here
        )
    return False


def _same_level(graph: ProcessGraph, said: Level, other: Level) -> bool:
    if not _same_department(graph, said.to, other.to):
        return False
    if said.after is None or other.after is None:
        return said.after is other.after
    return compare(said.after, other.after, graph.around.working_day) == 0


def _same_department(graph: ProcessGraph, said: str, other: str) -> bool:
    known = said in graph.departments and other in graph.departments
    return fold(said) == fold(other) or (known and graph.organisation.related(said, other))


def _words(value: Any) -> str:
    if isinstance(value, tuple):
        return listing([_words(item) for item in value])
    if isinstance(value, Owner):
        return value.who or "nobody"
    if isinstance(value, Level):
        return value.to + (f" after {value.after.text}" if value.after else "")
    if isinstance(value, TimeLimit):
        parts = (("target", value.target), ("limit", value.limit))
        named = [f"{name} {part.text}" for name, part in parts if part]
        return value.limit.text if value.limit and not value.target else " and ".join(named)
    if isinstance(value, Duration):
        return value.text
    if isinstance(value, Fraction):
        return f"{float(value * 100):g}%"
    return " ".join(str(value).split())


def _whose_move(graph: ProcessGraph, place: Referrer) -> str | None:
    if isinstance(place, Step):
        return assignee(graph, graph.owner(place))
    if isinstance(place, Handoff):
        return department_of(graph, place.receiver, place.sender)
    return assignee(graph, place.sender if isinstance(place, Flow) else None)
