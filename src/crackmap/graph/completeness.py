"""How well a handoff is defined: the ten fields, their weights, and what is missing."""

from __future__ import annotations

from typing import Literal, NamedTuple

from crackmap.language.process import Handoff

# language.md, "Handoff": hundredths, so that sums are exact.
WEIGHTS = {
    "from": 8,
    "to": 12,
    "trigger": 12,
    "payload": 12,
    "acceptance": 12,
    "channel": 8,
    "sla": 12,
    "acknowledgement": 12,
    "escalation": 6,
    "rejection": 6,
}
MUST_FIELDS = ("trigger", "payload", "acceptance", "acknowledgement")
Grade = Literal["defined", "partial", "missing"]
GRADES: tuple[Grade, ...] = ("defined", "partial", "missing")
# A rejection that does not say where refused work goes is no way back.
_ATTRIBUTES = {"from": "sender", "to": "receiver", "rejection": "way_back"}


class Completeness(NamedTuple):
    """Which fields of a handoff are present; `score` is in hundredths, from 0 to 100."""

    present: tuple[str, ...]
    missing: tuple[str, ...]
    score: int

    @property
    def grade(self) -> Grade:
        """The grade of an agreement whose claims agree; a nominal one is as good as missing."""
        if self.score >= 85:
            return "defined"
        return "missing" if self.nominal else "partial"

    @property
    def nominal(self) -> bool:
        """Whether the handoff defines nothing."""
        return self.score < 40

    @property
    def missing_must(self) -> tuple[str, ...]:
        """The fields that no handoff can do without and that this one lacks."""
        return tuple(field for field in MUST_FIELDS if field in self.missing)


def completeness(handoff: Handoff, *, sender: bool = False, receiver: bool = False) -> Completeness:
    """Judge `handoff`; `sender` and `receiver` say whether that end of its flow is inside."""
    known = {"from": sender, "to": receiver}
    present = tuple(
        field
        for field in WEIGHTS
        if known.get(field) or getattr(handoff, _ATTRIBUTES.get(field, field)) not in (None, ())
    )
    missing = tuple(field for field in WEIGHTS if field not in present)
    return Completeness(present, missing, sum(WEIGHTS[field] for field in present))
