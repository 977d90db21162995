"""What other tools and people call the keys of the language: asked before letters are compared.

A word means a key only in elements that have it, and of several keys the first that is not written.
"""

from __future__ import annotations

from collections.abc import Collection

_WHO = "responsible accountable assignee assigned_to who by department team lane role actor owners"
_WORDS = "notes note comment comments summary details info remark remarks"
_LIMIT = "sla deadline due due_in limit time_limit timeout max_time target"
_OFTEN = "frequency cadence schedule interval batch runs"
_BACK = "goto go_to then step back_to send_to target"
_SHARES = "percent percentage probability rate ratio chance part"
_ROUNDS = "times loops max_rounds repeat retries attempts"
_DEPARTMENTS = "lanes teams roles swimlanes actors participants people units groups owners"
_AGREEMENTS = "agreements slas contracts handovers hand_offs"

# By the noun of an element and a key of it: the words that mean this key.
SYNONYMS: dict[str, dict[str, str]] = {
    "process": {
        "process": "name title workflow pipeline process_name",
        "description": _WORDS,
        "owner": f"{_WHO} quarterback process_owner lead",
        "volume": "volumes cases count amount_of_cases throughput",
        "value": "deal_size deal_value acv arr revenue amount worth",
        "good_outcomes": "outcomes success successes success_outcomes wins good",
        "reviewed": "last_reviewed reviewed_on updated last_updated review_date date",
        "sources": "docs documents links references evidence",
        "goals": "kpis metrics targets objectives incentives okrs",
        "departments": _DEPARTMENTS,
        "handoffs": _AGREEMENTS,
        "stages": "phases sections columns milestones",
        "accept": "accepted ignore exceptions waivers",
    },
    "stage": {
        "name": "title stage phase label",
        "owner": _WHO,
        "exit": "exit_criteria exit_when exit_if done_when criteria gate definition_of_done",
        "within": _LIMIT,
        "escalation": "escalate escalate_to escalates_to escalated_to",
        "stakeholders": "involved participants approvers departments teams",
        "order": "sequence ordering",
        "steps": "tasks activities actions items work",
        "description": _WORDS,
        "accept": "accepted ignore exceptions waivers",
    },
    "step": {
        "name": "title step task activity action label",
        "id": "key ref",
        "owner": _WHO,
        "contributors": "responsible helpers support supporters participants collaborators with",
        "consulted": "consult asked advisors",
        "informed": "inform notify notified cc told",
        "kind": "type category step_type",
        "trigger": "event start starts starts_when triggered_by started_by",
        "needs": "inputs input requires required prerequisites depends_on receives",
        "produces": "outputs output creates deliverables deliverable artifacts results",
        "system": "tool tools app application software systems recorded_in channel",
        "within": _LIMIT,
        "escalation": "escalate escalate_to escalates_to escalated_to",
        "every": _OFTEN,
        "effort": "hands_on work_time touch_time working_time",
        "wait": "delay waiting waiting_time lag queue_time",
        "until": "ends_when wait_for waits_for",
        "serves": "goals kpis moves supports_goals",
        "customer_facing": "customer_visible facing customer touchpoint",
        "parallel": "concurrent simultaneous",
        "next": "then goto go_to next_step next_steps to leads_to flows branches transitions",
        "outcome": "end ends ends_with result status",
        "description": _WORDS,
        "accept": "accepted ignore exceptions waivers",
    },
    "flow": {
        "to": f"{_BACK} next next_step destination go",
        "outcome": "end ends ends_with result",
        "when": "if condition conditions cond in_case case on only_if unless_not",
        "share": _SHARES,
        "drop": "loss losses leakage drop_off dropoff drop_rate",
        "rounds": _ROUNDS,
        "handoff": "agreement handover hand_off",
    },
    "handoff": {
        "name": "title label",
        "from": "sender giver source from_department",
        "to": "receiver recipient target destination to_department",
        "trigger": "event when start starts starts_when triggered_by",
        "payload": "contents content data fields items information package artifacts documents",
        "acceptance": "criteria acceptance_criteria accepted_when definition_of_done checklist",
        "channel": "system via tool medium through",
        "sla": "within deadline due due_in limit time_limit timeout",
        "acknowledgement": "ack acknowledge confirmation confirm confirmed_by receipt",
        "escalation": "escalate escalate_to escalates_to escalated_to",
        "rejection": "reject rejected rejects return returns send_back way_back",
        "agreed": "signed signed_by signed_off agreed_by agreed_on approved approved_by confirmed",
        "description": _WORDS,
        "accept": "accepted ignore exceptions waivers",
    },
    "rejection": {
        "to": _BACK,
        "reasons": "reason why because when if",
        "share": _SHARES,
        "rounds": _ROUNDS,
    },
    "goal": {
        "name": "title label",
        "conflicts_with": "conflicts conflict against opposes versus",
        "description": _WORDS,
        "accept": "accepted ignore exceptions waivers",
    },
    "department": {
        "name": "title label",
        "kind": "type category",
        "part_of": "parent belongs_to department team_of in under",
        "goals": "kpis metrics targets objectives incentives okrs paid_for",
        "reports_to": "manager boss head lead reports line_manager",
        "accountable": "owner responsible owned_by administrator admin",
        "every": _OFTEN,
        "pick_up_within": "sla within deadline limit time_limit pickup pickup_within",
        "assigned_by": "assignment routing assigned routed_by",
        "fallback": "default otherwise catch_all",
        "backup": "deputy stand_in substitute cover replacement",
        "description": _WORDS,
        "accept": "accepted ignore exceptions waivers",
    },
    "yes to a handoff": {
        "by": "who department team owner signed_by agreed_by name",
        "on": "date day when at since agreed_on signed_on",
    },
    "accepted crack": {
        "crack": "rule finding name id",
        "reason": f"why because {_WORDS} description",
        "until": "expires expiry valid_until date deadline due",
    },
    "workspace file": {
        "processes": "files paths include folders",
        "departments": _DEPARTMENTS,
        "goals": "kpis metrics targets objectives",
        "handoffs": _AGREEMENTS,
        "sources": "docs documents links references",
        "rules": "checks linters severities levels",
        "ignore": "exclude skip ignored excluded",
        "fail_on": "fail severity failon threshold",
        "working_hours": "hours office_hours business_hours opening_hours",
    },
    "working_hours": {
        "days": "weekdays working_days week",
        "hours": "time times office_hours business_hours",
    },
    "claim": {"says": "value text claim say", "source": "from doc document page where"},
    "clock": {
        "target": "goal aim should expected",
        "limit": f"max maximum at_most {_LIMIT} within",
        "clock": "measured from counted starts between",
    },
    "owner": {
        "who": "owner name department team id responsible",
        "when": "if condition case only_if",
    },
}
# How steps are written.
STEPS = "stages: [{ name: Qualify, steps: [{ name: Call the lead }] }]"
# What has no key here, for it belongs elsewhere: where that is.
_ELSEWHERE: dict[tuple[str, str], str] = {
    ("process", "step steps tasks activities"): f"steps stand in a stage: write {STEPS}",
    ("step", "when if condition cond only_if"): (
        "a condition stands on a flow out of the step: next: [{ to: ..., when: ... }]"
    ),
    ("step", "duration time lead_time cycle_time"): (
        "write `within` for its limit, `effort` for hands-on time, `wait` for the time before it"
    ),
    ("flow", "else otherwise default"): "write { to: ..., when: otherwise }",
    ("flow", "from"): "a flow begins at the step under which it stands",
    ("flow", "trigger payload acceptance channel sla acknowledgement rejection"): (
        "it stands in the handoff on the flow: below handoff:"
    ),
    ("step", "handoff to share rounds drop"): (
        "it stands on a flow out of the step: below next:, beside to:"
    ),
    ("step", "payload acceptance acknowledgement rejection"): (
        "it stands in the handoff on a flow out of the step: below next:, then handoff:"
    ),
}


