"""A step of an outsider that nothing puts a time on.

The customer has the offer, the partner has the order, and the work is out of the house. Nobody
inside works on it, so nobody notices how long it has been away. Where nothing says when somebody
asks again, the case is open in every report until somebody remembers it.

```yaml
process: Terms
departments:
  sales: {}
  customer: { kind: external }
stages:
  - name: Agree
    steps:
      - name: Send the terms
        owner: sales
      - name: Sign the terms  # crack: at "Sign the terms" work lies with customer
        owner: customer
      - name: Issue the licence
        owner: sales
        outcome: won
```

A limit, and a way for the cases in which nothing comes back:

```yaml
process: Terms
departments:
  sales: {}
  customer: { kind: external }
stages:
  - name: Agree
    steps:
      - name: Send the terms
        owner: sales
      - name: Sign the terms
        owner: customer
        next:
          - { to: issue-the-licence, when: signed }
          - { to: call-the-customer, after: 14d }
      - name: Issue the licence
        owner: sales
        outcome: won
      - name: Call the customer
        owner: sales
        outcome: lost
```

Any clock will do: `within` or `until` on the step, `within` on its stage, `after` on a flow out
of it, an `sla` on the handoff into it. So does a wait with an end, right before the step or right
behind it, in which somebody inside watches. Where outsiders have the work one step after the
other, the first step without a clock stands for all of the same owner. At the beginning and at
the end nobody waits for an outsider, and what outsiders approve or decide is for
[untimed-approval](untimed-approval.md).

It is a warning where a step that is `customer_facing` leads to the outsider and another one
follows: then a customer in the middle of the conversation hears nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from crackmap.graph.flow import Flow, Onward
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.rules.advice import assignee, owner_words, quoted
from crackmap.rules.rule import Findings, rule


@rule("note")
def untimed_outsider(graph: ProcessGraph) -> Findings:
    """Find the steps of outsiders between others of which nothing says how long they may take."""
    outside = {
        step
        for owner, steps in graph.steps_by_owner.items()
        if graph.organisation.outside(owner)
        for step in steps
    }
    ordered = [step for step in graph.ordered_steps if step in outside]
    untimed = {step for step in ordered if _is_untimed(graph, step)}
    between = _between_customers(graph, outside) if untimed else set()
    for step in ordered:
        if step not in untimed:
            continue
        sent = [
            flow
            for flow in _coming(graph, step)
            if flow.source not in untimed or flow.sender.names != flow.receiver.names
        ]
        if not sent:
            continue
        owner = owner_words(graph, graph.owner(step))
        yield untimed_outsider.at(
            step,
            f"at {quoted(step.name)} work lies with {owner}, outside of the company, and nothing"
            " says how long",
            span=step.span(),
            help="write when somebody asks again and where the case goes if nothing comes back: a"
            " flow under next: with after: 14d; or within: 14d on the step",
            related=[(f"{quoted(flow.source.name)} sends it out", flow.span()) for flow in sent],
            assignee=assignee(graph, sent[0].sender),
            severity="warning" if step in between else "",
        )


def _is_untimed(graph: ProcessGraph, step: Step) -> bool:
    """Return whether work at the step of an outsider goes on, and no clock runs there or beside it.

    Waits have a rule of their own, and so have approvals and decisions that somebody asks for.
    """
    if step.kind != "task" or step.within or step.until or graph.stage(step).within:
        return False
    out = [flow for flow in graph.outgoing(step) if not flow.rejects]
    if any(flow.after for flow in out):
        return False
    # An agreement that nobody wrote may have a clock.
    if any(flow.handoff.sla if flow.handoff else flow.handoff_id for flow in _coming(graph, step)):
        return False
    beside = [flow.source for flow in _coming(graph, step)]
    beside += [flow.target for flow in _going(graph, step)]
    if any(one.kind == "wait" and (one.within or one.until) for one in beside):
        return False
    return any(_goes_on(graph, flow) for flow in out)


def _goes_on(graph: ProcessGraph, flow: Flow) -> bool:
    """Return whether the case goes on behind `flow`, here or in another process."""
    if isinstance(flow, Onward):
        return graph.is_ordered(flow.target)
    return flow.other_process is not None


def _coming(graph: ProcessGraph, step: Step) -> list[Onward]:
    """Return the flows that bring work to `step`, what is refused left out."""
    return [
        flow for flow in graph.incoming(step) if not flow.rejects and graph.is_ordered(flow.source)
    ]


def _going(graph: ProcessGraph, step: Step) -> list[Onward]:
    return [flow for flow in graph.onward(step) if not flow.rejects]


def _between_customers(graph: ProcessGraph, outside: set[Step]) -> set[Step]:
    """Return the steps of outsiders with inside steps that the customer meets on both sides.

    Between those and the step lie other steps of outsiders at most.
    """
    met = [step for step in graph.process.steps() if step.customer_facing and step not in outside]

    def reached(beside: Callable[[Step], Iterator[Step]]) -> set[Step]:
        found: set[Step] = set()
        queue = list(met)
        while queue:
            new = {step for step in beside(queue.pop()) if step in outside} - found
            found |= new
            queue += new
        return found

    return reached(lambda step: _behind(graph, step)) & reached(lambda step: _before(graph, step))


def _behind(graph: ProcessGraph, step: Step) -> Iterator[Step]:
    if graph.is_ordered(step):
        yield from (flow.target for flow in _going(graph, step))


def _before(graph: ProcessGraph, step: Step) -> Iterator[Step]:
    return (flow.source for flow in graph.incoming(step) if not flow.rejects)
