"""The process as data: stages, steps, departments, exactly as language.md tells them."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from pydantic import Field

from crackmap.language import field_types
from crackmap.language.element import Element
from crackmap.language.field_types import MANY, TABLE, choice
from crackmap.language.handoff import (
    ACCEPT,
    DESCRIPTION,
    Accept,
    Acceptance,
    Day,
    Handoff,
    Id,
    Length,
    Limit,
    Name,
    Named,
    Next,
    Owners,
    Rejection,
    Text,
    Texts,
)
from crackmap.language.notations import Reading, span_at
from crackmap.language.subject import Subject
from crackmap.language.values import Money, Volume, id_of
from crackmap.source.nodes import MapNode
from crackmap.source.span import Span

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


class Step(Element):
    """A piece of work, and the one department that answers for it."""

    noun: ClassVar[str] = "step"
    headline: ClassVar[tuple[str, ...]] = ("name", "id")
    parts: ClassVar[dict[str, type[Element]]] = {"next": Next, "accept": Acceptance}

    name: Name = Field("", description="What is done, as a verb and its object.")
    id: Id = Field("", description="How flows call it; made of the name when left out.")
    owner: Owners = Field((), description="Who answers for it: exactly one department.")
    contributors: Texts = Field((), description="Who does it with the owner (R of a RACI).")
    consulted: Texts = Field((), description="Who is asked before (C of a RACI).")
    informed: Texts = Field((), description="Who is told after (I of a RACI).")
    kind: Annotated[str, choice("task", "decision", "approval", "wait")] = Field(
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
    customer_facing: Annotated[bool | None, field_types.FLAG] = Field(
        None, description="Whether the customer meets it."
    )
    parallel: Annotated[bool | None, field_types.FLAG] = Field(
        None, description="Whether all its flows start at once."
    )
    next: Annotated[tuple[Next, ...] | None, MANY] = Field(
        None, description="The flows out of it; the next step of the file when left out."
    )
    outcome: Text = Field(None, description="The word with which a case ends here: won, lost.")
    description: Text = DESCRIPTION
    accept: Accept = ACCEPT

    @property
    def subject(self) -> Subject:
        """How findings call it."""
        return Subject("step", (self.id,))

    @classmethod
    def complete(cls, plain: dict[str, Any], data: Any, reading: Reading) -> None:
        """Make the id, tell a missing `next` from an empty one, refuse `next` beside `outcome`."""
        _identify(cls, plain, data, reading)
        if "next" in plain and not plain["next"] and data["next"] != []:
            del plain["next"]
        if plain.get("next") and plain.get("outcome"):
            span = data.key_span("outcome") if isinstance(data, MapNode) else Span(reading.path)
            help_ = "write the outcome as a flow: next: [{ outcome: " + plain["outcome"] + " }]"
            reading.problem(span, "a step has `next` or `outcome`, not both", help_)


class Stage(Element):
    """A stretch of the process, with the owner that its steps have by default."""

    noun: ClassVar[str] = "stage"
    headline: ClassVar[tuple[str, ...]] = ("name", "id")
    parts: ClassVar[dict[str, type[Element]]] = {"steps": Step, "accept": Acceptance}

    name: Name = Field("", description="What the stage is called.")
    id: Id = Field("", description="Made of the name when left out.")
    owner: Owners = Field((), description="The default owner of its steps, no more.")
    exit: Texts = Field((), description="Evidence that a case may leave.")
    within: Limit = Field(None, description="The time limit for the whole stage.")
    escalation: Text = Field(None, description="Who acts when the limit is passed.")
    stakeholders: Texts = Field((), description="Departments that must have a part in it.")
    order: Annotated[str, choice("listed", "none")] = Field(
        "listed", description="listed, or none for a matrix or a checklist."
    )
    steps: Annotated[tuple[Step, ...], MANY] = Field((), description="Its steps, in order.")
    description: Text = DESCRIPTION
    accept: Accept = ACCEPT

    @property
    def subject(self) -> Subject:
        """How findings call it."""
        return Subject("stage", (self.id,))

    @classmethod
    def complete(cls, plain: dict[str, Any], data: Any, reading: Reading) -> None:
        """Make the id of the name."""
        _identify(cls, plain, data, reading)


class Goal(Named):
    """Something that departments are paid for."""

    noun: ClassVar[str] = "goal"
    short: ClassVar[str] = "name"
    parts: ClassVar[dict[str, type[Element]]] = {"accept": Acceptance}

    name: Name = Field("", description="What the goal is called.")
    conflicts_with: Texts = Field((), description="Goals that pull the other way.")
    description: Text = DESCRIPTION
    accept: Accept = ACCEPT


class Department(Named):
    """Who can own work: a department, a team, a pool, a system, a person, or an outsider."""

    noun: ClassVar[str] = "department"
    parts: ClassVar[dict[str, type[Element]]] = {"accept": Acceptance}

    name: Name = Field("", description="What people call it; the id when left out.")
    kind: Annotated[str, choice("department", "pool", "system", "person", "external")] = Field(
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
    parts: ClassVar[dict[str, type[Element]]] = {
        "stages": Stage,
        "departments": Department,
        "handoffs": Handoff,
        "goals": Goal,
        "accept": Acceptance,
    }

    name: Name = Field("", alias="process", description="The name of the process.")
    id: Id = Field("", description="Made of the name when left out.")
    description: Text = DESCRIPTION
    owner: Text = Field(None, description="Who sees every case through, end to end.")
    volume: Annotated[Volume | None, field_types.VOLUME] = Field(
        None, description="Cases that enter: 1200 per month."
    )
    value: Annotated[Money | None, field_types.MONEY] = Field(
        None, description="What a won case is worth: 18000 USD."
    )
    good_outcomes: Texts = Field(
        ("won", "renewed", "expanded"), description="The outcomes that people work for."
    )
    reviewed: Day = Field(None, description="When people last agreed that this is how it works.")
    order: Annotated[str, choice("listed", "none")] = Field(
        "listed", description="listed, or none for a matrix or a checklist."
    )
    sources: Annotated[dict[str, str], field_types.SOURCES] = Field(
        {}, description="Where the definitions come from; claims name them."
    )
    goals: Annotated[dict[str, Goal], TABLE] = Field(
        {}, description="What departments are paid for."
    )
    departments: Annotated[dict[str, Department], TABLE] = Field(
        {}, description="Who can own steps: a list of ids, or id -> details."
    )
    handoffs: Annotated[dict[str, Handoff], TABLE] = Field(
        {}, description="Agreements that flows refer to by id."
    )
    stages: Annotated[tuple[Stage, ...], MANY] = Field((), description="Its stages, in order.")
    accept: Accept = ACCEPT

    @property
    def subject(self) -> Subject:
        """How findings call it."""
        return Subject("process", (self.id,))

    @classmethod
    def complete(cls, plain: dict[str, Any], data: Any, reading: Reading) -> None:
        """Make the id; a process without a name cannot be told from another file."""
        if not plain.get("process"):
            if "process" in plain or "process" not in data:  # else its value was told already
                help_ = "begin the file with process: and a name"
                reading.problem(span_at_start(data, reading), "the process has no name", help_)
            plain["process"] = plain.get("id") or "process"
        if not plain.get("id"):
            plain["id"] = id_of(plain["process"])
        if not plain["id"]:
            span = span_at(data, "process", reading.path)
            reading.problem(span, "no id can be made of this name", "write an `id` beside it")
            plain["id"] = "process"
        if not plain.get("good_outcomes"):
            plain.pop("good_outcomes", None)

    def steps(self) -> Iterator[Step]:
        """Give the steps in the order of the file."""
        for stage in self.stages:
            yield from stage.steps


def span_at_start(data: Any, reading: Reading) -> Span:
    """Give the place where a mapping begins."""
    return data.own_span() if isinstance(data, MapNode) else Span(reading.path)


def _identify(kind: type[Element], plain: dict[str, Any], data: Any, reading: Reading) -> None:
    """Make an id of a name, or a name of an id; one of the two must be there."""
    noun = kind.noun
    name, id_ = plain.get("name") or "", plain.get("id") or ""
    if not name and not id_:
        if all(key in plain for key in data):  # else `nmae` or a bad value was told already
            start = span_at_start(data, reading)
            reading.problem(start, f"this {noun} has no name", f"begin it with - name: the {noun}")
        name = id_ = noun
    plain["name"] = name or id_
    plain["id"] = id_ or id_of(name)
    if not plain["id"]:
        span = span_at(data, "name", reading.path)
        reading.problem(span, f"no id can be made of the name `{name}`", "write an `id` beside it")
        plain["id"] = noun
