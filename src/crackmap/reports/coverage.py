"""How far the processes are covered, in a few figures; those of several processes are summed."""

from __future__ import annotations

from crackmap.graph.numbers import Number, total, unknown
from crackmap.reports.content import Cell, Figures, Tone
from crackmap.reports.material import Material
from crackmap.source.words import plural
from crackmap.writers import cost_words
from crackmap.writers.figures import by_severity


def figures(material: Material) -> Figures:
    """Return how many steps are owned, handoffs defined, cracks there are, and what is won."""
    summaries = [part.analysis.figures for part in material.parts]
    steps, owned = (sum(getattr(each, key) for each in summaries) for key in ("steps", "owned"))
    changes = sum(each.changes_of_department + each.hidden_changes for each in summaries)
    defined = sum(each.handoffs_defined for each in summaries)
    cells = [
        _part(
            owned,
            steps,
            f"{'step has' if steps == 1 else 'steps have'} an owner",
            "there are no steps",
        )
    ]
    cells.append(
        _part(
            defined,
            changes,
            f"{'change' if changes == 1 else 'changes'} of department"
            f" {'is' if changes == 1 else 'are'} defined",
            "no work changes department",
        )
    )
    found = [crack.finding for _, crack in material.cracks()]
    counts = by_severity(found)
    notes = counts.pop("note", 0)
    cracks = sum(counts.values())
    words = [plural(count, word) for word, count in counts.items()]
    late = sum(finding.overdue for finding in found)
    words += [f"{late} overdue"] if late else []
    kind = "place" if cracks == 1 else "places"
    counted = f": {', '.join(words)}" if words else ""
    aside = f"; {plural(notes, 'note')}" if notes else ""
    note = f"{kind} where work can get lost{counted}{aside}"
    cells.append(Cell(str(cracks), note, "bad" if counts.get("error") else _good(not cracks)))
    if summaries:
        cells.append(_worth(material))
    return Figures(tuple(cells))


def _part(some: int, all_: int, what: str, none: str) -> Cell:
    if not all_:
        return Cell("–", none, "soft")
    return Cell(f"{some} of {all_}", what, _good(some == all_))


def _good(is_good: bool) -> Tone:
    return "good" if is_good else "fair"


def _worth(material: Material) -> Cell:
    """Return what is won in a period; where no value is known, how many cases.

    Of several processes it is at least what is known of some.
    """
    worth, won = [], []
    for part in material.parts:
        impact = part.costs.impact
        won.append(impact.per_period(impact.win))
        worth.append(impact.worth(won[-1]))
    for numbers in (worth, won):
        known = [number for number in numbers if number.known]
        left = len(numbers) - len(known)
        sum_ = together(known) if known else numbers[0]
        if sum_.known:
            sum_ = sum_._replace(at_least=sum_.at_least or left > 0)
            note = f"; not known for {left} of {len(numbers)} processes" if left else ""
            return Cell(cost_words.words(sum_), f"are won ({sum_.origin}){note}", "", sum_)
    return Cell("not known", f"what is won: {won[0].why}", "soft", won[0])


def together(numbers: list[Number]) -> Number:
    """Return the sum of numbers of one unit; of several units, or without some, none is known."""
    if len({number.unit for number in numbers}) != 1:
        return unknown("the processes count in several units")
    return total(numbers)
