"""For finance: steps that touch money, the clock from order to cash, approvals, value at risk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from crackmap.graph.flow import Flow
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.language.values import Duration, total
from crackmap.reports import told
from crackmap.reports.content import (
    Block,
    Cell,
    Column,
    Content,
    Drawing,
    Figures,
    Section,
    Table,
    Words,
)
from crackmap.reports.material import Material, Part
from crackmap.reports.money import KINDS, MoneyWords
from crackmap.rules.finding import Finding
from crackmap.source.words import listing, plural
from crackmap.writers.analysis import Crack
from crackmap.writers.wording import (
    levels_words,
    limit_words,
    owner_words,
    system_words,
)

_STEPS = (
    Column("step", "Step", 26),
    Column("touches", "Touches", 14),
    Column("owner", "Owner", 16),
    Column("clock", "Time limit", 14),
    Column("system", "Recorded in", 14),
    Column("value", "Won value that passes", 22),
)
_CLOCK = (
    Column("step", "Step, in order", 34),
    Column("owner", "Owner", 20),
    Column("handed", "To be taken within", 18),
    Column("clock", "To be done within", 18),
    Column("wait", "Usual wait", 14),
)
_APPROVALS = (
    Column("step", "Approval", 26),
    Column("asked", "Asked by", 24),
    Column("who", "Who approves", 20),
    Column("clock", "Answer within", 14),
    Column("escalation", "When it is late", 16),
)


class _Step(NamedTuple):
    """A step that touches money, and which kinds of it."""

    part: Part
    step: Step
    touches: tuple[str, ...]


def report(material: Material) -> Content:
    """Return the pages."""
    steps = [
        _Step(part, step, touches)
        for part in material.parts
        for step in part.graph.steps
        if (touches := _touches(material, part, step))
    ]
    risks = _at_risk(material, steps)
    sections = [
        Section("At a glance", (_figures(steps, risks),)),
        Section(
            "Value at risk: cracks where money is touched",
            told.cracks(material, risks, f"No crack{material.narrowed} where money is touched."),
        ),
        Section(
            "Steps that touch money", (*told.with_origins(_table(steps)), Words(_NOTE, "soft"))
        ),
        *_clocks(material, steps),
        Section("Approvals, and who approves", (_approvals(material),)),
        Section("The map", tuple(Drawing(part.graph, part.findings) for part in material.parts)),
    ]
    return Content(
        "finance",
        "",
        material.title,
        "for finance",
        _lead(steps, risks),
        tuple(section for section in sections if section.blocks),
        material.today,
    )


_NOTE = (
    "A step touches money if its name, or what it needs, makes or takes over, has a word for a "
    "quote, an order, an invoice or a payment; money: in crackmap.yaml adds words and takes some "
    "out."
)


def _touches(material: Material, part: Part, step: Step) -> tuple[str, ...]:
    words = material.money.get(part.graph.process.path, MoneyWords())
    taken = (
        payload
        for flow in part.graph.incoming(step)
        if flow.handoff and not flow.rejects
        for payload in flow.handoff.payload
    )
    return words.touched(step, taken)


def _lead(steps: Sequence[_Step], risks: Sequence[tuple[Part | None, Crack]]) -> str:
    if not steps:
        return "No step touches a quote, an order, an invoice or a payment, by the words it has."
    unowned, untimed = len(_unowned(steps)), len(_untimed(steps))
    cracks = f"{plural(len(risks), 'crack')} there" if risks else "no crack there"
    lacks = [f"{unowned} without an owner"] if unowned else []
    lacks += [f"{untimed} without a time limit"] if untimed else []
    touching = f"{plural(len(steps), 'step')} {'touches' if len(steps) == 1 else 'touch'} money"
    return f"{touching}, {listing(lacks) or 'each with an owner and a time limit'}; {cracks}."


def _unowned(steps: Sequence[_Step]) -> list[_Step]:
    return [each for each in steps if not each.part.graph.owner(each.step).names]


def _untimed(steps: Sequence[_Step]) -> list[_Step]:
    return [each for each in steps if not each.step.within]


def _figures(steps: Sequence[_Step], risks: Sequence[tuple[Part | None, Crack]]) -> Figures:
    unowned, untimed = len(_unowned(steps)), len(_untimed(steps))
    errors = sum(crack.finding.severity == "error" for _, crack in risks)
    return Figures(
        (
            Cell(str(len(steps)), "step touches money" if len(steps) == 1 else "steps touch money"),
            Cell(str(unowned), "of them without an owner", "bad" if unowned else "good"),
            Cell(str(untimed), "of them without a time limit", "fair" if untimed else "good"),
            Cell(str(len(risks)), "cracks there", "fair" if risks else "good"),
            Cell(str(errors), "of these are errors", "bad" if errors else "good"),
        )
    )


def _table(steps: Sequence[_Step]) -> Table:
    rows = []
    for each in steps:
        graph, step = each.part.graph, each.step
        impact = each.part.costs.impact
        share = impact.at_step(step).share
        won = impact.per_period(share) if impact.entries.volume.known else share
        system = system_words(step.system, graph.organisation)
        rows.append(
            (
                Cell(step.name, graph.stage(step).name),
                Cell(", ".join(each.touches)),
                told.owner(graph, step),
                _limit(step),
                Cell(system) if system else Cell("not said", tone="soft"),
                told.figure(impact.worth(won)),
            )
        )
    return Table(_STEPS, tuple(rows), "No step touches money.")


def _limit(step: Step) -> Cell:
    return Cell(limit_words(step.within)) if step.within else Cell("none", tone="bad")


def _at_risk(material: Material, steps: Sequence[_Step]) -> list[tuple[Part | None, Crack]]:
    """Return the cracks about steps that touch money, and about flows into or out of them."""
    touched = {(each.part.graph.process.path, each.step.id) for each in steps}

    def is_there(part: Part, finding: Finding) -> bool:
        graph, subject = part.graph, finding.subject
        ids: Iterable[str] = subject.ids if subject.kind in ("step", "flow") else ()
        if subject.kind == "handoff":
            ids = [step.id for flow in graph.flows_naming(subject.id) for step in flow.steps]
        return any((graph.process.path, id_) in touched for id_ in ids)

    return [(part, crack) for part, crack in material.ranked if is_there(part, crack.finding)]


# The clock from order to cash


def _clocks(material: Material, steps: Sequence[_Step]) -> Iterator[Section]:
    for part in material.parts:
        money = {each.step: each.touches for each in steps if each.part is part}
        path = _order_to_cash(part, money)
        if path:
            name = part.analysis.figures.name
            of = f", {name}" if material.several else ""
            yield Section(f"The clock from order to cash{of}", tuple(_clock(part, path)))


def _order_to_cash(part: Part, money: dict[Step, tuple[str, ...]]) -> list[Step]:
    """Return the steps of the happy path from the first that touches an order to the last money."""
    happy = part.graph.happy_path()
    path = happy[1] if happy else []
    orders = [at for at, step in enumerate(path) if set(money.get(step, ())) - {KINDS[0]}]
    return path[orders[0] : orders[-1] + 1] if orders else []


def _clock(part: Part, path: Sequence[Step]) -> Iterator[Block]:
    graph, rows = part.graph, []
    limits: list[Duration] = []
    untimed = 0
    for before, step in zip([None, *path], path, strict=False):
        handed = _handed(part, before, step)
        taken = handed.handoff.sla if handed and handed.handoff else None
        # The clock of a handoff runs on while the step is done: both would count twice.
        clock = step.within or taken
        limits += [clock.strictest] if clock and clock.strictest else []
        untimed += not clock
        rows.append(
            (
                Cell(step.name),
                Cell(owner_words(graph.owner(step), graph.organisation)),
                Cell(
                    limit_words(taken) or ("none" if handed else "the same owner goes on"),
                    "",
                    "" if taken else "soft",
                ),
                _limit(step),
                Cell(step.wait.text) if step.wait else Cell("not known", tone="soft"),
            )
        )
    yield Table(_CLOCK, tuple(rows), "")
    yield Words(_promised(part, limits, untimed, len(path)), "strong")


def _handed(part: Part, before: Step | None, step: Step) -> Flow | None:
    """Return the flow by which work changes owner on the way from `before` to `step`."""
    if before is None:
        return None
    flows = [flow for flow in part.graph.onward(before) if flow.target is step]
    return next((flow for flow in flows if flow.sender is not flow.receiver), None)


def _promised(part: Part, limits: list[Duration], untimed: int, steps: int) -> str:
    day = part.graph.around.working_day
    if not limits:
        which = "this step" if steps == 1 else f"any of these {steps} steps"
        return f"No time is promised on {which}: nobody can say."
    promised = total(limits, day).text
    if untimed:
        missing = f"{untimed} of {plural(steps, 'step')} {'has' if untimed == 1 else 'have'} none"
        words = f"The limits that there are add up to {promised}, a promise that nobody measured"
        return f"{words}; {missing}."
    return f"Promised from end to end: {promised}, the sum of the limits; nobody measured it."


# Approvals


def _approvals(material: Material) -> Table:
    rows = []
    for part in material.parts:
        graph = part.graph
        for step in graph.steps:
            if step.kind != "approval":
                continue
            askers = dict.fromkeys(
                graph.organisation.name(name)
                for flow in graph.incoming(step)
                if not flow.rejects
                for name in flow.sender.names
            )
            late = _late(graph, step)
            rows.append(
                (
                    Cell(step.name, part.analysis.figures.name if material.several else ""),
                    Cell(listing(list(askers)) or "nobody"),
                    told.owner(graph, step),
                    _limit(step),
                    late or Cell("nobody acts", tone="bad"),
                )
            )
    return Table(_APPROVALS, tuple(rows), "No step is an approval.")


def _late(graph: ProcessGraph, step: Step) -> Cell | None:
    """Return who acts when an approval is late: as it says, or its stage, or who asks for it."""
    asking = [flow.handoff for flow in graph.incoming(step) if flow.handoff and not flow.rejects]
    said = [step.escalation, graph.stage(step).escalation, *(each.escalation for each in asking)]
    levels = next(filter(None, said), ())
    if levels:
        return Cell(levels_words(levels, graph.organisation))
    quarterback = graph.quarterback()
    return Cell(graph.organisation.name(quarterback), "process owner") if quarterback else None
