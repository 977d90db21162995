"""For operations: everything that was found, ranked, and all that is handed over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crackmap.graph.hidden_handoffs import HiddenChange
from crackmap.reports import told
from crackmap.reports.agreements import Passing, between, passes, passings, title
from crackmap.reports.content import (
    Cell,
    Column,
    Content,
    Drawing,
    Section,
    Table,
)
from crackmap.reports.coverage import figures
from crackmap.reports.material import Material, Part
from crackmap.source.words import listing, plural
from crackmap.writers.figures import handed_over
from crackmap.writers.wording import limit_words, next_words

_PROCESSES = (
    Column("process", "Process", 24),
    Column("owned", "Steps with an owner", 12),
    Column("handoffs", "Changes of department defined", 24),
    Column("cracks", "Cracks", 8, right=True),
    Column("won", "Won", 16),
    Column("worth", "Worth", 20),
)
_HANDOFFS = (
    Column("grade", "Grade", 10),
    Column("handoff", "Handoff", 26),
    Column("between", "Between", 22),
    Column("passes", "What passes", 22),
    Column("lacks", "What is missing", 26),
)
_STEPS = (
    Column("step", "Step", 26),
    Column("owner", "Owner", 20),
    Column("clock", "Time limit", 14),
    Column("next", "Then", 34),
    Column("passes", "What passes", 16),
)
_ACCEPTED = (
    Column("crack", "Crack", 60),
    Column("reason", "Why people live with it", 40),
)


def report(material: Material) -> Content:
    """Return the pages."""
    found = list(material.cracks())
    loud = [pair for pair in found if pair[1].finding.severity != "note"]
    notes = [pair for pair in found if pair[1].finding.severity == "note"]
    handed = sorted(
        passings(material), key=lambda passing: (passing.graded.score, -_worth(passing))
    )
    sections = [
        Section("At a glance", (figures(material),)),
        Section("The processes", told.with_origins(_processes(material.parts))),
        Section(
            "Cracks, what to fix first in front",
            told.cracks(material, loud, f"No errors or warnings{material.narrowed}."),
        ),
        Section(
            "Work that changes department, the least defined first",
            told.with_origins(_handoffs(handed)),
        ),
        Section("Notes", told.cracks(material, notes, f"No notes{material.narrowed}.")),
        Section("Accepted", (_accepted(material.parts),)),
        *_steps(material),
        Section("The map", tuple(Drawing(part.graph, part.findings) for part in material.parts)),
    ]
    return Content(
        "operations",
        "",
        material.title,
        "for operations",
        _lead(len(loud), len(notes), handed),
        tuple(section for section in sections if section.blocks),
        material.today,
    )


def _lead(cracks: int, notes: int, handed: Sequence[Passing]) -> str:
    missing = sum(passing.graded.grade == "missing" for passing in handed)
    parts = [f"{plural(cracks, 'crack')} and {plural(notes, 'note')}"]
    if handed:
        changes = "change" if len(handed) == 1 else "changes"
        parts.append(f"{missing} of {len(handed)} {changes} of department without a handoff")
    return f"{'; '.join(parts)}. Everything is ranked: begin at the top."


def _worth(passing: Passing) -> float:
    number = passes(passing).number
    return (number.value or 0.0) if number and not isinstance(number, int) else 0.0


def _processes(parts: Sequence[Part]) -> Table:
    rows = []
    for part in parts:
        shown, impact = part.analysis.figures, part.costs.impact
        won = impact.per_period(impact.win)
        count, words = handed_over(shown)
        rows.append(
            (
                Cell(shown.name, shown.path),
                Cell(f"{shown.owned} of {shown.steps}"),
                Cell(f"{count} {words}" if count else "no work changes department"),
                Cell(str(len(part.analysis.ranked)), number=len(part.analysis.ranked)),
                told.figure(won),
                told.figure(impact.worth(won)),
            )
        )
    return Table(_PROCESSES, tuple(rows), "No process could be read.")


def _handoffs(handed: Sequence[Passing]) -> Table:
    rows = []
    for passing in handed:
        graded = passing.graded
        rows.append(
            (
                Cell(graded.grade, f"{graded.score} of 100", told.GRADES[graded.grade]),
                _called(passing),
                Cell(between(passing.part.graph, passing)),
                passes(passing),
                Cell(_lacks(passing)),
            )
        )
    return Table(_HANDOFFS, tuple(rows), "No work passes from one department to another.")


def _called(passing: Passing) -> Cell:
    called, work = title(passing), f"{passing.source.name} → {passing.target.name}"
    return Cell(called, work if called != work else "")


def _lacks(passing: Passing) -> str:
    graded = passing.graded
    if graded.question and graded.grade != "defined":
        return "what the question that it answers lacks"
    if isinstance(graded.change, HiddenChange):
        return "nobody hands it over"
    if graded.grade == "missing":
        return "it says too little to count" if passing.handoff else "nobody said how"
    words = [", ".join(graded.lacks)] if graded.lacks else []
    words += [f"documents differ on {listing(graded.contradictory)}"] * bool(graded.contradictory)
    return "; ".join(words) or "nothing"


def _accepted(parts: Sequence[Part]) -> Table:
    rows = [
        (Cell(finding.message, finding.rule), Cell(finding.accepted or ""))
        for part in parts
        for finding in part.analysis.accepted
    ]
    return Table(_ACCEPTED, tuple(rows), "No process file accepts a crack.")


def _steps(material: Material) -> Iterator[Section]:
    for part in material.parts:
        name = f"Steps of {part.analysis.figures.name}" if material.several else "Steps"
        yield Section(name, told.with_origins(_table(part)))


def _table(part: Part) -> Table:
    graph, impact = part.graph, part.costs.impact
    rows = []
    for step in graph.steps:
        onward = [f"{end} ({when})" if when else end for end, when in next_words(graph, step)]
        visits = impact.at_step(step).visits
        if visits.known and impact.entries.volume.known:
            visits = impact.per_period(visits)
        rows.append(
            (
                Cell(step.name, graph.stage(step).name),
                told.owner(graph, step),
                Cell(limit_words(step.within) or "none", tone="" if step.within else "soft"),
                Cell("; ".join(onward) or "nothing"),
                told.figure(visits),
            )
        )
    return Table(_STEPS, tuple(rows), "The process has no steps.")
