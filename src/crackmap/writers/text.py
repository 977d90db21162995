"""text: the analysis for people, in the order of the process, with what to fill first."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from crackmap.analysis import Analysis, Crack, analyses, company
from crackmap.check import Checked
from crackmap.finding import Finding, plural
from crackmap.source import printable
from crackmap.writers import text_tables
from crackmap.writers.excerpt import Excerpts, columns

# Colours that can be read on a light and on a dark background.
STYLES = {"error": "bold red", "warning": "bold magenta", "note": "bold"}
_MARKS = {"error": ("✗", "x"), "warning": ("!", "!"), "note": ("·", "-")}


@dataclass(frozen=True)
class Page:
    """Where the report is written: its width in columns, and whether it may use Unicode."""

    console: Console
    width: int
    unicode: bool

    def sign(self, fancy: str, plain: str) -> str:
        """Give a sign that the terminal can show."""
        return fancy if self.unicode else plain

    def put(self, what: RenderableType, indent: int = 0) -> None:
        """Write something, indented by some columns."""
        self.console.print(Padding(what, (0, 0, 0, indent)) if indent else what)


def write(checked: Checked, *, width: int, colour: bool, unicode: bool) -> str:
    """Give the analysis of all processes as text for a terminal of `width` columns."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    page = Page(console, width, unicode)
    found = analyses(checked)
    excerpts = Excerpts(checked.report)
    for unreadable in (one for one in checked.report.findings if one.rule == "unreadable"):
        _unreadable(page, unreadable, excerpts)
    for analysis in found:
        _process(page, analysis, excerpts)
    if len(found) > 1:
        text_tables.company_view(page, company(checked), found)
    lines = (line.rstrip() for line in out.getvalue().splitlines())
    return "\n".join(lines).strip("\n") + "\n"


def _unreadable(page: Page, finding: Finding, excerpts: Excerpts) -> None:
    span = finding.span
    title = Text(f"{span.path}:{span.line}:{span.column} ", "bold")
    page.put(title + Text("cannot be read: ", STYLES["error"]) + Text(printable(finding.message)))
    _excerpt(page, excerpts, finding, 2)
    _help(page, finding.help, 2)
    page.put("")


def _process(page: Page, analysis: Analysis, excerpts: Excerpts) -> None:
    page.put(
        Rule(
            Text(printable(analysis.name), "bold"),
            characters=page.sign("─", "-"),
            align="left",
            style="",
        )
    )
    page.put(Text(printable(analysis.path)))
    page.put("")
    _headline(page, analysis)
    for title, cracks in analysis.sections:
        page.put("")
        page.put(Text(printable(title), "bold underline"))
        for crack in cracks:
            _crack(page, crack, excerpts)
    if analysis.notes:
        _notes(page, analysis.notes)
    if analysis.accepted:
        _accepted(page, analysis.accepted)
    text_tables.matrix(page, analysis)
    _first(page, analysis)
    page.put("")


def _headline(page: Page, analysis: Analysis) -> None:
    owned = f"{analysis.owned} of {analysis.steps}"
    page.put(_figure(owned, "steps have an owner", analysis.owned == analysis.steps))
    defined = f"{analysis.defined} of {analysis.changes}"
    words = "changes of department have a defined handoff"
    page.put(_figure(defined, words, analysis.defined == analysis.changes))
    if analysis.way is None:
        if analysis.steps:
            page.put(Text("no way leads from a start to a good outcome", "bold"))
        return
    times = plural(max(len(analysis.way) - 1, 0), "time")
    arrow = page.sign(" → ", " -> ")
    way = Text(printable(arrow.join(analysis.way)))
    page.put(Text(f"{times} ", "bold") + Text("a case changes hands on its best way: ") + way)


def _figure(numbers: str, words: str, good: bool) -> Text:
    return Text(f"{numbers} ", "bold green" if good else "bold red") + Text(words)


