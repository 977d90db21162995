"""crackmap.yaml as data: what processes share, and the settings as they are written."""

import os
import re
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, ValidationInfo, field_validator

from crackmap.language import figures
from crackmap.language.element import Element
from crackmap.language.faults import fault, raised
from crackmap.language.field_types import Text, Texts, choice
from crackmap.language.handoff import Table
from crackmap.language.process import Departments, Goal, Handoff, Source
from crackmap.language.readings import ADVICE
from crackmap.language.values import WORKING_DAY
from crackmap.source.files import WORKSPACE_FILE
from crackmap.source.globs import leads_out

_CLOCK = re.compile(r"([0-9]+)(?:[:.]([0-9]+))?\s*([ap]?)", re.IGNORECASE)


Days = Literal["mon-fri"]
Severity = Literal["error", "warning", "note"]


class WorkingHours(Element):
    """When people work; a working day is as long as its hours."""

    noun: ClassVar[str] = "working_hours"

    days: Annotated[Days, choice(Days)] = Field(
        "mon-fri", description="The days on which people work: Monday to Friday."
    )
    hours: Text = Field(None, description="From when to when: 09:00-17:00.")

    @field_validator("days", mode="before")
    @classmethod
    def _are_days(cls, days: Any) -> Any:
        item = days[0] if isinstance(days, list) and len(days) == 1 else days
        week = isinstance(item, str) and re.fullmatch(figures.WORKING_WEEK, item.strip())
        return "mon-fri" if week else days

    @field_validator("hours")
    @classmethod
    def _are_hours(cls, hours: str | None) -> str | None:
        if hours and not _day_length(hours):
            raise raised(fault(f"`{hours}` are no working hours", ADVICE["hours"]))
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
    sources: Table[Source] = Field({}, description="Where definitions come from.")
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
    """Return the minutes from `09:00-17:00`, `9 to 17` or `9am-5pm`; 0 if these are no hours."""
    if not re.fullmatch(figures.HOURS, hours.strip()):
        return 0
    first, last = (_minutes(match) for match in _CLOCK.finditer(hours))
    if last == 0 and "m" in hours.lower():  # until midnight
        last = 24 * 60
    return max(0, last - first) if last <= 24 * 60 else 0


def _minutes(clock: re.Match[str]) -> int:
    """Return the minutes since midnight; 12am is midnight, 12pm noon."""
    hour, minute, half = int(clock[1]), int(clock[2] or 0), clock[3].lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour * 60 + minute
