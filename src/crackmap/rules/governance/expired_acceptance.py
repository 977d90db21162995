"""An accepted crack that nobody may rely on any longer.

People agreed to live with a crack until a day, and that day is past; or nobody wrote down why they
live with it at all. In both cases nothing is silenced.

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Sign the contract
        accept:
          - crack: dead-end
            reason: nobody asked for it yet
            until: 2026-03-31  # crack: ended on 2026-03-31
        outcome: won
```

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Sign the contract
        accept: [{ crack: dead-end }]  # crack: gives no reason
        outcome: won
```

A comment accepts a crack on its line or the line below. It may say until when, too, and it needs a
reason; a placeholder is none:

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    steps:
      - name: Sign the contract
        owner: sales
      # crackmap: ignore[unowned-step] tbd  # crack: gives no reason
      - name: Send the invoice
      # crackmap: ignore[unowned-step] until 2026-05-31 -- new team  # crack: ended on 2026-05-31
      - name: Match the payment
        outcome: won
```

Fix the crack, or agree on it anew. The day itself still counts:

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    steps:
      - name: Sign the contract
        informed: [sales]
        accept: [{ crack: unowned-step, reason: the new team starts in June, until: 2026-06-01 }]
        outcome: won
```

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    steps:
      - name: Sign the contract
        owner: sales
      # crackmap: ignore[unowned-step] the new team starts in June
      - name: Send the invoice
      # crackmap: ignore[unowned-step] until 2026-06-01 -- the new team starts in June
      - name: Match the payment
        outcome: won
```
"""

from __future__ import annotations

from crackmap.graph.process_graph import ProcessGraph
from crackmap.graph.references import in_place
from crackmap.language.handoff import Acceptance
from crackmap.rules.acceptance import acceptances_of, expired
from crackmap.rules.comments import Comment
from crackmap.rules.rule import Findings, rule


@rule("error", acceptable=False, about="shared")
def expired_acceptance(graph: ProcessGraph) -> Findings:
    """Find the acceptances whose last day is past, and those that give no reason."""
    flows = in_place(graph)
    for accepted in acceptances_of(graph):
        acceptance = accepted.acceptance
        if isinstance(acceptance, Comment) and not acceptance.is_known:
            continue
        crack = acceptance.crack or "a crack"
        if isinstance(acceptance, Comment) and acceptance.no_day:
            words = f"the acceptance of {crack} ends on `{acceptance.no_day}`, which is no date"
            help_ = "write the last day on which it counts: until 2027-01-31"
            key = "until"
        elif expired(acceptance, graph.around.today):
            words = f"the acceptance of {crack} ended on {acceptance.until}"
            help_ = "fix the crack, or agree on a later day and write it as until:"
            key = "until"
        elif not acceptance.reason:
            words = f"the acceptance of {crack} gives no reason, so it silences nothing"
            help_ = "write why people live with it: reason: TODO"
            if isinstance(acceptance, Comment):
                help_ = "write why people live with it behind the brackets"
            if placeholder := _placeholder(acceptance):
                help_ = f"`{placeholder}` is a placeholder; {help_.partition(':')[0]} in its place"
            key = "reason"
        else:
            continue
        yield expired_acceptance.at(
            flows.get(accepted.element, accepted.element),
            words,
            span=acceptance.span(key),
            help=help_,
            assignee=graph.quarterback(),
            detail=crack,
        )


def _placeholder(acceptance: Acceptance | Comment) -> str | None:
    """Return the word that stands in the place of a reason."""
    if isinstance(acceptance, Comment):
        return acceptance.said
    written = acceptance.mapping.get("reason") if acceptance.mapping else None
    return written.strip() if isinstance(written, str) else None
