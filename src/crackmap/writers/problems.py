"""What keeps files from being read, as far as anybody would read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TypeVar

from crackmap.rules.finding import Finding
from crackmap.source.problems import Problem

# Who has mended so many runs again; the first ones often are the cause of the others.
_MOST = 100


_Told = TypeVar("_Told", bound=Problem | Finding)


def readable(findings: Iterable[_Told]) -> tuple[list[_Told], list[str]]:
    """Return `findings` with the first problems of each unreadable file, and words for the others.

    Findings of files that can be read are all there.
    """
    shown: list[_Told] = []
    count: Counter[str] = Counter()
    for finding in findings:
        if isinstance(finding, Problem) or finding.fatal:
            count[finding.span.path] += 1
            if count[finding.span.path] > _MOST:
                continue
        shown.append(finding)
    left = {path: number - _MOST for path, number in count.items() if number > _MOST}
    return shown, [f"and {number:,} more in {path}" for path, number in left.items()]
