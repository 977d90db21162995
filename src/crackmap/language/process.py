"""The process as data: stages, steps, departments, exactly as language.md tells them."""

from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    Field,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    field_validator,
)
from pydantic_core import InitErrorDetails

from crackmap.language.element import Element
from crackmap.language.faults import deeper, fault, raised
from crackmap.language.field_types import (
    Amount,
    Cases,
    Day,
    Flag,
    Id,
    Length,
    Levels,
    Limit,
    Name,
    Owners,
    Rhythm,
    Text,
    Texts,
    choice,
)
from crackmap.language.handoff import (
    ACCEPT,
    DESCRIPTION,
    Accept,
    Acceptance,
    Agreed,
    Handoff,
    Named,
    Next,
    Rejection,
    Source,
    Table,
)
from crackmap.language.part_of import part_of_faults
from crackmap.language.subject import Subject
from crackmap.language.synonyms import keys_meant
from crackmap.language.texts import fold, id_of
from crackmap.source.located import Places

__all__ = [
    "Acceptance",
    "Agreed",
    "Department",
    "Goal",
    "Handoff",
    "Next",
    "Process",
    "Rejection",
    "Source",
    "Stage",
    "Step",
    "Texts",
]


Kind = Literal["task", "decision", "approval", "wait"]
Order = Literal["listed", "none"]
DepartmentKind = Literal["department", "pool", "system", "person", "external"]


class Identified(Element):
    """An element with a name and an id, of which one makes the other."""

    name: Name = Field("", description="What it is called.")
    id: Id = Field("", description="Made of the name when left out.")

    def complete(self, wrong: set[str]) -> Iterator[InitErrorDetails]:
        """Make an id of a name, or a name of an id; one of the two must be there."""
        fields = self.__dict__
        if not (self.name or self.id):
            if not wrong:  # else `nmae` or a bad value was reported already
                help_ = f"begin it with - name: the {self.noun}"
                yield fault(f"this {self.noun} has no name", help_, at="start")
            fields["id"] = self.noun
        fields["name"] = self.name or self.id
        fields["id"] = self.id or id_of(self.name)
        if not self.id:
            words = f"no id can be made of the name `{self.name}`"
            yield fault(words, "write an `id` beside it", "name")


class Step(Identified):
    """A piece of work, and the one department that answers for it."""

    noun: ClassVar[str] = "step"
    headline: ClassVar[tuple[str, ...]] = ("name", "id")

    name: Name = Field("", description="What is done, as a verb and its object.")
    id: Id = Field("", description="How flows call it; made of the name when left out.")
    owner: Owners = Field((), description="Who answers for it: exactly one department.")
    contributors: Texts = Field((), description="Who does it with the owner (R of a RACI).")
    consulted: Texts = Field((), description="Who is asked before (C of a RACI).")
    informed: Texts = Field((), description="Who is told after (I of a RACI).")
    kind: Annotated[Kind, choice(Kind)] = Field(
        "task", description="task, decision, approval or wait."
    )
    trigger: Text = Field(None, description="The event by which work enters the process here.")
    volume: Cases = Field(None, description="Cases that enter here: 300 per month.")
    needs: Texts = Field((), description="Artifacts it cannot do without.")
    produces: Texts = Field((), description="Artifacts that it makes.")
    system: Text = Field(None, description="Where it is done and recorded.")
    within: Limit = Field(None, description="Its time limit: 2d, or target, limit and clock.")
    escalation: Levels = Field((), description="Who acts when the limit is passed.")
    every: Rhythm = Field(None, description="How often it is done, where it is done in batches.")
    effort: Length = Field(None, description="Hands-on time.")
    wait: Length = Field(None, description="Usual waiting time before it starts.")
    until: Text = Field(None, description="The event that ends a wait.")
    serves: Texts = Field((), description="The goals that doing it well moves.")
    customer_facing: Flag = Field(None, description="Whether the customer meets it.")
    parallel: Flag = Field(None, description="Whether all its flows start at once.")
    next: tuple[Next, ...] | None = Field(
        None, description="The flows out of it; the next step of the file when left out."
    )
    outcome: Text = Field(None, description="The word with which a case ends here: won, lost.")
    description: Text = DESCRIPTION
    accept: Accept = ACCEPT

    @property
    def subject(self) -> Subject:
        """How findings call it."""
        return Subject("step", (self.id,))

    def complete(self, wrong: set[str]) -> Iterator[InitErrorDetails]:
        """Make the id or the name; cases enter where a trigger brings them, and nowhere else."""
        yield from super().complete(wrong)
        if self.volume and not self.trigger and "trigger" not in wrong:
            help_ = "write the `trigger` beside it, or the volume on the process"
            yield fault("a step has a `volume` only beside a `trigger`", help_, "volume", at="key")

    @field_validator("outcome")
    @classmethod
    def _goes_on_or_ends(cls, outcome: str | None, info: ValidationInfo) -> str | None:
        following = info.data.get("next", True)  # it is missing if something is wrong in it
        if following is not True and all(flow.is_nothing for flow in following or ()):
            return outcome  # nothing follows
        if outcome:
            help_ = "write the outcome as a flow: next: [{ outcome: " + outcome + " }]"
            raise raised(fault("a step has `next` or `outcome`, not both", help_, at="key"))
        return outcome


