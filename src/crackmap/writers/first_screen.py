"""The answer on one screen: how a process stands, who hands to whom, and what to fix first."""

from __future__ import annotations

from rich.text import Text

from crackmap.source.words import plural
from crackmap.writers import cost_words, text_tables
from crackmap.writers.analysis import Analysis, Crack
from crackmap.writers.excerpt import one_line
from crackmap.writers.figures import by_severity, cracks_and_notes, handed_over, lately_words
from crackmap.writers.page import MARKS, STYLES, Page, number_of
from crackmap.writers.places import address

LINES = 40  # of a screen
MOST = 10  # cracks that are shown on it
_FOOTER = 4  # lines below them
_FEWEST = 3  # and so many even where there is no room


def headline(page: Page, analysis: Analysis) -> None:
    """Show how the process stands: cracks, owners, handoffs, the happy path."""
    figures = analysis.figures
    page.rule(figures.name)
    accepted = [f"{len(analysis.accepted)} accepted"] if analysis.accepted else []
    counts = "; ".join([*cracks_and_notes(_counts(analysis)), *accepted])
    page.say(f"{figures.path}: {counts}")
    if analysis.lately is not None:
        page.say(lately_words(analysis.lately))
    if figures.steps:
        good = figures.owned == figures.steps
        _figure(page, f"{figures.owned} of {figures.steps}", "steps have an owner", good=good)
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
        room = LINES - _FOOTER - (page.lines - begun)
        shown = _fix_first(page, analysis, room, most, links=links)
        _more(page, analysis, len(analysis.ranked) - shown, narrowed)
    for gain in analysis.gains:
        page.say("")
        page.say(cost_words.gained(gain))


def _fix_first(page: Page, analysis: Analysis, room: int, most: int | None, *, links: bool) -> int:
    """Show the first cracks, and return how many."""
    ranked = analysis.ranked[: MOST if most is None else most]
    begun = page.lines
    for shown, crack in enumerate(ranked):
        if most is None and shown >= _FEWEST and page.lines - begun + 2 > room:
            return shown
        _brief(page, crack, links=links)
    return len(ranked)


def _brief(page: Page, crack: Crack, *, links: bool) -> None:
    """Show a crack in two lines: what, and where, who acts next, what it costs."""
    finding = crack.finding
    sign = f"{page.sign(*MARKS[finding.severity])} "
    lead = sign + number_of(crack.number)
    page.say(finding.message, 1, lead=lead, mark=STYLES[finding.severity])
    place = one_line(finding.span.told)
    cost = cost_words.costs(crack.cost) if crack.cost else ""
    rest = [part for part in (finding.acts_next, cost) if part]
    dot = page.sign(" · ", " - ")
    first, *below = page.folded(dot.join([place, *rest]), page.width - 5)
    link = address(finding.span.path) if links and first.startswith(place) else ""
    if link:
        linked = f"\033]8;;{link}\033\\{place}\033]8;;\033\\"
        page.line(Text("     " + linked + first[len(place) :], "dim"))
    else:
        page.line(Text("     " + first, "dim"))
    for line in below:
        page.line(Text("     " + line, "dim"))


def _more(page: Page, analysis: Analysis, left: int, narrowed: str) -> None:
    """Say how to see what is not on the screen."""
    path = analysis.figures.path
    page.say("")
    number = next((crack.number for crack in analysis.ranked if crack.number), None)
    parts = [f"{plural(left, 'crack')} more{narrowed}: add --full"] if left else []
    if number:
        parts.append(f"one in full: add its number, such as {number}")
    parts.append(f"drawn: crackmap map {path}")
    page.say("; ".join(parts), style="dim")
