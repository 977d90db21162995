"""crackmap.yaml as data: what processes share, and the settings as they are written."""

import datetime
import os
import re
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import Field, ValidationInfo, field_validator

from crackmap.language import figures
from crackmap.language.element import Element
from crackmap.language.faults import fault, raised
from crackmap.language.field_types import Text, Texts, choice
from crackmap.language.handoff import Table
from crackmap.language.process import Departments, Goal, Handoff, Source
from crackmap.language.readings import ADVICE
from crackmap.language.values import WORKING_DAY, parse_date
from crackmap.source.files import WORKSPACE_FILE
from crackmap.source.globs import leads_out

_CLOCK = re.compile(r"([0-9]+)(?:[:.]([0-9]+))?\s*([ap]?)", re.IGNORECASE)


Days = Literal["mon-fri"]
Severity = Literal["error", "warning", "note"]
Undated = Literal["allow", "fail"]
NEVER = "never"
_GRACE = re.compile(r"([0-9]{1,4})\s*(?:(d|days?)|w|weeks?)")


def days_of(text: str) -> int | None:
    """Return the days of `30d`, `6w` or `2 weeks`; None if these are none."""
    match = _GRACE.fullmatch(text.strip())
    return int(match[1]) * (1 if match[2] else 7) if match else None


def day_of(text: str, today: datetime.date) -> datetime.date:
    """Return the day that is meant: a date, or so many days or weeks after `today`.

    Raises ValueError where it is none.
    """
    ahead = days_of(text[1:]) if text.startswith("+") else None
    try:
        return parse_date(text) if ahead is None else today + datetime.timedelta(days=ahead)
    except (ValueError, OverflowError):
        raise ValueError(f"`{text}` is no day") from None


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


class Grace(Element):
    """How long after it was found a crack may stay open, by how grave it is."""

    noun: ClassVar[str] = "grace"

    error: Text = Field("30d", description="For errors: 30d, 6w, or never.")
    warning: Text = Field("90d", description="For warnings.")
    note: Text = Field("never", description="For notes.")

    @field_validator("error", "warning", "note")
    @classmethod
    def _are_days(cls, grace: str | None) -> str | None:
        if grace and grace != NEVER and days_of(grace) is None:
            raise raised(fault(f"`{grace}` is no number of days", "write 30d, 6w, or never"))
        return grace

    def days(self, severity: str) -> int | None:
        """Return the days for a crack of this severity; None if it need not be filled."""
        grace: str | None = getattr(self, severity)
        return days_of(grace) if grace else None


class FollowUp(Element):
    """By when cracks are to be filled, and whether known ones may be without a day."""

    noun: ClassVar[str] = "follow_up"

    grace: Grace | None = Field(None, description="How long cracks may stay open.")
    undated: Annotated[Undated, choice(Undated)] = Field(
        "allow", description="Whether lint lets known cracks pass that have no `due` day."
    )

    def days(self, severity: str) -> int | None:
        """Return how many days a crack of this severity may stay open; None if it may for ever."""
        return (self.grace or Grace.model_validate({})).days(severity)

    @property
    def dated(self) -> tuple[str, ...]:
        """The severities of which known cracks need a day: none, or all that have days of grace."""
        needed = get_args(Severity) if self.undated == "fail" else ()
        return tuple(severity for severity in needed if self.days(severity) is not None)


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
    follow_up: FollowUp | None = Field(None, description="By when cracks are to be filled.")

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
