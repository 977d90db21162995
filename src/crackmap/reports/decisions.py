"""What has to be decided to fill a crack, in one short sentence for who decides it.

How it is written down stands in the help of each finding; here stands what people must agree on.
"""

from __future__ import annotations

from crackmap.graph.process_graph import ProcessGraph
from crackmap.graph.shares import sums
from crackmap.language.process import Step
from crackmap.rules.finding import Finding

# By rule; {step}, {next}, {sender} and {receiver} are what the crack is about.
DECISIONS = {
    "unowned-step": "Name the one department that answers for {step}.",
    "unknown-owner": "Name the department that answers for {step}.",
    "shared-owner": "Choose the one department that answers for {step}.",
    "pooled-owner": "Set how soon work is picked up, and who takes what nobody picks up.",
    "named-person": "Give the step to a department, with somebody who stands in.",
    "unpaid-step": "Give the step to who is paid for it, or pay its owner for it.",
    "unaccountable-system": "Name who answers for the system.",
    "undefined-handoff": "Have {sender} and {receiver} sign how the work is handed over.",
    "undefined-team-handoff": "Have both teams sign how the work is handed over.",
    "hidden-handoff": "Name who owns what lies between, or who hands over to {receiver}.",
    "incomplete-handoff": "Have both sides agree on what the handoff leaves open.",
    "untimed-handoff": "Set the time limit, and who acts when it is over.",
    "one-way-handoff": "Set where refused work goes, and for which reasons.",
    "side-channel": "Choose the system of record for this handoff.",
    "media-break": "Choose one system for both sides.",
    "missing-payload": "Name who makes what is needed, and have it handed over.",
    "ping-pong": "Set how often work may come back, and who decides then.",
    "handoff-chain": "Let fewer departments take part one after the other.",
    "approval-chain": "Let one approve, or all at the same time.",
    "self-approval": "Name another department that approves.",
    "contradiction": "Decide which of the documents holds.",
    "conflicting-goals": "Give both departments one goal that they must reach together.",
    "goalless-department": "Set what the department is paid for.",
    "leaky-branch": "Find out where the other cases go after {step}, and give them a way.",
    "unexplained-branch": "Set which case goes which way.",
    "one-sided-decision": "Set what happens in all other cases.",
    "dead-end": "Set what follows, or how the case ends.",
    "endless-wait": "Set how long it may wait, and what happens then.",
    "endless-loop": "Set how a case leaves the cycle.",
    "unbounded-loop": "Set after how many rounds somebody decides.",
    "early-end": "Set how the work beside it is stopped.",
    "unknown-step": "Set where the work goes.",
    "untimed-approval": "Set how soon the approval is given.",
    "silent-deadline": "Name who acts when the time limit is over.",
    "untimed-outsider": "Set when somebody asks again.",
    "overrun": "Give the stage more time, or its steps less.",
    "slow-by-design": "Let the system run more often, or promise less.",
    "silent-transfer": "Have the new department introduced to the customer.",
    "absent-stakeholder": "Set at which step they have a say.",
    "missing-quarterback": "Name the department that sees every case through.",
    "siloed-quarterback": "Give the process to somebody who does not work in it.",
    "stale-map": "Have the departments confirm that this is how it works.",
    "no-good-outcome": "Say which outcomes people work for.",
}
_TOO_MUCH = "Count once more how many of the cases go which way after {step}."
_OTHERWISE = "Have it filled, or accept it for a reason until a day."


def decision(graph: ProcessGraph | None, finding: Finding) -> str:
    """Return what is to be decided about a crack, as an order that names who is concerned."""
    if finding.overdue:
        return f"Ask why it is late, then: {_sentence(graph, finding)}"
    return _sentence(graph, finding)


def _sentence(graph: ProcessGraph | None, finding: Finding) -> str:
    order = DECISIONS.get(finding.rule, _OTHERWISE)
    words = {"step": "it", "sender": "the sender", "receiver": "the receiver"}
    subject = finding.subject
    if graph and subject.kind in ("step", "flow"):
        steps = [step for id_ in subject.ids if (step := graph.step(id_))]
        ends = [graph.owner(step) for step in steps]
        if steps:
            words["step"] = f'"{steps[0].name}"'
            if finding.rule == "leaky-branch" and _is_too_much(graph, steps[0]):
                order = _TOO_MUCH
        for key, owner in zip(("sender", "receiver"), ends, strict=False):
            if owner.inside:
                words[key] = " or ".join(map(graph.organisation.name, owner.departments))
    return order.format(**words)


def _is_too_much(graph: ProcessGraph, step: Step) -> bool:
    """Return whether the shares out of `step` add up to more than all cases."""
    flows = [flow for flow in graph.outgoing(step) if not flow.stood_for]
    return sums(flows, settled=not graph.may_send_back(step))[0] > 1
