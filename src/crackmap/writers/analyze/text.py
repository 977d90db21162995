"""text: the analysis for people, in the order of the process, with what to fill first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.text import Text

from crackmap.check.check import Checked
from crackmap.rules.finding import Finding
from crackmap.source.characters import printable
from crackmap.source.words import plural
from crackmap.writers import text_tables
from crackmap.writers.analysis import Analysis, Crack, analyses, company
from crackmap.writers.excerpt import Excerpts
from crackmap.writers.format import Format, wishes
from crackmap.writers.page import LEAST, MARKS, STYLES, Page
from crackmap.writers.width import columns


def write(checked: Checked, *, width: int, colour: bool, unicode: bool) -> str:
    """Return the analysis of all processes as text for a terminal of `width` columns."""
    page = Page.of(width, colour=colour, unicode=unicode)
    shown = analyses(checked)
    excerpts = Excerpts(checked.report)
    for unreadable in checked.report.unreadable:
        _unreadable(page, unreadable, excerpts)
    for analysis in shown:
        _process(page, analysis, excerpts)
    _shared(page, checked, shown, excerpts)
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


def _process(page: Page, analysis: Analysis, excerpts: Excerpts) -> None:
    page.rule(analysis.name)
    page.say(analysis.path)
    page.say("")
    _headline(page, analysis)
    for title, cracks in analysis.sections:
        page.title(title)
        for crack in cracks:
            _crack(page, crack, excerpts)
    if analysis.notes:
        _notes(page, analysis)
    if analysis.accepted:
        _accepted(page, analysis)
    text_tables.matrix(page, analysis)
    _first(page, analysis)
    page.say("")


def _headline(page: Page, analysis: Analysis) -> None:
    if analysis.steps:
        _figure(page, analysis.owned, analysis.steps, "steps have an owner")
    if analysis.changes:
        words = "changes of department have a defined handoff"
        _figure(page, analysis.defined, analysis.changes, words)
    if analysis.happy_path:
        changes = plural(len(analysis.happy_path) - 1, "change")
        path = page.sign(" → ", " -> ").join(analysis.happy_path)
        page.say(f"of hands on the happy path: {path}", lead=f"{changes} ", mark="bold")
    elif analysis.happy_path is None and analysis.changes:
        page.say("no path leads from a start to a good outcome", style="bold")


def _figure(page: Page, count: int, total: int, words: str) -> None:
    page.say(words, lead=f"{count} of {total} ", mark="green" if count == total else "bold red")


def _crack(page: Page, crack: Crack, excerpts: Excerpts) -> None:
    finding = crack.finding
    page.say("")
    sign = page.sign(*MARKS[finding.severity])
    page.say(finding.message, 2, lead=f"{sign} ", mark=STYLES[finding.severity], style="bold")
    reported = f"{finding.severity} {finding.rule}"
    if crack.assignee:
        reported += f" {page.sign('·', '-')} the move is with {crack.assignee}"
    page.say(reported, 4)
    _excerpt(page, excerpts, finding, 4)
    _help(page, finding.help, 4)


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
        page.say(f"{where}: {crack.finding.message} ({crack.finding.rule})", 2, lead=lead)


def _accepted(page: Page, analysis: Analysis) -> None:
    page.title(f"{plural(len(analysis.accepted), 'crack')} accepted")
    lead = f"{page.sign(*MARKS['note'])} "
    for finding in analysis.accepted:
        words = (
            f"{_where(finding, analysis)}: {finding.rule}, {finding.subject}: {finding.accepted}"
        )
        page.say(words, 2, lead=lead)


def _first(page: Page, analysis: Analysis) -> None:
    if not analysis.first:
        page.say("")
        page.say("no cracks: nothing to fill", lead=page.sign("✓ ", "ok: "), mark="green")
        return
    page.title("What to fill first")
    for number, crack in enumerate(analysis.first, start=1):
        mover = f"{crack.assignee}: " if crack.assignee else ""
        where = _where(crack.finding, analysis)
        where += ", on the happy path" if crack.on_happy_path else ""
        page.say(f"{mover}{crack.finding.message} ({where})", 2, lead=f"{number}. ")
    rest = sum(len(cracks) for _, cracks in analysis.sections) - len(analysis.first)
    if rest > 0:
        page.say(f"and {rest} more, above", 2)


def _where(finding: Finding, analysis: Analysis) -> str:
    span = finding.span
    if span.found_by:
        return span.found_by
    return f"line {span.line}" if span.path == analysis.path else f"{span.path}:{span.line}"


def _shared(page: Page, checked: Checked, shown: Sequence[Analysis], excerpts: Excerpts) -> None:
    """Show what was found outside the process files, in what they share; each crack once."""
    paths = {analysis.path for analysis in shown}
    others: dict[tuple[object, ...], Finding] = {}
    for finding in checked.report.open:
        if finding.span.path not in paths and not finding.fatal:
            others.setdefault(
                (finding.span, finding.rule, str(finding.subject), finding.detail), finding
            )
    if not others:
        return
    names = {
        id_: department.name
        for graph in checked.graphs
        for id_, department in graph.departments.items()
    }
    page.rule("What the processes share")
    for finding in others.values():
        who = finding.assignee or ""
        _crack(page, Crack(finding, names.get(who) or who, on_happy_path=False), excerpts)
    page.say("")


FORMAT = Format("text", ("txt",), {"analyze": wishes("width", "colour", "unicode")}, write)
