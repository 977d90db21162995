"""A process in which no outcome counts as a good one.

Which cases went well is a matter of words: `won`, `renewed` and `expanded` count as good, in small
letters or capital ones, unless `good_outcomes` names others. Where no outcome is among them, there
is no way to success: nobody can tell how often work changes hands on it, and no report shows it.

```yaml
process: Lead to cash  # crack: no outcome counts as good: Closed Lost, Closed Won
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Send the offer
        next:
          - { to: sign-the-contract, when: accepted }
          - { outcome: Closed Lost, when: otherwise }
      - name: Sign the contract
        outcome: Closed Won
```

Say which ones people work for:

```yaml
process: Lead to cash
good_outcomes: [Closed Won]
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Send the offer
        next:
          - { to: sign-the-contract, when: accepted }
          - { outcome: Closed Lost, when: otherwise }
      - name: Sign the contract
        outcome: Closed Won
```

Where cases go on into another process, it is there that they end well. And where nobody has said
how a case ends, that may be the good end.
"""

from __future__ import annotations

from crackmap.graph.flow import Flow
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.texts import fold
from crackmap.rules.advice import CONVERTED
from crackmap.rules.rule import Findings, rule
from crackmap.source.words import abridged

# Each is a word of an outcome that nobody works for: `Closed Lost`, `no-decision`.
_BAD = (
    *("abandoned", "bounced", "canceled", "cancelled", "churned", "dead", "declined", "denied"),
    *("disqualified", "dropped", "duplicate", "expired", "failed", "invalid", "junk", "lost", "no"),
    *("not", "refused", "rejected", "spam", "terminated", "unqualified", "unsubscribed"),
    *("withdrawn",),
)


@rule("warning")
def no_good_outcome(graph: ProcessGraph) -> Findings:
    """Find a process with outcomes of which none counts as good."""
    process = graph.process
    if not graph.nothing_is_good:
        return
    ends: dict[str, Flow] = {}
    for flow in graph.ends:
        ends.setdefault(fold(flow.outcome or ""), flow)
    words = [flow.outcome or "" for flow in ends.values()]
    likely = [word for word in words if not set(_parts(word)).intersection(_BAD)]
    shown = ", ".join(likely) or "the word for a case that went well"
    where = f", {CONVERTED}" if process.foreign else ""
    yield no_good_outcome.at(
        process,
        f"no outcome counts as good: {', '.join(abridged(words, most=6, first=5, last=0))}",
        span=process.span("good_outcomes"),
        help=f"write good_outcomes: [{shown}] below process:, with the words for what people work"
        f" for{where}{'; or let a case end well' if not likely else ''}",
        related=[(f"a case ends as {flow.outcome}", flow.span()) for flow in ends.values()],
        assignee=graph.quarterback(),
    )


def _parts(outcome: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in fold(outcome)).split()
