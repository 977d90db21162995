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

from fractions import Fraction
from typing import TypeAlias

from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Stage, Step
from crackmap.language.values import Duration, compare, total
from crackmap.rules.advice import assignee, quoted
from crackmap.rules.rule import Findings, rule
from crackmap.source.span import Span
from crackmap.source.words import abridged

_Limit: TypeAlias = tuple[Duration, Span]


@rule("warning")
def overrun(graph: ProcessGraph) -> Findings:
    """Find the stages in which the limits along a path add up to more than the stage's own."""
    day, known = graph.around.working_day, _Limits(graph)
    for stage in graph.process.stages:
        allowed = stage.within.strictest if stage.within else None
        if allowed is None:
            continue
        path = _longest_path(graph, stage, allowed, known)
        limits = [
            (step, *limit)
            for step, following in zip(path, (*path[1:], None), strict=False)
            if (limit := known.at(step, following))
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


class _Limits:
    """How long work may stay at each step on a path to another, and where that stands.

    A flow that is taken after some time keeps it so long. The first such flow is a limit for all
    other ways, where the step has none of its own.
    """

    def __init__(self, graph: ProcessGraph) -> None:
        self._graph = graph
        self._known: dict[Step, tuple[_Limit | None, dict[Step | None, _Limit]]] = {}

    def at(self, step: Step, following: Step | None) -> _Limit | None:
        """Return the limit of `step` where work goes to `following`, or out of the stage."""
        if step not in self._known:
            self._known[step] = self._of(step)
        own, timed = self._known[step]
        return timed.get(following, own)

    def _of(self, step: Step) -> tuple[_Limit | None, dict[Step | None, _Limit]]:
        """Return the limit of a step, and those of its ways, where one is taken after some time."""
        graph = self._graph
        flows = [flow for flow in graph.outgoing(step) if not flow.rejects]
        timers = [(flow.after, flow.span("after")) for flow in flows if flow.after]
        own: _Limit | None = None
        if step.within and step.within.strictest:
            own = step.within.strictest, step.span("within")
        if not timers:
            return own, {}
        own = own or min(timers, key=self._minutes)
        timed: dict[Step | None, _Limit] = {}
        for flow in flows:
            limit = (flow.after, flow.span("after")) if flow.after else own
            target = flow.target
            leaves = target not in graph.order or graph.stage(target) is not graph.stage(step)
            for end in (target, None) if leaves else (target,):
                known = timed.get(end)
                if known is None or self._minutes(limit) > self._minutes(known):
                    timed[end] = limit
        return own, timed

    def _minutes(self, limit: _Limit) -> Fraction:
        return limit[0].working_minutes(self._graph.around.working_day)


def _longest_path(
    graph: ProcessGraph, stage: Stage, allowed: Duration, known: _Limits
) -> tuple[Step, ...]:
    """Return the path through `stage` whose limits add up to most."""
    day = graph.around.working_day
    steps = stage.steps
    limits = [step.within.strictest for step in steps if step.within and step.within.strictest]
    limits += [flow.after for step in steps for flow in graph.outgoing(step) if flow.after]
    if not limits:
        return ()
    working = any(limit.working for limit in (allowed, *limits))

    def weight(step: Step, following: Step | None) -> float:
        limit = known.at(step, following)
        if limit is None:
            return 0
        return float(limit[0].working_minutes(day) if working else limit[0].minutes(day))

    return graph.longest_path(stage, weight)


def _words(path: tuple[Step, ...]) -> str:
    names = [quoted(step.name) for step in path]
    return " -> ".join(abridged(names, most=6, first=4, last=1))
