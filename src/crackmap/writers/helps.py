"""What to do about each finding; what many have in common is told in full once."""

from __future__ import annotations

from bisect import bisect_left

from crackmap.rules.finding import Finding


def whole(finding: Finding) -> str:
    """Return the message, what to do, and who acts next: lines for formats without a layout.

    An empty line keeps the last one apart from lines of YAML, in which `next` is a key.
    """
    gap = "" if "\n" in finding.help and finding.acts_next else None
    words = (finding.message, finding.help or None, gap, finding.acts_next or None)
    return "\n".join(line for line in words if line is not None)


class Helps:
    """The helps of a report, in the order in which people read them."""

    def __init__(self) -> None:
        """Begin a report."""
        self._told = False
        self._taken: dict[str, list[tuple[int, int]]] = {}

    def of(self, finding: Finding) -> str:
        """Return the help of `finding`; the brief one, where the like of it stands above.

        Lines for a place that other lines above are for would not fit it any more.
        """
        if finding.lines_at:
            path, first, last = finding.lines_at
            taken = self._taken.setdefault(path, [])
            after = bisect_left(taken, (first, last))
            around = taken[max(after - 1, 0) : after + 1]  # those taken are apart, and in order
            if any(first <= end and start <= last for start, end in around):
                words = finding.help.partition("\n")[0].rstrip(":")
                return f"{words}, once the lines above stand there: run again then"
            taken.insert(after, (first, last))
        if not finding.brief:
            return finding.help
        told, self._told = self._told, True
        return finding.brief if told else finding.help
