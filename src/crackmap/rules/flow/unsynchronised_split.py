"""Work that goes to several departments at once and never comes together again.

The contract is signed, finance sends the invoice and customer success starts the project. Each does
its part, and nobody notices that the invoice is overdue while the consultants still work for free.

```yaml
process: Lead to cash
departments: [finance, success]
stages:
  - name: Close
    steps:
      - name: Check the order
        owner: finance
        parallel: true  # crack: starts work in finance and success at once
        next: [send-the-invoice, plan-the-onboarding]
      - name: Send the invoice
        owner: finance
        outcome: won
      - name: Plan the onboarding
        owner: success
        outcome: won
```

Let both paths lead into one step, in which somebody looks at the whole:

```yaml
process: Lead to cash
departments:
  finance: {}
  success: {}
  crm: { kind: system, accountable: finance }
handoffs:
  new-customer:
    from: finance
    to: success
    trigger: Order is booked
    payload: [signed contract]
    acceptance: [success criteria are written down]
    channel: crm
    sla: 1bd
    acknowledgement: Success manager sets the project to Accepted
    escalation: finance
    rejection: { to: check-the-order, reasons: [contract incomplete], rounds: 1 }
  live-customer:
    from: success
    to: finance
    trigger: Customer confirms the first value
    payload: [confirmation]
    acceptance: [confirmed by the sponsor]
    channel: crm
    sla: 2bd
    acknowledgement: Finance sets the order to Complete
    escalation: success
    rejection: { to: plan-the-onboarding, reasons: [confirmation missing], rounds: 1 }
stages:
  - name: Close
    steps:
      - name: Check the order
        owner: finance
        parallel: true
        next:
          - send-the-invoice
          - { to: plan-the-onboarding, handoff: new-customer }
      - name: Plan the onboarding
        owner: success
        next: { to: close-the-order, handoff: live-customer }
      - name: Send the invoice
        owner: finance
      - name: Close the order
        owner: finance
        outcome: won
```

That some of it meets does not bring the rest together, and neither does a way back over the step
where all of it starts:

```yaml
process: Lead to cash
departments: [sales, legal, success]
stages:
  - name: Close
    steps:
      - name: Announce the deal
        owner: sales
        parallel: true  # crack: in sales and legal and, apart from it, in success at once
        next: [plan-the-visit, write-the-contract, ask-the-references]
      - name: Plan the visit
        owner: sales
        next: close-the-deal
      - name: Write the contract
        owner: legal
        next: close-the-deal
      - name: Close the deal
        owner: sales
        next:
          - { outcome: won, when: signed }
          - { to: announce-the-deal, when: otherwise, rounds: 2 }
      - name: Ask the references
        owner: success
        next:
          - { outcome: lost, when: nobody answers }
          - { to: announce-the-deal, when: otherwise, rounds: 2 }
```

Where the process has an owner, that is who sees the whole. Neither is it a crack if all that starts
at once stays in one department:

```yaml
process: Lead to cash
departments: [finance]
stages:
  - name: Close
    owner: finance
    steps:
      - name: Check the order
        parallel: true
        next: [send-the-invoice, book-the-commission]
      - name: Send the invoice
        outcome: won
      - name: Book the commission
        outcome: won
```
"""

from __future__ import annotations

from collections.abc import Iterable

from crackmap.graph.flow import Flow
from crackmap.graph.process_graph import ProcessGraph
from crackmap.rules.advice import assignee, end_words, quoted
from crackmap.rules.rule import Findings, rule
from crackmap.rules.unseen import unseen_from
from crackmap.source.words import listing


@rule("warning")
def unsynchronised_split(graph: ProcessGraph) -> Findings:
    """Find parallel flows into several departments that never meet, where nobody owns the whole."""
    if graph.process.owner:
        return
    for step in graph.ordered_steps:
        if not step.parallel or len(_by_department(graph.outgoing(step))) < 2:
            continue
        apart = graph.parts_after(step)
        if apart is None:
            question = "whether their ways meet again"
            yield unseen_from(unsynchronised_split, graph, step, question)
            return
        parts = [each for part in apart if (each := _by_department(part))]
        if len(parts) < 2 or len({department for part in parts for department in part}) < 2:
            continue
        yield unsynchronised_split.at(
            step,
            f"{quoted(step.name)} starts work in {_words(graph, parts)} at once, which never meets"
            " again in one step, and the process has no owner",
            span=step.span("parallel"),
            help="add a step into which all of it leads and in which somebody sees that everything"
            " is done, or name who sees every case through, as owner: below process:",
            related=[
                (f"into {graph.organisation.name(department)}: {end_words(flow)}", flow.span())
                for part in parts
                for department, flows in part.items()
                for flow in flows
            ],
            assignee=assignee(graph, graph.owner(step)),
        )


def _by_department(flows: Iterable[Flow]) -> dict[str, list[Flow]]:
    """Return those of the `flows` that lead to a department, by its id; rejections do not."""
    by_department: dict[str, list[Flow]] = {}
    for flow in flows:
        if flow.receiver.inside and not flow.rejects:
            for department in flow.receiver.departments:
                by_department.setdefault(department, []).append(flow)
    return by_department


def _words(graph: ProcessGraph, parts: list[dict[str, list[Flow]]]) -> str:
    """Name the departments, those together whose work does meet."""
    names = [[graph.organisation.name(department) for department in part] for part in parts]
    if all(len(part) == 1 for part in names):
        return listing(list(dict.fromkeys(name for part in names for name in part)))
    return " and, apart from it, in ".join(listing(part) for part in names)
