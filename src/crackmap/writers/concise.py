"""concise: one line a finding, as compilers write them: path:line:column: severity rule message."""

from __future__ import annotations

from crackmap.finding import Report, plural
from crackmap.source import printable


def write(report: Report) -> str:
    """Give one line a finding that counts, and lines that count them."""
    lines = [
        f"{finding.span.path}:{finding.span.line}:{finding.span.column}: "
        f"{finding.severity} {finding.rule} {finding.message}"
        for finding in report.open
    ]
    lines += ending(report)
    return "".join(printable(line.replace("\n", " ")) + "\n" for line in lines)


def ending(report: Report) -> list[str]:
    """Give the last lines of a report for people: how many cracks, and how many fixes."""
    fixes = [finding.fix for finding in report.open if finding.fix]
    safe = sum(fix.safe for fix in fixes)
    guesses = len(fixes) - safe
    lines = [total(report)]
    if safe:
        more = f", {guesses} more with --unsafe-fixes" if guesses else ""
        lines.append(f"{safe} can be mended with --fix{more}")
    elif guesses:
        lines.append(f"{guesses} can be mended with --fix --unsafe-fixes")
    return lines


def total(report: Report) -> str:
    """Give how many cracks there are, how grave, and in how many files."""
    files = plural(report.files, "file")
    if not report.open:
        words = f"no cracks in {files}"
    else:
        counted = [
            plural(report.count(severity), severity)
            for severity in ("error", "warning", "note")
            if report.count(severity)
        ]
        words = f"{plural(len(report.open), 'crack')} in {files}: {', '.join(counted)}"
    return f"{words}; {report.accepted} accepted" if report.accepted else words
