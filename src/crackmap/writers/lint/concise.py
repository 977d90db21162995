"""concise: one line a finding, as compilers write them: path:line:column: severity rule message."""

from __future__ import annotations

from collections.abc import Sequence

from crackmap.rules.finding import Finding, Report
from crackmap.source.characters import printable
from crackmap.source.words import plural
from crackmap.writers.excerpt import one_line
from crackmap.writers.figures import by_severity, cracks_and_notes
from crackmap.writers.format import Format, wishes

BOLD = "1"
# Red, magenta and bold can be read on a light and on a dark background.
COLOURS = {"error": "1;31", "warning": "1;35", "note": BOLD}


def write(report: Report, *, colour: bool = False, top: Sequence[Finding] | None = None) -> str:
    """Return one line a finding that counts, or only for the `top`, and lines that count them."""
    lines = [_line(finding, colour=colour) for finding in listed(report, top)]
    return "".join(f"{line}\n" for line in (*lines, *ending(report, top)))


def listed(report: Report, top: Sequence[Finding] | None) -> Sequence[Finding]:
    """Return the findings that are shown one by one: the `top`, else all that count."""
    return report.open if top is None else top


def _line(finding: Finding, *, colour: bool) -> str:
    line = headline(finding, colour=colour) + _found_by(finding.span.found_by)
    return f"{line}; {one_line(finding.acts_next)}" if finding.acts_next else line


def _found_by(place: str) -> str:
    """Return how a person finds the place where its line says nothing."""
    return f" ({one_line(place)})" if place else ""


def headline(finding: Finding, *, colour: bool, link: str = "") -> str:
    """Return the line of a finding; its place leads to the address `link`, where there is one."""
    span = finding.span
    where = f"{span.path}:{span.line}:{span.column}".replace("\n", " ")
    place = paint(printable(where), BOLD if colour else "")
    if link:
        place = f"\033]8;;{link}\033\\{place}\033]8;;\033\\"  # as terminals understand it: OSC 8
    rule = paint(f"{finding.severity} {finding.rule}", COLOURS[finding.severity] if colour else "")
    return f"{place}: {rule} {one_line(finding.message)}"


def paint(text: str, code: str) -> str:
    """Return `text` in the colour of a terminal's `code`; as it is without one."""
    return f"\033[{code}m{text}\033[0m" if code else text


def ending(report: Report, top: Sequence[Finding] | None = None) -> list[str]:
    """Return the last lines of a report for people: how many cracks, and how many fixes.

    Where only the `top` are shown, it says how many are not.
    """
    fixes = [finding.fix for finding in report.open if finding.fix]
    safe = sum(fix.safe for fix in fixes)
    guesses = len(fixes) - safe
    lines = [total(report), *not_shown(report, top)]
    if safe:
        more = f", {guesses} more with --unsafe-fixes" if guesses else ""
        lines.append(f"{safe} can be fixed with --fix{more}")
    elif guesses:
        lines.append(f"{guesses} can be fixed with --fix --unsafe-fixes")
    return lines


def total(report: Report) -> str:
    """Return the last line of a report for people: how many cracks, how grave, in how many files.

    Apart from them: the notes, the accepted ones, the known ones of the baseline, and those of it
    that are gone.
    """
    files = plural(report.files, "file")
    words, *notes = cracks_and_notes(by_severity(report.open), f" in {files}")
    apart = notes + [
        f"{count} {how}"
        for count, how in (
            (report.accepted - report.in_baseline, "accepted"),
            (report.in_baseline, "known"),
            (len(report.gone), "gone"),
        )
        if count
    ]
    return f"{words}; {', '.join(apart)}" if apart else words


def not_shown(report: Report, top: Sequence[Finding] | None) -> list[str]:
    """Return a line that says how many of the findings that count are not among the `top`.

    Where none are to be shown there is none: it was asked for the counts alone.
    """
    left = len(report.open) - len(listed(report, top)) if top else 0
    verb = "is" if left == 1 else "are"
    return [f"{left} of these {verb} not shown: leave --top out to see all"] if left else []


FORMAT = Format("concise", ("txt",), {"lint": wishes("colour", "top")}, write)