class Stage(Identified):
    """A stretch of the process, with the owner that its steps have by default."""

    noun: ClassVar[str] = "stage"
    headline: ClassVar[tuple[str, ...]] = ("name", "id")

    name: Name = Field("", description="What the stage is called.")
    id: Id = Field("", description="Made of the name when left out.")
    owner: Owners = Field((), description="The default owner of its steps, no more.")
    exit: Texts = Field((), description="Evidence that a case may leave.")
    within: Limit = Field(None, description="The time limit for the whole stage.")
    escalation: Levels = Field((), description="Who acts when the limit is passed.")
    stakeholders: Texts = Field((), description="Departments that must have a part in it.")
    order: Annotated[Order, choice(Order)] = Field(
        "listed", description="listed, or none for a matrix or a checklist."
    )
    steps: tuple[Step, ...] = Field((), description="Its steps, in order.")
    description: Text = DESCRIPTION
    accept: Accept = ACCEPT

    @property
    def subject(self) -> Subject:
        """How findings call it."""
        return Subject("stage", (self.id,))


class Goal(Named):
    """Something that departments are paid for."""

    noun: ClassVar[str] = "goal"
    short: ClassVar[str] = "name"

    name: Name = Field("", description="What the goal is called.")
    conflicts_with: Texts = Field((), description="Goals that pull the other way.")
    description: Text = DESCRIPTION
    accept: Accept = ACCEPT


class Department(Named):
    """Who can own work: a department, a team, a pool, a system, a person, or an outsider."""

    noun: ClassVar[str] = "department"

    name: Name = Field("", description="What people call it; the id when left out.")
    kind: Annotated[DepartmentKind, choice(DepartmentKind)] = Field(
        "department", description="department, pool, system, person or external."
    )
    part_of: Text = Field(None, description="The department that it belongs to.")
    goals: Texts = Field((), description="What it is paid for.")
    reports_to: Text = Field(None, description="Whom it reports to; any word.")
    accountable: Text = Field(None, description="Who answers for a system.")
    every: Rhythm = Field(None, description="How often a system runs, where it runs in batches.")
    pick_up_within: Limit = Field(None, description="How long work may lie in a pool.")
    assigned_by: Text = Field(None, description="How work of a pool finds its person.")
    fallback: Text = Field(None, description="Who takes what nobody picks out of a pool.")
    backup: Text = Field(None, description="Who stands in for a person.")
    description: Text = DESCRIPTION
    accept: Accept = ACCEPT


def _without_cycles(table: Any, read: ValidatorFunctionWrapHandler) -> Any:
    faults: list[InitErrorDetails] = []
    try:
        departments = read(table)
    except ValidationError as error:
        faults += deeper(error)
        departments = {}
        for id_, entry in table.items() if isinstance(table, dict) else ():
            if isinstance(entry, dict) and "part_of" in entry:
                with suppress(ValidationError):  # it is reported where it stands
                    departments[id_] = Department.model_validate({"part_of": entry["part_of"]})
    faults += part_of_faults({id_: department.part_of for id_, department in departments.items()})
    if faults:
        raise raised(*faults)
    return departments


Departments = Annotated[Table[Department], WrapValidator(_without_cycles)]


@lru_cache(64)
def _folded(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(fold, words))


class Process(Element):
    """One way from the first contact to an outcome; what one file holds."""

    noun: ClassVar[str] = "process"
    headline: ClassVar[tuple[str, ...]] = ("process",)

    name: Name = Field("", alias="process", description="The name of the process.")
    id: Id = Field("", description="Made of the name when left out.")
    description: Text = DESCRIPTION
    owner: Text = Field(None, description="Who sees every case through, end to end.")
    volume: Cases = Field(None, description="Cases that enter: 1200 per month.")
    value: Amount = Field(None, description="What a won case is worth: 18000 USD.")
    good_outcomes: Texts = Field(
        ("won", "renewed", "expanded"),
        description="The outcomes that people work for; won, renewed, expanded when left out.",
    )
    reviewed: Day = Field(None, description="When people last agreed that this is how it works.")
    order: Annotated[Order, choice(Order)] = Field(
        "listed", description="listed, or none for a matrix or a checklist."
    )
    sources: Table[Source] = Field(
        {}, description="Where the definitions come from; claims name them."
    )
    goals: Table[Goal] = Field({}, description="What departments are paid for.")
    departments: Departments = Field(
        {}, description="Who can own steps: a list of ids, or id -> details."
    )
    handoffs: Table[Handoff] = Field({}, description="Agreements that flows refer to by id.")
    stages: tuple[Stage, ...] = Field((), description="Its stages, in order.")
    accept: Accept = ACCEPT

    @property
    def subject(self) -> Subject:
        """How findings call it."""
        return Subject("process", (self.id,))

    def complete(self, wrong: set[str]) -> Iterator[InitErrorDetails]:
        """Make the id; a process without a name cannot be told from another file."""
        fields = self.__dict__
        if not self.name:
            named = any("process" in keys_meant(self.noun, key) for key in wrong)
            if "process" not in wrong and not named:  # else that was reported already
                help_ = "begin the file with process: and a name"
                yield fault("the process has no name", help_, at="start")
            fields["name"] = self.id or "process"
        fields["id"] = self.id or id_of(self.name)
        if not self.id:
            words = "no id can be made of this name"
            yield fault(words, "write an `id` beside it", "process")
        if not self.good_outcomes:
            fields["good_outcomes"] = type(self).model_fields["good_outcomes"].default

    def is_good(self, outcome: str | None) -> bool:
        """Return whether people work for `outcome`; case and runs of spaces do not matter."""
        return outcome is not None and fold(outcome) in _folded(self.good_outcomes)

    @property
    def foreign(self) -> bool:
        """Whether it stands in a table or a drawing, which cannot say all that a process may."""
        return self.mapping is not None and isinstance(self.mapping.source, Places)

    def steps(self) -> Iterator[Step]:
        """Return the steps in the order of the file."""
        for stage in self.stages:
            yield from stage.steps
