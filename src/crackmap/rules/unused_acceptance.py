"""An accepted crack that is not there.

An acceptance that silences nothing hides the day on which the crack comes back: the crack was
mended, or never stood on this element. Acceptances whose rule is off are left alone.

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    steps:
      - name: Send the invoice
        owner: sales
        outcome: won
        accept: [{ crack: unowned-step, reason: one person does it all }]  # crack: silences nothing
```

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    steps:
      - name: Sign the contract
        owner: sales
      - name: Send the invoice
        outcome: won
        accept: [{ crack: unowned-step, reason: one person does it all }]
```
"""

from __future__ import annotations

from collections.abc import Iterable

from crackmap.acceptance import Accepted
from crackmap.rule import Findings, rule


@rule("warning", "governance")
def unused_acceptance(acceptances: Iterable[Accepted]) -> Findings:
    """Find the acceptances that silence nothing."""
    for accepted in acceptances:
        acceptance = accepted.acceptance
        yield unused_acceptance.at(
            accepted.element,
            f"the acceptance of {acceptance.crack} silences nothing",
            span=acceptance.span(),
            help="take it out, or put it on the element at which the finding starts",
            detail=acceptance.crack or "",
        )
