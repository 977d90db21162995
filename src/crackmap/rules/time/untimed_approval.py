"""A decision that others wait for, with no clock.

The rep has promised an answer by Friday, and the request lies in a queue. Who asks has to know when
they will be answered; who decides has to know what comes first.

```yaml
process: Quote to order
departments: [sales, deal-desk]
stages:
  - name: Propose
    owner: sales
    steps:
      - name: Configure the quote
      - name: Approve the discount  # crack: waits for deal-desk, and nothing says how long
        owner: deal-desk
        kind: approval
        next:
          - { to: send-the-quote, when: approved }
          - { to: configure-the-quote, when: otherwise, rounds: 2 }
      - name: Send the quote
        outcome: won
```

The clock may stand in the agreement, on the step or on its stage:

```yaml
process: Quote to order
departments:
  sales: {}
  deal-desk: {}
  cpq: { kind: system, accountable: deal-desk }
stages:
  - name: Propose
    owner: sales
    steps:
      - name: Configure the quote
        next:
          to: approve-the-discount
          handoff:
            trigger: Quote is submitted for approval
            payload: [quote, reason for the discount]
            acceptance: [something is given in return]
            channel: cpq
            sla: { target: 4bh, limit: 1bd, clock: from submission to decision }
            acknowledgement: Analyst sets the request to In review
            escalation: sales
            rejection: { to: configure-the-quote, rounds: 2 }
      - name: Approve the discount
        owner: deal-desk
        kind: approval
        next: send-the-quote
      - name: Send the quote
        outcome: won
```

Nobody waits for a decision that people take on their own work, nor for one that a system takes by a
rule. A pool says on its own how soon work is picked up:

```yaml
process: Inbound leads
departments:
  sales: {}
  crm: { kind: system, accountable: sales }
  lead-queue:
    kind: pool
    part_of: sales
    pick_up_within: 1bh
    assigned_by: round robin
    fallback: sales
stages:
  - name: Respond
    owner: sales
    steps:
      - name: Check the form
      - name: Route the lead
        owner: crm
        kind: decision
        next:
          - { to: claim-the-lead, when: served country }
          - { outcome: disqualified, when: otherwise }
      - name: Claim the lead
        owner: lead-queue
      - name: Call the lead
      - name: Qualify the need
        kind: decision
        next:
          - { outcome: won, when: need and budget confirmed }
          - { outcome: lost, when: otherwise }
```
"""

from __future__ import annotations

from crackmap.graph.flow import Flow
from crackmap.graph.organisation import OwnerState
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.rules.advice import (
    agreement_words,
    assignee,
    instead,
    owner_related,
    owner_words,
    quoted,
)
from crackmap.rules.rule import Findings, rule
from crackmap.source.words import listing


@rule("warning")
def untimed_approval(graph: ProcessGraph) -> Findings:
    """Find the approvals, decisions and steps of pools that others wait for without a clock."""
    # What an agreement in use lacks is told as what the agreement lacks.
    untimed = {
        agreement.handoff
        for agreement in graph.agreements_in_use()
        if agreement.handoff.sla is None
    }
    for step in graph.ordered_steps:
        if not _keeps_waiting(graph, step) or step.within or step.until:
            continue
        arriving = [flow for flow in graph.incoming(step) if not flow.rejects]
        asking = [flow for flow in arriving if _is_asked(graph, flow)]
        timed = (
            graph.stage(step).within
            or any(flow.handoff and flow.handoff.sla for flow in arriving)
            or any(flow.after for flow in graph.outgoing(step))
        )
        if timed or not asking or any(flow.handoff in untimed for flow in arriving):
            continue
        agreements = dict.fromkeys(
            agreement_words(flow.handoff) if flow.handoff.id else "the handoff into it"
            for flow in asking
            if flow.handoff
        )
        named = listing(list(agreements), "or")
        place = instead(step, "within")
        where = f", or sla: on {named}" if named else ""
        owner = owner_words(graph, graph.owner(step))
        askers = dict.fromkeys(owner_words(graph, flow.sender) for flow in asking)
        verb = "wait" if len(askers) > 1 else "waits"
        yield untimed_approval.at(
            step,
            f"at {quoted(step.name)} {listing(list(askers))} {verb} for {owner}, and nothing says"
            " how long",
            span=step.span(),
            help=f"agree with {owner} when whoever asks is answered, and write within: 1bd, or what"
            f" you agree, on the step{place}{where}",
            related=[
                *[(f"{quoted(flow.source.name)} leads here", flow.span()) for flow in asking],
                *owner_related(graph, step),
            ],
            assignee=assignee(graph, graph.owner(step)),
        )


def _keeps_waiting(graph: ProcessGraph, step: Step) -> bool:
    """Return whether others may have to wait for what the owner of `step` does or decides."""
    owner = graph.owner(step)
    if owner.state is not OwnerState.OWNED or step.kind == "wait":
        return False  # a wait has a rule of its own
    owners = [graph.departments[name] for name in owner.names]
    pools = [department for department in owners if department.kind == "pool"]
    if step.kind == "task" and not pools:
        return False
    # Systems decide at once, and a pool may say how soon work is picked up.
    return not all(
        department.kind == "system" or department.pick_up_within for department in owners
    )


def _is_asked(graph: ProcessGraph, flow: Flow) -> bool:
    """Return whether an inside step of another owner asks by `flow`."""
    sender = flow.sender
    if not sender.inside or not graph.is_ordered(flow.source):
        return False
    return set(sender.names) != set(flow.receiver.names)
