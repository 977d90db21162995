"""The answer on one screen: how a process stands, who hands to whom, and what to fix first."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from rich.text import Text

from crackmap.source.words import plural
from crackmap.writers import cost_words, text_tables
from crackmap.writers.analysis import Analysis, Crack
from crackmap.writers.excerpt import one_line
from crackmap.writers.figures import (
    by_severity,
    cracks_and_notes,
    handed_over,
    lately_words,
    steps_owned,
)
from crackmap.writers.page import MARKS, STYLES, Page, number_of
from crackmap.writers.places import address

LINES = 40  # of a screen
MOST = 10  # cracks that are shown on it
_INDENT = 5  # of what stands below the message of a crack
_FEWEST = 3  # and so many even where there is no room


def headline(page: Page, analysis: Analysis, narrowed: str = "") -> None:
    """Show how the process stands: cracks, owners, handoffs, the happy path.

    `narrowed` says which cracks are counted; all else is of the whole process.
    """
    figures = analysis.figures
    page.rule(figures.name)
    accepted = [f"{len(analysis.accepted)} accepted"] if analysis.accepted else []
    counts = "; ".join([*cracks_and_notes(_counts(analysis), narrowed), *accepted])
    page.say(f"{figures.path}: {counts}")
    if analysis.lately is not None:
        page.say(lately_words(analysis.lately))
    if figures.steps:
        good = figures.owned == figures.steps
        _figure(page, *steps_owned(figures), good=good)
    count, words = handed_over(figures)
    if count:
        good = not (figures.handoffs_partial or figures.handoffs_missing)
        _figure(page, count, words, good=good)
    if analysis.happy_path:
        _happy_path(page, analysis)
    elif analysis.happy_path is None and figures.steps:
        page.say("no path leads from a start to a good outcome", style="bold")
        page.say(analysis.no_success, 2)


def _happy_path(page: Page, analysis: Analysis) -> None:
    count = len(analysis.hidden_on_path)
    changes = f"{count or 'no'} change{'' if count == 1 else 's'} of department"
    path = analysis.path(page.sign(" → ", " -> "), page.sign(" ⇢ ", " ~> "))
    page.say(f"{changes} on the happy path: {path}")


def _counts(analysis: Analysis) -> dict[str, int]:
    return by_severity(crack.finding for crack in (*analysis.ranked, *analysis.notes))


def _figure(page: Page, count: str, words: str, *, good: bool) -> None:
    page.say(words, lead=f"{count} ", mark="green" if good else "bold red")


def screen(
    page: Page, analysis: Analysis, begun: int, *, most: int | None, links: bool, narrowed: str
) -> None:
    """Show the matrix and, as far as a screen has room, the cracks that cost most.

    The screen began at the line `begun` of the page. `most` is how many cracks were asked for,
    `narrowed` says which were left out before.
    """
    text_tables.matrix(page, analysis)
    if not analysis.ranked:
        page.say("")
        words, *_ = cracks_and_notes(_counts(analysis))
        page.say(f"{words}{narrowed}: nothing to fix", lead=page.sign("✓ ", "ok: "), mark="green")
    else:
        page.title("Fix first")
        left = len(analysis.ranked)
        below = sum(_height(page, words) for words in _more(analysis, left, narrowed))
        room = LINES - (page.lines - begun) - below - 2  # empty lines before and behind them
        left -= _fix_first(page, analysis, room, most, links=links)
        page.say("")
        for words in _more(analysis, left, narrowed):
            page.say(words, style="dim")
    for gain in analysis.gains:
        page.say("")
        page.say(cost_words.gained(gain))


def _height(page: Page, words: str, indent: int = 0) -> int:
    """Return how many lines words take."""
    return len(page.folded(words, page.width - indent))


def _fix_first(page: Page, analysis: Analysis, room: int, most: int | None, *, links: bool) -> int:
    """Show the first cracks, and return how many."""
    ranked = analysis.ranked[: MOST if most is None else most]
    folder = _folder_to_leave_out(page, analysis, ranked)
    begun = page.lines
    for shown, crack in enumerate(ranked):
        place, rest = _below(page, crack, folder)
        lines = _height(page, crack.finding.message, 1 + len(_lead(page, crack)))
        lines += _height(page, place + rest, _INDENT)
        if most is None and shown >= _FEWEST and page.lines - begun + lines > room:
            return shown
        _brief(page, crack, place, rest, links=links)
    return len(ranked)


def _folder_to_leave_out(page: Page, analysis: Analysis, cracks: Sequence[Crack]) -> str:
    """Return the folder of the process, if places are too long with it; the headline has it."""
    folder = os.path.dirname(analysis.figures.path)
    below = (_below(page, crack) for crack in cracks)
    fits = all(_height(page, place + rest, _INDENT) == 1 for place, rest in below)
    return "" if fits or not folder else f"{folder}/"


def _below(page: Page, crack: Crack, folder: str = "") -> tuple[str, str]:
    """Return what stands below the message of a crack: its place, and who acts and what it costs.

    Of the place the `folder` is left out.
    """
    cost = cost_words.costs(crack.cost) if crack.cost else ""
    dot = page.sign(" · ", " - ")
    rest = "".join(dot + part for part in (crack.finding.acts_next, cost) if part)
    return one_line(crack.finding.span.told.removeprefix(folder)), rest


def _lead(page: Page, crack: Crack) -> str:
    return f"{page.sign(*MARKS[crack.finding.severity])} {number_of(crack.number)}"


def _brief(page: Page, crack: Crack, place: str, rest: str, *, links: bool) -> None:
    """Show a crack in two lines: what, and where, who acts next, what it costs."""
    finding = crack.finding
    page.say(finding.message, 1, lead=_lead(page, crack), mark=STYLES[finding.severity])
    first, *below = page.folded(place + rest, page.width - _INDENT)
    link = address(finding.span.path) if links and first.startswith(place) else ""
    if link:
        first = f"\033]8;;{link}\033\\{place}\033]8;;\033\\{first[len(place) :]}"
    for line in (first, *below):
        page.line(Text(" " * _INDENT + line, "dim"))


def _more(analysis: Analysis, left: int, narrowed: str) -> Iterator[str]:
    """Say what nobody knows, and how to see what is not on the screen."""
    costs = (crack.cost for crack in analysis.ranked)
    if unknown := cost_words.unknown(costs, analysis.uncounted):
        yield unknown
    path = analysis.figures.path
    number = next((crack.number for crack in analysis.ranked if crack.number), None)
    parts = [f"{plural(left, 'crack')} more{narrowed}: add --full"] if left else []
    if number:
        parts.append(f"one in full: add its number, such as {number}")
    parts.append(f"drawn: crackmap map {path}")
    if analysis.lately is None:
        parts.append("over time: crackmap track")
    yield "; ".join(parts)
