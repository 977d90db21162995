"""Work that changes department, as cards: the ten fields, the clock, the score, what passes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from crackmap.graph.claims import contradictory_parts
from crackmap.graph.completeness import WEIGHTS
from crackmap.graph.flow import Flow
from crackmap.graph.grades import Graded, grades
from crackmap.graph.hidden_handoffs import HiddenChange
from crackmap.graph.organisation import Home, Ownership
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Handoff, Step
from crackmap.reports import told
from crackmap.reports.content import Card, Cell, Fact
from crackmap.reports.material import Material, Part
from crackmap.source.words import listing
from crackmap.writers import cost_words
from crackmap.writers.wording import handoff_words

# The ten fields, as people ask for them.
ASKED = {
    "from": "Who gives",
    "to": "Who takes",
    "trigger": "What starts it",
    "payload": "What is handed over",
    "acceptance": "What counts as accepted",
    "channel": "Through which system",
    "sla": "How soon",
    "acknowledgement": "How the receiver says: I have it",
    "escalation": "Who acts when time runs out",
    "rejection": "Where refused work goes",
}
NOT_SAID = "not agreed"


class Passing(NamedTuple):
    """One change of department, hidden or not: its ends, its grade and its agreement."""

    part: Part
    graded: Graded
    source: Step
    target: Step
    sender: Ownership
    receiver: Ownership

    @property
    def flow(self) -> Flow | None:
        """The flow on which it happens; None where it hides in a gap."""
        return self.graded.change if isinstance(self.graded.change, Flow) else None

    @property
    def handoff(self) -> Handoff | None:
        """The agreement by which the work passes; of an answer, that of its question."""
        asked = self.graded.question or self.flow
        return (asked.handoff or asked.rejects) if asked else None


def passings(material: Material) -> Iterator[Passing]:
    """Return all changes of department, process by process."""
    for part in material.parts:
        graph = part.graph
        for graded in grades(graph).changes:
            source, target = graded.change.source, graded.change.target
            if target is not None:
                yield Passing(part, graded, source, target, *graded.ends(graph))


def is_of(graph: ProcessGraph, owner: Ownership, unit: str) -> bool:
    """Return whether a department or a team below it is among the owners."""
    above = graph.organisation.above
    own = any(unit in above(name) for name in owner.names)
    return own or any(unit in home.line for home in owner.homes)


def card(material: Material, passing: Passing) -> Card:
    """Return a change of department with all that is agreed of it, and what is not."""
    graph, graded = passing.part.graph, passing.graded
    where = f"{passing.source.name} → {passing.target.name}"
    process = f" · {passing.part.analysis.figures.name}" if material.several else ""
    called = title(passing)
    facts = [Fact("passes", "What passes", (passes(passing),))]
    if called != where:
        facts.insert(0, Fact("work", "The work", (Cell(where),)))
    if isinstance(graded.change, HiddenChange):
        via = listing([f'"{step.name}"' for step in graded.change.between])
        facts.append(Fact("via", "It goes through", (Cell(f"{via}, where nobody hands it over"),)))
    elif passing.handoff is None:
        nothing = "nothing: no trigger, payload, acceptance, clock, or way back"
        facts.append(Fact("fields", "What is agreed", (Cell(nothing, tone="bad"),)))
    else:
        facts += fields(graph, passing)
    return Card(called, tuple(facts), between(graph, passing) + process, mark(graded))


def title(passing: Passing) -> str:
    """Return what people call a change of department."""
    handoff = passing.handoff
    if handoff and (handoff.name or handoff.id) and not passing.graded.question:
        return handoff.name or handoff.id
    return f"{passing.source.name} → {passing.target.name}"


def between(graph: ProcessGraph, passing: Passing) -> str:
    """Return the departments, or teams, that give and take."""
    name = graph.organisation.name
    found = [
        f"{name(sender.team)} → {name(receiver.team)}"
        for sender, receiver in passing.sender.meetings(passing.receiver)
        if _differ(sender, receiver)
    ]
    return "; ".join(dict.fromkeys(found))


def _differ(sender: Home, receiver: Home) -> bool:
    return sender.other_department(receiver) or sender.other_team(receiver)


def mark(graded: Graded) -> Cell:
    """Return the grade, and the score of 100."""
    return Cell(f"{graded.grade} {graded.score}", "of 100", told.GRADES[graded.grade], graded.score)


def passes(passing: Passing) -> Cell:
    """Return how much passes: how many cases, and what those that are won are worth."""
    impact, change = passing.part.costs.impact, passing.graded.change
    passage = impact.on_flow(change) if isinstance(change, Flow) else impact.through(change)
    visits, won = passage.visits, passage.share
    if impact.entries.volume.known:
        visits, won = impact.per_period(visits), impact.per_period(won)
    worth = impact.worth(won)
    if worth.value:
        return told.figure(worth, cost_words.words(visits) if visits.known else "")
    return told.figure(visits)


def fields(graph: ProcessGraph, passing: Passing) -> Iterator[Fact]:
    """Return the ten fields: what is agreed, what documents contradict each other on, what is not.

    Who gives and who takes is known by the steps, whether an agreement says it or not.
    """
    handoff = passing.handoff
    asked = passing.graded.question or passing.flow
    said = handoff_words(graph, handoff, asked) if handoff else {}
    disputed = contradictory_parts(graph, handoff) if handoff else ()
    for key in WEIGHTS:
        name = ASKED[key]
        if key in ("from", "to") and not said.get(key):
            owner = passing.sender if key == "from" else passing.receiver
            words = ", ".join(map(graph.organisation.name, owner.names))
            yield Fact(key, name, (Cell(words) if words else Cell(NOT_SAID, tone="bad"),))
        elif handoff and key in disputed:
            yield Fact(key, name, _claims(graph, handoff, key, said[key]))
        elif said.get(key):
            yield Fact(key, name, tuple(lines(handoff, key, said[key])))
        else:
            yield Fact(key, name, (Cell(NOT_SAID, tone="bad"),))


def lines(handoff: Handoff | None, key: str, said: str) -> Iterator[Cell]:
    """Return what a field says, one line for each thing of a list."""
    listed = getattr(handoff, key) if key in ("payload", "acceptance") else (said,)
    yield from map(Cell, listed)


def _claims(graph: ProcessGraph, handoff: Handoff, key: str, said: str) -> tuple[Cell, ...]:
    """Return what each document says of a field on which they contradict each other."""
    attribute = {"from": "sender", "to": "receiver"}.get(key, key)
    told_ = []
    for claim in handoff.claims(key) or handoff.claims(attribute):
        copy = handoff.model_copy(update={attribute: claim.says})
        words = handoff_words(graph, copy, None)[key]
        source = graph.sources.get(claim.source or "")
        name = (source.name if source else "") or claim.source or "a document"
        told_.append(Cell(words, name, "bad"))
    return tuple(told_) or (Cell(said, "documents differ", "bad"),)
