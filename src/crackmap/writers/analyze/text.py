"""text: the analysis for people, in the order of the process, with what to fill first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.text import Text

from crackmap.check.check import Checked
from crackmap.rules.finding import Finding
from crackmap.rules.numbering import numbers
from crackmap.source.characters import printable
from crackmap.source.words import plural
from crackmap.writers import cost_words, text_tables
from crackmap.writers.analysis import Analysis, Crack, analyses, company
from crackmap.writers.excerpt import Excerpts
from crackmap.writers.figures import by_severity, cracks_and_notes, handed_over
from crackmap.writers.format import Format, wishes
from crackmap.writers.helps import Helps
from crackmap.writers.page import LEAST, MARKS, STYLES, Page
from crackmap.writers.width import columns


def write(
    checked: Checked,
    *,
    width: int,
    colour: bool,
    unicode: bool,
    sort: str = "impact",
    without: Sequence[str] = (),
) -> str:
    """Return the analysis of all processes as text for a terminal of `width` columns."""
    page = Page.of(width, colour=colour, unicode=unicode)
    shown = analyses(checked, sort, without)
    excerpts, helps = Excerpts(checked.report), Helps()
    for unreadable in checked.report.unreadable:
        _unreadable(page, unreadable, excerpts)
    for analysis in shown:
        _process(page, analysis, excerpts, helps)
    _shared(page, checked, shown, excerpts, helps)
    if len(shown) > 1:
        text_tables.company_view(page, company(checked), shown)
    return str(page)


def _unreadable(page: Page, finding: Finding, excerpts: Excerpts) -> None:
    span = finding.span
    page.say(f"{span.path}:{span.line}:{span.column}", style="bold")
    page.say(finding.message, lead="cannot be read: ", mark=STYLES["error"])
    _excerpt(page, excerpts, finding, 2)
    _help(page, finding.help, 2)
    page.say("")


def _process(page: Page, analysis: Analysis, excerpts: Excerpts, helps: Helps) -> None:
    page.rule(analysis.figures.name)
    page.say(analysis.figures.path)
    page.say("")
    _headline(page, analysis)
    for title, cracks in analysis.sections:
        page.title(title)
        for crack in cracks:
            _crack(page, crack, excerpts, helps)
    if analysis.notes:
        _notes(page, analysis)
    if analysis.accepted:
        _accepted(page, analysis)
    text_tables.matrix(page, analysis)
    _first(page, analysis)
    for gain in analysis.gains:
        page.say("")
        page.say(cost_words.gained(gain))
    page.say("")


def _headline(page: Page, analysis: Analysis) -> None:
    figures = analysis.figures
    if figures.steps:
        good = figures.owned == figures.steps
        _figure(page, f"{figures.owned} of {figures.steps}", "steps have an owner", good=good)
    count, words = handed_over(figures)
    if count:
        good = not (figures.handoffs_partial or figures.handoffs_missing)
        _figure(page, count, words, good=good)
    if analysis.happy_path:
        changes = plural(len(analysis.happy_path) - 1, "change")
        path = page.sign(" → ", " -> ").join(analysis.happy_path)
        page.say(f"of hands on the happy path: {path}", lead=f"{changes} ", mark="bold")
    elif analysis.happy_path is None and count:
        page.say("no path leads from a start to a good outcome", style="bold")
        page.say(analysis.no_success, 2)
    page.say("; ".join(cracks_and_notes(_counts(analysis))))


def _counts(analysis: Analysis) -> dict[str, int]:
    cracks = (crack for _, section in analysis.sections for crack in section)
    return by_severity(crack.finding for crack in (*cracks, *analysis.notes))


def _figure(page: Page, count: str, words: str, *, good: bool) -> None:
    page.say(words, lead=f"{count} ", mark="green" if good else "bold red")


def _crack(page: Page, crack: Crack, excerpts: Excerpts, helps: Helps) -> None:
    finding = crack.finding
    page.say("")
    sign = page.sign(*MARKS[finding.severity])
    lead = f"{sign} {_number(crack)}"
    page.say(finding.message, 2, lead=lead, mark=STYLES[finding.severity], style="bold")
    reported = f"{finding.severity} {finding.rule}"
    page.say(reported, 4)
    _excerpt(page, excerpts, finding, 4)
    help_ = helps.of(finding)
    _help(page, help_, 4)
    if finding.acts_next:
        if "\n" in help_:  # the lines of YAML end here, in which `next` is a key
            page.say("")
        page.say(finding.acts_next, 4, style="bold")


def _number(crack: Crack) -> str:
    return f"[{crack.number}] " if crack.number else ""


def _excerpt(page: Page, excerpts: Excerpts, finding: Finding, indent: int) -> None:
    """Show the lines of a finding; what is said of a place stands beside its marks, or below."""
    shown = excerpts.of(finding, page.width - indent - 7)
    gutter = max([4, *(len(str(row.number)) for row in shown if row.number)])
    room = page.width - indent - gutter - 3
    if gutter > 4:
        shown = excerpts.of(finding, room)
    bar = page.sign("│", "|")
    for row in shown:
        start = Text(" " * indent + f"{row.number or '':>{gutter}} {bar if row.text else ' '} ")
        beside = columns(row.text) + columns(row.words) < room
        if row.text and (row.text.strip() or beside):
            style = STYLES[finding.severity] if row.main else ""
            words = f" {row.words}" if beside and row.words else ""
            page.line(start.copy().append(row.text, style).append(words))
        if row.words and not (row.text and beside):
            parts = page.folded(row.words, room)
            longest = max(map(columns, parts))
            below = columns(row.text) - columns(row.text.lstrip())
            for part in parts:
                page.line(start.copy().append(" " * min(below, room - longest) + part))


def _help(page: Page, help_: str, indent: int) -> None:
    """Show what to do: prose is folded, the lines of YAML below it stay as they are."""
    if not help_:
        return
    first, *others = help_.split("\n")
    arrow = page.sign("→ ", "=> ")
    page.say(first, indent, lead=arrow)
    margin = " " * (indent + len(arrow) + 2)
    for line in others:
        for part in _yaml(page, printable(line), page.width - len(margin)):
            page.line(Text(margin + part))


def _yaml(page: Page, line: str, width: int) -> list[str]:
    """Return a line of YAML; where it is too wide, the comment goes on below as a comment.

    YAML without a comment is never folded: it would be other YAML.
    """
    match = re.search(r" +# ", line)
    if columns(line) <= width or match is None:
        return [line]
    room = width - match.end()
    if room < LEAST:
        indent = " " * (len(line) - len(line.lstrip()))
        words = page.folded(line[match.end() :], width - len(indent) - 2)
        return [*(f"{indent}# {part}" for part in words), line[: match.start()]]
    first, *more = page.folded(line[match.end() :], room)
    margin = " " * (match.end() - 2)
    return [line[: match.end()] + first, *(f"{margin}# {part}" for part in more)]


def _notes(page: Page, analysis: Analysis) -> None:
    page.title(plural(len(analysis.notes), "note"))
    lead = f"{page.sign(*MARKS['note'])} "
    for crack in analysis.notes:
        where = _where(crack.finding, analysis)
        finding = crack.finding
        words = f"{where}: {finding.message} ({finding.rule}); {finding.acts_next}"
        page.say(words, 2, lead=lead)


def _accepted(page: Page, analysis: Analysis) -> None:
    page.title(f"{plural(len(analysis.accepted), 'crack')} accepted")
    lead = f"{page.sign(*MARKS['note'])} "
    for finding in analysis.accepted:
        words = f"{_where(finding, analysis)}: {finding.message} ({finding.rule})"
        words += f": {finding.accepted}"
        page.say(words, 2, lead=lead)


def _first(page: Page, analysis: Analysis) -> None:
    if not analysis.first:
        page.say("")
        words, *_ = cracks_and_notes(_counts(analysis))
        page.say(f"{words}: nothing to fill", lead=page.sign("✓ ", "ok: "), mark="green")
        return
    page.title("What to fill first")
    for crack in analysis.first:
        where = _where(crack.finding, analysis)
        if crack.cost:
            where += ", on the happy path" if crack.cost.on_happy_path else ""
            where += f"; {words}" if (words := cost_words.costs(crack.cost)) else ""
        words = f"{crack.finding.message} ({where}); {crack.finding.acts_next}"
        page.say(words, 2, lead=_number(crack))
    rest = sum(len(cracks) for _, cracks in analysis.sections) - len(analysis.first)
    if rest > 0:
        page.say(f"and {rest} more, above", 2)


def _where(finding: Finding, analysis: Analysis) -> str:
    span = finding.span
    return f"line {span.line}" if span.path == analysis.figures.path else f"{span.path}:{span.line}"


def _shared(
    page: Page, checked: Checked, shown: Sequence[Analysis], excerpts: Excerpts, helps: Helps
) -> None:
    """Show what was found outside the process files, in what they share; each crack once."""
    paths = {analysis.figures.path for analysis in shown}
    others: dict[tuple[object, ...], Finding] = {}
    for finding in checked.report.open:
        if finding.span.path not in paths and not finding.fatal:
            others.setdefault(
                (finding.span, finding.rule, str(finding.subject), finding.detail), finding
            )
    if not others:
        return
    page.rule("What the processes share")
    at = numbers(checked.report)
    for finding in others.values():
        _crack(page, Crack(finding, at.get(id(finding)), None), excerpts, helps)
    page.say("")


FORMAT = Format(
    "text", ("txt",), {"analyze": wishes("width", "colour", "unicode", "sort", "without")}, write
)
