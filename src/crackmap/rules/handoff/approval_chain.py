"""Several approvals in a row, each by somebody else.

Each one waits for the one before it, and none of them does any work. Together they take longer than
what they protect is often worth, and nobody feels that it is their signature that counts.

```yaml
process: Quote to order
departments: [sales, deal-desk, legal, finance]
stages:
  - name: Propose
    steps:
      - name: Configure the quote
        owner: sales
      - name: Approve the price  # crack: 3 approvals follow each other
        owner: deal-desk
        kind: approval
        within: 1bd
      - name: Approve the terms
        owner: legal
        kind: approval
        within: 3bd
      - name: Approve the payment plan
        owner: finance
        kind: approval
        within: 1bd
      - name: Send the quote
        owner: sales
        outcome: won
```

One that asks the others, or all at the same time:

```yaml
process: Quote to order
owner: revenue-operations
departments:
  sales: {}
  deal-desk: {}
  legal: {}
  finance: {}
  revenue-operations: {}
  crm: { kind: system, accountable: revenue-operations }
stages:
  - name: Propose
    steps:
      - name: Configure the quote
        owner: sales
        next:
          to: approve-the-deal
          handoff:
            trigger: Quote is submitted for approval
            payload: [quote]
            acceptance: [every field is filled in]
            channel: crm
            sla: 1bd
            acknowledgement: Analyst sets the request to In review
            escalation: revenue-operations
            rejection: { to: configure-the-quote, rounds: 2 }
      - name: Approve the deal
        owner: deal-desk
        consulted: [legal, finance]
        kind: approval
        within: 2bd
      - name: Send the quote
        owner: sales
        outcome: won
```

Two approvals are no chain, and three by one and the same department cost no change of department.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from crackmap.graph.organisation import OwnerState
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.language.values import total
from crackmap.rules.advice import assignee, owner_related, owner_words, quoted
from crackmap.rules.rule import Findings, rule

MOST = 200  # so many sets of owners are followed at most

_Owners: TypeAlias = frozenset[tuple[str, ...]]
_Chains: TypeAlias = dict[_Owners | None, "_Chain"]


class _Chain(NamedTuple):
    """Approvals that follow each other: the first, the others behind it, how many there are."""

    first: Step
    others: _Chain | None
    length: int

    def steps(self) -> list[Step]:
        """Return the approvals in their order."""
        approvals = [self.first]
        others = self.others
        while others:
            approvals.append(others.first)
            others = others.others
        return approvals


@rule("warning")
def approval_chain(graph: ProcessGraph, *, limit: int = 3) -> Findings:
    """Find `limit` or more approvals that follow each other, with as many different owners."""
    approvals = [step for step in graph.ordered_steps if _counts(graph, step)]
    if len(approvals) < limit:
        return
    following = {step: _next_approvals(graph, step) for step in approvals}
    later = {step for steps in following.values() for step in steps}
    # What comes earlier in the file is a way back.
    chains: dict[Step, _Chains] = {}
    for step in reversed(approvals):
        chains[step] = _chains_from(
            graph, step, [chains[approval] for approval in following[step]], limit
        )
    for head in approvals:
        longest = chains[head].get(None)
        if head in later or longest is None:
            continue
        chain = longest.steps()
        limits = [step.within.strictest for step in chain if step.within and step.within.strictest]
        words = f"{len(chain)} approvals follow each other: " + " -> ".join(
            f"{quoted(step.name)} ({owner_words(graph, graph.owner(step))})" for step in chain[:12]
        )
        if limits:
            words += f"; their limits add up to {total(limits, graph.around.working_day).text}"
        yield approval_chain.at(
            head,
            words,
            span=head.span(),
            help="ask at the same time with parallel: true, let one approve and consult the others,"
            " or say up to which amount nobody needs to be asked",
            related=owner_related(graph, *chain),
            assignee=graph.quarterback() or assignee(graph, graph.owner(head)),
        )


def _chains_from(graph: ProcessGraph, step: Step, onward: list[_Chains], limit: int) -> _Chains:
    """Return the longest chain from `step` on for each set of owners, None for `limit` or more."""
    names = graph.owner(step).names
    longest: _Chains = {}
    tails: list[tuple[_Owners | None, _Chain | None]] = [(frozenset(), None)]
    tails += (item for chains in onward for item in chains.items())
    for others, tail in tails:
        owners = None if others is None or len(others | {names}) >= limit else others | {names}
        length = 1 + (tail.length if tail else 0)
        if owners not in longest or length > longest[owners].length:
            longest[owners] = _Chain(step, tail, length)
    if len(longest) > MOST:
        kept = sorted(longest, key=lambda owners: limit if owners is None else len(owners))[-MOST:]
        longest = {owners: longest[owners] for owners in kept}
    return longest


def _counts(graph: ProcessGraph, step: Step) -> bool:
    owner = graph.owner(step)
    return step.kind == "approval" and owner.state is OwnerState.OWNED and not owner.gap


def _next_approvals(graph: ProcessGraph, approval: Step) -> list[Step]:
    """Return the approvals further down to which nothing but waits and gaps leads."""

    def passes(step: Step) -> bool:
        return not _counts(graph, step) and (step.kind == "wait" or graph.owner(step).gap)

    met = graph.network.met_after(approval, lambda flow: not flow.rejects, through=passes)
    return [
        step
        for step in met
        if _counts(graph, step)
        and graph.is_ordered(step)
        and graph.order[step] > graph.order[approval]
    ]
