"""Answers that fill examples/lead-to-cash, by crack; and the keys that say the same."""

from __future__ import annotations

from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
LEAD_TO_CASH = (HOME / "examples" / "lead-to-cash" / "process.yaml").read_bytes()
ANSWERS = """\
answers:
  - crack: leaky-branch score-lead
    set: { to: (disqualified), share: 15%, when: otherwise }
  - crack: contradiction handoff mql acceptance
    set: { holds: sdr-playbook }
  - crack: contradiction handoff mql sla
    set: { holds: sla-deck }
  - crack: hidden-handoff call-lead -> run-discovery
    set: { owner: sales }
  - crack: undefined-handoff call-lead -> assign-opportunity
    set:
      handoff: { trigger: "the lead says: yes", payload: [call notes], acceptance: [need known],
        channel: crm, acknowledgement: sales takes the lead }
  - crack: undefined-handoff present-quote -> review-contract
    set:
      handoff.trigger: the customer agrees
      handoff.payload: [offer, "terms, signed"]
      handoff.acceptance: [offer is dated]
      handoff.sla: 1bd
      handoff.acknowledgement: legal replies
      handoff.rejection: { to: present-quote, reasons: [wrong terms], rounds: 2 }
  - crack: undefined-handoff review-contract -> get-signature
    set: { handoff: { trigger: contract is approved, payload: contract, acceptance: no gaps,
      channel: crm, sla: 4bh, acknowledgement: sales replies } }
  - crack: hidden-handoff close-won -> check-order
    set: { owner: handoff, handoff: order }
  - crack: unowned-step nurture-lead
    set: { owner: marketing }
  - crack: incomplete-handoff handoff mql
    accept: { reason: the team is small, until: 2027-03-31 }
  - crack: conflicting-goals score-lead -> call-lead
    assign: { owner: sales, due: +30d }
  - crack: missing-quarterback process lead-to-cash
    set: { owner: another, new_owner: Revenue operations }
  - crack: undefined-handoff call-lead -> nurture-lead
    set: { handoff: { trigger: nobody answers, payload: [call notes], acceptance: [reason given],
      acknowledgement: the campaign begins, escalation: sales } }
  - crack: undefined-handoff prepare-quote -> approve-discount
    set: { handoff: { trigger: discount above 15%, payload: [quote], acceptance: [margin known],
      acknowledgement: the desk replies } }
  - crack: unowned-step collect-payment
    set: { owner: finance }
"""
# The same at a terminal, crack by crack, in the order in which they are asked about.
KEYS = (
    *("1", "1", "1"),
    *("2",),
    *("1",),
    *("2",),
    *("the lead says: yes", "call notes", "need known", "1", "", "sales takes the lead", "later"),
    *("the customer agrees", "offer; terms, signed", "offer is dated", "1bd", "legal replies"),
    *("", "present-quote", "wrong terms", "2", ""),
    *("contract is approved", "contract", "no gaps", "crm", "4bh", "sales replies", "", ""),
    *("1", "1"),
    *("marketing",),
    *("x", "the team is small", "2027-03-31"),
    *("s",),
    *("a", "sales", "+30d"),
    *("s",) * 8,
    *("1", "Revenue operations"),
    *("s",) * 4,
    *("nobody answers", "call notes", "reason given", "", "", "the campaign begins", "sales", ""),
    *("discount above 15%", "quote", "margin known", "", "", "the desk replies", "later"),
    *("1",),
)
