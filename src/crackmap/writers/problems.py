"""What keeps files from being read, as far as anybody would read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from crackmap.rules.finding import Finding

# Who has mended so many runs again; the first ones often are the cause of the others.
_MOST = 100


def readable(findings: Iterable[Finding]) -> tuple[list[Finding], list[str]]:
    """Return `findings` with the first problems of each unreadable file, and words for the others.

    Findings of files that can be read are all there.
    """
    shown: list[Finding] = []
    count: Counter[str] = Counter()
    for finding in findings:
        if finding.fatal:
            count[finding.span.path] += 1
            if count[finding.span.path] > _MOST:
                continue
        shown.append(finding)
    left = {path: number - _MOST for path, number in count.items() if number > _MOST}
    return shown, [f"and {number:,} more in {path}" for path, number in left.items()]
