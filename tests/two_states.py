"""A process in two states, and what `crackmap diff` makes of them."""

from __future__ import annotations

import datetime

from crackmap.check.check import Checked, check
from crackmap.check.settings import Settings
from crackmap.history.comparison import Comparison, compare
from crackmap.rules.registry import all_rules
from crackmap.source.files import Input
from crackmap.writers.diff import text as diff_text

# Only what is an error counts here, so that these tests are about the comparison.
LEVELS = {rule.name: "off" for rule in all_rules().values() if rule.severity != "error"}
SETTINGS = Settings(today=datetime.date(2026, 6, 1), levels=LEVELS)
PROCESS = """\
process: Lead to cash
id: lead-to-cash
departments: { marketing: {}, sales: {}, finance: {} }
handoffs:
  lead:
    trigger: score of 80
    payload: [contact]
    acceptance: [has a budget]
    acknowledgement: status accepted
    sla: 4h
    escalation: finance
    rejection: capture
stages:
  - name: Attract
    steps:
      - name: Capture
        owner: marketing
        next: { to: call, handoff: lead }
      - name: Call
        owner: sales
        outcome: won
"""
CRACKED = PROCESS.replace("        owner: sales\n", "")


def checked(*texts: str) -> Checked:
    return check([Input(f"{at}.yaml", text.encode()) for at, text in enumerate(texts)], SETTINGS)


def compared(old: str, new: str) -> Comparison:
    return compare(checked(old), checked(new))


def as_text(found: Comparison) -> str:
    return diff_text.write(found, width=80, colour=False, unicode=False)
