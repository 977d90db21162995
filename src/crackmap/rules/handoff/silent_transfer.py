"""A customer who is passed on without being told.

One department has spoken with the customer, then another one calls. Nobody has introduced them: the
customer tells everything once more, and asks whom to trust.

```yaml
process: Sale to launch
departments:
  sales: {}
  customer-success: {}
  crm: { kind: system, accountable: sales }
stages:
  - name: Start
    steps:
      - name: Sign the contract  # crack: nobody introduces
        owner: sales
        customer_facing: true
        next:
          to: plan-the-launch
          handoff:
            trigger: Opportunity is won
            payload: [signed contract, sold products]
            acceptance: [contract is signed by both sides]
            channel: crm
            acknowledgement: Success manager sets Accepted
      - name: Plan the launch
        owner: customer-success
        customer_facing: true
        outcome: won
```

```yaml
process: Sale to launch
departments:
  sales: {}
  customer-success: {}
  crm: { kind: system, accountable: sales }
stages:
  - name: Start
    steps:
      - name: Sign the contract
        owner: sales
        customer_facing: true
        next:
          to: plan-the-launch
          handoff:
            trigger: Opportunity is won
            payload: [signed contract, introduction by e-mail to the success manager]
            acceptance: [contract is signed by both sides]
            channel: crm
            sla: 1bd
            acknowledgement: Success manager sets Accepted
            escalation: sales
            rejection: { to: sign-the-contract, rounds: 2 }
      - name: Plan the launch
        owner: customer-success
        customer_facing: true
        outcome: won
```

Or a step that does it:

```yaml
process: Sale to launch
departments:
  sales: {}
  customer-success: {}
  crm: { kind: system, accountable: sales }
stages:
  - name: Start
    steps:
      - name: Sign the contract
        owner: sales
        customer_facing: true
      - name: Introduce the success manager
        owner: sales
        customer_facing: true
        next:
          to: plan-the-launch
          handoff:
            trigger: Opportunity is won
            payload: [signed contract]
            acceptance: [contract is signed by both sides]
            channel: crm
            sla: 1bd
            acknowledgement: Success manager sets Accepted
            escalation: sales
            rejection: { to: sign-the-contract, rounds: 2 }
      - name: Plan the launch
        owner: customer-success
        customer_facing: true
        outcome: won
```

Whom the customer has met before need not be introduced once more.

A page on which the customer pays is nobody to be introduced to.

A customer who comes back by an event of their own starts anew.
"""

from __future__ import annotations

from crackmap.graph.flow import Flow
from crackmap.graph.paths import traced
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.language.subject import flow_subject
from crackmap.rules.advice import assignee, owner_related, owner_words, quoted
from crackmap.rules.rule import Findings, rule

_Words = tuple[str, ...]


@rule("warning")
def silent_transfer(
    graph: ProcessGraph,
    *,
    introductions: tuple[str, ...] = ("introduc", "intro"),
    customers: tuple[str, ...] = ("customer", "client", "buyer", "prospect"),
) -> Findings:
    """Find the customers who pass from one department to another and are not told.

    `introductions` and `customers` are beginnings of the words by which a step or a handoff speaks
    of an introduction or of the customer.
    """
    known: dict[Step, int] | None = None
    facing = _facing(graph)
    bits = {id_: 1 << index for index, id_ in enumerate(graph.owning_departments)}
    for step in facing:
        owner = graph.owner(step)
        if not owner.inside or _speaks(step.name, introductions):
            continue
        for target, between in _next_meetings(
            graph, step, facing, introductions, customers
        ).items():
            receiver = graph.owner(target)
            if not owner.changes_department(receiver):
                continue
            known = _known(graph, facing, bits) if known is None else known
            if all(known[step] & bits[department] for department in receiver.departments):
                continue  # the customer comes back to people they have met before
            sender_words, receiver_words = owner_words(graph, owner), owner_words(graph, receiver)
            yield silent_transfer.at(
                flow_subject(step.id, target.id),
                f"the customer passes from {sender_words} in {quoted(step.name)} to"
                f" {receiver_words} in {quoted(target.name)}, and nobody introduces them",
                span=step.span(),
                help=f"let {sender_words} introduce {receiver_words} to the customer: as a step"
                " before the handoff, or as a part of its payload",
                related=owner_related(graph, step, *between, target),
                assignee=assignee(graph, owner),
                element=step,
            )


def _facing(graph: ProcessGraph) -> dict[Step, None]:
    """Return the steps in which the customer meets people; a system is introduced to nobody."""
    faceless = {
        step
        for owner, steps in graph.steps_by_owner.items()
        if graph.organisation.automatic(owner)
        for step in steps
    }
    facing = [step for step in graph.ordered_steps if step.customer_facing]
    met = graph.reachable.difference(faceless) if facing else frozenset[Step]()
    return dict.fromkeys(step for step in facing if step in met)


def _known(graph: ProcessGraph, facing: dict[Step, None], bits: dict[str, int]) -> dict[Step, int]:
    """Return whom the customer may have met on a path down the file to each step, as bits."""
    known = dict.fromkeys(graph.steps, 0)
    for step in graph.ordered_steps:
        if step in facing:
            for department in graph.owner(step).departments:
                known[step] |= bits[department]
        for flow in graph.onward(step):
            if graph.order[flow.target] > graph.order[step]:
                known[flow.target] |= known[step]
    return known


def _next_meetings(
    graph: ProcessGraph,
    first: Step,
    facing: dict[Step, None],
    introductions: _Words,
    customers: _Words,
) -> dict[Step, list[Step]]:
    """Return the next steps that the customer meets unprepared, each with the steps between."""

    def unprepared(flow: Flow) -> bool:
        return (
            graph.leads_down(flow)
            and flow.receiver.inside
            and not graph.is_fresh_start(flow)  # the customer came back by an event
            and not _prepares(flow, introductions, customers)
        )

    def passes(step: Step) -> bool:
        return step not in facing and not _speaks(step.name, introductions)

    before = graph.network.met_after(first, unprepared, through=passes)
    return {step: traced(before, first, step)[1:-1] for step in before if step in facing}


def _prepares(flow: Flow, introductions: _Words, customers: _Words) -> bool:
    """Return whether the handoff speaks of the customer; one that nobody wrote may."""
    if flow.handoff is None:
        return flow.handoff_id is not None
    texts = (*flow.handoff.payload, flow.handoff.acknowledgement or "")
    return any(_speaks(text, (*introductions, *customers)) for text in texts)


def _speaks(text: str, beginnings: _Words) -> bool:
    folded = tuple(beginning.casefold() for beginning in beginnings)
    return any(word.strip("\"'([{").startswith(folded) for word in text.casefold().split())
