"""What people write in the fields, for the JSON Schema and the page of the language."""

from __future__ import annotations

from typing import Any

from crackmap.language.element import Element

# By the noun of the element and the key; a field that is not named here has its type's.
_OF_FIELD: dict[tuple[str, str], tuple[Any, ...]] = {
    ("process", "process"): ("Lead to cash",),
    ("process", "id"): ("lead-to-cash",),
    ("process", "description"): ("From a web form to a paid invoice.",),
    ("process", "owner"): ("revenue-operations",),
    ("process", "good_outcomes"): (["won", "renewed", "expanded"],),
    ("process", "sources"): ({"mql-page": "https://handbook.example.com/mql"},),
    ("process", "goals"): ({"bookings": {"name": "Bookings"}},),
    ("process", "departments"): (
        ["marketing", "sales", "finance"],
        {"sdr": {"name": "Sales development", "part_of": "sales"}},
    ),
    ("process", "handoffs"): ({"mql": {"from": "marketing", "to": "sdr", "sla": "2bh"}},),
    ("stage", "name"): ("Qualify",),
    ("stage", "id"): ("qualify",),
    ("stage", "owner"): ("sdr",),
    ("stage", "exit"): (["need confirmed", "budget known"],),
    ("stage", "stakeholders"): (["finance"],),
    ("step", "name"): ("Score the lead",),
    ("step", "id"): ("score",),
    ("step", "contributors"): (["crm"],),
    ("step", "consulted"): (["legal"],),
    ("step", "informed"): (["sales"],),
    ("step", "trigger"): ("Web form submitted",),
    ("step", "needs"): (["form data"],),
    ("step", "produces"): (["score"],),
    ("step", "system"): ("crm",),
    ("step", "until"): ("the lead asks for a call",),
    ("step", "serves"): (["lead-volume"],),
    ("step", "next"): (
        "first-call",
        {"to": "first-call", "when": "asked for a call", "rounds": 3},
        [{"to": "first-call", "when": "score is 80 or more"}, {"outcome": "lost"}],
    ),
    ("step", "outcome"): ("won",),
    ("flow", "to"): ("first-call", "onboarding/kickoff"),
    ("flow", "outcome"): ("lost",),
    ("flow", "when"): ("score is 80 or more", "otherwise"),
    ("flow", "after"): ("30d",),
    ("flow", "drop"): ("1%",),
    ("flow", "handoff"): ("mql",),
    ("handoff", "name"): ("Qualified lead",),
    ("handoff", "from"): ("marketing",),
    ("handoff", "to"): ("sdr",),
    ("handoff", "trigger"): ("Lead status becomes MQL",),
    ("handoff", "payload"): (["contact", "score", "campaign"],),
    ("handoff", "acceptance"): (["score is 80 or more", "work e-mail known"],),
    ("handoff", "channel"): ("crm",),
    ("handoff", "acknowledgement"): ("SDR sets status Accepted",),
    ("handoff", "rejection"): ("nurture", {"to": "nurture", "reasons": ["no budget"]}),
    ("handoff", "agreed"): (["marketing", "sdr"],),
    ("rejection", "to"): ("nurture",),
    ("rejection", "reasons"): (["no budget", "no fit"],),
    ("rejection", "share"): ("12%",),
    ("goal", "name"): ("Leads created",),
    ("goal", "conflicts_with"): (["bookings"],),
    ("source", "name"): ("What an MQL is",),
    ("source", "url"): ("https://handbook.example.com/mql",),
    ("department", "name"): ("Sales development",),
    ("department", "part_of"): ("sales",),
    ("department", "goals"): (["bookings"],),
    ("department", "reports_to"): ("cro",),
    ("department", "accountable"): ("revenue-operations",),
    ("department", "assigned_by"): ("round robin",),
    ("department", "fallback"): ("sdr",),
    ("department", "backup"): ("finance",),
    ("yes to a handoff", "by"): ("marketing",),
    ("yes to a handoff", "on"): ("2026-05-01",),
    ("accepted crack", "crack"): ("undefined-handoff",),
    ("accepted crack", "reason"): ("one person does both",),
    ("accepted crack", "until"): ("2027-03-31",),
    ("workspace file", "processes"): (["processes/**/*.yaml"],),
    ("workspace file", "departments"): (["marketing", "sales", "finance"],),
    ("workspace file", "goals"): ({"bookings": {"name": "Bookings"}},),
    ("workspace file", "handoffs"): ({"mql": {"from": "marketing", "to": "sdr", "sla": "2bh"}},),
    ("workspace file", "sources"): ({"mql-page": "https://handbook.example.com/mql"},),
    ("workspace file", "rules"): (
        {"vague-name": "off", "handoff-chain": {"severity": "error", "limit": 4}},
    ),
    ("workspace file", "ignore"): ({"processes/legacy/**": ["stale-map"]},),
    ("workspace file", "impact"): ({"undefined-handoff": "2% to 5%"},),
    ("workspace file", "working_hours"): ({"days": "mon-fri", "hours": "09:00-17:00"},),
    ("working_hours", "hours"): ("09:00-17:00",),
    ("workspace file", "follow_up"): ({"grace": {"error": "30d", "warning": "90d"}},),
    ("follow_up", "grace"): ({"error": "2w", "warning": "90d", "note": "never"},),
    ("grace", "error"): ("2w",),
    ("grace", "warning"): ("90d",),
    ("grace", "note"): ("180d",),
}
_OF_TYPE: dict[str, tuple[Any, ...]] = {
    "owner": ("sales", [{"who": "sales", "when": "more than 500 seats"}, {"who": "sdr"}]),
    "escalation": ("revenue-operations", ["team-lead", {"to": "vp-sales", "after": "2d"}]),
    "duration": ("30m", "4h", "2d"),
    "rhythm": ("daily", "4h", "1w"),
    "limit": ("2bh", {"target": "5m", "limit": "24h", "clock": "trigger to first touch"}),
    "share": ("40%", 0.4),
    "count": (3,),
    "flag": (True, False),
    "date": ("2026-05-01",),
    "volume": ("1200 per month",),
    "money": ("18000 USD",),
}
_ORDER = {
    "listed": "Each step flows to the next one.",
    "none": "No step follows another unless `next` says so.",
}
# What the words of a choice mean.
_MEANINGS: dict[tuple[str, str], dict[str, str]] = {
    ("step", "kind"): {
        "task": "Work that somebody does.",
        "decision": "The place where it turns out which way a case goes.",
        "approval": "Somebody else says yes or no.",
        "wait": "Nothing is done until something happens.",
    },
    ("department", "kind"): {
        "department": "A department, or a team of one.",
        "pool": "A queue out of which people take work.",
        "system": "Software that does the work.",
        "person": "One person.",
        "external": "Somebody outside the company, such as the customer.",
    },
    ("stage", "order"): _ORDER,
    ("process", "order"): _ORDER,
}


def meaning(noun: str, key: str, word: str) -> str:
    """Return what a word means that the field `key` of the element called `noun` takes."""
    return _MEANINGS.get((noun, key), {}).get(word, "")


def examples(kind: type[Element], key: str) -> tuple[Any, ...]:
    """Return what people write for `key` of an element; may be empty."""
    if key == "description" and kind.noun != "process":
        return ("What people should know about it.",)
    return _OF_FIELD.get((kind.noun, key)) or _OF_TYPE.get(kind.takes.get(key, ""), ())
