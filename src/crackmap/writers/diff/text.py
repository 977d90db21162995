"""text: what changed, for people at a terminal; the last line says it in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crackmap.rules.finding import Finding
from crackmap.writers.changes import (
    SHARED,
    SIGNS,
    called,
    come_and_gone,
    reported,
    summary,
    unread,
    where,
)
from crackmap.writers.format import Format, wishes
from crackmap.writers.page import MARKS, STYLES, Page
from crackmap.writers.width import columns

if TYPE_CHECKING:
    from crackmap.history.changes import Change
    from crackmap.history.comparison import Comparison
    from crackmap.history.fields import Text

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
    lead = f"{SIGNS[change.state]} "
    arrow = page.sign("→", "->")
    page.say(called(change, arrow), 2, lead=lead, mark=_STYLES[change.state])
    for key, was, now in reported(change):
        if change.state != "changed":
            page.say(_joined(was or now), 6, lead=f"{key}: ")
            continue
        words = f"{_joined(was) or '(nothing)'} {arrow} {_joined(now) or '(nothing)'}"
        items = come_and_gone(was, now)
        if not items:
            page.say(f"{key}: another order", 6)
        elif isinstance(was, str) and isinstance(now, str) and _fits(page, key, words):
            page.say(words, 6, lead=f"{key}: ")
        else:
            page.say(f"{key}:", 6)
            for sign, item in items:
                style = _STYLES["added" if sign == "+" else "removed"]
                page.say(item, 8, lead=f"{sign} ", mark=style)


def _joined(value: Text) -> str:
    return value if isinstance(value, str) else ", ".join(value)


def _fits(page: Page, key: str, words: str) -> bool:
    """Return whether an old and a new text may stand on one line: longer ones are hard to tell."""
    return 8 + columns(f"{key}{words}") <= page.width


def _crack(page: Page, finding: Finding, state: str, sign: str, style: str) -> None:
    page.say(finding.message, 2, lead=f"{sign} ", mark=style)
    dot = page.sign("·", "-")
    words = f"{state} {dot} {finding.severity} {finding.rule} {dot} {where(finding)}"
    if state == "opened" and finding.acts_next:
        words += f" {dot} {finding.acts_next}"
    page.say(words, 4)


FORMAT = Format("text", ("txt",), {"diff": wishes("width", "colour", "unicode")}, write)
