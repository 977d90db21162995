"""The process as data: stages, steps, departments, exactly as language.md tells them."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, ValidationError
from pydantic_core import InitErrorDetails

from crackmap.language.element import Element
from crackmap.language.faults import fault
from crackmap.language.field_types import (
    Amount,
    Cases,
    Day,
    Flag,
    Id,
    Length,
    Limit,
    Name,
    Owners,
    Sources,
    Text,
    Texts,
    choice,
)
from crackmap.language.handoff import (
    ACCEPT,
    DESCRIPTION,
    Accept,
    Acceptance,
    Handoff,
    Named,
    Next,
    Rejection,
    Table,
)
from crackmap.language.part_of import part_of_faults
from crackmap.language.values import id_of

__all__ = [
    "Acceptance",
    "Department",
    "Goal",
    "Handoff",
    "Next",
    "Process",
    "Rejection",
    "Stage",
    "Step",
    "Texts",
]


Kind = Literal["task", "decision", "approval", "wait"]
Order = Literal["listed", "none"]
DepartmentKind = Literal["department", "pool", "system", "person", "external"]


class Step(Element):
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
    needs: Texts = Field((), description="Artifacts it cannot do without.")
    produces: Texts = Field((), description="Artifacts that it makes.")
    system: Text = Field(None, description="Where it is done and recorded.")
    within: Limit = Field(None, description="Its time limit: 2d, or target, limit and clock.")
    escalation: Text = Field(None, description="Who acts when the limit is passed.")
    every: Length = Field(None, description="How often it is done, where it is done in batches.")
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
    def subject(self) -> str:
        """How findings call it."""
        return self.id

    def complete(
        self, data: dict[str, Any], wrong: set[str], inside: set[str]
    ) -> Iterable[InitErrorDetails]:
        """Make the id, tell a missing `next` from an empty one, refuse `next` beside `outcome`."""
        if not (self.name and self.id):
            yield from _identify(self, bool(wrong))
        if self.next == () and data["next"] not in ([], ()):
            self.__dict__["next"] = None
        if (self.next or "next" in inside) and self.outcome:
            help_ = "write the outcome as a flow: next: [{ outcome: " + self.outcome + " }]"
            yield fault("a step has `next` or `outcome`, not both", help_, "outcome", at="key")


class Stage(Element):
    """A stretch of the process, with the owner that its steps have by default."""

    noun: ClassVar[str] = "stage"
    headline: ClassVar[tuple[str, ...]] = ("name", "id")

    name: Name = Field("", description="What the stage is called.")
    id: Id = Field("", description="Made of the name when left out.")
    owner: Owners = Field((), description="The default owner of its steps, no more.")
    exit: Texts = Field((), description="Evidence that a case may leave.")
    within: Limit = Field(None, description="The time limit for the whole stage.")
    escalation: Text = Field(None, description="Who acts when the limit is passed.")
    stakeholders: Texts = Field((), description="Departments that must have a part in it.")
    order: Annotated[Order, choice(Order)] = Field(
        "listed", description="listed, or none for a matrix or a checklist."
    )
    steps: tuple[Step, ...] = Field((), description="Its steps, in order.")
    description: Text = DESCRIPTION
    accept: Accept = ACCEPT

    @property
    def subject(self) -> str:
        """How findings call it."""
        return f"stage {self.id}"

    def complete(
        self, data: dict[str, Any], wrong: set[str], inside: set[str]
    ) -> Iterable[InitErrorDetails]:
        """Make the id of the name."""
        return _identify(self, bool(wrong))


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
    every: Length = Field(None, description="How often a system runs, where it runs in batches.")
    pick_up_within: Limit = Field(None, description="How long work may lie in a pool.")
    assigned_by: Text = Field(None, description="How work of a pool finds its person.")
    fallback: Text = Field(None, description="Who takes what nobody picks out of a pool.")
    backup: Text = Field(None, description="Who stands in for a person.")
    description: Text = DESCRIPTION
    accept: Accept = ACCEPT


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
        ("won", "renewed", "expanded"), description="The outcomes that people work for."
    )
    reviewed: Day = Field(None, description="When people last agreed that this is how it works.")
    order: Annotated[Order, choice(Order)] = Field(
        "listed", description="listed, or none for a matrix or a checklist."
    )
    sources: Sources = Field({}, description="Where the definitions come from; claims name them.")
    goals: Table[Goal] = Field({}, description="What departments are paid for.")
    departments: Table[Department] = Field(
        {}, description="Who can own steps: a list of ids, or id -> details."
    )
    handoffs: Table[Handoff] = Field({}, description="Agreements that flows refer to by id.")
    stages: tuple[Stage, ...] = Field((), description="Its stages, in order.")
    accept: Accept = ACCEPT

    @property
    def subject(self) -> str:
        """How findings call it."""
        return f"process {self.id}"

    def complete(
        self, data: dict[str, Any], wrong: set[str], inside: set[str]
    ) -> Iterable[InitErrorDetails]:
        """Make the id; a process without a name cannot be told from another file."""
        fields = self.__dict__
        if not self.name:
            if "process" not in wrong:
                help_ = "begin the file with process: and a name"
                yield fault("the process has no name", help_, at="start")
            fields["name"] = self.id or "process"
        fields["id"] = self.id or id_of(self.name)
        if not self.id:
            words = "no id can be made of this name"
            yield fault(words, "write an `id` beside it", "process")
            fields["id"] = "process"
        yield from cycles_of_departments(self, data, inside)
        if not self.good_outcomes:
            fields["good_outcomes"] = type(self).model_fields["good_outcomes"].default

    def steps(self) -> Iterator[Step]:
        """Give the steps in the order of the file."""
        for stage in self.stages:
            yield from stage.steps


def _identify(element: Step | Stage, wrong: bool) -> Iterator[InitErrorDetails]:
    """Make an id of a name, or a name of an id; one of the two must be there."""
    noun, fields = element.noun, element.__dict__
    if not element.name and not element.id:
        if not wrong:  # else `nmae` or a bad value was reported already
            words = f"this {noun} has no name"
            yield fault(words, f"begin it with - name: the {noun}", at="start")
        fields["name"] = fields["id"] = noun
    fields["name"] = element.name or element.id
    fields["id"] = element.id or id_of(element.name)
    if not element.id:
        words = f"no id can be made of the name `{element.name}`"
        yield fault(words, "write an `id` beside it", "name")
        fields["id"] = noun


def cycles_of_departments(
    holder: Any, data: dict[str, Any], inside: set[str]
) -> Iterator[InitErrorDetails]:
    """Return the faults of departments that are part of themselves, whatever else is wrong."""
    departments = holder.departments
    table = data.get("departments")
    if "departments" in inside and isinstance(table, dict):
        departments = {}
        for id_, entry in table.items():
            if isinstance(entry, dict) and "part_of" in entry:
                with suppress(ValidationError):  # it is reported where it stands
                    alone = {"part_of": entry["part_of"]}
                    departments[id_] = Department.model_validate(alone)
    return part_of_faults({id_: department.part_of for id_, department in departments.items()})
