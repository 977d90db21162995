"""Which rule asks what: the table that keys and files are answered by."""

from __future__ import annotations

from collections.abc import Mapping

from crackmap.check.filling import branches, details, handoffs, owners, payload
from crackmap.check.filling.case import Case
from crackmap.check.filling.question import Form, Talk

FORMS: Mapping[str, Form] = {
    "unowned-step": owners.unowned_step,
    "unknown-owner": owners.unknown_owner,
    "shared-owner": owners.shared_owner,
    "hidden-handoff": owners.hidden_handoff,
    "missing-quarterback": owners.quarterback,
    "siloed-quarterback": owners.quarterback,
    "undefined-handoff": handoffs.undefined_handoff,
    "undefined-team-handoff": handoffs.undefined_handoff,
    "incomplete-handoff": handoffs.lacking_fields,
    "untimed-handoff": handoffs.untimed_handoff,
    "one-way-handoff": handoffs.one_way_handoff,
    "contradiction": details.contradiction,
    "endless-wait": details.endless_wait,
    "untimed-approval": details.untimed_approval,
    "pooled-owner": details.pooled_owner,
    "missing-payload": payload.missing_payload,
    "leaky-branch": branches.leaky_branch,
    "unexplained-branch": branches.unexplained_branch,
    "one-sided-decision": branches.one_sided_decision,
    "dead-end": branches.dead_end,
}


def talk(case: Case) -> Talk | None:
    """Return what is asked about a crack; None where it is only assigned or accepted.

    Of a rule without questions of its own that is whether its fix shall be made.
    """
    form = FORMS.get(case.finding.rule)
    if form is not None:
        return form(case)
    return owners.by_fix(case) if case.finding.fix else None
