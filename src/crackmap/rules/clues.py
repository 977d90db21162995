"""One cause, one finding: what another finding explains is not told beside it.

Only a finding that counts explains anything: what is accepted, in the baseline or off does not.
"""

from __future__ import annotations

from collections.abc import Iterable

from crackmap.rules.finding import Finding


def unexplained(findings: Iterable[Finding]) -> list[Finding]:
    """Return the `findings` without those that others of the same file explain."""
    by_file: dict[str, list[Finding]] = {}
    for finding in findings:
        by_file.setdefault(finding.span.path, []).append(finding)
    return [finding for group in by_file.values() for finding in _unexplained(group)]


def _unexplained(findings: list[Finding]) -> list[Finding]:
    """Leave out what a clue points to; and the rest, if there is a word for each of them."""
    explicable = [finding for finding in findings if finding.explicable]
    if not explicable:
        return findings
    clues = {finding.clue for finding in findings if finding.clue and finding.accepted is None}
    subjects = {clue.subject for clue in clues}
    words = {clue.word for clue in clues if not clue.subject}
    left = [finding for finding in explicable if str(finding.subject) not in subjects]
    if len(left) <= len(words):
        left = []
    reported = {id(finding) for finding in left}
    return [finding for finding in findings if not finding.explicable or id(finding) in reported]
