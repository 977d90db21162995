"""Steps that go in a cycle, and no way out.

A case that comes here is worked on for ever: every step leads back into the cycle, none of them
ends it. Often the way out is known to everybody and not in the map.

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Send the offer  # crack: "Send the offer" and "Talk about the price" go in a cycle
      - name: Talk about the price
        next: { to: send-the-offer, rounds: 3 }
```

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Send the offer
      - name: Talk about the price
        next:
          - { to: send-the-offer, when: another price was agreed, rounds: 3 }
          - { outcome: won, when: accepted }
          - { outcome: lost, when: otherwise }
```

Going round is no crack as long as one step of the cycle lets a case out:

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Attract
    owner: sales
    steps:
      - name: Call the lead
        next:
          - { to: nurture-the-lead, when: not yet, rounds: 3 }
          - { outcome: won, when: otherwise }
      - name: Nurture the lead
        kind: wait
        until: the lead asks for a call
        next: { to: call-the-lead, when: the lead asks for a call, rounds: 3 }
```
"""

from __future__ import annotations

from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.rules.advice import assignee, quoted
from crackmap.rules.rule import Findings, rule
from crackmap.source.words import listing, plural

SHOWN = 5


@rule("error")
def endless_loop(graph: ProcessGraph) -> Findings:
    """Find the cycles of steps that nothing leaves and in which no case ends."""
    for group in graph.cycles_without_exit():
        if not all(graph.is_ordered(step) for step in group):
            continue
        first = group[0]
        yield endless_loop.at(
            first,
            _message(group),
            span=first.span(),
            help=_help(graph, group),
            related=[(f"{quoted(step.name)} is in the cycle", step.span()) for step in group[1:]],
            assignee=assignee(graph, graph.owner(first)),
        )


def _message(group: list[Step]) -> str:
    if len(group) == 1:
        return f"{quoted(group[0].name)} leads only to itself, and work never leaves it"
    names = [quoted(step.name) for step in group[:SHOWN]]
    if len(group) > SHOWN:
        names.append(plural(len(group) - SHOWN, "more step"))
    return f"{listing(names)} go in a cycle that work never leaves"


def _help(graph: ProcessGraph, group: list[Step]) -> str:
    for step in group:
        if all(flow.rejects for flow in graph.outgoing(step)):
            return (
                f"say what follows {quoted(step.name)} when the work is not refused: an outcome:,"
                " or the step after it under next:"
            )
    deciding = [step for step in group if step.kind in ("decision", "approval")] or group[-1:]
    return (
        f"say how a case leaves the cycle, for example at {quoted(deciding[0].name)}: another flow"
        " under next: with to: a step outside, or with outcome:"
    )
