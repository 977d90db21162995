"""json: every step of a process with its owner, what follows and its limit, for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from crackmap.check.check import Checked
from crackmap.writers.format import Format, wishes
from crackmap.writers.json_text import json_text
from crackmap.writers.understood import Understood, understood


def write(checked: Checked) -> str:
    """Return a mapping with the `processes`, each with its stages and their steps."""
    return json_text({"version": 1, "processes": [_process(one) for one in understood(checked)]})


def _process(process: Understood) -> dict[str, Any]:
    plain = asdict(process)
    for stage in plain["stages"]:
        for step in stage["steps"]:
            step["next"] = [{"to": where, "when": when} for where, when in step["next"]]
    return plain


FORMAT = Format("json", ("json",), {"show": wishes()}, write)
