"""markdown: a comment for a pull request that a sales lead can read."""

from __future__ import annotations

import re

from crackmap.finding import Finding, Report, plural, rank
from crackmap.source import printable
from crackmap.writers import concise

# GitHub takes comments of up to 65,536 characters.
MOST = 60_000
_SIGNS = {"error": "\u274c", "warning": "\u26a0\ufe0f", "note": "\u2139\ufe0f"}


def write(report: Report) -> str:
    """Give a headline, the figures of each process, and every crack with its help folded away."""
    lines = [f"### crackmap: {escaped(concise.total(report))}", ""]
    if report.processes:
        lines += ["| process | owned | handoffs defined |", "|---|---|---|"]
    for one in report.processes:
        defined = f"{one.handoffs_defined} of {one.changes_of_department}"
        lines.append(f"| {escaped(one.name)} | {one.owned} of {one.steps} steps | {defined} |")
    lines.append("")
    text = "\n".join(lines)
    ordered = sorted(report.open, key=lambda one: -rank(one.severity))
    for number, finding in enumerate(ordered):
        part = _finding(finding)
        if len(text) + len(part) > MOST:
            left = plural(len(ordered) - number, "crack")
            return f"{text}\nand {left} more: `crackmap lint` shows them all\n"
        text += part
    return text.rstrip() + "\n"


def _finding(finding: Finding) -> str:
    span = finding.span
    move = f" The move is with {escaped(finding.assignee)}." if finding.assignee else ""
    words = (
        f"- {_SIGNS[finding.severity]} **{finding.severity}** {escaped(finding.message)}.{move} "
        f"({code(f'{span.path}:{span.line}')}, {code(finding.rule)})\n"
    )
    if not finding.help:
        return words
    first, *others = (printable(line) for line in finding.help.split("\n"))
    help_ = f"\n  <details><summary>what to do</summary>\n\n  {escaped(first)}\n"
    if others:
        fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", finding.help) or [""]))
        verbatim = "".join(f"  {line}\n" for line in others)
        help_ += f"\n  {fence}yaml\n{verbatim}  {fence}\n"
    return words + help_ + "\n  </details>\n\n"


def escaped(text: str) -> str:
    """Give text in which nothing is markup, a mention or a link, on one line."""
    words = " ".join(printable(text).split())
    words = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    words = words.replace("@", "@\u200b").replace("://", ":\u200b//")
    return re.sub(r"([\\`*_{}\[\]()#+!|~])", r"\\\1", words)


def code(text: str) -> str:
    """Give text as code, whatever is in it, on one line."""
    words = " ".join(printable(text).split())
    fence = "`" * (max((len(run) for run in re.findall("`+", words)), default=0) + 1)
    pad = " " if words.startswith("`") or words.endswith("`") else ""
    return f"{fence}{pad}{words}{pad}{fence}".replace("|", "\\|")
