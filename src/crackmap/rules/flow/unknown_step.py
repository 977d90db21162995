"""A flow to a step that is not there.

The name was mistyped, or the step was renamed and the flow was not. Work that goes this way
arrives nowhere. The same holds for the step to which an agreement sends back what is refused.

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Send the offer
        next:
          - { to: sign-contract, when: accepted }  # crack: leads to `sign-contract`
          - { outcome: lost, when: otherwise }
      - name: Sign the contract
        outcome: won
```

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Send the offer
        next:
          - { to: sign-the-contract, when: accepted }
          - { outcome: lost, when: otherwise }
      - name: Sign the contract
        outcome: won
```

To be defined is not a yes: where nobody has said what follows, the case goes nowhere, and not to
the next step of the file.

```yaml
process: Quote to order
departments: [sales]
stages:
  - name: Approve
    owner: sales
    steps:
      - name: Approve the discount
        kind: approval
        next:
          - { to: send-the-offer, when: approved }
          - { to: tbd, when: not approved }  # crack: where "Approve the discount" leads when not
      - name: Send the offer
        next:
          - { outcome: won, when: accepted }
          - { outcome: tbd, when: otherwise }  # crack: how a case ends at "Send the offer" when
```

A flow that has neither `to`, `outcome` nor a condition leads to the step after, and `next: []` says
that nothing follows.

An agreement that several flows use may send work back to the department that gave it:

```yaml
process: Lead to cash
departments: [marketing, sales]
handoffs:
  lead:
    from: marketing
    to: sales
    trigger: Score reaches 80
    payload: [contact, score]
    acceptance: [works at a company that we serve]
    channel: crm
    sla: 4bh
    acknowledgement: Sales sets status Working
    escalation: marketing
    rejection: { to: marketing, rounds: 1 }
stages:
  - name: Qualify
    steps:
      - name: Score the lead
        owner: marketing
        next: { to: call-the-lead, handoff: lead }
      - name: Call the lead
        owner: sales
        outcome: won
```
"""

from __future__ import annotations

from collections.abc import Container, Iterator

from crackmap.graph.flow import Flow
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.element import Element
from crackmap.language.process import Handoff, Rejection, Step
from crackmap.rules.advice import assignee, quoted
from crackmap.rules.finding import Clue, Finding
from crackmap.rules.rule import Findings, rule
from crackmap.source.edits import replace_word
from crackmap.source.fix import Fix


@rule("error")
def unknown_step(graph: ProcessGraph) -> Findings:
    """Find the flows and rejections whose `to` names no step, and the flows that name nothing."""
    for flow in graph.flows:
        if flow.open:
            yield _open_end(graph, flow)
        elif flow.dangling and flow.written and "to" not in flow.written.disputed_keys():
            meant = graph.step_meant_by(flow.dangling)
            yield unknown_step.at(
                flow,
                f"{quoted(flow.source.name)} leads to `{flow.dangling}`, which is no step",
                span=flow.span("to"),
                help=_help(meant, "write a step of that id, or name the one that follows"),
                fix=_fix(flow.written, flow.dangling, meant),
                assignee=assignee(graph, flow.sender),
                detail=flow.detail,
                clue=_clue(graph, flow.dangling),
            )
    for place, handoff, rejection in _rejections(graph):
        to = rejection.to
        assert to
        meant = graph.step_meant_by(to)
        sender = handoff.sender if handoff.sender in graph.departments else None
        other = "" if isinstance(place, Flow) else ", or the department that gave it"
        yield unknown_step.at(
            place,
            f"what {_words(handoff)} refuses goes back to `{to}`, which is no step",
            span=rejection.span("to"),
            help=_help(meant, f"name the step that gets refused work back{other}"),
            fix=_fix(rejection, to, meant),
            assignee=sender or graph.quarterback(),
            detail="rejection",
            clue=_clue(graph, to),
        )


def _open_end(graph: ProcessGraph, flow: Flow) -> Finding:
    """Return the finding about a flow of which nobody has said where it leads."""
    step, written = flow.source, flow.written
    when = f" when {' '.join(flow.when.split())}" if flow.when else ""
    when += f" after {flow.after.text}" if flow.after else ""
    said = written.model_fields_set if written else {"outcome"}
    ends = "outcome" in said and "to" not in said
    if ends:
        message = f"nobody has said how a case ends at {quoted(step.name)}{when}"
        help_ = "write the word with which it ends: outcome: lost"
    else:
        message = f"nobody has said where {quoted(step.name)} leads{when}"
        key = "to" if step.mapping and isinstance(step.mapping.get("next"), dict | list) else "next"
        help_ = f"write {key}: {_example(graph, step)}, or the step that follows"
        help_ += f"; if the case ends there, write outcome: lost in place of {key}:"
    return unknown_step.at(
        flow,
        message,
        span=flow.span("outcome" if ends else "to"),
        help=help_,
        assignee=assignee(graph, flow.sender),
        detail=flow.detail,
        clue=_clue(graph, flow.lost_word or ""),
    )


def _example(graph: ProcessGraph, step: Step) -> str:
    """Return the id of a step that may follow: the one below; the one before, where others do."""
    taken = {flow.target for flow in graph.onward(step)}
    before = [flow.source for flow in graph.incoming(step)] if taken else []
    below = graph.steps[graph.order[step] + 1 :]
    free = (other for other in (*before, *below, *graph.steps) if other not in (*taken, step))
    return next(free, step).id


def _rejections(graph: ProcessGraph) -> Iterator[tuple[Flow | Handoff, Handoff, Rejection]]:
    """Return the rejections of this process whose `to` names no step, and no department either.

    Where it belongs to one flow only, a department does not say which of its steps is meant.
    """
    for handoff in graph.process.handoffs.values():
        rejection = handoff.rejection
        if rejection and rejection.to and not _is_known(graph, rejection.to, graph.departments):
            yield handoff, handoff, rejection
    for flow in graph.flows:
        if not flow.handoff or flow.handoff_id:
            continue
        rejection = flow.handoff.rejection
        if rejection and rejection.to and not _is_known(graph, rejection.to):
            yield flow, flow.handoff, rejection


def _is_known(graph: ProcessGraph, to: str, departments: Container[str] = ()) -> bool:
    return "/" in to or graph.step(to) is not None or to in departments


def _words(handoff: Handoff) -> str:
    return f"the receiver of {quoted(handoff.name or handoff.id)}" if handoff.id else "the receiver"


def _clue(graph: ProcessGraph, word: str) -> Clue | None:
    """Return which steps may only seem to be led to by nothing: the one meant, else any."""
    if word in graph.reachability.loose_words:
        return Clue("", word)
    first = graph.reachability.excused_by(word)
    return Clue(str(first.subject), word) if first else None


def _help(meant: Step | None, otherwise: str) -> str:
    return f"did you mean `{meant.id}`?" if meant else otherwise


def _fix(element: Element, word: str, meant: Step | None) -> Fix | None:
    mapping = element.mapping
    if meant is None or mapping is None:
        return None
    edit = replace_word(mapping, "to", word, meant.id)
    return Fix(f"write {meant.id}", (edit,)) if edit else None
