"""markdown: the cracks for a wiki or a ticket, as those of lint."""

from __future__ import annotations

from crackmap.check.check import Checked
from crackmap.writers.format import Format, wishes
from crackmap.writers.lint import markdown


def write(checked: Checked) -> str:
    """Return the report of the check."""
    return markdown.write(checked.report)


FORMAT = Format("markdown", markdown.FORMAT.endings, {"analyze": wishes()}, write)
