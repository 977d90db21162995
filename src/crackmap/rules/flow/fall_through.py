"""A step that runs on into the next one only because it stands above it.

The end of one branch is missing, and the file goes on with another one: what was refused gets the
welcome letter. Or the next step has a trigger of its own, so that work comes there by an event, and
whether it also comes from the step above nobody has said.

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Qualify
    owner: sales
    steps:
      - name: Qualify the need
        kind: decision
        next:
          - { to: book-the-demo, when: need and budget confirmed }
          - { to: write-the-refusal, when: no need }
      - name: Book the demo
      - name: Show the product  # crack: "Show the product" runs on into "Write the refusal"
      - name: Write the refusal
        outcome: lost
```

```yaml
process: Renewal
departments: [success]
stages:
  - name: Renew
    owner: success
    steps:
      - name: Open the renewal
        trigger: 120 days before the contract ends
      - name: Send the renewal offer  # crack: which starts when
      - name: Confirm the growth signal
        trigger: Usage passes 80% of the seats
        outcome: expanded
```

Say where each branch leads:

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Qualify
    owner: sales
    steps:
      - name: Qualify the need
        kind: decision
        next:
          - { to: book-the-demo, when: need and budget confirmed }
          - { to: write-the-refusal, when: no need }
      - name: Book the demo
      - name: Show the product
        outcome: won
      - name: Write the refusal
        outcome: lost
```

A detour for some cases comes back to the path of the others. That path says `otherwise`, or the
decision names it first although it stands below the detour:

```yaml
process: Quote to order
departments: [sales]
stages:
  - name: Propose
    owner: sales
    steps:
      - name: Call the customer
        next:
          - { to: ask-for-a-reference, when: new customer }
          - { to: configure-the-quote, when: otherwise }
      - name: Ask for a reference
      - name: Configure the quote
        next:
          - { to: send-the-quote, when: discount up to 10% }
          - { to: review-the-discount, when: discount above 10% }
      - name: Review the discount
      - name: Send the quote
        outcome: won
```
"""

from __future__ import annotations

from crackmap.graph.flow import Flow, Onward
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.language.texts import is_otherwise
from crackmap.rules.advice import assignee, quoted
from crackmap.rules.finding import Finding
from crackmap.rules.rule import Findings, rule
from crackmap.source.span import Span


@rule("warning")
def fall_through(graph: ProcessGraph) -> Findings:
    """Find the implicit flows into a step with a trigger, or into another branch of a decision."""
    branch: dict[Step, Step] = {}
    for step in graph.ordered_steps:
        entries = [flow for flow in graph.incoming(step) if not flow.rejects]
        implicit = next((flow for flow in entries if flow.implicit), None)
        # A step that can be entered only from the one above is of the same branch.
        branch[step] = step
        if implicit is None:
            continue
        if len(entries) == 1:
            branch[step] = branch[implicit.source]
        if step.trigger:
            where = f"which starts when {' '.join(step.trigger.split())}"
            event = ("this event starts it", step.span("trigger"))
            yield _finding(graph, implicit, where, [event])
            continue
        branches = _other_branch(graph, branch[implicit.source], step)
        if branches:
            where = f"which is another branch of {quoted(branches[0].source.name)}"
            paths = [(_condition(path), path.span()) for path in branches]
            yield _finding(graph, implicit, where, paths)


def _other_branch(graph: ProcessGraph, first: Step, step: Step) -> tuple[Flow, Flow] | None:
    """Return the flows from a decision to `first` and to `step`, if they are branches of one.

    Not where `step` is the branch of all others: it says so, or comes first among the branches.
    """
    # Of several flows between the same two steps the first counts.
    paths = {flow.source: flow for flow in reversed(graph.incoming(first)) if _is_branch(flow)}
    if not paths or first is step:
        return None
    into = {flow.source: flow for flow in reversed(graph.incoming(step)) if _is_branch(flow)}
    for source, other in reversed(into.items()):
        path = paths.get(source)
        if path is None or not other.condition:
            continue
        if other.when and is_otherwise(other.when):
            continue
        if _position(path) < _position(other):
            return path, other
    return None


def _position(flow: Flow) -> int:
    """Return how many ways out of its step are written before a flow."""
    return (flow.source.next or ()).index(flow.written) if flow.written else 0


def _is_branch(flow: Flow) -> bool:
    return flow.written is not None and not flow.rejects and not flow.source.parallel


def _condition(flow: Flow) -> str:
    if flow.after and not flow.when:
        return flow.condition
    return f"when {flow.condition or 'nothing else fits'}"


def _finding(
    graph: ProcessGraph, flow: Onward, into: str, related: list[tuple[str, Span]]
) -> Finding:
    step, target = flow.source, flow.target
    return fall_through.at(
        flow,
        f"{quoted(step.name)} runs on into {quoted(target.name)} only because it stands above it,"
        f" {into}",
        span=step.span(),
        help=f"say what follows {quoted(step.name)}: next: {target.id} if work does go on there,"
        " else the step that it should lead to, or an outcome",
        related=[(f"it runs on into {quoted(target.name)}", target.span()), *related],
        assignee=assignee(graph, flow.sender),
    )
