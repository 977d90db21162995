"""markdown: the analysis for a wiki or a ticket: the answer first, then every crack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crackmap.check.check import Checked
from crackmap.writers import cost_words
from crackmap.writers.analysis import Analysis, Crack, analyses
from crackmap.writers.figures import handed_over, steps_owned
from crackmap.writers.first_screen import MOST
from crackmap.writers.format import Format, wishes
from crackmap.writers.lint import markdown
from crackmap.writers.lint.markdown import code, escaped
from crackmap.writers.text_tables import SIGNS


def write(
    checked: Checked, *, sort: str = "impact", without: Sequence[str] = (), top: int | None = None
) -> str:
    """Return for each process how it stands and what to fix first, then all cracks of the check."""
    parts = [
        "\n".join(_process(analysis, MOST if top is None else top))
        for analysis in analyses(checked, sort, without)
    ]
    return "\n".join([*parts, markdown.write(checked.report)])


def _process(analysis: Analysis, most: int) -> Iterator[str]:
    figures = analysis.figures
    yield f"## {escaped(figures.name)}\n"
    count, words = handed_over(figures)
    said = [" ".join(steps_owned(figures))] if figures.steps else []
    said += [f"{count} {words}"] if count else []
    yield f"{'; '.join(said)}.\n"
    if analysis.happy_path:
        yield f"Happy path: {escaped(analysis.path(' → ', ' ⇢ '))}\n"
    elif analysis.happy_path is None:
        yield f"No path leads from a start to a good outcome: {escaped(analysis.no_success)}\n"
    if analysis.passings:
        yield "### Who hands to whom\n"
        yield from _matrix(analysis)
    if analysis.ranked:
        yield "### Fix first\n"
        yield from (_brief(crack) for crack in analysis.ranked[:most])
        costs = (crack.cost for crack in analysis.ranked)
        if unknown := cost_words.unknown(costs, analysis.uncounted):
            yield f"\n{unknown[0].upper()}{escaped(unknown[1:])}."
        yield ""
    for gain in analysis.gains:
        yield f"{escaped(cost_words.gained(gain))}\n"


def _matrix(analysis: Analysis) -> Iterator[str]:
    names = analysis.departments
    cells = {
        (passing.sender, passing.receiver): " ".join(
            f"{SIGNS[grade][0]}{count}" for grade, count in passing.counts
        )
        for passing in analysis.passings
    }
    receivers = [id_ for id_ in names if any(receiver == id_ for _, receiver in cells)]
    heads = "".join(f" {escaped(names[id_])} |" for id_ in receivers)
    yield f"| from \\ to |{heads}"
    yield f"|---|{':-:|' * len(receivers)}"
    for sender, name in names.items():
        row = "".join(f" {cells.get((sender, receiver), '')} |" for receiver in receivers)
        yield f"| {escaped(name)} |{row}"
    yield "\n✓ defined, ~ partial, ✗ missing\n"


def _brief(crack: Crack) -> str:
    finding = crack.finding
    number = f"\\[{crack.number}\\] " if crack.number else ""
    cost = cost_words.costs(crack.cost) if crack.cost else ""
    rest = "; ".join(escaped(part) for part in (finding.acts_next, cost) if part)
    place = code(finding.span.told)
    return "; ".join(filter(None, (f"1. {number}{escaped(finding.message)} ({place})", rest)))


FORMAT = Format(
    "markdown", markdown.FORMAT.endings, {"analyze": wishes("sort", "without", "top")}, write
)
