"""github: workflow commands that GitHub Actions shows at the lines of a pull request."""

from __future__ import annotations

from crackmap.finding import Finding, Report, rank
from crackmap.source import printable
from crackmap.writers import concise
from crackmap.writers.places import plain_path

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def write(report: Report) -> str:
    """Give one command a finding that counts, worst first: only ten of a step are shown."""
    ordered = sorted(report.open, key=lambda one: -rank(one.severity))
    return "".join(_command(one) for one in ordered) + concise.total(report) + "\n"


def _command(finding: Finding) -> str:
    span = finding.span
    place = f"file={_property(plain_path(span.path))},line={span.line},endLine={span.end_line}"
    if span.end_line == span.line:  # over several lines GitHub takes no columns
        place += f",col={span.column},endColumn={span.end_column}"
    words = f"{finding.message}\n{finding.help}" if finding.help else finding.message
    title = _property(finding.rule)
    return f"::{_COMMANDS[finding.severity]} {place},title={title}::{_data(words)}\n"


def _data(text: str) -> str:
    clean = "\n".join(printable(line) for line in text.split("\n"))
    return clean.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
