"""One id for two.

Two steps, stages or departments have the same id, often because they have the same name. A flow to
that id leads to the first one; nobody can lead to the second.

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Call the customer
      - name: Send the offer
      - name: Call the customer  # crack: the step call-the-customer is there twice
        outcome: won
```

Give the second one an id of its own, or better a name that says what is different:

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Call the customer
      - name: Send the offer
      - name: Call the customer
        id: call-after-the-offer
        outcome: won
```

```yaml
process: Lead to cash
departments: [sales, finance, sales]  # crack: the department sales is there twice
stages:
  - name: Close
    owner: sales
    steps:
      - name: Sign the contract
        informed: [finance]
        outcome: won
```

A stage and a step may have the same id, for nothing can mean both:

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Sign the contract
    owner: sales
    steps:
      - name: Sign the contract
        outcome: won
```
"""

from __future__ import annotations

from collections.abc import Iterable

from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Stage, Step
from crackmap.language.subject import Subject
from crackmap.rules.advice import instead, quoted
from crackmap.rules.rule import Findings, rule
from crackmap.source.edits import remove_item
from crackmap.source.fix import Fix
from crackmap.source.nodes import ListNode
from crackmap.source.span import Span


@rule("error")
def duplicate_id(graph: ProcessGraph) -> Findings:
    """Find the steps, stages and departments that have the id of an earlier one."""
    yield from _repeated(graph, graph.process.stages)
    yield from _repeated(graph, graph.steps)
    yield from _departments(graph)


def _repeated(graph: ProcessGraph, elements: Iterable[Stage | Step]) -> Findings:
    first: dict[str, Stage | Step] = {}
    count: dict[str, int] = {}
    numbers: dict[str, int] = {}
    known: set[str] | None = None
    for element in elements:
        if first.setdefault(element.id, element) is element:
            continue
        known = known or {other.id for other in elements}
        count[element.id] = count.get(element.id, 1) + 1
        yield duplicate_id.at(
            element,
            f"the {element.noun} {element.id} is there twice, as {quoted(element.name)} too"
            if element.name != first[element.id].name
            else f"the {element.noun} {element.id} is there twice",
            span=_span(element),
            help="give this one an id of its own: write"
            f" id: {_free(element.id, known, numbers)}{instead(element, 'id')}",
            related=[(f"the first {element.id}", _span(first[element.id]))],
            assignee=graph.quarterback(),
            detail=str(count[element.id]),
        )


def _span(element: Stage | Step) -> Span:
    return element.span("id" if element.written("id") else "name")


def _free(id_: str, known: set[str], numbers: dict[str, int]) -> str:
    """Return an id made of `id_` that nothing has yet, and take it; `numbers` has the last ones."""
    number = numbers.get(id_, 1) + 1
    while f"{id_}-{number}" in known:
        number += 1
    numbers[id_] = number
    known.add(f"{id_}-{number}")
    return f"{id_}-{number}"


def _departments(graph: ProcessGraph) -> Findings:
    """Look into a list of ids; in a mapping a repeated key keeps the file from being read."""
    mapping = graph.process.mapping
    written = mapping.get("departments") if mapping else None
    if not isinstance(written, ListNode):
        return
    first: dict[str, int] = {}
    for index, id_ in enumerate(written):
        if first.setdefault(id_, index) == index:
            continue
        edit = remove_item(written, index)
        yield duplicate_id.at(
            Subject("department", (id_,)),
            f"the department {id_} is there twice",
            span=written.span(index),
            help="take one of them out, or give the second one its own id",
            related=[(f"the first {id_}", written.span(first[id_]))],
            fix=Fix("take the second one out", (edit,)) if edit else None,
            assignee=graph.quarterback(),
            detail=str(index),
            element=graph.departments.get(id_),
        )
