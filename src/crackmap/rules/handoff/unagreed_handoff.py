"""An agreement that one side wrote and the other has not agreed to.

What one side wrote is no agreement. Sales operations writes down how leads are handed over, sends
the page around, and six months later marketing hears of it for the first time, in a review of why
leads are lost. Who has said yes, and on which day, belongs beside the agreement:

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
    acceptance: [score is 80 or more, work e-mail known]
    channel: crm
    sla: 4bh
    acknowledgement: Sales sets status Accepted
    escalation: marketing
    rejection: { to: score-the-lead, reasons: [no budget, no fit], rounds: 2 }
    agreed: [{ by: marketing, on: 2026-05-01 }]  # crack: sales has not agreed to
stages:
  - name: Qualify
    steps:
      - name: Score the lead
        owner: marketing
        next: { to: first-call, handoff: mql }
      - name: First call
        owner: sales
        outcome: won
```

Once both have read it and said yes:

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
    acceptance: [score is 80 or more, work e-mail known]
    channel: crm
    sla: 4bh
    acknowledgement: Sales sets status Accepted
    escalation: marketing
    rejection: { to: score-the-lead, reasons: [no budget, no fit], rounds: 2 }
    agreed: [{ by: marketing, on: 2026-05-01 }, { by: sales, on: 2026-05-03 }]
stages:
  - name: Qualify
    steps:
      - name: Score the lead
        owner: marketing
        next: { to: first-call, handoff: mql }
      - name: First call
        owner: sales
        outcome: won
```

A department speaks for its teams, and somebody of it speaks for the department. Agreements without
`agreed` are left alone: nobody has begun to ask.

Whoever agrees, agrees to what stood there on that day. In a git repository a note tells which
agreements have changed since: a line of theirs came with a later commit, not counting the commit
with which that side signed, the first one of all, and changes of the name, the description and of
white space. Outside of git, and in a clone that does not go back that far, nothing is known of that
and nothing is said. A day to come is a slip
of the pen.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any

from crackmap.graph.agreed import agreed_by
from crackmap.graph.process_graph import Agreement, ProcessGraph
from crackmap.language.process import Agreed, Handoff
from crackmap.rules.advice import assignee, department_of, handoff_words, owner_words
from crackmap.rules.rule import Findings, rule
from crackmap.source.last_changes import Change
from crackmap.source.nodes import ListNode, MapNode
from crackmap.source.span import Source
from crackmap.source.words import listing

# What may be written anew without a change of what was agreed to.
_ASIDE = frozenset({"name", "description", "agreed", "accept"})


@rule("note")
def unagreed_handoff(graph: ProcessGraph) -> Findings:
    """Find the agreements in use that one side has not agreed to, or not as they are now."""
    # Git is asked once for each file, however many agreements stand in it.
    changes = cache(partial(_changes_by_line, graph))
    for agreement in graph.agreements_in_use():
        handoff = agreement.handoff
        if not handoff.agreed and not handoff.written("agreed"):
            continue
        if all(yes.by in graph.departments for yes in handoff.agreed if yes.by):
            yield from _one_sided(graph, agreement)
        yield from _to_come(graph, agreement)
        yield from _changed(graph, agreement, changes)


def _one_sided(graph: ProcessGraph, agreement: Agreement) -> Findings:
    sides = [side for flow in agreement.flows for side in (flow.sender, flow.receiver)]
    missing = {
        owner_words(graph, side): side
        for side in sides
        if agreed_by(graph, agreement.handoff, side) is None
    }
    if not missing:
        return
    names = listing(list(missing))
    have = "has" if len(missing) == 1 else "have"
    signed = ", ".join(
        f"{{ by: {side.names[0]}, on: {graph.around.today} }}" for side in missing.values()
    )
    yield unagreed_handoff.at(
        agreement.place,
        f"{names} {have} not agreed to {handoff_words(graph, agreement)}",
        span=agreement.handoff.span("agreed"),
        help=f"let {names} read it; on the day of the yes, write it under agreed: as {signed}",
        assignee=assignee(graph, next(iter(missing.values()))),
        detail=agreement.detail,
        severity="warning",
    )


def _to_come(graph: ProcessGraph, agreement: Agreement) -> Findings:
    to_come = [yes for yes in agreement.handoff.agreed if yes.on and yes.on > graph.around.today]
    called = handoff_words(graph, agreement) if to_come else ""
    for yes in to_come:
        if yes.by:
            yield unagreed_handoff.at(
                agreement.place,
                f"{graph.organisation.name(yes.by)} agreed to {called}"
                f" on {yes.on}, which is in the future",
                span=yes.span("on"),
                help="write the day on which it said yes",
                assignee=department_of(graph, yes.by),
                detail=f"{agreement.detail} {yes.by}".strip(),
            )


def _changes_by_line(graph: ProcessGraph, source: Source) -> dict[int, Change] | None:
    """Return the last change of each line of a file; None where nothing is known of them."""
    changes = graph.around.last_changes(source.path, source.text)
    return None if changes is None else dict(enumerate(changes, 1))


def _changed(
    graph: ProcessGraph,
    agreement: Agreement,
    changes_of: Callable[[Source], dict[int, Change] | None],
) -> Findings:
    """Find who agreed to something else than what stands there now, as far as git knows."""
    handoff, mapping = agreement.handoff, agreement.handoff.mapping
    signed = [yes for yes in handoff.agreed if yes.by and yes.on and yes.mapping is not None]
    if mapping is None or not signed:
        return
    by_line = changes_of(mapping.source)
    if by_line is None:
        return
    older = [
        (yes, day)
        for yes in signed
        if yes.on and (day := _changed_after(graph, handoff, yes, by_line))
    ]
    if not older:
        return
    names = [f"{graph.organisation.name(yes.by or '')} (on {yes.on})" for yes, _ in older]
    days = {day for _, day in older}
    yield unagreed_handoff.at(
        agreement.place,
        f"{handoff_words(graph, agreement)} was changed on {max(days)}, after {listing(names)}"
        " agreed to it",
        span=older[0][0].span("on"),
        help="let them read it as it is now, and write the new day as on:",
        related=[("agreed to before that", yes.span("on")) for yes, _ in older[1:]],
        assignee=department_of(graph, older[0][0].by),
        detail=f"{agreement.detail} changed".strip(),
    )


def _changed_after(
    graph: ProcessGraph, handoff: Handoff, yes: Agreed, by_line: dict[int, Change]
) -> datetime.date | None:
    """Return the last day after that of `yes` on which what it says yes to was changed."""
    whole = [by_line[line] for line in _lines(handoff.mapping) if line in by_line]
    own = {by_line[line].commit for line in _lines(yes.mapping) if line in by_line}
    dated = [change for change in whole if change.day]
    first = min(dated, key=lambda change: change.day or datetime.date.max, default=None)
    aside = own | {first.commit} if first else own
    said = [
        by_line[line]
        for key in handoff.mapping or ()
        if key not in _ASIDE
        for line in _lines_of(handoff.mapping, key)
        if line in by_line
    ]
    days = [change.day or graph.around.today for change in said if change.commit not in aside]
    return max((day for day in days if yes.on and day > yes.on), default=None)


def _lines(node: Any) -> Iterator[int]:
    """Return the numbers of the lines on which something of `node` is written."""
    if isinstance(node, MapNode):
        for key in node:
            yield from _lines_of(node, key)
    elif isinstance(node, ListNode):
        for index, item in enumerate(node):
            span = node.span(index)
            yield from range(span.line, span.end_line + 1)
            yield from _lines(item)


def _lines_of(mapping: MapNode | None, key: str) -> Iterator[int]:
    """Return the lines of `key` of `mapping` and of what stands under it."""
    if mapping is not None:
        yield mapping.key_span(key).line
        span = mapping.span(key)
        yield from range(span.line, span.end_line + 1)
        yield from _lines(mapping[key])
