"""A decision with one way out.

If there is nothing to choose, people wait for nothing. If there is, the map hides what happens to
the cases that are refused: the discount that is not approved has no way back, and the rep asks
again.

```yaml
process: Quote to order
departments: [sales]
stages:
  - name: Propose
    owner: sales
    steps:
      - name: Configure the quote
      - name: Approve the discount
        kind: approval  # crack: "Approve the discount" has one way out
        next: send-the-quote
      - name: Send the quote
        outcome: won
```

```yaml
process: Quote to order
owner: sales
departments:
  sales: {}
  head-of-sales: { part_of: sales }
stages:
  - name: Propose
    owner: sales
    steps:
      - name: Configure the quote
      - name: Approve the discount
        owner: head-of-sales
        kind: approval
        within: 1bd
        next:
          - { to: send-the-quote, when: approved }
          - { to: configure-the-quote, when: otherwise, rounds: 2 }
      - name: Send the quote
        outcome: won
```

The way back that an agreement gives to its receiver is a way out too:

```yaml
process: Quote to order
departments:
  sales: {}
  deal-desk: {}
  cpq: { kind: system, accountable: deal-desk }
handoffs:
  deal-review:
    from: sales
    to: deal-desk
    trigger: Quote is submitted for approval
    payload: [quote, reason for the discount]
    acceptance: [something is given in return for the discount]
    channel: cpq
    sla: 1bd
    acknowledgement: Analyst sets the request to In review
    escalation: sales
    rejection: { to: configure-the-quote, reasons: [nothing in return], rounds: 2 }
stages:
  - name: Propose
    owner: sales
    steps:
      - name: Configure the quote
        next: { to: approve-the-discount, handoff: deal-review }
      - name: Approve the discount
        owner: deal-desk
        kind: approval
        next: send-the-quote
      - name: Send the quote
        outcome: won
```
"""

from __future__ import annotations

from typing import Any

from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.rules.advice import assignee, end_words, quoted
from crackmap.rules.lines import advised, another_flow
from crackmap.rules.rule import Findings, rule
from crackmap.source.edits import word

OTHERWISE = (
    "say where work goes in all other cases: another flow under next: with when: otherwise;"
    " if there are none, take out the when:"
)

_MOST_IN_A_ROW = 20  # approvals of one and the same work


@rule("warning")
def one_sided_decision(graph: ProcessGraph) -> Findings:
    """Find the steps that decide something and have a single way out, rejections counted."""
    stops = set(graph.dead_ends())
    for step in graph.ordered_steps:
        paths = graph.outgoing(step)
        # Without any, or with what sends work back alone, it is a dead end; or nobody knows where
        # that sends it, which is told.
        if len(paths) != 1 or step in stops or paths[0].implied_rejection:
            continue
        if paths[0].open and not paths[0].condition:
            continue  # nothing at all is said of what follows
        decides = step.kind in ("decision", "approval")
        when = paths[0].when
        if not decides and (not when or (step.kind == "wait" and step.until)):
            continue
        if graph.may_send_back(step):
            continue
        kind = f"the {step.kind} " if decides else ""
        condition = f" when {' '.join(when.split())}" if when else ""
        yield one_sided_decision.at(
            step,
            f"{kind}{quoted(step.name)} has one way out{condition}: {end_words(paths[0])}",
            span=step.span("kind") if decides else paths[0].span(),
            **(_advice(graph, step) if decides else {"help": OTHERWISE}),
            related=[
                (f"the flow to {end_words(flow)}", flow.span()) for flow in paths if flow.written
            ],
            assignee=assignee(graph, graph.owner(step)),
        )


def _advice(graph: ProcessGraph, step: Step) -> dict[str, Any]:
    if step.kind == "approval":
        asker = _asker(graph, step)
        if asker is None:
            words = "say what happens when it is not approved, as another flow; else it is a task"
            return {"help": words}
        back = f"{{ to: {word(asker.id)}, when: otherwise, rounds: 2 }}"
        prose = "if nobody can refuse, it is a task; else say what happens then, and write it"
        otherwise = f"as another flow under next: {back}"
        return advised(prose, another_flow(graph, step, back), otherwise)
    words = (
        "write under next: where each result of the decision leads, with when:; if there is only"
    )
    return {"help": f"{words} one result, take out kind: decision"}


def _asker(graph: ProcessGraph, step: Step) -> Step | None:
    """Return the step whose work is approved: what stands before a few other approvals."""
    seen = {step}
    while len(seen) < _MOST_IN_A_ROW:
        before = [flow.source for flow in graph.incoming(step) if flow.source not in seen]
        if not before or before[0].kind != "approval":
            return before[0] if before else None
        step = before[0]
        seen.add(step)
    return None
