"""markdown: every step of a process with its owner, what follows and its limit, for a wiki."""

from __future__ import annotations

from crackmap.check.check import Checked
from crackmap.writers.format import Format, wishes
from crackmap.writers.lint.markdown import escaped
from crackmap.writers.understood import StepRow, Understood, understood


def write(checked: Checked) -> str:
    """Return a heading and a table for each process."""
    return "\n".join(_process(process) for process in understood(checked))


def _process(process: Understood) -> str:
    lines = [f"## {escaped(process.name)}", ""]
    if process.owner:
        lines += [f"Process owner: {escaped(process.owner)}", ""]
    lines += ["| Step | Owner | Next | Limit |", "|---|---|---|---|"]
    for stage in process.stages:
        lines.append(f"| **{escaped(stage.name)}** | | | {escaped(stage.within)} |")
        for step in stage.steps:
            nexts = "<br>".join(escaped(_flow(where, when)) for where, when in step.next)
            cells = (escaped(_name(step)), escaped(step.owner), nexts, escaped(step.within))
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _name(step: StepRow) -> str:
    marks = [
        step.kind if step.kind != "task" else "",
        f"starts when: {step.starts}" if step.starts else "",
        f"until {step.until}" if step.until else "",
    ]
    said = "; ".join(mark for mark in marks if mark)
    return f"{step.name} ({said})" if said else step.name


def _flow(where: str, when: str) -> str:
    return f"{where} ({when})" if when else where


FORMAT = Format("markdown", ("md",), {"show": wishes()}, write)
