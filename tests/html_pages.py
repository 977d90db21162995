"""Pages of maps for tests: a process with every kind of crack on it, and one with hostile names."""

from __future__ import annotations

import datetime
import json

from crackmap.check.check import check
from crackmap.check.settings import Settings
from crackmap.check.workspaces import Workspaces
from crackmap.maps.html import page
from crackmap.maps.options import MapOptions
from crackmap.source.files import Input

PROCESS = """
process: Lead to cash
description: How a lead becomes a customer.
departments:
  marketing: { name: Marketing }
  sales: { name: Sales }
  field: { name: Field sales, part_of: sales }
  finance: { name: Finance }
  legal: { name: Legal }
  crm: { name: CRM, kind: system, accountable: sales }
handoffs:
  lead:
    name: Qualified lead
    trigger: score reaches 80
    payload: [contact]
    acceptance: [has a budget]
    channel: crm
    sla: 2bh
stages:
  - name: Attract
    steps:
      - { name: Capture the lead, owner: marketing, trigger: form sent, system: crm }
      - name: Score the lead
        owner: marketing
        next:
          - { to: call-the-lead, when: 80 or more, handoff: lead }
          - { outcome: lost, when: otherwise }
  - name: Sell
    steps:
      - name: Call the lead
        owner: field
        contributors: [marketing]
        consulted: [legal]
        informed: [finance]
        within: 1d
      - { name: Assign the deal, owner: tbd }
      - { name: Write the offer, owner: sales }
      - { name: Review the contract, owner: legal, kind: approval }
  - name: Bill
    steps:
      - { name: Send the invoice, owner: finance, outcome: won }
"""

ATTACK = "</script><script>alert(1)</script>\"' onload=x \u2028 <b> & \u202eevil %%MODEL%%"

QUOTED = json.dumps(ATTACK)
HOSTILE = f"""
process: {QUOTED}
description: {QUOTED}
departments:
  one: {{ name: {QUOTED} }}
  __proto__: {{ name: '<img src=x onerror=alert(1)>' }}
stages:
  - name: {QUOTED}
    steps:
      - {{ name: {QUOTED}, id: 'a"]<b>', owner: one, description: {QUOTED}, system: {QUOTED} }}
      - {{ name: '</style><svg/onload=alert(1)>', id: constructor, owner: __proto__ }}
      - {{ name: '%%TITLE%%', id: '%%ROWS%%' }}
"""


def page_of(text: str = PROCESS, look: MapOptions | None = None) -> str:
    """The page of the process that is written in `text`, as `look` wants it."""
    settings = Workspaces(Settings(datetime.date(2026, 1, 1)), None, isolated=True)
    checked = check([Input("process.yaml", text.encode())], settings)
    return page.write(checked.graphs[0], checked.report.findings, look or MapOptions())
