"""The parts that steps are joined by: handoffs, flows as they are written, accepted cracks."""

from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import (
    AfterValidator,
    Field,
    GetCoreSchemaHandler,
    GetPydanticSchema,
    ValidationInfo,
    field_validator,
)
from pydantic_core import CoreSchema, core_schema

from crackmap.language.element import Element
from crackmap.language.faults import fault, raised
from crackmap.language.field_types import (
    Count,
    Day,
    Length,
    Levels,
    Limit,
    Name,
    Share,
    Text,
    Texts,
    text,
)
from crackmap.language.subject import Subject


class Acceptance(Element):
    """A crack that people know and live with, why, and until when.

    A comment does it too: `# crackmap: ignore[undefined-handoff] until 2027-03-31 -- one person
    does both`; the day may be left out.
    """

    noun: ClassVar[str] = "accepted crack"
    headline: ClassVar[tuple[str, ...]] = ("crack",)

    crack: Text = Field(None, description="The name of the rule whose findings are accepted.")
    reason: Text = Field(None, description="Why people live with it; without it nothing happens.")
    until: Day = Field(None, description="The last day on which it counts.")


Accept = tuple[Acceptance, ...]
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


class Agreed(Element):
    """One side's yes to an agreement: what the other side wrote is none yet."""

    noun: ClassVar[str] = "yes to a handoff"
    headline: ClassVar[tuple[str, ...]] = ("by",)
    short: ClassVar[str] = "by"

    by: Text = Field(None, description="The department that agreed, or somebody of it.")
    on: Day = Field(None, description="The day on which it did.")


class Named(Element):
    """An element that stands in a table under its id."""

    _key: ClassVar[str] = ""

    @property
    def id(self) -> str:
        """The key under which it stands; empty for a handoff in place."""
        return self._key

    @property
    def subject(self) -> Subject:
        """How findings call it."""
        return Subject(self.noun, (self._key,))


def _with_ids(table: dict[str, Any]) -> dict[str, Any]:
    for id_, element in table.items():
        element.__dict__["_key"] = id_
    return table


T = TypeVar("T", bound=Named)
Table = Annotated[dict[str, T], AfterValidator(_with_ids)]


class Source(Named):
    """A document that says how work is done: a page, slides, a contract."""

    noun: ClassVar[str] = "source"
    short: ClassVar[str] = "url"
    any_id: ClassVar[bool] = True

    name: Name = Field("", description="What people call it.")
    url: Text = Field(None, description="Where it stands: an address, or words that lead there.")
    reviewed: Day = Field(None, description="When people last agreed that it says what is done.")


class Handoff(Named):
    """An agreement on how work passes from one department to another."""

    noun: ClassVar[str] = "handoff"

    name: Name = Field("", description="What people call it.")
    sender: Text = Field(None, alias="from", description="The department that gives.")
    receiver: Text = Field(None, alias="to", description="The department that takes.")
    trigger: Text = Field(None, description="The event that starts the clock; both can see it.")
    payload: Texts = Field((), description="What is handed over.")
    acceptance: Texts = Field((), description="How the receiver judges it; checkable.")
    channel: Text = Field(None, description="The system of record that it travels through.")
    sla: Limit = Field(None, description="The clock: 2bh, or target, limit and clock.")
    acknowledgement: Text = Field(None, description="How the receiver says: I have it.")
    escalation: Levels = Field((), description="Who acts when the clock runs out.")
    rejection: Rejection | None = Field(None, description="The way back.")
    agreed: tuple[Agreed, ...] = Field((), description="Who agreed to it, and when.")
    description: Text = DESCRIPTION
    accept: Accept = ACCEPT

    @property
    def way_back(self) -> Rejection | None:
        """The rejection, if it says where refused work goes; otherwise there is no way back."""
        return self.rejection if self.rejection and self.rejection.to else None


def _in_place(value: Any, read: Any) -> Any:
    item = value[0] if isinstance(value, list) and len(value) == 1 else value
    return read(item) if isinstance(item, dict | Handoff) else text(value)


def _written(value: Any, write: Any) -> Any:
    return write(value) if isinstance(value, Handoff) else value


def _handoff_by_id(_: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
    """Return the schema of a handoff or its id: a union would name its choices in every place."""
    handoff = handler(Handoff)
    written = core_schema.wrap_serializer_function_ser_schema(_written, schema=handoff)
    return core_schema.no_info_wrap_validator_function(_in_place, handoff, serialization=written)


class Next(Element):
    """A flow out of a step, as it is written."""

    noun: ClassVar[str] = "flow"
    headline: ClassVar[tuple[str, ...]] = ("to", "outcome")
    short: ClassVar[str] = "to"
    keeps_nothing: ClassVar[bool] = True

    to: Text = Field(None, description="The step that follows; process/step in another process.")
    outcome: Text = Field(None, description="The word with which the case ends here.")
    when: Text = Field(None, description="The condition; `otherwise` for the rest.")
    after: Length = Field(None, description="The time that passes before work goes this way.")
    share: Share = Field(None, description="How many of the cases go this way.")
    drop: Share = Field(None, description="The measured share of cases that get lost here.")
    rounds: Count = Field(None, description="How often work may come this way.")
    handoff: Annotated[str | Handoff | None, GetPydanticSchema(_handoff_by_id)] = Field(
        None, description="An agreement by its id, or its fields in place."
    )

    @property
    def is_open(self) -> bool:
        """Whether nobody has said where work goes: a condition, or nothing where an end belongs.

        Without either the flow leads to the step after.
        """
        if self.to or self.outcome:
            return False
        written = self.model_fields_set
        return "to" in written or "outcome" in written or bool(self.when or self.after)

    @property
    def is_nothing(self) -> bool:
        """Whether a placeholder stands in its place, and no more."""
        return self.model_fields_set == {"to"} and self.to is None

    @field_validator("outcome")
    @classmethod
    def _goes_on_or_ends(cls, outcome: str | None, info: ValidationInfo) -> str | None:
        if outcome and info.data.get("to"):
            raise raised(fault("a flow has `to` or `outcome`, not both", "make two flows of it"))
        return outcome
