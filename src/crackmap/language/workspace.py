"""crackmap.yaml as data: what processes share, and the settings as they are written."""

import os
import re
from collections.abc import Iterable
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field
from pydantic_core import InitErrorDetails

from crackmap.language.element import Element
from crackmap.language.faults import fault
from crackmap.language.field_types import Sources, Text, Texts, choice
from crackmap.language.handoff import Table
from crackmap.language.process import Department, Goal, Handoff, cycles_of_departments
from crackmap.language.values import WORKING_DAY
from crackmap.source.globs import leads_out
from crackmap.source.nodes import MapNode

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

    def complete(
        self, data: dict[str, Any], wrong: set[str], inside: set[str]
    ) -> Iterable[InitErrorDetails]:
        """Refuse hours that are none."""
        if self.hours and not _day_length(self.hours):
            yield fault(f"`{self.hours}` are no working hours", 'write "09:00-17:00"', "hours")

    @property
    def day(self) -> int:
        """The minutes of a working day."""
        return _day_length(self.hours or "") or WORKING_DAY


class Workspace(Element):
    """The file crackmap.yaml: shared departments, goals, handoffs, sources, and settings."""

    noun: ClassVar[str] = "workspace file"

    processes: Texts = Field((), description="What commands work on when no path is named.")
    departments: Table[Department] = Field({}, description="Departments that the processes share.")
    goals: Table[Goal] = Field({}, description="Goals that they share.")
    handoffs: Table[Handoff] = Field({}, description="Agreements that several processes use.")
    sources: Sources = Field({}, description="Where definitions come from.")
    rules: Any = Field(None, description="Levels and options of rules.")
    ignore: Any = Field(None, description="Rules, groups of them or ALL, off for some paths.")
    fail_on: Annotated[Severity, choice(Severity)] = Field(
        "error", description="The severity from which on lint fails."
    )
    working_hours: WorkingHours | None = Field(None, description="When people work.")

    def complete(
        self, data: dict[str, Any], wrong: set[str], inside: set[str]
    ) -> Iterable[InitErrorDetails]:
        """Refuse patterns that lead elsewhere, and departments that are part of themselves."""
        file = data.source.path if isinstance(data, MapNode) else "crackmap.yaml"
        for pattern in filter(leads_out, self.processes):
            words = f"`{pattern}` leads out of the folder of {os.path.basename(file)}"
            help_ = "name the files on the command line, or put a crackmap.yaml above them"
            yield fault(words, help_, "processes")
        yield from cycles_of_departments(self, data, inside)


def _day_length(hours: str) -> int:
    found = _HOURS.fullmatch(hours.strip())
    if not found:
        return 0
    first, last = (int(found[one]) * 60 + int(found[one + 1]) for one in (1, 3))
    return max(0, last - first) if last <= 24 * 60 else 0
