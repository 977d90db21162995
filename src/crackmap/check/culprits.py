"""Which fixes do harm: what many of them opened together is laid to those that did it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from crackmap.rules.finding import Finding, Report

MAX_HALVED = 100  # checks to find those that do harm only together, or the same harm


class TakenBack(NamedTuple):
    """A fix that was not made, by its finding, and the first finding that it would have opened."""

    finding: Finding
    opened: Finding


def opened_by(made: Sequence[Finding], before: Report, after: Report) -> list[Finding]:
    """Return what was not there before some fixes were made; unless all promise it, what is fatal.

    Those of good guesses promise nothing.
    """
    promised = all(map(is_certain, made))
    were = Counter(map(_crack, before.open))
    opened = []
    for finding in after.open:
        were[_crack(finding)] -= 1
        if were[_crack(finding)] < 0 and (finding.fatal or promised):
            opened.append(finding)
    return opened


def is_certain(finding: Finding) -> bool:
    """Return whether a fix promises to open nothing; nobody knows what an unreadable file hid."""
    return finding.fix is not None and finding.fix.safe and not finding.fatal


def _changed_paths(finding: Finding) -> set[str]:
    """Return the files that the fix of a finding changes."""
    return {edit.span.path for edit in finding.fix.edits} if finding.fix else set()


class Search:
    """The search for the fixes that do harm, over all rounds of fixing."""

    def __init__(self, harm: Callable[[Sequence[Finding]], list[Finding]]) -> None:
        """Take `harm`, which says what some of the fixes open."""
        self._harm = harm
        self._halved = 0

    def culprits(
        self, made: Sequence[Finding], opened: Sequence[Finding]
    ) -> tuple[list[Finding], list[TakenBack]]:
        """Return which of the fixes to try again, and those that are taken back.

        If none of them does some harm alone, half of those of a file are tried again; once enough
        was tried, all of them are taken back.
        """
        if culprits := self._each(made, opened) if len(made) > 1 else []:
            guilty = {id(culprit.finding) for culprit in culprits}
            return [finding for finding in made if id(finding) not in guilty], culprits
        self._halved += 1
        return _half(made, opened, found=self._halved > MAX_HALVED)

    def _each(self, made: Sequence[Finding], opened: Sequence[Finding]) -> list[TakenBack]:
        """Return those fixes without which what they opened is not there.

        All are found at once: fixes have numbers, and of each binary digit those are made that have
        it. What one fix opened is there if and only if that one was made, which spells its number.
        """
        numbers = dict.fromkeys(map(_crack, opened), 0)
        for digit in range((len(made) - 1).bit_length()):
            some = [finding for number, finding in enumerate(made) if number >> digit & 1]
            for crack in set(map(_crack, self._harm(some))) & numbers.keys():
                numbers[crack] |= 1 << digit
        suspects: dict[int, Finding] = {}
        for finding in opened:
            suspects.setdefault(numbers[_crack(finding)], finding)
        others = [finding for number, finding in enumerate(made) if number not in suspects]
        left = set(map(_crack, self._harm(others)))
        return [
            TakenBack(made[number], finding)
            for number, finding in sorted(suspects.items(), key=lambda item: item[0])
            if number < len(made) and _crack(finding) not in left
        ]


def _crack(finding: Finding) -> tuple[str, ...]:
    # Not the detail, which may count what else is there.
    return finding.span.path, finding.rule, finding.process or "", str(finding.subject)


def _half(
    made: Sequence[Finding], opened: Sequence[Finding], *, found: bool
) -> tuple[list[Finding], list[TakenBack]]:
    """Return half of the fixes of each file where something was opened, with all of other files.

    Where one fix of a file opened something in it, it is that one; all are that are `found` guilty
    together. What was opened in a file without a fix may come of any.
    """
    # Of one rule side by side, for they often do the same.
    in_order = sorted(made, key=lambda finding: finding.rule)
    there = {finding.span.path: finding for finding in reversed(opened)}
    groups = [
        (there[path], [finding for finding in in_order if path in _changed_paths(finding)])
        for path in sorted(there)
    ]
    groups = [(crack, group) for crack, group in groups if group] or [(opened[0], in_order)]
    out: set[int] = set()
    culprits: dict[int, TakenBack] = {}
    for crack, group in groups:
        if len(group) == 1 or found:
            culprits |= {id(finding): TakenBack(finding, crack) for finding in group}
        half = 0 if found else len(group) // 2
        out |= set(map(id, group[half:]))
    again = [finding for finding in made if id(finding) not in out]
    return again, list(culprits.values())
