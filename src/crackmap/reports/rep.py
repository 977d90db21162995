"""For the rep: my steps in order, as cards. No scores: these are about the process, not people."""

from __future__ import annotations

from collections.abc import Iterator

from crackmap.graph.flow import Flow
from crackmap.graph.organisation import OwnerState
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.reports.agreements import is_of, lines
from crackmap.reports.content import Card, Cards, Cell, Content, Drawing, Fact, Section
from crackmap.reports.material import Material
from crackmap.source.words import listing, plural
from crackmap.writers.wording import levels_words, limit_words, next_words, system_words

_NOT_SAID = "nobody has said; ask"


def report(material: Material, unit: str) -> Content:
    """Return the cards of the steps that the department, team or person `unit` owns."""
    sections, count = [], 0
    ours = []
    for part in material.parts:
        steps = [step for step in part.graph.steps if _is_mine(part.graph, step, unit)]
        if not steps:
            continue
        count += len(steps)
        ours.append(part)
        cards = tuple(
            _card(part.graph, step, f"{at} of {len(steps)}") for at, step in enumerate(steps, 1)
        )
        name = part.analysis.figures.name
        sections.append(Section(f"My steps in {name}", (Cards(cards, ""),)))
    if not sections:
        sections.append(Section("My steps", (Cards((), "No step is mine."),)))
    drawings = tuple(Drawing(part.graph, (), unit) for part in ours)
    if drawings:
        sections.append(Section("Where my steps are", drawings))
    name = material.name(unit)
    return Content(
        "rep",
        unit,
        name,
        f"what I do, step by step · {material.title}",
        f"{plural(count, 'step')}, in order: when it starts, what to do, by when, and whom to ask.",
        tuple(sections),
        material.today,
    )


def _is_mine(graph: ProcessGraph, step: Step, unit: str) -> bool:
    owner = graph.owner(step)
    return owner.state is not OwnerState.UNOWNED and is_of(graph, owner, unit)


def _card(graph: ProcessGraph, step: Step, mark: str) -> Card:
    facts = (
        Fact("trigger", "It starts when", tuple(_trigger(graph, step))),
        Fact("check", "Check first", tuple(_to_check(graph, step)), ticked=True),
        Fact("do", "Do", tuple(_to_do(graph, step)), ticked=True),
        Fact("clock", "By when", tuple(_clock(step))),
        Fact("next", "Then to", tuple(_onward(graph, step))),
        Fact("accepted", "They accept it if", tuple(_accepted(graph, step)), ticked=True),
        Fact("exit", "Leave the stage if", tuple(_to_leave(graph, step)), ticked=True),
        Fact("ask", "Ask", tuple(_whom_to_ask(graph, step))),
    )
    above = graph.stage(step).name + (" · the customer sees it" if step.customer_facing else "")
    return Card(step.name, tuple(fact for fact in facts if fact.said), above, Cell(mark))


def _trigger(graph: ProcessGraph, step: Step) -> Iterator[Cell]:
    if step.trigger:
        yield Cell(step.trigger)
    for flow in graph.incoming(step):
        if flow.implied_rejection and flow.stood_for:
            continue
        handoff = flow.handoff
        who = ", ".join(map(graph.organisation.name, flow.sender.names))
        mine = set(flow.sender.names) == set(graph.owner(step).names)
        back = "it comes back from " if flow.rejects else ""
        done = "" if flow.rejects else " is done"
        source = f'{back}"{flow.source.name}"{done}' + (f" ({who})" if who and not mine else "")
        if handoff and handoff.trigger and not flow.rejects:
            yield Cell(handoff.trigger, source)
        else:
            yield Cell(source, flow.condition)
    if not step.trigger and not graph.incoming(step):
        yield Cell("a case begins" if step in graph.starts else _NOT_SAID)


