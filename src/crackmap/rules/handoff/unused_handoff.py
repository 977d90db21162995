"""An agreement that no flow names.

People agreed on how work is handed over, and the process does not say where. Whoever reads the
process does not find the agreement; whoever reads the agreement believes that it is lived.

```yaml
process: Lead to cash
departments: [sales, finance]
handoffs:
  booking:  # crack: no flow names the handoff "booking"
    from: sales
    to: finance
    trigger: Order is submitted
    payload: [signed contract]
    acceptance: [contract is signed by both sides]
    acknowledgement: Finance sets the order to In check
stages:
  - name: Close
    steps:
      - name: Sign the contract
        owner: sales
      - name: Thank the customer
        owner: sales
        outcome: won
```

Named where the work is handed over:

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
    payload: [signed contract]
    acceptance: [contract is signed by both sides]
    channel: crm
    sla: 1bd
    acknowledgement: Finance sets the order to In check
    escalation: sales
    rejection: { to: sign-the-contract, rounds: 2 }
stages:
  - name: Close
    steps:
      - name: Sign the contract
        owner: sales
        next: { to: send-the-invoice, handoff: booking }
      - name: Send the invoice
        owner: finance
        outcome: won
```

An agreement on a flow that ends the case is named too. One that is the only one to fit a change of
department for which nobody said how, in the open or hidden behind a step outside, is named there.

Where a flow names an agreement that nobody wrote, and its id is like this one's, the slip is told
there and not here.
"""

from __future__ import annotations

from crackmap.graph.hidden_handoffs import hidden_changes
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Handoff
from crackmap.rules.advice import agreement_words, department_of, meant_handoff
from crackmap.rules.rule import Findings, rule
from crackmap.source.edits import remove_key, taking_out
from crackmap.source.fix import Fix
from crackmap.source.nodes import MapNode


@rule("warning")
def unused_handoff(graph: ProcessGraph) -> Findings:
    """Find the agreements of the process file that no flow names."""
    named = {flow.handoff for step in graph.steps for flow in step.next or ()}
    unused = [handoff for handoff in graph.process.handoffs.values() if handoff.id not in named]
    if not unused:
        return
    asked_for = _asked_for(graph)
    for handoff in unused:
        if handoff in asked_for:
            continue
        yield unused_handoff.at(
            handoff,
            f"no flow names {agreement_words(handoff)}",
            span=handoff.span(),
            help=f"write handoff: {handoff.id} on the flow that it is about, or take it out",
            assignee=department_of(graph, handoff.sender),
            fix=_fix(graph.process.mapping, handoff.id),
        )


def _fix(mapping: MapNode | None, id_: str) -> Fix | None:
    """Take the agreement out; the last one with its table, unless a comment stands before it."""
    table = mapping.get("handoffs") if mapping is not None else None
    if mapping is None or not isinstance(table, MapNode):
        return None
    source = table.source
    if len(table) > 1 or "#" in source.text[mapping.mark("handoffs")[0] : table.mark(id_)[0]]:
        edit = remove_key(table, id_)
    else:
        edit = remove_key(mapping, "handoffs")
    return taking_out("take the agreement out", source, edit, safe=False)


def _asked_for(graph: ProcessGraph) -> set[Handoff]:
    """Return the agreements that a flow was meant to name: as the only fit, or by a mistyped id."""
    unknown = [flow.handoff_id for flow in graph.flows if flow.handoff is None and flow.handoff_id]
    meant = (meant_handoff(graph, named) for named in dict.fromkeys(unknown))
    asked_for = {graph.handoffs[id_] for id_ in meant if id_}
    for flow in (*graph.undefined_changes(), *graph.undefined_team_changes()):
        fitting = graph.fitting_agreements(flow)
        if flow.handoff is None and len(fitting) == 1:
            asked_for.add(fitting[0])
    for change in hidden_changes(graph):
        ends = graph.owner(change.source), graph.owner(change.target)
        fitting = graph.agreements_between(*ends)
        if len(fitting) == 1:
            asked_for.add(fitting[0])
    return asked_for
