"""crackmap.yaml as data: what processes share, and the settings as they are written."""

import os
import re
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, ValidationInfo, field_validator

from crackmap.language.element import Element
from crackmap.language.faults import fault, raised
from crackmap.language.field_types import Sources, Text, Texts, choice
from crackmap.language.handoff import Table
from crackmap.language.process import Departments, Goal, Handoff
from crackmap.language.values import WORKING_DAY
from crackmap.source.files import WORKSPACE_FILE
from crackmap.source.globs import leads_out

_HOURS = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)\s*-\s*([01]?\d|2[0-4]):([0-5]\d)")


Days = Literal["mon-fri"]
Severity = Literal["error", "warning", "note"]


class WorkingHours(Element):
    """When people work; a working day is as long as its hours."""

    noun: ClassVar[str] = "working_hours"

    days: Annotated[Days, choice(Days)] = Field(
        "mon-fri", description="The days on which people work: Monday to Friday."
    )
    hours: Text = Field(None, description="From when to when: 09:00-17:00.")

    @field_validator("hours")
    @classmethod
    def _are_hours(cls, hours: str | None) -> str | None:
        if hours and not _day_length(hours):
            raise raised(fault(f"`{hours}` are no working hours", 'write "09:00-17:00"'))
        return hours

    @property
    def day(self) -> int:
        """The minutes of a working day."""
        return _day_length(self.hours or "") or WORKING_DAY


class Workspace(Element):
    """The file crackmap.yaml: shared departments, goals, handoffs, sources, and settings."""

    noun: ClassVar[str] = "workspace file"

    processes: Texts = Field((), description="What commands work on when no path is named.")
    departments: Departments = Field({}, description="Departments that the processes share.")
    goals: Table[Goal] = Field({}, description="Goals that they share.")
    handoffs: Table[Handoff] = Field({}, description="Agreements that several processes use.")
    sources: Sources = Field({}, description="Where definitions come from.")
    rules: Any = Field(None, description="Levels and options of rules.")
    ignore: Any = Field(None, description="Rules, groups of them or ALL, off for some paths.")
    fail_on: Annotated[Severity, choice(Severity)] = Field(
        "error", description="The severity from which on lint fails."
    )
    impact: Any = Field(
        None, description="Which share of the cases a crack of a rule is taken to lose."
    )
    working_hours: WorkingHours | None = Field(None, description="When people work.")

    @field_validator("processes")
    @classmethod
    def _are_below(cls, patterns: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        file = os.path.basename((info.context or {}).get("path", WORKSPACE_FILE))
        help_ = "name the files on the command line, or put a crackmap.yaml above them"
        faults = [
            fault(f"`{pattern}` leads out of the folder of {file}", help_)
            for pattern in filter(leads_out, patterns)
        ]
        if faults:
            raise raised(*faults)
        return patterns


def _day_length(hours: str) -> int:
    match = _HOURS.fullmatch(hours.strip())
    if not match:
        return 0
    first, last = (int(match[group]) * 60 + int(match[group + 1]) for group in (1, 3))
    return max(0, last - first) if last <= 24 * 60 else 0
