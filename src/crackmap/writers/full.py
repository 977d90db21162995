"""full: each finding with its lines, the other places it is about, and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from crackmap.finding import Finding, Report
from crackmap.source import Span, printable
from crackmap.writers import concise
from crackmap.writers.excerpt import excerpt

_WIDTH = 96
_RELATED = 4
_COLOURS = {"error": "1;31", "warning": "1;35", "note": "1;36"}


def write(report: Report, *, colour: bool = False) -> str:
    """Give the findings that count one after the other, then how many there are."""
    lines: dict[str, list[str]] = {}
    parts = [_finding(finding, report, lines, colour=colour) for finding in report.open]
    return "\n".join([*parts, concise.total(report)]) + "\n"


def _finding(finding: Finding, report: Report, lines: dict[str, list[str]], *, colour: bool) -> str:
    def paint(text: str, code: str) -> str:
        return f"\033[{code}m{text}\033[0m" if colour else text

    code = _COLOURS[finding.severity]
    span = finding.span
    message = printable(finding.message.replace("\n", " "))
    severity = paint(f"{finding.severity} {finding.rule}", code)
    where = printable(f"{span.path}:{span.line}:{span.column}")
    rows = [f"{paint(where, '1')}: {severity} {message}"]
    places = [(span, "^", "")]
    places += [(one.span, "-", printable(one.message)) for one in finding.related[:_RELATED]]
    gutter = max(len(str(place.line)) for place, _, _ in places)
    shown = [
        row
        for place, mark, words in places
        for row in _place(_lines(report, lines, place), place, mark, words, gutter, span.path)
    ]
    if shown:
        rows += [" " * gutter + " |", *shown]
    rest = len(finding.related) - _RELATED
    if rest > 0:
        rows.append(f"{' ' * gutter} = and {rest} more places")
    if finding.help:
        first, *others = printable_lines(finding.help)
        rows.append(f"{' ' * gutter} = {paint('help', '1')}: {first}")
        rows += [f"{' ' * gutter}   {line}".rstrip() for line in others]
    return "\n".join(rows) + "\n"


def printable_lines(text: str) -> list[str]:
    """Give the lines of a text, each safe to show."""
    return [printable(line) for line in text.split("\n")]


def _lines(report: Report, known: dict[str, list[str]], span: Span) -> list[str]:
    if span.path not in known:
        known[span.path] = report.lines(span.path)
    return known[span.path]


def _place(
    lines: Sequence[str], span: Span, mark: str, words: str, gutter: int, home: str
) -> list[str]:
    line, marks = excerpt(lines, span, _WIDTH, mark)
    where = f" ({printable(span.path)})" if span.path != home else ""
    if not line:
        return [f"{' ' * gutter} = {words}{where}"] if words else []
    number = f"{span.line:>{gutter}}"
    return [f"{number} | {line}", f"{' ' * gutter} | {marks} {words}{where}".rstrip()]
