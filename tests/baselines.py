"""Baselines as people write them, and what becomes of them."""

from __future__ import annotations

from crackmap.history.baseline import updated
from crackmap.history.entries import read
from crackmap.rules.finding import Finding, Key
from crackmap.source.span import Span
from small_report import of_step

WRITTEN = """\
# Our cracks.
#   cracks: see the handbook

cracks:
  # the oldest of all
  - rule: unowned-step
    process: lead-to-cash
    subject:   'invoice'   # spaced by hand
    owner: finance
    due: 2026-12-31
    note: >
      # this is no comment
      finance fills it

  - subject: a -> b
    rule: undefined-handoff
    process: renewal
    # at the end of its entry

# what comes last
"""


def crack(
    subject: str = "invoice", rule: str = "unowned-step", process: str = "lead-to-cash"
) -> Finding:
    return Finding(rule, "error", of_step(subject), "a crack", Span("x.yaml"), process=process)


def always(rule: str, process: str) -> bool:
    return True


def rewritten(text: str, *findings: Finding) -> str:
    return updated(read(text.encode(), "cracks.yaml"), findings)[0]


def known(text: str) -> set[Key]:
    return {entry.key for entry in read(text.encode(), "cracks.yaml").entries}
