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
    return [finding for found in by_file.values() for finding in _unexplained(found)]


def _unexplained(findings: list[Finding]) -> list[Finding]:
    """Leave out what a clue points to; and the rest, if there is a word for each of them."""
    explicable = [one for one in findings if one.explicable]
    if not explicable:
        return findings
    clues = {one.clue for one in findings if one.clue and one.accepted is None}
    subjects = {clue.subject for clue in clues}
    words = {clue.word for clue in clues if not clue.subject}
    left = [one for one in explicable if str(one.subject) not in subjects]
    if len(left) <= len(words):
        left = []
    told = {id(one) for one in left}
    return [one for one in findings if not one.explicable or id(one) in told]
