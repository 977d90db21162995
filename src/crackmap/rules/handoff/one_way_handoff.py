"""A handoff that the receiver cannot refuse.

The agreement says what the receiver may expect, and no path leads back when the work is not like
that. So it takes the work as it is, or lets it lie, and the sender never learns what was wrong.

```yaml
process: Lead to cash
departments:
  sales: {}
  finance: {}
  crm: { kind: system, accountable: sales }
handoffs:
  booking:  # crack: no path leads back
    from: sales
    to: finance
    trigger: Order is submitted
    payload: [signed contract, billing address]
    acceptance: [contract is signed by both sides]
    channel: crm
    sla: 1bd
    acknowledgement: Finance sets the order to In check
    escalation: sales
stages:
  - name: Close
    steps:
      - name: Submit the order
        owner: sales
        next: { to: check-the-order, handoff: booking }
      - name: Check the order
        owner: finance
        outcome: won
```

A rejection as part of the agreement:

```yaml
process: Lead to cash
departments:
  sales: {}
  finance: {}
  crm: { kind: system, accountable: sales }
handoffs:
  booking:
    from: sales
    to: finance
    trigger: Order is submitted
    payload: [signed contract, billing address]
    acceptance: [contract is signed by both sides]
    channel: crm
    sla: 1bd
    acknowledgement: Finance sets the order to In check
    escalation: sales
    rejection: { to: submit-the-order, reasons: [signature missing], rounds: 2 }
stages:
  - name: Close
    steps:
      - name: Submit the order
        owner: sales
        next: { to: check-the-order, handoff: booking }
      - name: Check the order
        owner: finance
        outcome: won
```

Or a flow back, also from a later step of the receiver in the same stage.
"""

from __future__ import annotations

from crackmap.graph.flow import Onward
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Stage
from crackmap.rules.advice import assignee, handoff_words, instead, owner_related, quoted
from crackmap.rules.rule import Findings, rule

# The last step, by its place in the file, from which a department hands back to another one.
_Paths = dict[tuple[Stage, str, str], int]


@rule("warning")
def one_way_handoff(graph: ProcessGraph) -> Findings:
    """Find the agreements in use with acceptance criteria and no way to refuse."""
    back: _Paths | None = None
    for agreement in graph.agreements_in_use():
        handoff = agreement.handoff
        if not handoff.acceptance or handoff.way_back:
            continue
        back = _ways_back(graph) if back is None else back
        # What another process does with the work cannot be seen from here.
        here = [flow for flow in agreement.flows if isinstance(flow, Onward)]
        stuck = [flow for flow in here if not _leads(graph, flow, back)]
        if not stuck:
            continue
        first = stuck[0]
        yield one_way_handoff.at(
            agreement.place,
            f"{handoff_words(graph, agreement)} says what is accepted, and no path leads back for"
            " what is not",
            span=handoff.span(),
            help="agree where refused work goes, and write it as rejection:"
            f" {{ to: {first.source.id}, reasons: [TODO], rounds: 2 }}"
            + instead(handoff, "rejection"),
            related=[
                (f"nothing leads back to the department of {quoted(flow.source.name)}", flow.span())
                for flow in stuck[:5]
            ]
            + owner_related(graph, *agreement.ends),
            assignee=assignee(graph, first.receiver),
            detail=agreement.detail,
        )


def _leads(graph: ProcessGraph, flow: Onward, back: _Paths) -> bool:
    """Return whether work can come back from the receiving step, or from one of its own below."""
    senders = set(flow.sender.departments)
    if any(senders & set(other.receiver.departments) for other in graph.outgoing(flow.target)):
        return True
    stage, place = graph.stage(flow.target), graph.order[flow.target]
    return any(
        back.get((stage, receiver, sender), -1) > place
        for receiver in flow.receiver.departments
        for sender in flow.sender.departments
    )


def _ways_back(graph: ProcessGraph) -> _Paths:
    last: _Paths = {}
    for flow in (*graph.flows, *graph.rejections):
        place = graph.order[flow.source]
        for sender in flow.sender.departments:
            for receiver in flow.receiver.departments:
                key = (graph.stage(flow.source), sender, receiver)
                last[key] = max(place, last.get(key, -1))
    return last
