"""The file cannot be read as a process.

Nothing else can be said of a file with a mistake in its form: every mistake is told with its
place, so that one run is enough to fix them all.

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    steps:
      - name: Send the invoice
        ownr: sales  # crack: a step has no key `ownr`
        outcome: won
```

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    steps:
      - name: Send the invoice
        owner: sales
        outcome: won
```
"""

from __future__ import annotations

from collections.abc import Iterable

from crackmap.language.subject import Subject
from crackmap.rules.rule import Findings, rule
from crackmap.source.problems import Problem


@rule("error", always=True, acceptable=False)
def unreadable(problems: Iterable[Problem]) -> Findings:
    """Find what keeps a file from being read."""
    for problem in problems:
        yield unreadable.at(
            Subject("file", (problem.span.path,)),
            problem.message,
            span=problem.span,
            help=problem.help,
            related=problem.related,
            detail=problem.message,
        )
