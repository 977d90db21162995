"""A step that needs what nobody brings.

The step cannot be done without it, and there is a path to the step on which no step makes it and no
handoff carries it. Whoever does the step asks around, waits, or does without.

```yaml
process: Quote to order
departments:
  sales: {}
  finance: {}
  crm: { kind: system, accountable: sales }
stages:
  - name: Close
    steps:
      - name: Sign the contract
        owner: sales
        produces: [signed contract]
        next:
          to: send-the-invoice
          handoff:
            trigger: Opportunity is won
            payload: [signed contract]
            acceptance: [contract is signed by both sides]
            channel: crm
            acknowledgement: Finance sets the order to In check
      - name: Send the invoice
        owner: finance
        needs: [signed contract, purchase order number]  # crack: needs purchase order number
        outcome: won
```

Made by a step before it, or carried by the handoff:

```yaml
process: Quote to order
departments:
  sales: {}
  finance: {}
  crm: { kind: system, accountable: sales }
stages:
  - name: Close
    steps:
      - name: Sign the contract
        owner: sales
        needs: [quote]
        produces: [signed contracts]
        next:
          to: send-the-invoice
          handoff:
            trigger: Opportunity is won
            payload: [purchase order number of the customer]
            acceptance: [contract is signed by both sides]
            channel: crm
            sla: 1bd
            acknowledgement: Finance sets the order to In check
            escalation: sales
            rejection: { to: sign-the-contract, rounds: 2 }
      - name: Send the invoice
        owner: finance
        needs: [Signed contract, purchase order number]
        outcome: won
```

What is made on one way only is missing on the others:

```yaml
process: Inbound leads
departments: [marketing]
stages:
  - name: Capture
    owner: marketing
    steps:
      - name: Take the web form
        next: enrich-the-lead
      - name: Import the guests of the event
        trigger: Event is over
        next: write-the-first-mail
      - name: Enrich the lead
        produces: [company data]
      - name: Write the first mail
        needs: [company data]  # crack: nothing on the path from "Import the guests of the event"
        outcome: won
```

What a start needs comes with its trigger, and what was known once stays known.
"""

from __future__ import annotations

from crackmap.graph.artifacts import Artifacts
from crackmap.graph.flow import Flow
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.rules.advice import assignee, flow_words, owner_related, quoted
from crackmap.rules.rule import Findings, rule
from crackmap.source.span import Span
from crackmap.source.words import listing


@rule("warning")
def missing_payload(graph: ProcessGraph) -> Findings:
    """Find the steps that need an artifact which some path from a start does not bring."""
    if not any(step.needs for step in graph.steps):
        return
    artifacts = Artifacts(graph)
    for step in graph.ordered_steps:
        missing = artifacts.missing(step)
        if not missing or graph.owner(step).unclear:
            continue
        by_path: dict[tuple[Step, ...], list[str]] = {}
        for need in missing:
            by_path.setdefault(_path_without(artifacts, step, need), []).append(need)
        for number, (path, needs) in enumerate(by_path.items()):
            where = " over ".join(quoted(passed.name) for passed in path)
            yield missing_payload.at(
                step,
                f"{quoted(step.name)} needs {listing(needs)}, and nothing"
                f"{f' on the path from {where}' if where else ''} makes or carries"
                f" {'it' if len(needs) == 1 else 'them'}",
                span=_span(step, needs[0]),
                help=_help(artifacts, step, needs),
                related=owner_related(graph, *path, step),
                assignee=assignee(graph, graph.owner(step)),
                detail=needs[0] if number else "",
            )


def _path_without(artifacts: Artifacts, step: Step, need: str) -> tuple[Step, ...]:
    """Return the start of a path to `step` without `need`, and where it leaves one that has it."""
    path = artifacts.path_without(step, need)
    if path[0] is step:
        return ()
    return tuple(dict.fromkeys((path[0], artifacts.branch(path, need) or path[0])))


def _help(artifacts: Artifacts, step: Step, missing: list[str]) -> str:
    """Say who brings it on another way, else what it was most likely meant to be."""
    others, slips = [], []
    for need in missing:
        bringer, near = artifacts.brought_by(need), artifacts.nearest(need)
        if isinstance(bringer, Step) and bringer is not step:
            others.append(f"{quoted(bringer.name)} makes {need}")
        elif isinstance(bringer, Flow):
            others.append(f"the handoff {flow_words(bringer)} carries {need}")
        elif near:
            slips.append(f"did you mean {quoted(near)} for {quoted(need)}? ")
    other_process = f"{listing(others)}, but not on this path; " if others else ""
    return (
        f"{''.join(slips)}{other_process}let a step before it produce it, or a handoff carry it as"
        " payload"
    )


def _span(step: Step, need: str) -> Span:
    written = step.mapping.get("needs") if step.mapping is not None else None
    words = [item.strip() if isinstance(item, str) else "" for item in written or ()]
    listed = isinstance(written, list) and need in words
    return step.span("needs", words.index(need) if listed else None)
