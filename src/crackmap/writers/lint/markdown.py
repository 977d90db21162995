"""markdown: a comment for a pull request that a sales lead can read."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crackmap.rules.finding import Finding, Report, rank
from crackmap.rules.numbering import numbers
from crackmap.source.characters import printable
from crackmap.source.words import plural
from crackmap.writers.figures import by_severity
from crackmap.writers.format import Format, wishes
from crackmap.writers.helps import Helps
from crackmap.writers.lint import concise
from crackmap.writers.places import repository_path

# GitHub takes comments of up to 65,536 characters.
MOST = 60_000
_MOST_ROWS = 50
_SIGNS = {"error": "\u274c", "warning": "\u26a0\ufe0f", "note": "\u2139\ufe0f"}
_CODE = re.compile(r"`(?=\s*+[^`])([^`]+)`")
_MARKUP = re.compile(r"[\\`*_\[\]|~]")
# What becomes a mention, a reference, a link or a picture whatever stands around it.
_LINKED = re.compile(r"@|#|:(?=\S)|(?<![a-z0-9])(?:www(?=\.)|GH(?=-\d))", re.IGNORECASE)


def write(report: Report, *, top: Sequence[Finding] | None = None) -> str:
    """Return a headline, the figures of the processes, and their cracks with the help folded away.

    At the end stands what is gone of the baseline. Of what does not fit into a comment the worst is
    kept. Only the `top` are listed, where they are given, the costliest first.
    """
    gone = "".join(f"\n{line}\n" for line in concise.not_shown(report, top)) + _gone(report)
    text = f"### crackmap: {escaped(concise.total(report))}\n\n{_table(report)}"
    names = {(process.path, process.id): escaped(process.name) for process in report.processes}
    helps: dict[str, Helps] = {}
    homes = report.by_home(report.open)
    home_of = {id(finding): home for home, findings in homes.items() for finding in findings}
    sections = dict.fromkeys(homes, "")
    ordered = top
    if ordered is None:
        ordered = sorted(report.open, key=lambda finding: -rank(finding.severity))
    at = numbers(report)
    room = MOST - len(text) - len(gone)
    for number, finding in enumerate(ordered):
        path, home = finding.span.path, home_of[id(finding)]
        part = crack(finding, helps.setdefault(path, Helps()).of(finding), at.get(id(finding)))
        if not sections[home]:
            part = f"#### {names.get(home) or code(repository_path(path))}\n\n{part}"
        room -= len(part)
        if room < 0:
            left = plural(len(ordered) - number, "finding")
            more = f"And {left} more: `crackmap lint` shows them all.\n"
            return text + "".join(sections.values()) + more + gone
        sections[home] += part
    return (text + "".join(sections.values())).rstrip() + "\n" + gone


def _gone(report: Report) -> str:
    """Return which known cracks were fixed: the good news of a pull request."""
    if not report.gone:
        return ""
    names = {process.id: process.name for process in report.processes}
    lines = ["\n#### Known cracks that are gone\n"]
    for key in report.gone[:_MOST_ROWS]:
        process = escaped(_short(names.get(key.process, key.process)))
        lines.append(f"- {process}: {code(key.rule)} {code(key.subject)}")
    left = len(report.gone) - _MOST_ROWS
    lines += [f"- and {left} more"] if left > 0 else []
    return (
        "\n".join(lines) + "\n\n`crackmap track` notes them as filled, "
        "`crackmap lint --prune-baseline` takes them out of the baseline.\n"
    )


def _table(report: Report) -> str:
    if not report.processes:
        return ""
    heads = "errors | warnings | notes | steps owned | handoffs defined | partial | missing"
    lines = [f"| process | {heads} |", "|---|" + "---:|" * 7]
    homes = report.by_home(report.open)
    for process in report.processes[:_MOST_ROWS]:
        counts = by_severity(homes.get((process.path, process.id), ()))
        cells = [str(counts.get(word, 0)) for word in ("error", "warning", "note")]
        cells.append(f"{process.owned} of {process.steps}")
        changes = process.changes_of_department + process.hidden_changes
        cells.append(f"{process.handoffs_defined} of {changes}")
        cells += [str(process.handoffs_partial), str(process.handoffs_missing)]
        lines.append(f"| {escaped(_short(process.name))} | {' | '.join(cells)} |")
    text = "\n".join(lines) + "\n\n"
    left = len(report.processes) - _MOST_ROWS
    return text if left <= 0 else f"{text}And {left} more.\n\n"


def _short(name: str) -> str:
    return name if len(name) <= 80 else f"{name[:79]}\u2026"


def crack(finding: Finding, help_: str, number: int | None = None) -> str:
    """Return an item of a list: what is wrong, who acts next, and what to do, folded away.

    The `number` is the one that the crack has on the map.
    """
    span = finding.span
    acts = f"; {escaped(finding.acts_next)}" if finding.acts_next else ""
    where = code(f"{repository_path(span.path)}:{span.found_by or span.line}")
    shown = f" \\[{number}\\]" if number else ""
    words = (
        f"- {_SIGNS[finding.severity]} **{finding.severity}**{shown} {_prose(finding.message)} "
        f"({where}, {code(finding.rule)}){acts}\n"
    )
    if not help_:
        return words
    first, *others = (printable(line) for line in help_.split("\n"))
    folded = f"\n  <details><summary>what to do</summary>\n\n  {_prose(first)}\n"
    if others:
        fence = _fence(help_, 3)
        verbatim = "".join(f"  {line}\n" for line in others)
        folded += f"\n  {fence}yaml\n{verbatim}  {fence}\n"
    return f"{words}{folded}\n  </details>\n\n"


def _prose(text: str) -> str:
    """Return a text in which nothing is markup but the words that it has between backticks."""
    parts = _CODE.split(_flat(text))
    return "".join(code(part) if number % 2 else _plain(part) for number, part in enumerate(parts))


def escaped(text: str) -> str:
    """Return text in which nothing is markup, a mention or a link, on one line."""
    return _plain(_flat(text))


def code(text: str) -> str:
    """Return text as code, whatever is in it, on one line."""
    words = _flat(text)
    fence = _fence(words, 1)
    pad = " " if words.startswith("`") or words.endswith("`") else ""
    return f"{fence}{pad}{words}{pad}{fence}"


def _flat(text: str) -> str:
    return " ".join(printable(text).split())


def _plain(words: str) -> str:
    words = re.sub(r"^(?:[-+=]|\d+(?=[.)]))", "\u200b\\g<0>", words)  # no list, no heading
    words = words.replace("&", "&amp;").replace("<", "&lt;")
    words = re.sub("^>", "&gt;", words)  # no quotation; elsewhere it ends what nothing began
    words = _LINKED.sub("\\g<0>\u200b", words)
    words = _MARKUP.sub(r"\\\g<0>", words)
    return words.replace("$", "<span>$</span>")  # else what stands between two is a formula


def _fence(text: str, least: int) -> str:
    """Return more backticks than stand together anywhere in `text`."""
    return "`" * max(least, 1 + max(map(len, re.findall("`+", text)), default=0))


FORMAT = Format("markdown", ("md",), {"lint": wishes("top"), "analyze": wishes()}, write)
