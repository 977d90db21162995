"""A flow into a step that another process does not have.

Both processes are here, and the step that takes the work over is not: it was renamed or taken out.
What is handed over goes to nobody, and each side believes that the other one has it.

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Sign the contract
        next: onboarding/hold-the-kick-off  # crack: onboarding has no step `hold-the-kick-off`
# file: onboarding
process: Onboarding
good_outcomes: [live]
departments: [sales]
stages:
  - name: Start
    owner: sales
    steps:
      - name: Hold the kickoff
        outcome: live
```

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Sign the contract
        next: onboarding/hold-the-kickoff
# file: onboarding
process: Onboarding
good_outcomes: [live]
departments: [sales]
stages:
  - name: Start
    owner: sales
    steps:
      - name: Read the contract
      - name: Hold the kickoff
        outcome: live
```
"""

from __future__ import annotations

from collections.abc import Iterator

from crackmap.graph.flow import Flow
from crackmap.graph.process_graph import ProcessGraph
from crackmap.graph.spelling import Spelling
from crackmap.rules.advice import assignee, quoted
from crackmap.rules.rule import Findings, rule
from crackmap.source.edits import replace_word
from crackmap.source.fix import Fix


@rule("error")
def unknown_process(graph: ProcessGraph) -> Findings:
    """Find the flows into a step that another process of the run does not have."""
    spellings: dict[str, Spelling] = {}
    for flow in graph.flows:
        other, _, step = (flow.other_process or "").partition("/")
        if flow.target or other not in graph.around.processes:
            continue
        if other not in spellings:
            spellings[other] = Spelling(_steps(graph, other))
        meant = spellings[other].meant(step)
        yield unknown_process.at(
            flow,
            f"{quoted(flow.source.name)} leads into the process {other}, and {other} has no step"
            f" `{step}`",
            span=flow.span("to"),
            help=f"did you mean `{other}/{meant}`?"
            if meant
            else f"name the step of {other} that takes the work over, such as to:"
            f" {other}/{_first(graph, other)}",
            fix=_fix(flow, f"{other}/{meant}") if meant else None,
            assignee=assignee(graph, flow.sender),
            detail=flow.detail,
        )


def _steps(graph: ProcessGraph, process: str) -> Iterator[tuple[str, str]]:
    """Return the ids and names of the steps of another process."""
    for called, (step, _) in graph.around.steps.items():
        if called.startswith(f"{process}/"):
            yield step.id, step.name


def _first(graph: ProcessGraph, process: str) -> str:
    return next((id_ for id_, _ in _steps(graph, process)), "its-id")


def _fix(flow: Flow, meant: str) -> Fix | None:
    mapping = flow.written.mapping if flow.written else None
    if mapping is None or not flow.other_process:
        return None
    edit = replace_word(mapping, "to", flow.other_process, meant)
    return Fix(f"write {meant}", (edit,)) if edit else None
