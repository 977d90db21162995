"""crackmap.yaml as data: what processes share, and the settings as they are written."""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar

from pydantic import Field

from crackmap.language import field_types
from crackmap.language.element import Element
from crackmap.language.field_types import TABLE
from crackmap.language.notations import Reading
from crackmap.language.process import Department, Goal, Handoff, Texts
from crackmap.language.values import WORKING_DAY
from crackmap.source.nodes import MapNode
from crackmap.source.span import Span

_HOURS = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)\s*-\s*([01]?\d|2[0-4]):([0-5]\d)")


class WorkingHours(Element):
    """When people work; a working day is as long as its hours."""

    noun: ClassVar[str] = "working_hours"

    days: Annotated[str, field_types.choice("mon-fri")] = Field(
        "mon-fri", description="The days on which people work: Monday to Friday."
    )
    hours: Annotated[str | None, field_types.TEXT] = Field(
        None, description="From when to when: 09:00-17:00."
    )

    @classmethod
    def complete(cls, plain: dict[str, Any], data: Any, reading: Reading) -> None:
        """Refuse hours that are none."""
        hours = plain.get("hours")
        if hours and not _day_length(hours):
            span = data.span("hours") if isinstance(data, MapNode) else Span(reading.path)
            reading.problem(span, f"`{hours}` are no working hours", 'write "09:00-17:00"')

    @property
    def day(self) -> int:
        """The minutes of a working day."""
        return _day_length(self.hours or "") or WORKING_DAY


class Workspace(Element):
    """The file crackmap.yaml: shared departments, goals, handoffs, sources, and settings."""

    noun: ClassVar[str] = "workspace file"
    parts: ClassVar[dict[str, type[Element]]] = {
        "departments": Department,
        "handoffs": Handoff,
        "goals": Goal,
        "working_hours": WorkingHours,
    }

    processes: Texts = Field((), description="What commands work on when no path is named.")
    departments: Annotated[dict[str, Department], TABLE] = Field(
        {}, description="Departments that the processes share."
    )
    goals: Annotated[dict[str, Goal], TABLE] = Field({}, description="Goals that they share.")
    handoffs: Annotated[dict[str, Handoff], TABLE] = Field(
        {}, description="Agreements that several processes use."
    )
    sources: Annotated[dict[str, str], field_types.SOURCES] = Field(
        {}, description="Where definitions come from."
    )
    rules: Any = Field(None, description="Levels and options of rules.")
    ignore: Any = Field(None, description="Rules, groups of them or ALL, off for some paths.")
    fail_on: Annotated[str, field_types.choice("error", "warning", "note")] = Field(
        "error", description="The severity from which on lint fails."
    )
    working_hours: Annotated[WorkingHours | None, field_types.ONE] = Field(
        None, description="When people work."
    )


def _day_length(hours: str) -> int:
    found = _HOURS.fullmatch(hours.strip())
    if not found:
        return 0
    first, last = (int(found[one]) * 60 + int(found[one + 1]) for one in (1, 3))
    return max(0, last - first) if last <= 24 * 60 else 0
