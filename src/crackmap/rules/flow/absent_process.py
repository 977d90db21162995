"""A flow into a process that is not here to be looked at.

Whether the step exists, who owns it and how the work is handed over can be told only with both
processes in one run.

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Sign the contract
        next: onboarding/hold-the-kickoff  # crack: onboarding is not in this run
```

Check both together:

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
      - name: Hold the kickoff
        outcome: live
```
"""

from __future__ import annotations

from crackmap.graph.process_graph import ProcessGraph
from crackmap.rules.advice import assignee, quoted
from crackmap.rules.rule import Findings, rule


@rule("note")
def absent_process(graph: ProcessGraph) -> Findings:
    """Find the flows into a process that is not in the run."""
    for flow in graph.flows:
        other = (flow.other_process or "").partition("/")[0]
        if not other or other in graph.around.processes or not graph.is_ordered(flow.source):
            continue
        yield absent_process.at(
            flow,
            f"{quoted(flow.source.name)} leads into the process {other}, and {other} is not in this"
            " run, so the flow was not checked",
            span=flow.span("to"),
            help=f"name the file of {other} too, or the folder that holds both",
            assignee=assignee(graph, flow.sender),
            detail=flow.detail,
        )
