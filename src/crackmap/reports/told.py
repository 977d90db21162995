"""Cells that several reports share: what a crack is, what it costs, whose move it is, by when."""

from __future__ import annotations

from collections.abc import Iterable

from crackmap.check.costs import Cost
from crackmap.graph.numbers import Number
from crackmap.graph.numbers import number as number_of
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.reports.content import Block, Cell, Column, Table, Tone, Words
from crackmap.reports.material import Material, Part
from crackmap.rules.finding import Finding
from crackmap.writers import cost_words
from crackmap.writers.analysis import Crack
from crackmap.writers.wording import owner_words

NOBODY = "nobody yet"
TONES: dict[str, Tone] = {"error": "bad", "warning": "fair", "note": "soft"}
GRADES: dict[str, Tone] = {"defined": "good", "partial": "fair", "missing": "bad"}

CRACKS = (
    Column("number", "No.", 5, right=True),
    Column("severity", "Severity", 10),
    Column("crack", "Crack", 42),
    Column("cost", "What it costs", 20),
    Column("wait", "Waiting", 12),
    Column("who", "Whose move", 15),
    Column("due", "Due", 12),
)


def cracks(
    material: Material, found: list[tuple[Part | None, Crack]], empty: str
) -> tuple[Block, ...]:
    """Return a table of cracks in the order in which they are given; below, whence its numbers."""
    rows = tuple(
        (
            number(crack),
            Cell(crack.finding.severity, tone=TONES[crack.finding.severity]),
            what(material, part, crack),
            cost(crack.cost),
            wait(part, crack.cost),
            who(crack.finding),
            due(crack.finding),
        )
        for part, crack in found
    )
    return (*with_origins(Table(CRACKS, rows, empty)), *uncounted(found))


def uncounted(found: Iterable[tuple[Part | None, Crack]]) -> tuple[Words, ...]:
    """Return why nobody knows what the cracks of a process cost; nothing where one has a cost."""
    by_part: dict[int, tuple[Part, list[Cost | None]]] = {}
    for part, crack in found:
        if part:
            by_part.setdefault(id(part), (part, []))[1].append(crack.cost)
    words = (cost_words.unknown(costs, part.analysis.uncounted) for part, costs in by_part.values())
    told = dict.fromkeys(f"{each[0].upper()}{each[1:]}." for each in words if each)
    return tuple(Words(each, "soft") for each in told)


def with_origins(table: Table) -> tuple[Block, ...]:
    """Return a table, and below it why some of its numbers are assumed or not known."""
    return (table, *origins(cell for row in table.rows for cell in row))


def origins(shown: Iterable[Cell]) -> tuple[Words, ...]:
    """Return why some numbers are assumed or not known: each reason once."""
    told: dict[str, dict[str, None]] = {}
    for cell in shown:
        if isinstance(cell.number, Number) and cell.number.why:
            reasons = cell.number.why.split("; ")
            told.setdefault(cell.number.origin, {}).update(dict.fromkeys(reasons))
    if not told:
        return ()
    words = "; ".join(f"{origin}: {', '.join(reasons)}" for origin, reasons in sorted(told.items()))
    return (Words(f"Where numbers are from – {words}.", "soft"),)


def number(crack: Crack) -> Cell:
    """Return the number that a crack has on the map; notes have none."""
    return Cell(str(crack.number), number=crack.number) if crack.number else Cell("–", tone="soft")


def what(material: Material, part: Part | None, crack: Crack) -> Cell:
    """Return what a crack is; below it where, and which rule says so."""
    finding = crack.finding
    notes = [part.analysis.figures.name] if part and material.several else []
    notes += [f"{finding.span.path}:{finding.span.line}", finding.rule]
    return Cell(finding.message, " · ".join(notes))


def cost(cost: Cost | None) -> Cell:
    """Return what a crack costs, and where that is from."""
    told = cost_words.headline(cost) if cost else None
    if told is None:
        if cost is None or not cost.counted or cost.won.value:
            return Cell("not known", tone="soft")
        if cost.won.known:
            return Cell("nothing that is won follows it", cost.won.origin, "soft", cost.won)
        return Cell("not known", tone="soft", number=cost.won)
    verb, number = told
    words = cost_words.words(number)
    said = f"loses {words}" if verb == "loses" else f"{words} {verb}"
    said += " through it" if verb == "pass" else ""
    return Cell(said, number.origin, "strong" if verb == "loses" else "", number)


def wait(part: Part | None, cost: Cost | None) -> Cell:
    """Return how long work waits at a crack, in hours where that is less than a day."""
    if cost is None or part is None:
        return Cell("not known", tone="soft")
    shown, days = figure(cost.days), cost.days
    if not days.value or days.value >= 1:
        return shown
    working = days.unit == "working days"
    long = part.graph.around.working_day / 60 if working else 24.0
    unit = "working hour" if working else "hour"
    hours = days.times(number_of(long, "given"), unit if days.value * long == 1 else f"{unit}s")
    return shown._replace(words=cost_words.words(hours))


def figure(number: Number, note: str = "") -> Cell:
    """Return a number in words, and where it is from."""
    if not number.known:
        return Cell("not known", note, "soft", number)
    if not number.value:
        return Cell("none", note, "soft", number)
    origin = f"{note}; {number.origin}" if note else number.origin
    return Cell(cost_words.words(number), origin, "", number)


def who(finding: Finding) -> Cell:
    """Return who acts next."""
    name = finding.actor or finding.assignee or ""
    return Cell(name) if name else Cell(NOBODY, tone="bad")


def owner(graph: ProcessGraph, step: Step) -> Cell:
    """Return who owns a step."""
    owned = graph.owner(step)
    return Cell(owner_words(owned, graph.organisation), tone="" if owned.names else "bad")


def due(finding: Finding) -> Cell:
    """Return the day by which a crack is to be filled."""
    if finding.overdue:
        return Cell(finding.due or "overdue", "overdue" if finding.due else "", "bad")
    return Cell(finding.due) if finding.due else Cell("no day set", tone="soft")
