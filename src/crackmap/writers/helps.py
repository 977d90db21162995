"""What to do about each finding; what many have in common is told in full once."""

from __future__ import annotations

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

    def of(self, finding: Finding) -> str:
        """Return the help of `finding`; the brief one, where the like of it stands above."""
        if not finding.brief:
            return finding.help
        told, self._told = self._told, True
        return finding.brief if told else finding.help
