"""Shares that do not add up.

Of a hundred cases that come to this step, some take a path that is not in the map, or the numbers
are wrong. Either way nobody can tell how many cases reach the end.

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Decide on the offer
        kind: decision
        next:  # crack: add up to 85%
          - { to: sign-the-contract, when: accepted, share: 25% }
          - { outcome: lost, when: otherwise, share: 60% }
      - name: Sign the contract
        outcome: won
```

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Decide on the offer
        kind: decision
        next:
          - { to: sign-the-contract, when: accepted, share: 25% }
          - { outcome: no-decision, when: no answer within 90 days, share: 15% }
          - { outcome: lost, when: otherwise, share: 60% }
      - name: Sign the contract
        outcome: won
```

Where some shares are not known, the others may add up to less; and parallel flows are all taken:

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Decide on the offer
        kind: decision
        next:
          - { to: sign-the-contract, when: accepted, share: 25% }
          - { outcome: lost, when: otherwise }
      - name: Sign the contract
        parallel: true
        next:
          - { to: send-the-invoice, share: 100% }
          - { to: thank-the-customer, share: 100% }
      - name: Send the invoice
        outcome: won
      - name: Thank the customer
        outcome: won
```
"""

from __future__ import annotations

from fractions import Fraction

from crackmap.graph.flow import Flow
from crackmap.graph.process_graph import ProcessGraph
from crackmap.graph.shares import TOLERANCE, sums
from crackmap.language.process import Step
from crackmap.rules.advice import assignee, end_words, quoted
from crackmap.rules.rule import Findings, rule
from crackmap.source.span import Span
from crackmap.source.words import percent


@rule("error")
def leaky_branch(graph: ProcessGraph) -> Findings:
    """Find the steps whose shares add up to more, or all given, to less than everything."""
    for step in graph.ordered_steps:
        flows = [flow for flow in graph.outgoing(step) if not flow.stood_for]
        if step.parallel or not any(flow.share is not None for flow in flows):
            continue
        if any(_is_disputed(flow) for flow in flows) or _only_refuses(graph, step):
            continue
        # An agreement that nobody wrote may send work back: that can only add to the sum.
        settled = not graph.may_send_back(step)
        low, high = sums(flows, settled=settled)
        complete = all(flow.share is not None for flow in flows)
        allowance = TOLERANCE if complete else 0
        too_little = settled and complete and high < 1 - TOLERANCE
        if low <= 1 + allowance and not too_little:
            continue
        total = low if low > 1 else high
        yield leaky_branch.at(
            step,
            f"the shares out of {quoted(step.name)} add up to {_percent(total)}",
            span=step.span("next"),
            help=_help(total),
            related=[
                (f"{_percent(flow.share)} to {end_words(flow)}", _share_span(flow))
                for flow in flows
                if flow.share is not None
            ],
            assignee=assignee(graph, graph.owner(step)),
        )


def _only_refuses(graph: ProcessGraph, step: Step) -> bool:
    """Return whether `step` lacks a flow onward, which is a finding of its own."""
    return all(flow.implied_rejection for flow in graph.outgoing(step))


def _is_disputed(flow: Flow) -> bool:
    rejection = flow.rejects.rejection if flow.rejects else None
    parts = (flow.written, rejection)
    return any("share" in part.disputed_keys() for part in parts if part)


def _share_span(flow: Flow) -> Span:
    if flow.written and flow.written.written("share"):
        return flow.written.span("share")
    rejection = flow.rejects.rejection if flow.rejects else None
    return rejection.span("share") if rejection else flow.span()


def _percent(share: Fraction | None) -> str:
    return percent(share or 0, 4)


def _help(total: Fraction) -> str:
    if total > 1:
        return (
            f"{_percent(total - 1)} too much: count once more how many cases take each flow; if"
            " several flows are taken at once, write parallel: true"
        )
    return (
        f"{_percent(1 - total)} of the cases go where no flow leads: add one for them, such"
        " as an outcome: lost, or correct the shares"
    )
