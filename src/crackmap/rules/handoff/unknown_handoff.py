"""A flow that names an agreement nobody wrote.

The step says that work is handed over by an agreement, and there is no such agreement: whoever
looks it up finds nothing, and everybody does as they think best.

```yaml
process: Lead to cash
departments: [marketing, sales]
stages:
  - name: Qualify
    steps:
      - name: Score the lead
        owner: marketing
        next:
          to: first-call
          handoff: mqll  # crack: "Score the lead" -> "First call" names the handoff mqll
      - name: First call
        owner: sales
        outcome: won
```

Name the one that is written:

```yaml
process: Lead to cash
departments:
  marketing: {}
  sales: {}
  crm: { kind: system, accountable: marketing }
handoffs:
  mql:
    from: marketing
    to: sales
    trigger: Lead status becomes MQL
    payload: [contact, score]
    acceptance: [score is 80 or more]
    channel: crm
    sla: { limit: 4bh, clock: from status MQL to first call }
    acknowledgement: Sales sets status Accepted
    escalation: marketing
    rejection: { to: score-the-lead, rounds: 2 }
stages:
  - name: Qualify
    steps:
      - name: Score the lead
        owner: marketing
        next:
          to: first-call
          handoff: mql
      - name: First call
        owner: sales
        outcome: won
```

A placeholder names nothing. Here it is no crack either, since the work stays where it is:

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Qualify
    steps:
      - name: Score the lead
        owner: sales
        next:
          to: first-call
          handoff: none
      - name: First call
        owner: sales
        outcome: won
```
"""

from __future__ import annotations

from crackmap.graph.flow import Flow
from crackmap.graph.process_graph import ProcessGraph
from crackmap.rules.advice import assignee, flow_words, meant_handoff
from crackmap.rules.rule import Findings, rule
from crackmap.source.edits import replace_word
from crackmap.source.fix import Fix


@rule("error")
def unknown_handoff(graph: ProcessGraph) -> Findings:
    """Find the flows that refer to an agreement that does not exist."""
    for flow in graph.flows:
        named = flow.handoff_id
        if named is None or flow.handoff is not None:
            continue
        meant = meant_handoff(graph, named)
        yield unknown_handoff.at(
            flow,
            f"{flow_words(flow)} names the handoff {named}, which nobody wrote",
            span=flow.span("handoff"),
            help=_help(graph, named, meant),
            assignee=assignee(graph, flow.sender),
            detail=f"{named} {flow.detail}".strip(),
            fix=_fix(flow, named, meant),
        )


def _help(graph: ProcessGraph, named: str, meant: str | None) -> str:
    if meant:
        return f"did you mean `{meant}`?"
    known = ", ".join(graph.handoffs)
    words = f"write it under handoffs: as {named}, with trigger, payload, acceptance and the rest"
    return f"{words}, or name one of: {known}" if known else words


def _fix(flow: Flow, named: str, meant: str | None) -> Fix | None:
    mapping = flow.written.mapping if flow.written else None
    if meant is None or mapping is None:
        return None
    edit = replace_word(mapping, "handoff", named, meant)
    return Fix(f"name the handoff {meant}", (edit,)) if edit else None
