"""Counts in words, the same in every report: cracks and notes, and handoffs by their grades."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crackmap.rules.finding import SEVERITIES, Finding, Lately, ProcessSummary
from crackmap.source.words import plural


def by_severity(findings: Iterable[Finding]) -> dict[str, int]:
    """Return how many findings there are of each severity that occurs, the worst first."""
    severities = [finding.severity for finding in findings]
    counts = {word: severities.count(word) for word in reversed(SEVERITIES)}
    return {word: count for word, count in counts.items() if count}


def cracks_and_notes(counts: dict[str, int], where: str = "") -> Sequence[str]:
    """Return how many cracks there are `where` and how grave, and apart from them the notes.

    "No cracks" is only said where there is not even a note.
    """
    cracks = {word: count for word, count in counts.items() if word != "note"}
    notes = [plural(counts["note"], "note")] if "note" in counts else []
    if not cracks:
        return ("no errors or warnings" if notes else "no cracks") + where, *notes
    named = ", ".join(plural(count, word) for word, count in cracks.items())
    return f"{plural(sum(cracks.values()), 'crack')}{where}: {named}", *notes


def how_many(findings: Iterable[Finding]) -> str:
    """Return how many cracks there are and how many notes, as "28 cracks and 3 notes"."""
    counts = by_severity(findings)
    notes = counts.pop("note", 0)
    cracks = sum(counts.values())
    said = [plural(cracks, "crack")] if cracks or not notes else []
    return " and ".join([*said, *([plural(notes, "note")] if notes else [])])


def lately_words(lately: Lately) -> str:
    """Return what became of the known cracks of a process in the last seven days."""
    words = (f"{lately.new} new", f"{lately.filled} filled", f"{lately.back} back")
    told = [word for word, count in zip(words, lately, strict=True) if count]
    return f"in the last seven days: {', '.join(told) or 'no change'}"


def steps_owned(figures: ProcessSummary) -> tuple[str, str]:
    """Return how many steps have an owner, as "3 of 4", and the rest of the sentence."""
    words = "step has an owner" if figures.steps == 1 else "steps have an owner"
    return f"{figures.owned} of {figures.steps}", words


def handed_over(figures: ProcessSummary) -> tuple[str, str]:
    """Return how many changes of department are defined, as "1 of 3", and the rest of the sentence.

    Those that hide in a gap are among them. Both are empty where no work changes department.
    """
    changes = figures.changes_of_department + figures.hidden_changes
    if not changes:
        return "", ""
    words = "change of department is" if changes == 1 else "changes of department are"
    rest = [f"{figures.handoffs_partial} partial"] if figures.handoffs_partial else []
    if figures.handoffs_missing:
        hidden = f" ({figures.hidden_changes} hidden)" if figures.hidden_changes else ""
        rest.append(f"{figures.handoffs_missing} missing{hidden}")
    more = f"; {', '.join(rest)}" if rest else ""
    return f"{figures.handoffs_defined} of {changes}", f"{words} defined{more}"
