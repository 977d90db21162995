"""A promise that the rhythm of the work cannot keep.

The lead must be called within an hour, and the CRM takes in new leads every four hours. Nobody is
slow, and most leads are late. Where work is done in batches, the limit has to be at least as long
as the time between two of them.

```yaml
process: Inbound leads
owner: revenue-operations
departments:
  revenue-operations: {}
  marketing: {}
  sales: {}
  crm: { kind: system, accountable: marketing, every: 4h }
handoffs:
  demo-request:
    from: marketing
    to: sales
    trigger: Form submitted
    payload: [contact, company]
    acceptance: [work e-mail]
    channel: crm  # crack: through crm, which works every 4h, and 1h is promised
    sla: 1h
    acknowledgement: Representative claims the lead
    escalation: marketing
    rejection: { to: check-the-form, rounds: 1 }
stages:
  - name: Respond
    steps:
      - name: Check the form
        owner: marketing
        next: { to: call-the-lead, handoff: demo-request }
      - name: Call the lead
        owner: sales
      - name: Approve the trial
        owner: sales
        every: 1w
        within: 2bd  # crack: "Approve the trial" is done every 1w, and its own limit is 2bd
        outcome: won
```

```yaml
process: Inbound leads
owner: revenue-operations
departments:
  revenue-operations: {}
  marketing: {}
  sales: {}
  crm: { kind: system, accountable: marketing, every: 15m }
handoffs:
  demo-request:
    from: marketing
    to: sales
    trigger: Form submitted
    payload: [contact, company]
    acceptance: [work e-mail]
    channel: crm
    sla: 1h
    acknowledgement: Representative claims the lead
    escalation: marketing
    rejection: { to: check-the-form, rounds: 1 }
stages:
  - name: Respond
    steps:
      - name: Check the form
        owner: marketing
        next: { to: call-the-lead, handoff: demo-request }
      - name: Call the lead
        owner: sales
      - name: Approve the trial
        owner: sales
        every: 2bd
        within: 2bd
        outcome: won
```

A nightly run keeps a promise of one working day, and how often a system runs says nothing about the
steps that are done elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from crackmap.graph.organisation import Home
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Department, Step
from crackmap.language.values import Duration, compare
from crackmap.rules.advice import agreement_words, assignee, flow_words, place_words, quoted
from crackmap.rules.finding import Finding
from crackmap.rules.rule import Findings, rule
from crackmap.source.span import Span


class _Limit(NamedTuple):
    """A promise that a step has to keep, and where it is written.

    `channel` is that of a handoff, whose system may be told as the handoff that it is.
    """

    words: str
    length: Duration
    span: Span
    channel: str | None = None


class _Rhythm(NamedTuple):
    """How often a step is done, or comes in through a `system`, and what it `does` in messages."""

    does: str
    every: Duration
    system: Department | None = None


@rule("warning")
def slow_by_design(graph: ProcessGraph) -> Findings:
    """Find the steps and handoffs whose batches are further apart than their time limit is long."""
    batched = any(department.every for department in graph.departments.values())
    if batched:
        yield from _slow_handoffs(graph)
    for step in graph.ordered_steps:
        if not batched and not step.every:
            continue
        limits = list(_limits(graph, step))
        of_stage = list(_stage_limit(graph, step))
        pairs = [
            *((rhythm, limits + of_stage) for rhythm in _rhythms(graph, step)),
            *((rhythm, of_stage) for rhythm in _arrivals(graph, step)),
        ]
        for rhythm, allowed in pairs:
            if missed := _missed(graph, rhythm, allowed):
                yield _slow_step(graph, step, rhythm, missed)
                break


def _slow_handoffs(graph: ProcessGraph) -> Findings:
    """Find those that travel through a system which runs less often than their clock allows."""
    seen = set()
    for flow in graph.handover_flows:
        handoff = flow.handoff
        if handoff is None or handoff in seen or not handoff.sla:
            continue
        seen.add(handoff)
        batches, limit = _batches(graph, handoff.channel), handoff.sla.strictest
        if batches is None or limit is None:
            continue
        system, every = batches
        if not _longer(every, limit, graph.around.working_day):
            continue
        place = handoff if handoff.id else flow
        name = graph.organisation.name(system.id)
        yield slow_by_design.at(
            place,
            f"{place_words(place)} goes through {name}, which works every {every.text}, and"
            f" {limit.text} is promised",
            span=handoff.span("channel"),
            help=f"let {name} work at least every {limit.text}, hand over through another channel,"
            f" or promise no less than {every.text}",
            related=[
                (f"{name} works every {every.text}", system.span("every")),
                (f"{limit.text} is promised", handoff.span("sla")),
            ],
            assignee=_answers_for(graph, system) or assignee(graph, flow.receiver),
        )


def _missed(graph: ProcessGraph, rhythm: _Rhythm, limits: list[_Limit]) -> list[_Limit]:
    """Return the limits that the rhythm cannot keep.

    A handoff through the same system is left out: it is told as the handoff that it is.
    """
    system = rhythm.system
    return [
        limit
        for limit in limits
        if _longer(rhythm.every, limit.length, graph.around.working_day)
        and not (system and limit.channel and graph.organisation.system(limit.channel) == system.id)
    ]


def _slow_step(graph: ProcessGraph, step: Step, rhythm: _Rhythm, missed: list[_Limit]) -> Finding:
    system, interval, first = rhythm.system, rhythm.every.text, missed[0]
    name = graph.organisation.name(system.id) if system else "the step"
    return slow_by_design.at(
        step,
        f"{quoted(step.name)} {rhythm.does} every {interval}, and {first.words}"
        f" {first.length.text}",
        span=first.span if first.span.path == step.path else step.span(),
        help=f"let {name} run at least every {first.length.text}, or promise no less than"
        f" {interval}",
        related=[
            (f"it works every {interval}", (system or step).span("every")),
            *[(f"{limit.words} {limit.length.text}", limit.span) for limit in missed],
        ],
        assignee=(system and _answers_for(graph, system)) or assignee(graph, graph.owner(step)),
    )


def _rhythms(graph: ProcessGraph, step: Step) -> Iterator[_Rhythm]:
    """Return how often `step` is done: itself, its owner, the system it is done in."""
    if step.every:
        yield _Rhythm("is done", step.every)
    owner = graph.owner(step)
    for word in (*(() if owner.unclear else owner.names), step.system):
        if batches := _batches(graph, word):
            system, every = batches
            name = graph.organisation.name(system.id)
            yield _Rhythm(f"is done in {name}, which works", every, system)


def _arrivals(graph: ProcessGraph, step: Step) -> Iterator[_Rhythm]:
    """Return how often work comes in by handoffs from its own stage, where they keep their clock.

    What is slower than its clock is told as the handoff that it is.
    """
    for flow in graph.incoming(step):
        if not flow.handoff or graph.stage(flow.source) is not graph.stage(step):
            continue
        batches = _batches(graph, flow.handoff.channel)
        if batches is None:
            continue
        system, every = batches
        clock = flow.handoff.sla.strictest if flow.handoff.sla else None
        if not (clock and _longer(every, clock, graph.around.working_day)):
            name = graph.organisation.name(system.id)
            yield _Rhythm(f"comes in through {name}, which works", every, system)


def _limits(graph: ProcessGraph, step: Step) -> Iterator[_Limit]:
    """Return the promises that `step` itself has to keep: its own, and of handoffs into it."""
    if step.within and step.within.strictest:
        yield _Limit("its own limit is", step.within.strictest, step.span("within"))
    for flow in graph.incoming(step):
        handoff = flow.handoff
        if handoff and handoff.sla and handoff.sla.strictest:
            called = agreement_words(handoff) if handoff.id else f"the flow {flow_words(flow)}"
            words = f"the clock of {called} is"
            yield _Limit(words, handoff.sla.strictest, handoff.span("sla"), handoff.channel)


def _stage_limit(graph: ProcessGraph, step: Step) -> Iterator[_Limit]:
    stage = graph.stage(step)
    if stage.within and stage.within.strictest:
        yield _Limit("the limit of its stage is", stage.within.strictest, stage.span("within"))


def _batches(graph: ProcessGraph, word: str | None) -> tuple[Department, Duration] | None:
    """Return the system that `word` names and how often it works, if it works in batches."""
    id_ = graph.organisation.system(word) if word else None
    system = graph.departments[id_] if id_ else None
    return (system, system.every) if system and system.every else None


@lru_cache(maxsize=256)  # a process has few lengths of time, and many steps
def _longer(interval: Duration, limit: Duration, day: int) -> bool:
    return compare(interval, limit, day) > 0


def _answers_for(graph: ProcessGraph, system: Department) -> str | None:
    """Return the department that can let the system run more often."""
    home = graph.organisation.home(system.id)
    return home.department if isinstance(home, Home) else None
