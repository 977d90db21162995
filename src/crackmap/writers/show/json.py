"""json: every step of a process with its owner, what follows and its limit, for programs."""

from __future__ import annotations

from typing import Any

from crackmap.check.check import Checked
from crackmap.writers.format import Format, wishes
from crackmap.writers.json_text import json_text
from crackmap.writers.understood import StageRows, StepRow, Understood, understood


def write(checked: Checked) -> str:
    """Return a mapping with the `processes`, each with its stages and their steps."""
    return json_text({"version": 1, "processes": [_process(one) for one in understood(checked)]})


def _process(process: Understood) -> dict[str, Any]:
    return {**process._asdict(), "stages": [_stage(stage) for stage in process.stages]}


def _stage(stage: StageRows) -> dict[str, Any]:
    return {**stage._asdict(), "steps": [_step(step) for step in stage.steps]}


def _step(step: StepRow) -> dict[str, Any]:
    return {**step._asdict(), "next": [{"to": to, "when": when} for to, when in step.next]}


FORMAT = Format("json", ("json",), {"show": wishes()}, write)
