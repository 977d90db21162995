"""Two handoffs that start by the same event and go to different receivers.

The event happens, and two departments may think that the work is theirs, or each that it is the
other's. Who takes it is decided by who looks first.

```yaml
process: Lead to cash
departments:
  marketing: {}
  sales: {}
  partners: { name: Partner team }
  crm: { kind: system, accountable: marketing }
handoffs:
  direct-lead:
    from: marketing
    to: sales
    trigger: Lead status becomes MQL
    payload: [contact, score]
    acceptance: [score is 80 or more]
    channel: crm
    acknowledgement: Sales sets status Accepted
  partner-lead:
    from: marketing
    to: partners
    trigger: Lead status becomes MQL  # crack: starts by the same event as the handoff "direct-lead"
    payload: [contact, score]
    acceptance: [the lead is in a partner territory]
    channel: crm
    acknowledgement: The partner team sets status Accepted
stages:
  - name: Qualify
    steps:
      - name: Score the lead
        owner: marketing
        next:
          - { to: first-call, when: no partner in the territory, handoff: direct-lead }
          - { to: brief-the-partner, when: otherwise, handoff: partner-lead }
      - name: First call
        owner: sales
        outcome: won
      - name: Brief the partner
        owner: partners
        outcome: won
```

Two events that both can see:

```yaml
process: Lead to cash
owner: revenue-operations
departments:
  marketing: {}
  sales: {}
  partners: { name: Partner team }
  revenue-operations: {}
  crm: { kind: system, accountable: revenue-operations }
handoffs:
  direct-lead:
    from: marketing
    to: sales
    trigger: Lead status becomes MQL
    payload: [contact, score]
    acceptance: [score is 80 or more]
    channel: crm
    sla: 4bh
    acknowledgement: Sales sets status Accepted
    escalation: revenue-operations
    rejection: { to: score-the-lead, rounds: 2 }
  partner-lead:
    from: marketing
    to: partners
    trigger: Lead status becomes MQL Partner
    payload: [contact, score]
    acceptance: [the lead is in a partner territory]
    channel: crm
    sla: 1bd
    acknowledgement: The partner team sets status Accepted
    escalation: revenue-operations
    rejection: { to: score-the-lead, rounds: 2 }
stages:
  - name: Qualify
    steps:
      - name: Score the lead
        owner: marketing
        next:
          - { to: first-call, when: no partner in the territory, handoff: direct-lead }
          - { to: brief-the-partner, when: otherwise, handoff: partner-lead }
      - name: First call
        owner: sales
        outcome: won
      - name: Brief the partner
        owner: partners
        outcome: won
```

One event that starts work in two departments at once is meant to do so.
"""

from __future__ import annotations

from collections.abc import Iterator

from crackmap.graph.flow import Flow
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Handoff, Step
from crackmap.language.texts import same_thing
from crackmap.rules.advice import agreement_words, assignee, flow_words, quoted
from crackmap.rules.rule import Findings, rule


@rule("warning")
def trigger_collision(graph: ProcessGraph) -> Findings:
    """Find the handoffs with the trigger and channel of an earlier one and another receiver."""
    flows = _flows_by_handoff(graph)
    earlier: dict[tuple[str, str], dict[tuple[str, ...], Handoff]] = {}
    for handoff in _in_order(graph, flows):
        if not handoff.trigger or not handoff.channel:
            continue
        channel = graph.organisation.system(handoff.channel) or same_thing(handoff.channel)
        receiver = _receiver(graph, handoff, flows)
        alike = earlier.setdefault((same_thing(handoff.trigger), channel), {})
        for other_receiver, other in alike.items():
            if _differ(receiver, other_receiver) and not _at_once(handoff, other, flows):
                named = flows.get(handoff, ())
                place = handoff if handoff.id or not named else named[0]
                yield trigger_collision.at(
                    place,
                    f"{_words(graph, handoff, flows)} starts by the same event as"
                    f" {_words(graph, other, flows)}, {quoted(handoff.trigger)} in"
                    f" {graph.organisation.name(channel)}, and goes to another receiver",
                    span=handoff.span("trigger"),
                    help="give each an event of its own that both sides can see, such as a status"
                    " that names the receiver",
                    related=[("the other one with this trigger", other.span("trigger"))],
                    assignee=assignee(graph, named[0].sender if named else None),
                    detail=named[0].detail if named and not handoff.id else "",
                )
                break
        if receiver:
            alike.setdefault(receiver, handoff)


def _flows_by_handoff(graph: ProcessGraph) -> dict[Handoff, list[Flow]]:
    """Return the flows of each agreement that stand in an order; empty where none of them does."""
    flows: dict[Handoff, list[Flow]] = {}
    for flow in graph.flows:
        if flow.handoff is None:
            continue
        named = flows.setdefault(flow.handoff, [])
        here = flow.target if not flow.other_process else None
        if graph.is_ordered(flow.source) and (here is None or graph.is_ordered(here)):
            named.append(flow)
    return flows


def _in_order(graph: ProcessGraph, flows: dict[Handoff, list[Flow]]) -> Iterator[Handoff]:
    """Return the agreements that this process has a part in, those of the workspace first."""
    for handoff in graph.around.handoffs.values():
        if flows.get(handoff):
            yield handoff
    agreed = (handoff for handoff in graph.process.handoffs.values() if flows.get(handoff, True))
    own = [*agreed, *(handoff for handoff, named in flows.items() if named and not handoff.id)]
    yield from sorted(own, key=lambda handoff: handoff.mapping.start if handoff.mapping else 0)


def _receiver(
    graph: ProcessGraph, handoff: Handoff, flows: dict[Handoff, list[Flow]]
) -> tuple[str, ...]:
    """Return the line of the department that takes the work, its team first; empty if unknown."""
    said = handoff.receiver
    if said is None:
        owners = [flow.receiver for flow in flows.get(handoff, ()) if flow.target]
        names = owners[0].names if owners and not owners[0].unclear else ()
        said = names[0] if names else None
    return graph.organisation.above(said) if said in graph.departments else ()


def _differ(receiver: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Return whether neither receiver is the other, or above it."""
    return bool(receiver and other) and receiver[0] not in other and other[0] not in receiver


def _at_once(first: Handoff, other: Handoff, flows: dict[Handoff, list[Flow]]) -> bool:
    """Return whether both are on parallel flows of one step, which the event starts at once."""
    splits: list[set[Step]] = [
        {flow.source for flow in flows.get(handoff, ()) if flow.source.parallel}
        for handoff in (first, other)
    ]
    return bool(splits[0] & splits[1])


def _words(graph: ProcessGraph, handoff: Handoff, flows: dict[Handoff, list[Flow]]) -> str:
    if handoff.id:
        return agreement_words(handoff)
    return f"the handoff {flow_words(flows[handoff][0])}"
