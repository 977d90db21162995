"""Small processes for tests: a whole one, and the surroundings of steps that a test writes."""

from __future__ import annotations

from collections.abc import Iterable

from crackmap.graph.context import Context
from crackmap.graph.flow import Flow
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.readers.yaml import read

# One crack: the lead passes from marketing to sales, and nobody said how.
CRACKED = """\
process: Leads
departments: [marketing, sales]
stages:
  - name: Qualify
    steps:
      - name: Score the lead
        owner: marketing
      - name: Call the lead
        owner: sales
        outcome: won
"""
CLEAN = """\
process: Renewals
departments: [sales]
stages: [{ name: Renew, steps: [{ name: Renew the contract, owner: sales, outcome: won }] }]
"""
HEAD = """
process: Lead to cash
departments:
  marketing: {}
  sales: {}
  field-sales: { part_of: sales }
  inside-sales: { part_of: sales }
  finance: {}
  customer: { kind: external }
  queue: { kind: pool }
handoffs:
  lead:
    trigger: score reaches 80
    payload: [contact]
    acceptance: [has a budget]
    rejection: { to: a, share: 10%, rounds: 2 }
  returned:
    trigger: score reaches 80
    payload: [contact]
    acceptance: [has a budget]
    rejection: marketing
  thin: { trigger: score reaches 80 }
"""


def graph_of(*steps: str, order: str = "listed", around: Context | None = None) -> ProcessGraph:
    """The graph of a process with one stage; each step is the inside of a mapping with its name."""
    lines = "".join(f"      - {{ name: {step} }}\n" for step in steps)
    text = f"{HEAD}stages:\n  - name: One\n    order: {order}\n    steps:\n{lines}"
    return ProcessGraph(read(text.encode(), "process.yaml"), around)


def ids(steps: Iterable[Step]) -> list[str]:
    return [step.id for step in steps]


def subjects(flows: Iterable[Flow]) -> list[str]:
    return [str(flow.subject) for flow in flows]
