"""A department that has no part in the process.

It owns no step, helps with none, is asked and told nothing, and takes nothing over. Either its part
is missing on the map, and so are its cracks, or it was left over from an earlier version.

```yaml
process: Quote to order
departments:
  sales: {}
  legal: {}  # crack: legal has no part
stages:
  - name: Close
    owner: sales
    steps:
      - name: Negotiate the terms
      - name: Sign the contract
        outcome: won
```

```yaml
process: Quote to order
departments:
  sales: {}
  legal: {}
stages:
  - name: Close
    owner: sales
    steps:
      - name: Negotiate the terms
        consulted: [legal]
      - name: Sign the contract
        outcome: won
```

A department has a part too if only its team does, or if it decides when a clock runs out:

```yaml
process: Quote to order
departments:
  revenue: {}
  sales: { part_of: revenue, reports_to: cro }
  cro: { name: Chief revenue officer }
  legal: {}
stages:
  - name: Close
    owner: sales
    escalation: legal
    steps:
      - name: Sign the contract
        outcome: won
```
"""

from __future__ import annotations

from collections.abc import Iterator

from crackmap.graph.process_graph import ProcessGraph
from crackmap.graph.references import references
from crackmap.graph.spelling import Spelling
from crackmap.language.texts import fold
from crackmap.rules.rule import Findings, rule

# What these words name is no department.
_OTHER_KINDS = ("goal", "source")


@rule("note")
def unused_department(graph: ProcessGraph) -> Findings:
    """Find the departments of the process file that nothing refers to."""
    own = graph.process.departments
    left = dict.fromkeys(own)
    by_name = {fold(department.name): id_ for id_, department in own.items() if department.name}
    spelling = Spelling((id_, department.name) for id_, department in graph.departments.items())
    for word, required in _words(graph):
        if word in left:
            del left[word]
        elif word not in graph.departments:
            # An unknown owner was meant to be somebody, and is told as what it is.
            # It may be several in one text.
            meant = spelling.meant(word) if required else by_name.get(fold(word))
            for id_ in filter(None, spelling.parts(word).values() or [meant]):
                left.pop(id_, None)
        if not left:
            return
    for id_ in left:
        name = graph.organisation.name(id_)
        yield unused_department.at(
            own[id_],
            f"{name} has no part in the process: it owns nothing, and nothing refers to it",
            span=own[id_].span(),
            help=_help(name, own[id_].kind),
            assignee=graph.quarterback(),
        )


def _help(name: str, kind: str) -> str:
    if kind == "system":
        return f"write system: or channel: where work is done in {name}; else take it out"
    if kind == "external":
        return f"write owner: where {name} does a step, or has to answer; else take it out"
    return (
        f"ask {name} which step is theirs, or in which they have a say, and name them there;"
        " else take it out"
    )


def _words(graph: ProcessGraph) -> Iterator[tuple[str, bool]]:
    """Return the words that may name a department, and whether each must."""
    for reference in references(graph):
        if reference.kind not in _OTHER_KINDS:
            yield reference.word, reference.kind in ("owner", "department")
    for handoff in graph.around.handoffs.values():
        levels = (level.to for level in handoff.escalation)
        for word in (handoff.sender, handoff.receiver, *levels, handoff.channel):
            if word:
                yield word, False
