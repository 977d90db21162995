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
from crackmap.language.process import Handoff, Step
from crackmap.language.subject import flow_subject
from crackmap.rules.advice import assignee, owner_related, owner_words, quoted
from crackmap.rules.finding import Finding
from crackmap.rules.rule import Findings, rule

_Words = tuple[str, ...]

# Customers who are not told, and steps looked at from one meeting to the next, of a process.
_MOST_FOUND, _MOST_LOOKED_AT = 2_000, 100_000
_MOST_RELATED = 6  # steps between two meetings


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
    way = _Way(graph, facing, introductions, customers)
    found = 0
    for step in facing:
        owner = graph.owner(step)
        if not owner.inside or _speaks(step.name, introductions):
            continue
        if found > _MOST_FOUND or way.looked_at > _MOST_LOOKED_AT:
            yield _unseen_from(graph, step)
            return
        for target, between in way.next_meetings(step).items():
            receiver = graph.owner(target)
            if not owner.changes_department(receiver):
                continue
            known = _known(graph, facing, bits) if known is None else known
            if all(known[step] & bits[department] for department in receiver.departments):
                continue  # the customer comes back to people they have met before
            sender_words, receiver_words = owner_words(graph, owner), owner_words(graph, receiver)
            found += 1
            yield silent_transfer.at(
                flow_subject(step.id, target.id),
                f"the customer passes from {sender_words} in {quoted(step.name)} to"
                f" {receiver_words} in {quoted(target.name)}, and nobody introduces them",
                span=step.span(),
                help=f"let {sender_words} introduce {receiver_words} to the customer: as a step"
                " before the handoff, or as a part of its payload",
                related=owner_related(graph, step, *between[:_MOST_RELATED], target),
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


class _Way:
    """The ways of the customer from one step to the next; `looked_at` are all steps on them."""

    def __init__(
        self,
        graph: ProcessGraph,
        facing: dict[Step, None],
        introductions: _Words,
        customers: _Words,
    ) -> None:
        self._graph, self._facing, self._introductions = graph, facing, introductions
        self._words = (*introductions, *customers)
        self._prepared: dict[Handoff, bool] = {}
        self.looked_at = 0

    def next_meetings(self, first: Step) -> dict[Step, list[Step]]:
        """Return the next steps that the customer meets unprepared, each with those between."""
        before = self._graph.network.met_after(first, self._is_unprepared, through=self._passes)
        self.looked_at += len(before)
        return {step: traced(before, first, step)[1:-1] for step in before if step in self._facing}

    def _passes(self, step: Step) -> bool:
        return step not in self._facing and not _speaks(step.name, self._introductions)

    def _is_unprepared(self, flow: Flow) -> bool:
        graph = self._graph
        return (
            graph.leads_down(flow)
            and flow.receiver.inside
            and not graph.is_fresh_start(flow)  # the customer came back by an event
            and not self._prepares(flow)
        )

    def _prepares(self, flow: Flow) -> bool:
        """Return whether the handoff speaks of the customer; one that nobody wrote may."""
        handoff = flow.handoff
        if handoff is None:
            return flow.handoff_id is not None
        if handoff not in self._prepared:
            texts = (*handoff.payload, handoff.acknowledgement or "")
            self._prepared[handoff] = any(_speaks(text, self._words) for text in texts)
        return self._prepared[handoff]


def _unseen_from(graph: ProcessGraph, step: Step) -> Finding:
    return silent_transfer.at(
        graph.process,
        "so many steps lie between those in which the customer meets people that from"
        f" {quoted(step.name)} on nobody looked who is introduced",
        span=graph.process.span(),
        help="part the process, or see to those above first",
        related=[(f"the customer meets people in {quoted(step.name)}", step.span())],
        assignee=graph.quarterback(),
    )


def _speaks(text: str, beginnings: _Words) -> bool:
    folded = tuple(beginning.casefold() for beginning in beginnings)
    return any(word.strip("\"'([{").startswith(folded) for word in text.casefold().split())
