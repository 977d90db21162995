"""The numbers of findings: the same on the map of a process and in every report about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crackmap.rules.clues import unexplained
from crackmap.rules.finding import Finding, Report, in_order

HANDLE = 6  # so many letters of a fingerprint call a finding, or more


def by_process(report: Report) -> dict[tuple[str, str], tuple[Finding, ...]]:
    """Return the findings about each process, by the path of its file and its id.

    Of two processes with one id none has those in the file of the other.
    """
    findings: dict[str | None, list[Finding]] = {}
    for finding in report.findings:
        findings.setdefault(finding.process, []).append(finding)
    paths: dict[str, set[str]] = {}
    for process in report.processes:
        paths.setdefault(process.id, set()).add(process.path)
    return {
        (process.path, process.id): tuple(
            finding
            for finding in findings.get(process.id, ())
            if finding.span.path not in paths[process.id] - {process.path}
        )
        for process in report.processes
    }


def is_crack(finding: Finding) -> bool:
    """Return whether a finding is an error or a warning; notes are counted apart from cracks."""
    return finding.severity != "note"


def numbered(findings: Iterable[Finding]) -> list[Finding]:
    """Return those of the findings about a process that have a number, 1 and up, in this order.

    These are the cracks that nobody accepts: a map shows them.
    """
    return [finding for finding in findings if finding.accepted is None and is_crack(finding)]


def numbers(report: Report) -> dict[int, int]:
    """Return the numbers of the findings of a report, by the `id()` of each.

    A map knows no baseline, so that cracks of a baseline have their number, too. Where not all
    rules were asked, no finding has one: a map shows all.
    """
    if not report.whole:
        return {}
    found: dict[int, int] = {}
    if report.left_out:
        report = report._replace(findings=tuple(in_order([*report.findings, *report.left_out])))
    for findings in by_process(report).values():
        as_drawn, originals = _as_drawn(findings)
        for number, finding in enumerate(numbered(as_drawn), start=1):
            found.setdefault(originals[id(finding)], number)
    return found


def called(finding: Finding, number: int | None, word: str) -> bool:
    """Return whether a word is the number of a finding, or the beginning of its fingerprint.

    A number is no beginning: it is shorter than any handle.
    """
    if len(word) < HANDLE:
        return word == str(number)
    return finding.fingerprint.startswith(word.casefold())


def _as_drawn(findings: Sequence[Finding]) -> tuple[list[Finding], dict[int, int]]:
    """Return the findings as they are without a baseline, and whose copies they are."""
    copies = [each._replace(accepted=None) if each.in_baseline else each for each in findings]
    originals = {id(copy): id(each) for copy, each in zip(copies, findings, strict=True)}
    return unexplained(copies), originals
