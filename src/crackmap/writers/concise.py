"""concise: one line a finding, as compilers write them: path:line:column: severity rule message."""

from __future__ import annotations

from crackmap.finding import Report, plural
from crackmap.source import printable


def write(report: Report) -> str:
    """Give one line a finding that counts, and a line that counts them."""
    lines = [
        f"{finding.span.path}:{finding.span.line}:{finding.span.column}: "
        f"{finding.severity} {finding.rule} {finding.message}"
        for finding in report.open
    ]
    lines.append(total(report))
    return "".join(printable(line.replace("\n", " ")) + "\n" for line in lines)


def total(report: Report) -> str:
    """Give the last line of a report for people: how many cracks, how grave, in how many files.

    Apart from them: the accepted ones, the known ones of the baseline, and those of it that are
    gone.
    """
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
    apart = [
        f"{count} {how}"
        for count, how in (
            (report.accepted - report.known, "accepted"),
            (report.known, "known"),
            (len(report.gone), "gone"),
        )
        if count
    ]
    return f"{words}; {', '.join(apart)}" if apart else words
