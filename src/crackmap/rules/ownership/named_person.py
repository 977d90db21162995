"""A person who owns a step alone: nobody stands in, or no department stands behind.

When Ana is ill the invoices wait, and when she leaves nobody knows that they were hers. A person
may own a step, if somebody stands in for them and a department takes the step over with the job.

```yaml
process: Lead to cash
departments:
  finance: {}
  ana: { kind: person, part_of: finance }
stages:
  - name: Close
    steps:
      - name: Send the invoice
        owner: ana  # crack: has no backup
        outcome: won
```

```yaml
process: Lead to cash
departments:
  finance: {}
  ana: { kind: person, part_of: finance, backup: finance }
stages:
  - name: Close
    steps:
      - name: Send the invoice
        owner: ana
        outcome: won
```

A person who only helps or is asked can be away without stopping the step:

```yaml
process: Lead to cash
departments:
  finance: {}
  ana: { kind: person, part_of: finance }
stages:
  - name: Close
    steps:
      - name: Send the invoice
        owner: finance
        contributors: [ana]
        outcome: won
```
"""

from __future__ import annotations

from crackmap.graph.process_graph import ProcessGraph
from crackmap.rules.advice import assignee, quoted
from crackmap.rules.rule import Findings, rule
from crackmap.source.words import listing

_QUESTIONS = {
    "backup": "who stands in when the person is away",
    "part_of": "to which department the step belongs when the person leaves",
}


@rule("warning")
def named_person(graph: ProcessGraph) -> Findings:
    """Find the steps owned by a person without `backup` or without `part_of`."""
    for step, person in graph.owned_by("person"):
        missing = [field for field in _QUESTIONS if not getattr(person, field)]
        if not missing:
            continue
        owner = graph.owner(step)
        called = graph.organisation.name(person.id)
        lacks = [{"backup": "backup", "part_of": "department"}[field] for field in missing]
        yield named_person.at(
            step,
            f"{quoted(step.name)} is owned by {called}, a person who has no"
            f" {listing(lacks, 'and no')}",
            span=step.span("owner"),
            help=f"agree {listing([_QUESTIONS[field] for field in missing])},"
            f" and write it on {called} as {listing(missing)};"
            " or let the department own the step",
            related=[(f"the person {called}", person.span())],
            assignee=assignee(graph, owner),
            detail=person.id if len(owner.names) > 1 else "",
        )
