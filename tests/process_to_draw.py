"""A process with one of everything that a map shows."""

from __future__ import annotations

PROCESS = """\
process: Lead to cash
owner: sales
departments:
  marketing: { name: Marketing }
  sales: { name: Sales }
  field-sales: { name: Field sales, part_of: sales }
  crm: { name: CRM, kind: system, accountable: sales }
handoffs:
  lead:
    name: Qualified lead
    trigger: score is 80
    payload: [contact]
    sla: 2bh
    rejection: { to: score, reasons: [no budget] }
stages:
  - name: Attract
    owner: marketing
    steps:
      - { name: Score, id: score, next: [{ to: call, when: it fits, handoff: lead }] }
  - name: Sell
    owner: field-sales
    steps:
      - { name: Call, id: call, parallel: true, next: [offer, onboarding/kick-off] }
      - { name: Offer, id: offer, owner: crm, next: bill }
      - { name: Bill, id: bill, owner: tbd, next: file }
      - name: File
        id: file
        owner: [{ who: sales, when: it is big }, { who: marketing, when: otherwise }]
        outcome: won
"""
