"""github: workflow commands that GitHub Actions shows at the lines of a pull request."""

from __future__ import annotations

from collections.abc import Sequence

from crackmap.rules.finding import Finding, Report, rank
from crackmap.source.characters import printable
from crackmap.writers.format import Format, wishes
from crackmap.writers.helps import whole
from crackmap.writers.lint import concise
from crackmap.writers.places import repository_path

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}
# So many of each kind does GitHub show at the lines; the others stand in the log only.
_SHOWN = 10


def write(report: Report, *, top: Sequence[Finding] | None = None) -> str:
    """Return one command a finding that counts, worst first, then how many there are.

    Where only the `top` are shown, the costliest come first.

    Each says its place in words as well, since the log shows nothing else of a command.
    """
    ordered = top
    if ordered is None:
        ordered = sorted(report.open, key=lambda finding: -rank(finding.severity))
    last = [concise.total(report), *concise.not_shown(report, top)]
    text = "".join(map(_command, ordered)) + "".join(f"{line}\n" for line in last)
    severities = [finding.severity for finding in ordered]
    if any(severities.count(severity) > _SHOWN for severity in _COMMANDS):
        each = f"{_SHOWN} errors, {_SHOWN} warnings and {_SHOWN} notes"
        text += f"GitHub shows at most {each} of a step at their lines; all of them stand here.\n"
    return text


def _command(finding: Finding) -> str:
    span, path = finding.span, repository_path(finding.span.path)
    place = f"file={_property(path)},line={span.line},endLine={span.end_line}"
    if span.end_line == span.line:  # over several lines GitHub takes no columns
        place += f",col={span.column},endColumn={span.end_column}"
    words = f"{path}:{span.line}:{span.column}: {finding.rule} "
    words += f"({span.found_by}) {whole(finding)}" if span.found_by else whole(finding)
    title = _property(f"crackmap ({finding.rule})")
    return f"::{_COMMANDS[finding.severity]} {place},title={title}::{_data(words)}\n"


def _data(text: str) -> str:
    clean = "\n".join(printable(line) for line in text.split("\n"))
    return clean.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


FORMAT = Format("github", ("txt",), {"lint": wishes("top")}, write)
