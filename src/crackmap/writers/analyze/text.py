"""text: the analysis for people: the answer on one screen, or all cracks in full."""

from __future__ import annotations

from collections.abc import Sequence

from crackmap.check.check import Checked
from crackmap.rules.numbering import called
from crackmap.writers import cracks_in_full, first_screen, text_tables
from crackmap.writers.analysis import Analysis, Crack, analyses, company, elsewhere
from crackmap.writers.excerpt import Excerpts
from crackmap.writers.format import Format, wishes
from crackmap.writers.helps import Helps
from crackmap.writers.page import Page
from crackmap.writers.problems import readable


def write(
    checked: Checked,
    *,
    width: int,
    colour: bool,
    unicode: bool,
    links: bool = False,
    sort: str = "impact",
    without: Sequence[str] = (),
    full: bool = False,
    quiet: bool = False,
    top: int | None = None,
    cracks: Sequence[str] = (),
    narrowed: str = "",
) -> str:
    """Return the analysis of all processes as text for a terminal of `width` columns.

    It is one screen for each process; `full` shows every crack with its lines, `cracks` only those
    with these numbers or handles, `quiet` the headlines alone. `top` is how many cracks are shown
    at most, `narrowed` says which ones were left out.
    """
    page = Page.of(width, colour=colour, unicode=unicode)
    shown = analyses(checked, sort, without)
    excerpts, helps = Excerpts(checked.report), Helps()
    problems, more = readable(checked.report.unreadable)
    for problem in problems:
        cracks_in_full.unreadable(page, problem, excerpts)
    for words in more:
        page.say(words)
    if cracks:
        for crack in _wanted(checked, shown, cracks):
            cracks_in_full.crack(page, crack, excerpts, helps)
        return str(page)
    for analysis in shown:
        begun = page.lines
        first_screen.headline(page, analysis, narrowed)
        if full:
            cracks_in_full.sections(page, analysis, excerpts, helps)
        if not quiet:
            first_screen.screen(page, analysis, begun, most=top, links=links, narrowed=narrowed)
        page.say("")
    if not quiet:
        _shared(page, checked, shown, excerpts, helps)
    if len(shown) > 1:
        text_tables.company_view(page, company(checked), shown)
    return str(page)


def _wanted(checked: Checked, shown: Sequence[Analysis], words: Sequence[str]) -> list[Crack]:
    """Return the cracks with these numbers or handles, in the order in which they were asked."""
    known = [crack for analysis in shown for crack in (*analysis.ranked, *analysis.notes)]
    known += elsewhere(checked, shown)
    return [crack for word in words for crack in known if called(crack.finding, crack.number, word)]


def _shared(
    page: Page, checked: Checked, shown: Sequence[Analysis], excerpts: Excerpts, helps: Helps
) -> None:
    others = elsewhere(checked, shown)
    if others:
        page.rule("What the processes share")
        for crack in others:
            cracks_in_full.crack(page, crack, excerpts, helps)
        page.say("")


_WISHES = wishes(
    *("width", "colour", "unicode", "links"),
    *("sort", "without", "full", "quiet", "top", "cracks", "narrowed"),
)
FORMAT = Format("text", ("txt",), {"analyze": _WISHES}, write)
