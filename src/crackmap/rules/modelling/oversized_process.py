"""A process too large to be understood as one.

Above some fifty steps people no longer read a map, they look things up in it, and mistakes in it
stay. Where a group of steps has a clear beginning and end, it can be a process of its own.

```yaml
process: From the lead to the renewal  # crack: has 51 steps
order: none
departments: [revenue]
stages:
  - name: Win
    owner: revenue
    steps:
      - { name: Capture the lead }
      - { name: Enrich the lead }
      - { name: Score the lead }
      - { name: Route the lead }
      - { name: Call the lead }
      - { name: Qualify the need }
      - { name: Book the meeting }
      - { name: Open the opportunity }
      - { name: Run the discovery }
      - { name: Map the buyers }
      - { name: Agree the success criteria }
      - { name: Show the product }
      - { name: Set up the trial }
      - { name: Review the trial }
      - { name: Answer the security questions }
      - { name: Configure the quote }
      - { name: Approve the discount }
      - { name: Write the proposal }
      - { name: Present the proposal }
      - { name: Agree price and term }
      - { name: Review the contract }
      - { name: Approve the terms }
      - { name: Get the signature }
      - { name: Submit the order }
      - { name: Check the order }
      - { name: Book the order }
  - name: Keep
    owner: revenue
    steps:
      - { name: Hand over the account }
      - { name: Introduce the success manager }
      - { name: Send the invoice }
      - { name: Collect the payment }
      - { name: Hold the kickoff }
      - { name: Plan the project }
      - { name: Move the data }
      - { name: Connect the systems }
      - { name: Set up the users }
      - { name: Train the administrators }
      - { name: Train the users }
      - { name: Test with the customer }
      - { name: Go live }
      - { name: Confirm the first value }
      - { name: Close the project }
      - { name: Watch the usage }
      - { name: Review the value }
      - { name: Rate the health }
      - { name: Run the save plan }
      - { name: Open the renewal }
      - { name: Set the renewal price }
      - { name: Send the renewal offer }
      - { name: Agree the renewal }
      - { name: Sign the renewal }
      - { name: Book the renewal }
```

Two processes, of which one flows into the other, show the same work:

```yaml
process: From the lead to the order
departments: [revenue]
stages:
  - name: Win
    owner: revenue
    steps:
      - name: Qualify the need
      - name: Book the order
        next: from-the-order-to-the-renewal/hold-the-kickoff
# file: second
process: From the order to the renewal
departments: [revenue]
stages:
  - name: Keep
    owner: revenue
    steps:
      - name: Hold the kickoff
      - name: Sign the renewal
        outcome: renewed
```
"""

from __future__ import annotations

from crackmap.graph.process_graph import ProcessGraph
from crackmap.rules.advice import quoted
from crackmap.rules.rule import Findings, rule
from crackmap.source.words import plural


@rule("note")
def oversized_process(graph: ProcessGraph, *, limit: int = 50) -> Findings:
    """Find a process of more than `limit` steps."""
    process = graph.process
    if len(graph.steps) <= limit:
        return
    largest = max(process.stages, key=lambda stage: len(stage.steps))
    first = largest.steps[0].id
    yield oversized_process.at(
        process,
        f"the process has {len(graph.steps)} steps, more than people can keep in view ({limit})",
        span=process.span(),
        help=f"make a process of its own of a part with a clear beginning and end, such as the"
        f" stage {quoted(largest.name)} with its {plural(len(largest.steps), 'step')}, and lead"
        f" into it with to: {largest.id}/{first}",
        related=[
            (f"{quoted(stage.name)} has {plural(len(stage.steps), 'step')}", stage.span())
            for stage in process.stages
            if len(process.stages) > 1
        ],
        assignee=graph.quarterback(),
    )
