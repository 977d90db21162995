"""An approval that the owner gives to itself.

Whoever asks for the discount also grants it. Such an approval costs a click and holds nothing
back, and everybody who reads the map believes that somebody has looked.

```yaml
process: Quote to order
departments: [sales, finance]
stages:
  - name: Propose
    owner: sales
    steps:
      - name: Configure the quote
      - name: Approve the discount
        kind: approval  # crack: sales asks for "Approve the discount" and gives it to itself
        next:
          - { to: send-the-quote, when: approved }
          - { to: configure-the-quote, when: otherwise, rounds: 2 }
      - name: Send the quote
        outcome: won
```

Who approves is somebody else, be it a team of the same department, such as its head:

```yaml
process: Quote to order
owner: sales
departments:
  sales: {}
  head-of-sales: { part_of: sales }
stages:
  - name: Propose
    owner: sales
    steps:
      - name: Configure the quote
      - name: Approve the discount
        owner: head-of-sales
        kind: approval
        within: 1bd
        next:
          - { to: send-the-quote, when: approved }
          - { to: configure-the-quote, when: otherwise, rounds: 2 }
      - name: Send the quote
        outcome: won
```

Only what is refused tells who asked: it is given to itself where all work comes to the approval
from steps of its owner, and where every way back up the file, of which there is one at least,
leads to steps of its owner. Otherwise the owner prepares a decision on what others sent. A head,
a committee or another team of the same department is somebody else, and so is one who is
`consulted` or contributes.
"""

from __future__ import annotations

from crackmap.graph.flow import Onward
from crackmap.graph.organisation import OwnerState
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.rules.advice import assignee, owner_words, quoted
from crackmap.rules.rule import Findings, rule


@rule("warning")
def self_approval(graph: ProcessGraph) -> Findings:
    """Find the approvals that their owner asks for and, where they are refused, gets back."""
    for step in graph.ordered_steps:
        if step.kind != "approval" or not _has_one_owner(graph, step):
            continue
        asking = _asking(graph, step)
        back = [
            flow
            for flow in graph.onward(step)
            if graph.is_ordered(flow.target) and graph.order[flow.target] < graph.order[step]
        ]
        if not asking or not back or _others_have_a_part(graph, step):
            continue
        owner = graph.owner(step)
        if any(flow.sender.names != owner.names for flow in asking) or any(
            flow.receiver.names != owner.names for flow in back
        ):
            continue
        name = owner_words(graph, owner)
        yield self_approval.at(
            step,
            f"{name} asks for {quoted(step.name)} and gives it to itself",
            span=step.span("kind"),
            help="write as its owner who looks at it beside those who ask, such as the head of"
            f" {name} as a team of its own; if nobody does, it is a task",
            related=[
                *[(f"{quoted(flow.source.name)} asks for it", flow.span()) for flow in asking],
                *[("what is refused comes back here", flow.span()) for flow in back],
            ],
            assignee=assignee(graph, owner),
        )


def _has_one_owner(graph: ProcessGraph, step: Step) -> bool:
    """Return whether one department, team or person owns `step`: a system decides by rules."""
    owner = graph.owner(step)
    if owner.state is not OwnerState.OWNED or owner.by_condition:
        return False
    return all(graph.departments[name].kind in ("department", "person") for name in owner.names)


def _asking(graph: ProcessGraph, step: Step) -> list[Onward]:
    """Return the flows that bring work to `step`; none where somebody unseen may ask."""
    if step.trigger or step.id in graph.around.entered or any(graph.may_lead_to(step)):
        return []
    asking = [flow for flow in graph.incoming(step) if not flow.rejects]
    return asking if all(graph.is_ordered(flow.source) for flow in asking) else []


def _others_have_a_part(graph: ProcessGraph, step: Step) -> bool:
    """Return whether somebody beside the owner is asked about `step` or does it, too."""
    names = {*graph.owner(step).names}
    return not names.issuperset((*step.contributors, *step.consulted))
