"""full: each finding with its lines, the other places it is about, and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from crackmap.rules.finding import Finding, Report
from crackmap.source.characters import printable
from crackmap.source.fix import Fix
from crackmap.writers.excerpt import Excerpts, Row, one_line
from crackmap.writers.format import Format, wishes
from crackmap.writers.helps import Helps
from crackmap.writers.lint import concise
from crackmap.writers.lint.concise import BOLD, COLOURS, paint
from crackmap.writers.places import address
from crackmap.writers.problems import readable

_WIDTH = 96


def write(
    report: Report,
    *,
    colour: bool = False,
    links: bool = False,
    top: Sequence[Finding] | None = None,
) -> str:
    """Return the findings that count one after the other, or the `top`, then how many there are.

    With `links` a terminal opens the file where a place is clicked.
    """
    excerpts = Excerpts(report)
    helps = Helps()
    shown, more = readable(concise.listed(report, top))
    parts = [
        _finding(finding, excerpts, helps.of(finding), colour=colour, links=links)
        for finding in shown
    ]
    return "\n".join([*parts, *more, *concise.ending(report, top)]) + "\n"


def _finding(finding: Finding, excerpts: Excerpts, help_: str, *, colour: bool, links: bool) -> str:
    code = COLOURS[finding.severity] if colour else ""
    bold = BOLD if colour else ""
    lines = [
        concise.headline(finding, colour=colour, link=address(finding.span.path) if links else "")
    ]
    shown = excerpts.of(finding, _WIDTH)
    numbers = [row.number for row in shown if row.number]
    gutter = " " * len(str(max(numbers, default=0)))
    if numbers:
        lines.append(f"{gutter} |")
    lines += [_row(row, gutter, code) for row in shown]
    if help_:
        first, *others = help_.split("\n")
        lines.append(f"{gutter} = {paint('help', bold)}: {one_line(first)}")
        lines += [f"{gutter}   {printable(line)}".rstrip() for line in others]
    if finding.fix:
        lines.append(f"{gutter} = {paint('fix', bold)}: {_fix(finding.fix)}")
    if acts := finding.acts_next:
        lines.append(f"{gutter} = {paint('next', bold)}: {one_line(acts.removeprefix('next: '))}")
    return "\n".join(lines) + "\n"


def _row(row: Row, gutter: str, code: str) -> str:
    if row.number:
        return f"{row.number:>{len(gutter)}} | {row.text}"
    if not row.text:
        return f"{gutter} = {row.words}"
    marks = paint(row.text, code if row.main else "")
    return f"{gutter} | {marks} {row.words}".rstrip()


def _fix(fix: Fix) -> str:
    options = "--fix" if fix.safe else "--fix --unsafe-fixes"
    return f"{one_line(fix.title)} (crackmap lint {options})"


FORMAT = Format("full", ("txt",), {"lint": wishes("colour", "links", "top")}, write)
