"""For a department: what it owes and is owed, what it does unpaid, and which cracks wait for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crackmap.check.costs import UNPAID
from crackmap.check.narrowing import Narrowing
from crackmap.graph.organisation import Home
from crackmap.reports import told
from crackmap.reports.agreements import Passing, card, is_of, passings
from crackmap.reports.content import (
    Block,
    Cards,
    Cell,
    Column,
    Content,
    Drawing,
    Figures,
    Section,
    Table,
    Tone,
)
from crackmap.reports.material import Material, Part
from crackmap.source.words import plural
from crackmap.writers.analysis import Crack

_UNPAID = (
    Column("step", "Step", 25),
    Column("crack", "Whose goal it serves", 45),
    Column("hours", "Hours", 20),
)


def report(material: Material, unit: str) -> Content:
    """Return the pages of the department, or team, with the id `unit`."""
    ours = [part for part in material.parts if unit in part.graph.departments]
    owed, owing = _sides(material, unit)
    cracks = _cracks(material, unit)
    sections = [
        Section("At a glance", (_figures(owed, owing, cracks),)),
        Section(
            "Cracks whose next move is ours",
            told.cracks(material, cracks, f"No crack{material.narrowed} waits for us."),
        ),
        Section("What we owe", (_cards(material, owed, "We hand nothing over to others."),)),
        Section("What we are owed", (_cards(material, owing, "Nobody hands anything to us."),)),
        Section("Work for the goals of others", told.with_origins(_unpaid(ours, unit))),
        Section("Where we are on the map", tuple(_drawings(ours, unit))),
    ]
    name = material.name(unit)
    return Content(
        "department",
        unit,
        name,
        f"for the department · {material.title}",
        _lead(name, owed, owing, cracks),
        tuple(sections),
        material.today,
    )


def _sides(material: Material, unit: str) -> tuple[list[Passing], list[Passing]]:
    """Return what the department hands to others, and what others hand to it."""
    gives, takes = [], []
    for passing in passings(material):
        graph, sender, receiver = passing.part.graph, passing.sender, passing.receiver
        home = graph.organisation.home(unit)
        ours = home.department if isinstance(home, Home) else ""
        # Of owners by condition only those count between whom work changes department.
        between = sender.departments_between(receiver)
        if is_of(graph, sender, unit) and ours in [giver for giver, _ in between]:
            gives.append(passing)
        if is_of(graph, receiver, unit) and ours in [taker for _, taker in between]:
            takes.append(passing)
    return gives, takes


def _lead(
    name: str,
    owed: Sequence[Passing],
    owing: Sequence[Passing],
    cracks: Sequence[tuple[Part | None, Crack]],
) -> str:
    late = sum(crack.finding.overdue for _, crack in cracks)
    waits = "waits" if len(cracks) == 1 else "wait"
    first = f"{plural(len(cracks), 'crack')} {waits}" if cracks else "No crack waits"
    overdue = f", {late} of them overdue" if late else ""
    if late and len(cracks) == 1:
        overdue = ", and is overdue"
    return f"{first} for {name}{overdue}. It owes {_defined(owed)}; it is owed {_defined(owing)}."


def _defined(sides: Sequence[Passing]) -> str:
    if not sides:
        return "no handoff"
    defined = sum(passing.graded.grade == "defined" for passing in sides)
    if len(sides) == 1:
        return f"1 handoff, which is {'' if defined else 'not '}defined"
    return f"{plural(len(sides), 'handoff')}, {defined or 'none'} of them defined"


def _figures(
    owed: Sequence[Passing],
    owing: Sequence[Passing],
    cracks: Sequence[tuple[Part | None, Crack]],
) -> Figures:
    late = sum(crack.finding.overdue for _, crack in cracks)
    undated = sum(not crack.finding.due for _, crack in cracks)
    return Figures(
        (
            _side(owed, "handoffs that we owe are defined", "we owe no handoff"),
            _side(owing, "handoffs that we are owed are defined", "we are owed no handoff"),
            Cell(str(len(cracks)), "cracks and notes wait for us", "fair" if cracks else "good"),
            Cell(str(late), "of them overdue", "bad" if late else "good"),
            Cell(str(undated), "of them without a day", "soft"),
        )
    )


def _side(sides: Sequence[Passing], what: str, none: str) -> Cell:
    if not sides:
        return Cell("–", none, "soft")
    defined = sum(passing.graded.grade == "defined" for passing in sides)
    tone: Tone = "good" if defined == len(sides) else "fair" if defined else "bad"
    return Cell(f"{defined} of {len(sides)}", what, tone)


def _cards(material: Material, sides: Sequence[Passing], empty: str) -> Cards:
    return Cards(tuple(card(material, passing) for passing in sides), empty)


def _cracks(material: Material, unit: str) -> list[tuple[Part | None, Crack]]:
    """Return the cracks on which the department, or a team of it, acts next."""

    def is_ours(part: Part | None, crack: Crack) -> bool:
        who = crack.finding.owner or crack.finding.assignee
        parts = [part] if part else material.parts
        return bool(who) and any(unit in each.graph.organisation.above(who or "") for each in parts)

    return [(part, crack) for part, crack in material.cracks() if is_ours(part, crack)]


def _unpaid(parts: Sequence[Part], unit: str) -> Table:
    rows = []
    for part in parts:
        theirs = Narrowing((unit,), select=(UNPAID,)).of(part.graph)
        for finding in filter(theirs, part.findings):
            step = part.graph.step(finding.subject.id)
            if step and is_of(part.graph, part.graph.owner(step), unit):
                hours = told.figure(part.costs.hours(finding))
                rows.append((Cell(step.name), Cell(finding.message), hours))
    return Table(
        _UNPAID, tuple(rows), "As far as goals are known, none of our steps is for others."
    )


def _drawings(parts: Sequence[Part], unit: str) -> Iterator[Block]:
    for part in parts:
        yield Drawing(part.graph, part.findings, unit)
