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
"""

from __future__ import annotations

from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Stage, Step
from crackmap.language.values import Duration, compare, total
from crackmap.rules.advice import assignee, quoted
from crackmap.rules.rule import Findings, rule
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
        limits = [limit for step in path if (limit := _limit(step))]
        if not limits:
            continue
        needed = total(limits, day)
        if compare(needed, allowed, day) <= 0:
            continue
        yield overrun.at(
            stage,
            f"the limits along the path {_words(path)} add up to {needed.text}, and the stage"
            f" {quoted(stage.name)} has {allowed.text}",
            span=stage.span("within"),
            help=f"give the stage {needed.text}, or agree with the owners of these steps which of"
            " them can be done faster, or side by side",
            related=[
                (f"{limit.text} for {quoted(step.name)}", step.span("within"))
                for step in path
                if (limit := _limit(step))
            ],
            assignee=assignee(graph, graph.organisation.named_owner(stage)),
        )


def _limit(step: Step) -> Duration | None:
    return step.within.strictest if step.within else None


def _longest_path(graph: ProcessGraph, stage: Stage, allowed: Duration) -> tuple[Step, ...]:
    """Return the path through `stage` whose limits add up to most."""
    limits = [limit for step in stage.steps if (limit := _limit(step))]
    if not limits:
        return ()
    day = graph.around.working_day
    working = any(limit.working for limit in (allowed, *limits))

    def weight(step: Step) -> float:
        limit = _limit(step)
        if limit is None:
            return 0
        return float(limit.working_minutes(day) if working else limit.minutes(day))

    return graph.longest_path(stage, weight)


def _words(path: tuple[Step, ...]) -> str:
    names = [quoted(step.name) for step in path]
    return " -> ".join(abridged(names, most=6, first=4, last=1))
