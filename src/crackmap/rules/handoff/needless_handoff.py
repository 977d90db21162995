"""A handoff where nothing changes hands.

Both steps belong to the same people, and the flow between them names a handoff. Either an owner is
wrong, or people acknowledge to themselves what they have just done.

```yaml
process: Lead to cash
departments:
  marketing: {}
  sales: {}
  crm: { kind: system, accountable: sales }
handoffs:
  mql:
    from: marketing
    to: sales
    trigger: Lead status becomes MQL
    payload: [contact, score]
    acceptance: [score is 80 or more]
    channel: crm
    sla: 4bh
    acknowledgement: Sales sets status Accepted
    escalation: marketing
    rejection: { to: score-the-lead, rounds: 2 }
stages:
  - name: Qualify
    steps:
      - name: Score the lead
        owner: marketing
        next: { to: first-call, handoff: mql }
      - name: First call
        owner: sales
        next:
          to: second-call
          handoff: { trigger: The first call is over }  # crack: sales does both
      - name: Second call
        owner: sales
        outcome: won
```

```yaml
process: Lead to cash
departments:
  marketing: {}
  sales: {}
  crm: { kind: system, accountable: sales }
handoffs:
  mql:
    from: marketing
    to: sales
    trigger: Lead status becomes MQL
    payload: [contact, score]
    acceptance: [score is 80 or more]
    channel: crm
    sla: 4bh
    acknowledgement: Sales sets status Accepted
    escalation: marketing
    rejection: { to: score-the-lead, rounds: 2 }
stages:
  - name: Qualify
    steps:
      - name: Score the lead
        owner: marketing
        next: { to: first-call, handoff: mql }
      - name: First call
        owner: sales
        next:
          to: second-call
      - name: Second call
        owner: sales
        outcome: won
```

Between a team and the department above it a handoff is not asked for, but people may well agree on
one: the account executives who make up sales take over from its sales development.

```yaml
process: Lead to cash
departments:
  sales: {}
  sdr: { name: Sales development, part_of: sales }
  crm: { kind: system, accountable: sales }
stages:
  - name: Qualify
    steps:
      - name: Book the first meeting
        owner: sdr
        next:
          to: run-discovery
          handoff:
            trigger: Opportunity is created in stage 0
            payload: [qualification notes]
            acceptance: [need is written down]
            channel: crm
            sla: 1bd
            acknowledgement: Account executive moves the opportunity to stage 1
      - name: Run discovery
        owner: sales
        outcome: won
```
"""

from __future__ import annotations

from crackmap.graph.flow import Flow
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Handoff, Step
from crackmap.language.texts import same_thing
from crackmap.rules.advice import assignee, flow_words, owner_related, owner_words
from crackmap.rules.rule import Findings, rule
from crackmap.source.edits import remove_key, taking_out
from crackmap.source.fix import Fix


@rule("note")
def needless_handoff(graph: ProcessGraph) -> Findings:
    """Find the flows that name a handoff although both ends have the same home."""
    things = _Things()
    for flow in graph.handover_flows:
        if flow.handoff is None:
            continue
        meetings = list(flow.sender.meetings(flow.receiver))
        if not meetings or any(sender.team != receiver.team for sender, receiver in meetings):
            continue
        yield needless_handoff.at(
            flow,
            f"{flow_words(flow)} names a handoff, and {owner_words(graph, flow.sender)} does both",
            span=flow.span("handoff"),
            help="take the handoff out, or correct the owner of the step that somebody else does",
            related=owner_related(graph, *flow.steps),
            assignee=assignee(graph, flow.sender),
            detail=flow.detail,
            fix=_fix(flow, flow.handoff, things),
        )


class _Things:
    """What agreements bring and steps need; many flows may have the same ends."""

    def __init__(self) -> None:
        self._of: dict[Handoff | Step, set[str]] = {}

    def of(self, one: Handoff | Step) -> set[str]:
        if one not in self._of:
            texts = one.payload if isinstance(one, Handoff) else one.needs
            self._of[one] = {same_thing(text) for text in texts}
        return self._of[one]


def _fix(flow: Flow, handoff: Handoff, things: _Things) -> Fix | None:
    """Take the handoff out.

    Safe where it brings no way back and nothing that the step needs, and does not speak of two
    departments: then an owner is wrong, most likely.
    """
    mapping = flow.written.mapping if flow.written else None
    if mapping is None or flow.target is None:
        return None
    needed = not things.of(handoff).isdisjoint(things.of(flow.target))
    of_two = handoff.sender and handoff.receiver and handoff.sender != handoff.receiver
    safe = handoff.rejection is None and not needed and not of_two
    edit = remove_key(mapping, "handoff")
    return taking_out("take the handoff out", mapping.source, edit, safe=safe)
