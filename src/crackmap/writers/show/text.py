"""text: every step of a process with its owner, what follows and its limit, on one screen."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from crackmap.check.check import Checked
from crackmap.source.words import plural
from crackmap.writers.excerpt import one_line
from crackmap.writers.format import Format, wishes
from crackmap.writers.page import Page
from crackmap.writers.understood import StageRows, StepRow, Understood, understood
from crackmap.writers.wording import STEP_BELOW


def write(checked: Checked, *, width: int, colour: bool, unicode: bool) -> str:
    """Return the steps of all processes as text for a terminal of `width` columns."""
    page = Page.of(width, colour=colour, unicode=unicode)
    for process in understood(checked):
        _process(page, process)
    return str(page)


def _process(page: Page, process: Understood) -> None:
    page.rule(process.name)
    steps = plural(sum(len(stage.steps) for stage in process.stages), "step")
    owner = f"process owner: {process.owner}" if process.owner else "no process owner"
    page.say(f"{process.path}: {steps}, {owner}")
    page.say("")
    table = Table(box=None, show_edge=False, pad_edge=False, header_style="bold")
    for head in ("", "step", "owner", "next"):
        table.add_column(head, overflow="fold")
    table.add_column("limit", overflow="fold", max_width=max(9, page.width // 8))
    for stage in process.stages:
        _stage(page, table, stage)
    page.table(table, 0)
    page.say("")
    _legend(page, [step for stage in process.stages for step in stage.steps])
    page.say("")


def _legend(page: Page, steps: Sequence[StepRow]) -> None:
    """Say what the signs mean that are there, and where the conditions are."""
    signs = {
        f"{page.sign('▸', '*')} cases start here": any(step.is_start for step in steps),
        f"{page.sign('↓', 'v')} the step below": any(
            where == STEP_BELOW for step in steps for where, _ in step.next
        ),
    }
    used = ", ".join(words for words, is_used in signs.items() if is_used)
    page.say(f"{used}; conditions: --output-format markdown".removeprefix("; "))


def _stage(page: Page, table: Table, stage: StageRows) -> None:
    heading = Text(one_line(stage.name), "bold underline")
    table.add_row("", heading, "", "", Text(one_line(stage.within)))
    for step in stage.steps:
        start = page.sign("▸", "*") if step.is_start else ""
        kind = f" ({step.kind})" if step.kind != "task" else ""
        name = Text(one_line(step.name)).append(kind, "dim")
        owner = Text(one_line(step.owner), "" if step.owned else "bold red")
        table.add_row(start, name, owner, _next(page, step), Text(one_line(step.within)))


def _next(page: Page, step: StepRow) -> Text:
    if not step.next:
        return Text("nothing", "bold red")
    down = page.sign("↓", "v")
    ends = (down if where == STEP_BELOW else one_line(where) for where, _ in step.next)
    return Text(", ".join(ends))


FORMAT = Format("text", ("txt",), {"show": wishes("width", "colour", "unicode")}, write)
