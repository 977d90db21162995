"""The parts that steps are joined by: handoffs, flows as they are written, accepted cracks."""

import datetime
from fractions import Fraction
from typing import Annotated, Any, ClassVar

from pydantic import Field

from crackmap.language import field_types
from crackmap.language.element import Element
from crackmap.language.field_types import MANY, ONE, Owner, TimeLimit
from crackmap.language.notations import Reading, span_at
from crackmap.language.subject import Subject
from crackmap.language.values import Duration

Text = Annotated[str | None, field_types.TEXT]
Texts = Annotated[tuple[str, ...], field_types.TEXTS]
Name = Annotated[str, field_types.NAME]
Id = Annotated[str, field_types.ID]
Owners = Annotated[tuple[Owner, ...], field_types.OWNERS]
Limit = Annotated[TimeLimit | None, field_types.LIMIT]
Length = Annotated[Duration | None, field_types.DURATION]
Share = Annotated[Fraction | None, field_types.SHARE]
Count = Annotated[int | None, field_types.COUNT]
Day = Annotated[datetime.date | None, field_types.DATE]


class Acceptance(Element):
    """A crack that people know and live with, why, and until when.

    A comment does it too: `# crackmap: ignore[undefined-handoff] one person does both`.
    """

    noun: ClassVar[str] = "accepted crack"
    headline: ClassVar[tuple[str, ...]] = ("crack",)

    crack: Text = Field(None, description="The name of the rule whose findings are accepted.")
    reason: Text = Field(None, description="Why people live with it; without it nothing happens.")
    until: Day = Field(None, description="The last day on which it counts.")


Accept = Annotated[tuple[Acceptance, ...], MANY]
ACCEPT = Field((), description="Cracks that people know and live with.")
DESCRIPTION = Field(None, description="Words for people; no rule reads them.")


class Rejection(Element):
    """The way back by which a receiver says no."""

    noun: ClassVar[str] = "rejection"
    headline: ClassVar[tuple[str, ...]] = ("to",)
    short: ClassVar[str] = "to"

    to: Text = Field(None, description="The step, or in a shared agreement the department.")
    reasons: Texts = Field((), description="Why the receiver may say no.")
    share: Share = Field(None, description="How much of the work comes back.")
    rounds: Count = Field(None, description="How often work may come back.")


class Named(Element):
    """An element that stands in a table under its id."""

    @property
    def id(self) -> str:
        """The key under which it stands; empty for a handoff in place."""
        return self._key

    @property
    def subject(self) -> Subject:
        """How findings call it."""
        return Subject(self.noun, (self._key,))


class Handoff(Named):
    """An agreement on how work passes from one department to another."""

    noun: ClassVar[str] = "handoff"
    parts: ClassVar[dict[str, type[Element]]] = {"rejection": Rejection, "accept": Acceptance}

    name: Name = Field("", description="What people call it.")
    sender: Text = Field(None, alias="from", description="The department that gives.")
    receiver: Text = Field(None, alias="to", description="The department that takes.")
    trigger: Text = Field(None, description="The event that starts the clock; both can see it.")
    payload: Texts = Field((), description="What is handed over.")
    acceptance: Texts = Field((), description="How the receiver judges it; checkable.")
    channel: Text = Field(None, description="The system of record that it travels through.")
    sla: Limit = Field(None, description="The clock: 2bh, or target, limit and clock.")
    acknowledgement: Text = Field(None, description="How the receiver says: I have it.")
    escalation: Text = Field(None, description="Who acts when the clock runs out.")
    rejection: Annotated[Rejection | None, ONE] = Field(None, description="The way back.")
    description: Text = DESCRIPTION
    accept: Accept = ACCEPT


class Next(Element):
    """A flow out of a step, as it is written."""

    noun: ClassVar[str] = "flow"
    headline: ClassVar[tuple[str, ...]] = ("to", "outcome")
    short: ClassVar[str] = "to"
    parts: ClassVar[dict[str, type[Element]]] = {"handoff": Handoff}

    to: Text = Field(None, description="The step that follows; process/step in another process.")
    outcome: Text = Field(None, description="The word with which the case ends here.")
    when: Text = Field(None, description="The condition; `otherwise` for the rest.")
    share: Share = Field(None, description="How many of the cases go this way.")
    drop: Share = Field(None, description="The measured share of cases that get lost here.")
    rounds: Count = Field(None, description="How often work may come this way.")
    handoff: Annotated[str | Handoff | None, ONE] = Field(
        None, description="An agreement by its id, or its fields in place."
    )

    @classmethod
    def _parts(cls, key: str, shape: Any, data: Any, reading: Reading) -> Any:
        value = data[key]
        inner = value[0] if isinstance(value, list) and len(value) == 1 else value
        if isinstance(inner, dict):
            return cls.parts[key].read(inner, reading)
        return field_types.TEXT.read(value)

    @classmethod
    def complete(cls, plain: dict[str, Any], data: Any, reading: Reading) -> None:
        """Refuse a flow that goes on and ends at once."""
        if plain.get("to") and plain.get("outcome"):
            span = span_at(data, "outcome", reading.path)
            reading.problem(span, "a flow has `to` or `outcome`, not both", "make two flows of it")
