"""json: the findings for programs, as those of lint."""

from __future__ import annotations

from crackmap.check.check import Checked
from crackmap.writers.format import Format, wishes
from crackmap.writers.lint import json


def write(checked: Checked) -> str:
    """Return the report of the check."""
    return json.write(checked.report)


FORMAT = Format("json", json.FORMAT.endings, {"analyze": wishes()}, write)
