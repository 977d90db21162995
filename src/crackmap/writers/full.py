"""full: each finding with its lines, the other places it is about, and what to do."""

from __future__ import annotations

import platform
from pathlib import Path
from urllib.parse import quote

from crackmap.finding import Finding, Fix, Report
from crackmap.source import printable
from crackmap.writers import concise
from crackmap.writers.excerpt import Excerpts, Row, one_line

_WIDTH = 96
_BOLD = "1"
# Red, magenta and bold can be read on a light and on a dark background.
_COLOURS = {"error": "1;31", "warning": "1;35", "note": _BOLD}


def write(report: Report, *, colour: bool = False, links: bool = False) -> str:
    """Give the findings that count one after the other, then how many there are.

    With `links` a terminal opens the file where a place is clicked.
    """
    excerpts = Excerpts(report)
    parts = [_finding(finding, excerpts, colour=colour, links=links) for finding in report.open]
    return "\n".join([*parts, *concise.ending(report)]) + "\n"


def _finding(finding: Finding, excerpts: Excerpts, *, colour: bool, links: bool) -> str:
    code = _COLOURS[finding.severity] if colour else ""
    bold = _BOLD if colour else ""
    span = finding.span
    where = one_line(f"{span.path}:{span.line}:{span.column}")
    severity = _paint(f"{finding.severity} {finding.rule}", code)
    place = _paint(where, bold)
    if links and Path(span.path).is_file():
        place = _link(place, Path(span.path))
    lines = [f"{place}: {severity} {one_line(finding.message)}"]
    shown = excerpts.of(finding, _WIDTH)
    gutter = " " * max((len(str(row.number)) for row in shown if row.number), default=1)
    if any(row.number for row in shown):
        lines.append(f"{gutter} |")
    lines += [_row(row, gutter, code) for row in shown]
    if finding.help:
        first, *others = finding.help.split("\n")
        lines.append(f"{gutter} = {_paint('help', bold)}: {one_line(first)}")
        lines += [f"{gutter}   {printable(line)}".rstrip() for line in others]
    if finding.fix:
        lines.append(f"{gutter} = {_paint('fix', bold)}: {_fix(finding.fix)}")
    return "\n".join(lines) + "\n"


def _row(row: Row, gutter: str, code: str) -> str:
    if row.number:
        return f"{row.number:>{len(gutter)}} | {row.text}"
    if not row.text:
        return f"{gutter} = {row.words}"
    marks = _paint(row.text, code if row.main else "")
    return f"{gutter} | {marks} {row.words}".rstrip()


def _fix(fix: Fix) -> str:
    options = "--fix" if fix.safe else "--fix --unsafe-fixes"
    return f"{one_line(fix.title)} (crackmap lint {options})"


def _link(text: str, path: Path) -> str:
    """Make a link of `text` as terminals understand it (OSC 8)."""
    address = "file://" + platform.node() + quote(path.absolute().as_posix())
    return f"\033]8;;{address}\033\\{text}\033]8;;\033\\"


def _paint(text: str, code: str) -> str:
    return f"\033[{code}m{text}\033[0m" if code else text
