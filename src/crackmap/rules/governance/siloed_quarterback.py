"""A process owner who is one of the parties.

The department that owns the process reports to one of those that work in it, or does much of the
work itself. When two departments disagree, it decides for its own side, or is taken to.

```yaml
process: Lead to cash
owner: sales-operations  # crack: the process owner Sales operations is part of sales
departments:
  marketing: {}
  sales: {}
  sales-operations: { name: Sales operations, part_of: sales }
stages:
  - name: Attract and close
    order: none
    steps:
      - name: Score the lead
        owner: marketing
      - name: Sign the contract
        owner: sales
```

The process owner stands outside the departments that it brings together:

```yaml
process: Lead to cash
owner: revenue-operations
departments:
  marketing: {}
  sales: {}
  revenue-operations: { reports_to: coo }
stages:
  - name: Attract and close
    order: none
    steps:
      - name: Score the lead
        owner: marketing
      - name: Sign the contract
        owner: sales
```

Answering for the system that does some of the work makes no party of it:

```yaml
process: Inbound leads
owner: revenue-operations
departments:
  marketing: {}
  sales: {}
  revenue-operations: { reports_to: coo }
  crm: { name: CRM, kind: system, accountable: revenue-operations }
stages:
  - name: Capture
    order: none
    steps:
      - name: Find the account
        owner: crm
      - name: Score the lead
        owner: marketing
      - name: Call the lead
        owner: sales
```

A few steps of its own do not either, and where one department does everything there is
nothing to bring together:

```yaml
process: Price list
owner: sales
departments: [sales]
stages:
  - name: Publish
    owner: sales
    order: none
    steps:
      - name: Collect the changes
      - name: Publish the list
```
"""

from __future__ import annotations

from collections.abc import Iterator

from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.language.texts import fold
from crackmap.rules.rule import Findings, rule
from crackmap.source.span import Span
from crackmap.source.words import listing


@rule("warning")
def siloed_quarterback(graph: ProcessGraph, *, share: float = 0.25) -> Findings:
    """Find a process owner who belongs to a department that works in the process.

    `share` is how many of the steps (0 to 1) the process owner may own itself; those of systems
    are left out.
    """
    process = graph.process
    quarterback = graph.quarterback()
    if quarterback is None or len(graph.owning_departments) < 2:
        return
    if "owner" in process.disputed_keys():
        return
    reasons = list(_reasons(graph, quarterback, share))
    if not reasons:
        return
    name = graph.organisation.name(quarterback)
    yield siloed_quarterback.at(
        process,
        f"the process owner {name} {listing([words for words, _ in reasons])}",
        span=process.span("owner"),
        help="let a department outside those that work here own the process, such as revenue"
        " operations below the chief operating officer, or"
        + (
            f" let those who do the work own the steps of {name}"
            if all(words.startswith("owns") for words, _ in reasons)
            else f" let {quarterback} report to one"
        ),
        related=reasons,
        assignee=quarterback,
    )


def _reasons(graph: ProcessGraph, quarterback: str, share: float) -> Iterator[tuple[str, Span]]:
    """Return why the process owner is party, and where that is written."""
    organisation, department = graph.organisation, graph.departments[quarterback]
    working: dict[str, Step] = {}  # who owns steps, teams and all above them, and the first
    own = done_by_people = 0
    for owner, steps in graph.steps_by_owner.items():
        people = 0 if organisation.automatic(owner) else len(steps)
        done_by_people += people
        if owner.unclear:
            continue
        lines = [home.line for home in owner.homes]
        if quarterback in owner.names or any(quarterback in line for line in lines):
            own += people
            continue
        for line in lines:
            for id_ in line:
                working.setdefault(id_, steps[0])
    for id_ in organisation.above(quarterback)[1:]:
        if id_ in working:
            yield f"is part of {organisation.name(id_)}, which owns steps here", working[id_].span()
            break
    superior = fold(department.reports_to or "")
    for id_ in working:
        if superior and superior in (fold(id_), fold(organisation.name(id_))):
            yield f"reports to {organisation.name(id_)}, which owns steps here", working[id_].span()
    if own > share * done_by_people:
        words = f"owns {own} of {done_by_people} steps itself"
        yield words, department.span()
