"""A step whose name does not say what is done.

"Handle the order" can mean three things to three people: two do it twice, or nobody does it at all.
A step that is named by a verb and its object can be seen to be done.

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Negotiation  # crack: "Negotiation" does not say what is done
      - name: Deal with objections  # crack: does not say what is done
      - name: Sign the contract
        outcome: won
```

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Agree price and term
      - name: Answer the objections
      - name: Sign the contract
        outcome: won
```

A deal desk, a deal review, a decision that asks and a sentence in a script without spaces are none
of these:

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    owner: sales
    steps:
      - name: Deal review with the manager
      - name: Approved?
        kind: decision
        next: [{ to: check-contract, when: yes }, { outcome: lost, when: no }]
      - name: 契約書を確認する
        id: check-contract
      - name: Sign the contract
        outcome: won
```
"""

from __future__ import annotations

import unicodedata

from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.rules.advice import assignee, quoted
from crackmap.rules.rule import Findings, rule

_VAGUE = ("handle", "process", "manage", "do")


@rule("note")
def vague_name(graph: ProcessGraph) -> Findings:
    """Find the steps named by one word, or by a verb that fits any work."""
    for step in graph.steps:
        words = _words(step)
        rest = " ".join(words[1:] if words[:2] != ["deal", "with"] else words[2:])
        if len(words) > 1 and words[0] not in _VAGUE and words[:2] != ["deal", "with"]:
            continue
        if step.kind == "decision" and step.name.endswith("?"):
            continue
        if len(words) == 1 and any(
            unicodedata.category(letter) == "Lo" for letter in set(words[0])
        ):
            continue  # of a script that has no capitals, and often no spaces
        yield vague_name.at(
            step,
            f"the name {quoted(step.name)} does not say what is done",
            span=step.span(),
            help=_help(words, rest),
            assignee=assignee(graph, graph.owner(step)),
        )


def _words(step: Step) -> list[str]:
    name = step.name if step.written("name") else step.id.replace("-", " ").replace("_", " ")
    return name.casefold().split()


def _help(words: list[str], rest: str) -> str:
    if len(words) > 1 and rest:
        return f"say what happens to {rest}: check, price, approve, send, book, answer"
    return "say what is done with what: a verb and its object, such as Send the invoice"
