"""A stage whose steps may take longer than the stage.

Everybody keeps their own limit, and the case is late all the same. One of the promises is wrong:
that of the stage, which the forecast counts on, or those of the steps.

```yaml
process: Lead to cash
owner: sales
departments: [sales]
stages:
  - name: Propose
    owner: sales
    within: 5bd  # crack: add up to 7bd
    steps:
      - name: Configure the quote
        within: 2bd
      - name: Check the references
        within: 1bd
      - name: Write the proposal
        within: 4bd
        outcome: won
```

```yaml
process: Lead to cash
owner: sales
departments: [sales]
stages:
  - name: Propose
    owner: sales
    within: 7bd
    steps:
      - name: Configure the quote
        within: 2bd
      - name: Check the references
        within: 1bd
      - name: Write the proposal
        within: 4bd
        outcome: won
```

Of what is done side by side only the longest counts, alternatives do not add up, and another round
is not foreseen in the limit:

```yaml
process: Lead to cash
owner: sales
departments: [sales]
stages:
  - name: Propose
    owner: sales
    within: 1w
    steps:
      - name: Plan the proposal
        within: 1d
        parallel: true
        next: [configure-the-quote, answer-the-security-questions]
      - name: Configure the quote
        within: 2bd
        next:
          - { to: present-the-proposal, when: standard terms }
          - { to: write-a-special-offer, when: otherwise }
      - name: Answer the security questions
        within: 3bd
        next: present-the-proposal
      - name: Write a special offer
        within: 1bd
      - name: Present the proposal
        within: 1d
        next:
          - { outcome: won, when: accepted }
          - { to: configure-the-quote, when: another price is asked for, rounds: 2 }
          - { outcome: lost, when: otherwise }
```

A flow that is taken `after` some time is a limit of the step, too. It counts on that path:

```yaml
process: Lead to cash
owner: sales
departments: [sales]
stages:
  - name: Propose
    owner: sales
    within: 4w
    steps:
      - name: Send the proposal
        within: 2d
      - name: Wait for the answer
        kind: wait
        next:
          - { to: sign-the-contract, when: accepted, after: 1d }
          - { to: ask-once-more, after: 14d }
          - { outcome: lost, when: declined }
      - name: Ask once more
        within: 1w
      - name: Sign the contract
        outcome: won
```
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Stage, Step
from crackmap.language.values import Duration, compare, total
from crackmap.rules.advice import assignee, quoted
from crackmap.rules.rule import Findings, rule
from crackmap.source.span import Span
from crackmap.source.words import abridged


@rule("warning")
def overrun(graph: ProcessGraph) -> Findings:
    """Find the stages in which the limits along a path add up to more than the stage's own."""
    day = graph.around.working_day
    for stage in graph.process.stages:
        allowed = stage.within.strictest if stage.within else None
        if allowed is None:
            continue
        path = _longest_path(graph, stage, allowed)
        limits = [
            (step, *limit)
            for step, following in zip(path, (*path[1:], None), strict=False)
            if (limit := _limit(graph, step, following))
        ]
        if not limits:
            continue
        needed = total([limit for _, limit, _ in limits], day)
        if compare(needed, allowed, day) <= 0:
            continue
        yield overrun.at(
            stage,
            f"the limits along the path {_words(path)} add up to {needed.text}, and the stage"
            f" {quoted(stage.name)} has {allowed.text}",
            span=stage.span("within"),
            help=f"give the stage {needed.text}, or agree with the owners of these steps which of"
            " them can be done faster, or side by side",
            related=[(f"{limit.text} for {quoted(step.name)}", at) for step, limit, at in limits],
            assignee=assignee(graph, graph.organisation.named_owner(stage)),
        )


def _limit(graph: ProcessGraph, step: Step, following: Step | None) -> tuple[Duration, Span] | None:
    """Return how long work may stay at `step` on a path to `following`, and where that stands.

    A flow that is taken after some time keeps it so long. The first such flow is a limit for all
    other ways, where the step has none of its own.
    """
    flows = [flow for flow in graph.outgoing(step) if not flow.rejects]
    timers = [(flow.after, flow.span("after")) for flow in flows if flow.after]
    own: tuple[Duration, Span] | None = None
    if step.within and step.within.strictest:
        own = step.within.strictest, step.span("within")
    if not timers:
        return own
    own = own or min(timers, key=_minutes(graph))
    taken = [flow for flow in flows if _is_taken(graph, flow.target, step, following)]
    times = [(flow.after, flow.span("after")) if flow.after else own for flow in taken]
    return max(times, key=_minutes(graph), default=own)


def _is_taken(graph: ProcessGraph, target: Step | None, step: Step, following: Step | None) -> bool:
    """Return whether a flow to `target` leads to `following`; without that, out of the stage."""
    if following is not None:
        return target is following
    return (
        target is None or target not in graph.order or graph.stage(target) is not graph.stage(step)
    )


def _minutes(graph: ProcessGraph) -> Callable[[tuple[Duration, Span]], Fraction]:
    return lambda timed: timed[0].working_minutes(graph.around.working_day)


def _longest_path(graph: ProcessGraph, stage: Stage, allowed: Duration) -> tuple[Step, ...]:
    """Return the path through `stage` whose limits add up to most."""
    day = graph.around.working_day
    steps = stage.steps
    limits = [step.within.strictest for step in steps if step.within and step.within.strictest]
    limits += [flow.after for step in steps for flow in graph.outgoing(step) if flow.after]
    if not limits:
        return ()
    working = any(limit.working for limit in (allowed, *limits))

    def weight(step: Step, following: Step | None) -> float:
        limit = _limit(graph, step, following)
        if limit is None:
            return 0
        return float(limit[0].working_minutes(day) if working else limit[0].minutes(day))

    return graph.longest_path(stage, weight)


def _words(path: tuple[Step, ...]) -> str:
    names = [quoted(step.name) for step in path]
    return " -> ".join(abridged(names, most=6, first=4, last=1))