def _to_check(graph: ProcessGraph, step: Step) -> Iterator[Cell]:
    """Return what must be there: what the step needs, and what its handoffs promise."""
    seen: set[str] = set()
    for need in step.needs:
        seen.add(need.casefold())
        yield Cell(need)
    for flow in graph.incoming(step):
        if flow.handoff and not flow.rejects:
            for word in (*flow.handoff.payload, *flow.handoff.acceptance):
                if word.casefold() not in seen:
                    seen.add(word.casefold())
                    yield Cell(word)


def _to_do(graph: ProcessGraph, step: Step) -> Iterator[Cell]:
    if step.description:
        yield Cell(step.description)
    for made in step.produces:
        yield Cell(f"make: {made}")
    system = system_words(step.system, graph.organisation)
    if system:
        yield Cell(f"record it in {system}")
    for flow in graph.incoming(step):
        if flow.handoff and flow.handoff.acknowledgement and not flow.rejects:
            yield Cell(flow.handoff.acknowledgement, "so that the sender knows")
    for onward in graph.outgoing(step):
        if onward.handoff and onward.handoff.channel and not onward.rejects:
            channel = system_words(onward.handoff.channel, graph.organisation)
            yield Cell(f"hand it over through {channel}")


def _clock(step: Step) -> Iterator[Cell]:
    if step.within:
        yield Cell(limit_words(step.within))
    if step.effort:
        yield Cell(f"takes {step.effort.text} of work")
    if step.every:
        yield Cell(f"done every {step.every.text}")
    if step.until:
        yield Cell(f"wait until {step.until}")
    if not (step.within or step.until):
        yield Cell("no time limit is set", tone="soft")


def _onward(graph: ProcessGraph, step: Step) -> Iterator[Cell]:
    flows = [flow for flow in graph.outgoing(step) if not flow.stood_for]
    for flow, (end, _) in zip(flows, next_words(graph, step), strict=False):
        refused = "if it is refused" if flow.rejects and not flow.condition else ""
        yield Cell(_named(graph, flow, end), flow.condition or refused)
    if not flows:
        yield Cell("nobody has said what follows" if graph.is_ordered(step) else "in no order")


def _named(graph: ProcessGraph, flow: Flow, end: str) -> str:
    """Return where work goes, and to whom where that is another owner."""
    if flow.target is None:
        return f"the case {end}" if end.startswith("ends as") else end
    back = "back to " if flow.rejects else ""
    who = listing([graph.organisation.name(name) for name in flow.receiver.names], "or")
    same = set(flow.receiver.names) == set(flow.sender.names)
    taken = "me" if same else who or "nobody yet"
    clock = limit_words(flow.handoff.sla) if flow.handoff and not flow.rejects else ""
    return f"{back}{flow.target.name}: {taken}" + (f", within {clock}" if clock else "")


def _accepted(graph: ProcessGraph, step: Step) -> Iterator[Cell]:
    for flow in graph.outgoing(step):
        if flow.handoff and not flow.rejects:
            yield from lines(flow.handoff, "acceptance", "")


def _to_leave(graph: ProcessGraph, step: Step) -> Iterator[Cell]:
    """Return what must be true before a case may leave the stage, where it does so here."""
    stage = graph.stage(step)
    if any(graph.stage(flow.target) is not stage for flow in graph.onward(step)):
        yield from map(Cell, stage.exit)


def _whom_to_ask(graph: ProcessGraph, step: Step) -> Iterator[Cell]:
    organisation = graph.organisation
    if step.consulted:
        yield Cell(listing([organisation.name(name) for name in step.consulted], "or"), "before")
    if step.escalation:
        yield Cell(levels_words(step.escalation, organisation), "when time runs out")
    for flow in graph.outgoing(step):
        if flow.handoff and flow.handoff.escalation and not flow.rejects:
            words = levels_words(flow.handoff.escalation, organisation)
            yield Cell(words, "when it is not taken in time")
    quarterback = graph.quarterback()
    if quarterback:
        yield Cell(organisation.name(quarterback), "sees every case through")
    elif not (step.consulted or step.escalation):
        yield Cell("nobody is named", tone="soft")
    if step.informed:
        yield Cell(listing([organisation.name(name) for name in step.informed]), "tell them after")