def _crack(page: Page, crack: Crack, excerpts: Excerpts) -> None:
    finding = crack.finding
    sign = page.sign(*_MARKS[finding.severity])
    head = Text(f"{sign} ", STYLES[finding.severity])
    words = _hanging(printable(" ".join(finding.message.split())), page.width - 4, 2)
    words.stylize("bold")
    page.put("")
    page.put(head + words, 2)
    told = f"{finding.severity} {finding.rule}"
    if crack.assignee:
        told += f" {page.sign('·', '-')} the move is with {crack.assignee}"
    page.put(Text(printable(told)), 4)
    _excerpt(page, excerpts, finding, 4)
    _help(page, finding.help, 4)


def _excerpt(page: Page, excerpts: Excerpts, finding: Finding, indent: int) -> None:
    """Show the lines of a finding; what is said of a place stands beside its marks, or below."""
    gutter = 4
    bar = page.sign("│", "|")
    room = page.width - indent - gutter - 3
    for row in excerpts.of(finding, room):
        prefix = f"{row.number or '':>{gutter}} {bar if row.text else ' '} "
        beside = columns(row.text) + columns(row.words) < room
        line = f"{row.text} {row.words}".rstrip() if beside else row.text
        if line:
            page.put(Text((prefix + line).rstrip(), no_wrap=True), indent)
        if row.words and not beside:
            for part in _wrapped(row.words, room):
                page.put(Text(f"{'':>{gutter}} {bar} {part}", no_wrap=True), indent)


def _help(page: Page, help_: str, indent: int) -> None:
    """Show what to do: prose is wrapped, the lines of YAML below it stay as they are."""
    if not help_:
        return
    first, *others = help_.split("\n")
    arrow = page.sign("→", "=>")
    gap = len(arrow) + 1
    for number, part in enumerate(_wrapped(first, page.width - indent - gap)):
        page.put(Text(f"{arrow if not number else ' ' * len(arrow)} {part}"), indent)
    for line in others:
        page.put(Text(printable(line), overflow="fold"), indent + gap + 2)


def _notes(page: Page, notes: Sequence[Crack]) -> None:
    page.put("")
    page.put(Text(plural(len(notes), "note"), "bold underline"))
    for crack in notes:
        finding = crack.finding
        sign = page.sign(*_MARKS["note"])
        line = f"{sign} {finding.span.line}: {finding.message} ({finding.rule})"
        page.put(_hanging(printable(" ".join(line.split())), page.width - 2, 2), 2)


def _accepted(page: Page, accepted: Sequence[Finding]) -> None:
    page.put("")
    page.put(Text(f"{plural(len(accepted), 'crack')} accepted", "bold underline"))
    for finding in accepted:
        words = f"{finding.rule} {finding.subject}: {finding.accepted}"
        page.put(_hanging(printable(words), page.width - 2, 2), 2)


def _first(page: Page, analysis: Analysis) -> None:
    page.put("")
    if not analysis.first:
        sign = page.sign("✓", "ok:")
        page.put(
            Text(f"{sign} no cracks: every step is owned, every handoff defined", "bold green")
        )
        return
    page.put(Text("What to fill first", "bold underline"))
    for number, crack in enumerate(analysis.first, start=1):
        mover = f"{crack.assignee}: " if crack.assignee else ""
        where = f" (line {crack.finding.span.line}"
        where += ", on the best way)" if crack.on_best_way else ")"
        words = " ".join(crack.finding.message.split())
        page.put(_hanging(printable(f"{number}. {mover}{words}{where}"), page.width - 2, 3), 2)


def _hanging(words: str, width: int, indent: int) -> Text:
    lines = textwrap.wrap(
        words, max(width, 20), subsequent_indent=" " * indent, break_on_hyphens=False
    )
    return Text("\n".join(lines))


def _wrapped(words: str, width: int) -> list[str]:
    return textwrap.wrap(printable(words), max(width, 20), break_on_hyphens=False)
