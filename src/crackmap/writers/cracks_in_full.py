"""Cracks in full, for people: the lines of the file, what to do, who acts next."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from rich.text import Text

from crackmap.rules.finding import Finding, Related
from crackmap.source.characters import printable
from crackmap.source.words import plural
from crackmap.writers.analysis import Analysis, Crack
from crackmap.writers.cost_words import costs
from crackmap.writers.excerpt import Excerpts
from crackmap.writers.helps import Helps
from crackmap.writers.page import LEAST, MARKS, STYLES, Page, number_of
from crackmap.writers.width import columns

_ADVICE = "cyan"
# Words that tell nothing new beside the names around them.
_FILLERS = frozenset({"a", "and", "by", "hands", "in", "is", "of", "owns", "the", "to", "with"})


def sections(page: Page, analysis: Analysis, excerpts: Excerpts, helps: Helps) -> None:
    """Show all cracks of a process, stage by stage, then its notes and what is accepted."""
    for title, cracks in analysis.sections:
        page.title(title)
        for each in cracks:
            crack(page, each, excerpts, helps)
    if analysis.notes:
        _notes(page, analysis)
    if analysis.accepted:
        _accepted(page, analysis)


def unreadable(page: Page, finding: Finding, excerpts: Excerpts) -> None:
    """Show why a file cannot be read."""
    span = finding.span
    page.say(f"{span.path}:{span.line}:{span.column}", style="bold")
    page.say(finding.message, lead="cannot be read: ", mark=STYLES["error"])
    _excerpt(page, excerpts, finding, 2)
    _help(page, finding.help, 2)
    page.say("")


def crack(page: Page, crack: Crack, excerpts: Excerpts, helps: Helps) -> None:
    """Show one crack: what, where, what it costs, what to do, who acts next."""
    finding = crack.finding
    page.say("")
    sign = page.sign(*MARKS[finding.severity])
    lead = f"{sign} {number_of(crack.number)}"
    page.say(finding.message, 2, lead=lead, mark=STYLES[finding.severity], style="bold")
    cost = costs(crack.cost) if crack.cost else ""
    rule = f"{finding.severity} {finding.rule}"
    if finding.owner or finding.due:  # in cracks.yaml: what crackmap track calls it
        rule += f" {page.sign('·', '-')} {finding.fingerprint[:6]}"
    page.say(f"{rule} {page.sign('·', '-')} {cost}" if cost else rule, 4)
    _excerpt(page, excerpts, finding, 4)
    help_ = helps.of(finding)
    _help(page, help_, 4)
    if finding.acts_next:
        if "\n" in help_:  # the lines of YAML end here, in which `next` is a key
            page.say("")
        page.say(finding.acts_next, 4, style="bold")


def _excerpt(page: Page, excerpts: Excerpts, finding: Finding, indent: int) -> None:
    """Show the lines of a finding; what is said of a place stands beside its marks, or below."""
    finding = finding._replace(related=tuple(_telling(finding)))
    shown = excerpts.of(finding, page.width - indent - 7)
    gutter = max([4, *(len(str(row.number)) for row in shown if row.number)])
    room = page.width - indent - gutter - 3
    if gutter > 4:
        shown = excerpts.of(finding, room)
    bar = page.sign("│", "|")
    for row in shown:
        margin = " " * indent + f"{row.number or '':>{gutter}} {bar if row.text else ' '} "
        start = Text(margin, "dim")
        beside = columns(row.text) + columns(row.words) < room
        if row.text and (row.text.strip() or beside):
            style = STYLES[finding.severity] if row.main else "dim"
            words = f" {row.words}" if beside and row.words else ""
            page.line(start.copy().append(row.text, style).append(words))
        if row.words and not (row.text and beside):
            parts = page.folded(row.words, room)
            longest = max(map(columns, parts))
            below = columns(row.text) - columns(row.text.lstrip())
            for part in parts:
                page.line(start.copy().append(" " * min(below, room - longest) + part))


def _telling(finding: Finding) -> Iterator[Related]:
    """Return the places beside that of the finding which say more than its message does."""
    said = _words(finding.message)
    for related in finding.related:
        if _words(related.message) - said:
            yield related


def _words(text: str) -> Set[str]:
    return set(re.findall(r"\w+", text.casefold())) - _FILLERS


def _help(page: Page, help_: str, indent: int) -> None:
    """Show what to do: prose is folded, the lines of YAML below it stay as they are."""
    if not help_:
        return
    first, *others = help_.split("\n")
    arrow = page.sign("→ ", "=> ")
    page.say(first, indent, lead=arrow, mark=_ADVICE, style=_ADVICE)
    margin = " " * (indent + len(arrow) + 2)
    for line in others:
        for part in _yaml(page, printable(line), page.width - len(margin)):
            page.line(Text(margin + part, _ADVICE))


def _yaml(page: Page, line: str, width: int) -> list[str]:
    """Return a line of YAML; where it is too wide, the comment goes on below as a comment.

    YAML without a comment is never folded: it would be other YAML.
    """
    match = re.search(r"(?<! ) +# ", line)
    if columns(line) <= width or match is None:
        return [line]
    room = width - match.end()
    if room < LEAST:
        indent = " " * (len(line) - len(line.lstrip()))
        words = page.folded(line[match.end() :], width - len(indent) - 2)
        return [*(f"{indent}# {part}" for part in words), line[: match.start()]]
    first, *more = page.folded(line[match.end() :], room)
    margin = " " * (match.end() - 2)
    return [line[: match.end()] + first, *(f"{margin}# {part}" for part in more)]


def _notes(page: Page, analysis: Analysis) -> None:
    page.title(plural(len(analysis.notes), "note"))
    lead = f"{page.sign(*MARKS['note'])} "
    for crack in analysis.notes:
        where = _where(crack.finding, analysis)
        finding = crack.finding
        words = f"{where}: {finding.message} ({finding.rule}); {finding.acts_next}"
        page.say(words, 2, lead=lead)


def _accepted(page: Page, analysis: Analysis) -> None:
    page.title(f"{plural(len(analysis.accepted), 'crack')} accepted")
    lead = f"{page.sign(*MARKS['note'])} "
    for finding in analysis.accepted:
        words = f"{_where(finding, analysis)}: {finding.message} ({finding.rule})"
        words += f": {finding.accepted}"
        page.say(words, 2, lead=lead)


def _where(finding: Finding, analysis: Analysis) -> str:
    span = finding.span
    if span.path != analysis.figures.path:
        return span.told
    return span.there
