"""text: what changed, for people at a terminal; the last line says it in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crackmap.rules.finding import Finding
from crackmap.writers.changes import SHARED, come_and_gone, reported, summary, unread, where
from crackmap.writers.format import Format, wishes
from crackmap.writers.page import MARKS, STYLES, Page

if TYPE_CHECKING:
    from crackmap.history.comparison import Change, Comparison

_SIGNS = {"added": "+", "removed": "-", "changed": "~"}
_STYLES = {"added": "green", "removed": "red", "changed": "yellow"}


def write(comparison: Comparison, *, width: int, colour: bool, unicode: bool) -> str:
    """Return the comparison for a terminal of `width` columns; the sentence is its last line."""
    page = Page.of(width, colour=colour, unicode=unicode)
    for finding, words in unread(comparison):
        page.say(where(finding), style="bold")
        page.say(finding.message, lead=f"{words}: ", mark=STYLES["error"])
        page.say("")
    if comparison.shared:
        page.rule(SHARED)
        for change in comparison.shared:
            _change(page, change)
        page.say("")
    for process in comparison.processes:
        page.rule(process.name)
        state = "" if process.state == "changed" else f" {page.sign('·', '-')} {process.state}"
        page.say(f"{process.path}{state}")
        for change in process.changes:
            _change(page, change)
        if process.changes and (process.opened or process.closed):
            page.say("")
        for finding in process.opened:
            sign = page.sign(*MARKS[finding.severity])
            _crack(page, finding, "opened", sign, STYLES[finding.severity])
        for finding in process.closed:
            state = "closed" if finding.accepted is None else f"accepted: {finding.accepted}"
            _crack(page, finding, state, page.sign("✓", "v"), "green")
        page.say("")
    page.say(summary(comparison), style="bold")
    return str(page)


def _change(page: Page, change: Change) -> None:
    lead = f"{_SIGNS[change.state]} "
    page.say(f"{change.kind} {change.name}", 2, lead=lead, mark=_STYLES[change.state])
    arrow = page.sign("→", "->")
    for key, was, now in reported(change):
        if isinstance(was, tuple) or isinstance(now, tuple):
            items = list(come_and_gone(was, now))
            page.say(f"{key}:" if items else f"{key}: another order", 6)
            for sign, item in items:
                page.say(
                    item, 8, lead=f"{sign} ", mark=_STYLES["added" if sign == "+" else "removed"]
                )
        elif change.state == "changed":
            page.say(f"{was or '(nothing)'} {arrow} {now or '(nothing)'}", 6, lead=f"{key}: ")
        else:
            page.say(was or now, 6, lead=f"{key}: ")


def _crack(page: Page, finding: Finding, state: str, sign: str, style: str) -> None:
    page.say(finding.message, 2, lead=f"{sign} ", mark=style)
    dot = page.sign("·", "-")
    words = f"{state} {dot} {finding.severity} {finding.rule} {dot} {where(finding)}"
    if state == "opened" and finding.acts_next:
        words += f" {dot} {finding.acts_next}"
    page.say(words, 4)


FORMAT = Format("text", ("txt",), {"diff": wishes("width", "colour", "unicode")}, write)