# What people call the words that a field has to choose from; no element has two of them.
_CHOICES = {
    "task": "activity action work manual",
    "decision": "gateway branch choice question condition check",
    "approval": "review sign-off signoff approve",
    "wait": "delay timer pause event",
    "department": "team group unit function role",
    "pool": "queue backlog inbox",
    "system": "tool software app application bot automation",
    "person": "people human individual employee",
    "external": "customer client partner vendor supplier outside outsider",
    "none": "unordered parallel free",
    "listed": "ordered sequential",
}
_WORD_MEANT = {word: choice for choice, words in _CHOICES.items() for word in words.split()}


def meant_word(word: str, choices: Collection[str]) -> str:
    """Return the question whether one of the `choices` is meant by a word for it; may be empty."""
    choice = _WORD_MEANT.get(word.casefold())
    return f"did you mean `{choice}`?" if choice in choices else ""


def _tables() -> dict[str, dict[str, tuple[str, ...]]]:
    tables: dict[str, dict[str, tuple[str, ...]]] = {}
    for noun, keys in SYNONYMS.items():
        table = tables.setdefault(noun, {})
        for key, words in keys.items():
            for word in words.split():
                table[word] = (*table.get(word, ()), key)
    return tables


_MEANT = _tables()
_PLACES = {
    (noun, word): help_ for (noun, words), help_ in _ELSEWHERE.items() for word in words.split()
}


def keys_meant(noun: str, key: str) -> tuple[str, ...]:
    """Return the keys of an element that `key` is another word for, the likeliest first."""
    return _MEANT.get(noun, {}).get(_folded(key), ())


def _folded(key: str) -> str:
    return "_".join(key.casefold().replace("-", " ").split())


def meant_key(noun: str, key: str, written: Collection[str], known: Collection[str]) -> str:
    """Return what to do about a `key` that is another word for one of the `known`; may be empty.

    `written` are the keys that stand with it.
    """
    elsewhere = _PLACES.get((noun, _folded(key)))
    if elsewhere:
        return elsewhere
    meant = [one for one in keys_meant(noun, key) if one in known]
    free = next((one for one in meant if one not in written), None)
    if free:
        return f"did you mean `{free}`?"
    return f"that is `{meant[0]}`, which is written already: keep one of them" if meant else ""
