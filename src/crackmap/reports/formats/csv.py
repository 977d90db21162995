"""csv: what is handed over, a row a field, for whoever sets up the system."""

from __future__ import annotations

from crackmap.reports.content import Content
from crackmap.writers.cells import comma_separated
from crackmap.writers.format import Format, wishes


def write(content: Content) -> str:
    """Return the fields of a handoff.

    It begins with a byte order mark: without one, Excel takes UTF-8 for something else.
    """
    return "\ufeff" + comma_separated(content.fields)


FORMAT = Format("csv", ("csv",), {"fields": wishes()}, write)
