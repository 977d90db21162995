"""Files with every field of the language, and files that are wrong in one place."""

from __future__ import annotations

WHOLE = """
process: Trial to paid
id: trial-to-paid
description: From a free trial to a paid workspace.
owner: revenue-operations
volume: 1,400 per quarter
value: 900 EUR
good_outcomes: [paid]
reviewed: 2026-05-01
order: listed
sources:
  guide: https://handbook.example.com/trials
  slides: { name: Sales kick-off, url: https://drive.example.com/kick-off, reviewed: 2026-05-01 }
goals:
  activation: { name: Active trials, conflicts_with: [revenue], description: Counted daily. }
  revenue: New revenue
departments:
  product: { name: Product, goals: activation, reports_to: cpo, description: Runs trials. }
  sales: { goals: [revenue], accept: { crack: undefined-handoff, reason: it is new } }
  inside-sales: { part_of: sales }
  trial-queue:
    { kind: pool, part_of: sales, pick_up_within: 2h, assigned_by: turn, fallback: inside-sales }
  billing: { kind: system, accountable: revenue-operations, every: 1d }
  ana: { kind: person, part_of: sales, backup: sales }
  buyer: { kind: external }
  revenue-operations:
handoffs:
  active-trial:
    name: Active trial
    from: product
    to: inside-sales
    trigger: A second user is invited
    payload: [workspace, number of users]
    acceptance: a company address
    channel: billing
    sla: { target: 1bh, limit: 1bd, clock: from the invitation to the first call }
    acknowledgement: The seller takes the workspace
    escalation: revenue-operations
    rejection: { to: keep-warm, reasons: [student], share: 0.1, rounds: 2 }
    agreed: [marketing, { by: inside-sales, on: 2026-05-01 }]
    description: Agreed in spring.
    accept: [{ crack: incomplete-handoff, reason: a trial of it, until: 2027-01-31 }]
  paid-trial: { from: inside-sales, to: product, rejection: call }
stages:
  - name: Try
    id: try
    owner: product
    exit: second user
    within: 14d
    escalation: [revenue-operations, { to: sales, after: 2d }]
    stakeholders: [sales]
    order: listed
    description: The first two weeks.
    accept: []
    steps:
      - name: Start the trial
        id: start
        owner: [{ says: product, source: guide }, { says: sales, source: slides }]
        contributors: [sales]
        consulted: []
        informed: tbd
        kind: task
        trigger: Somebody signs up
        volume: 30 per week
        needs: [address]
        produces: [workspace]
        system: billing
        within: [{ says: 8bh, source: guide }, { says: 1bd }]
        escalation: revenue-operations
        every: 1d
        effort: 10m
        wait: 4h
        serves: [activation]
        customer_facing: true
        parallel: false
        description: One click.
        accept: []
        next:
          - { to: call, when: a second user comes, share: 40%, handoff: active-trial }
          - { to: keep-warm, when: otherwise, share: 0.58, rounds: 3, handoff: { to: sales } }
          - { outcome: lost, when: they unsubscribe, share: 2%, drop: 1%, after: 30d }
      - name: Keep the trial warm
        id: keep-warm
        kind: wait
        until: somebody comes back
        next: call
  - name: Buy
    steps:
      - name: Call the buyer
        id: call
        owner: [{ who: sales, when: more than 50 users }, { who: inside-sales, when: otherwise }]
        next: []
      - name: Send the invoice
        owner: ~
        outcome: paid
"""
WORKSPACE = """
processes: [processes/**/*.yaml]
departments: { sales: { name: Sales } }
goals: { revenue: New revenue }
handoffs: { order: { from: sales, to: finance, sla: 2bd } }
sources: { guide: https://handbook.example.com }
rules:
  unowned-step: warning
  dead-end: { severity: note }
  unused-acceptance: off
ignore: { "processes/old/**": [dead-end, unowned-step], "drafts/**": [handoff], "new/**": ALL }
fail_on: warning
working_hours: { days: mon-fri, hours: "08:30-17:00" }
"""
STEPS = "stages: [{ name: S, steps: [{ name: Do it }] }]\n"
STEP = "process: P\ndepartments: [sales]\nstages:\n  - name: S\n    steps:\n      - name: Do it\n"
BAD = {
    "no name": "departments: [sales]\n",
    "an empty name": "process: ''\n",
    "an unknown key": "process: P\nstags: []\n",
    "an unknown key of a step": STEP + "        ownr: sales\n",
    "an unknown kind": STEP + "        kind: meeting\n",
    "a duration without a unit": STEP + "        within: 30\n",
    "a duration in words": STEP + "        within: two days\n",
    "a clock with an unknown key": STEP + "        within: { limit: 2d, start: now }\n",
    "a share above one": STEP + "        next: { to: x, share: 140% }\n",
    "next beside outcome": STEP + "        next: do-it\n        outcome: won\n",
    "a flow that goes on and ends": STEP + "        next: { to: do-it, outcome: won }\n",
    "no rounds": STEP + "        next: { to: do-it, rounds: 0 }\n",
    "two systems": STEP + "        system: [crm, erp]\n",
    "an id with a space": STEP + "        id: do it\n",
    "a mapping for a word": STEP + "        trigger: { event: form }\n",
    "neither true nor false": STEP + "        customer_facing: maybe\n",
    "a claim with an unknown key": STEP + "        effort: { says: 1h, where: wiki }\n",
    "a step without a name": "process: P\nstages: [{ name: S, steps: [{ owner: sales }] }]\n",
    "a volume without a period": "process: P\nvolume: 1200\n",
    "an amount without a currency": "process: P\nvalue: 18000\n",
    "another way to write a day": "process: P\nreviewed: 1 May 2026\n",
    "a department's id with a space": "process: P\ndepartments: [deal desk]\n",
    "a department as text": "process: P\ndepartments: { sales: the sellers }\n",
    "an order that is none": "process: P\norder: random\n",
}
BAD_WORKSPACE = {
    "an unknown rule": "rules: { unowned-stop: off }\n",
    "an unknown level": "rules: { dead-end: fatal }\n",
    "an unknown option": "rules: { dead-end: { limits: 3 } }\n",
    "an unknown severity": "fail_on: fatal\n",
    "an unknown rule to ignore": 'ignore: { "a/**": [dead-ends] }\n',
    "to ignore what cannot be read": 'ignore: { "a/**": [unreadable] }\n',
    "an unknown key": "rule: {}\n",
}
