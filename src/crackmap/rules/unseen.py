"""What a rule says where so much stands behind parallel splits that nobody looks any further."""

from __future__ import annotations

from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.rules.advice import quoted
from crackmap.rules.finding import Finding
from crackmap.rules.rule import Rule


def unseen_from(rule: Rule, graph: ProcessGraph, split: Step, question: str) -> Finding:
    """Return the finding of `rule` that its question has no answer from `split` on."""
    return rule.at(
        graph.process,
        f"so much stands behind the parallel splits that from {quoted(split.name)} on nobody"
        f" looked {question}",
        span=graph.process.span(),
        help="part the process, so that each has a few splits",
        related=[(f"{quoted(split.name)} starts several ways", split.span("parallel"))],
        assignee=graph.quarterback(),
    )
