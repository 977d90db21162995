"""For two departments: one page with all that a handoff needs, to be agreed on and signed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crackmap.graph.agreed import agreed_by
from crackmap.graph.flow import Flow
from crackmap.graph.grades import graded
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.texts import same_thing
from crackmap.reports import told
from crackmap.reports.agreements import Passing, between, fields, title
from crackmap.reports.content import (
    Cell,
    Column,
    Content,
    Section,
    Signatures,
    Table,
    Words,
)
from crackmap.reports.material import Material, Part
from crackmap.rules.finding import Finding
from crackmap.source.words import abridged, listing, plural
from crackmap.writers.wording import system_words

_FIELDS = (Column("field", "", 26), Column("said", "What we agree", 74))
_OPEN = (Column("point", "Point", 62), Column("who", "Whose move", 20), Column("due", "By", 18))
_HEAD = (
    "handoff", "field", "from", "to", "system", "handed over when", "made by", "needed by",
)  # fmt: skip
_MOST_POINTS, _MOST_LINES = 6, 8
_LONGEST = 240


def agreements(material: Material) -> dict[str, Passing]:
    """Return all that can be signed, by how it is called.

    These are the agreements by their ids, and the changes of department without one by their ends,
    `score -> call`. An agreement that no change of department uses is none that two can sign. Of
    two processes with one name for it, both are called `process/name`.
    """
    known = [pair for part in material.parts for pair in _of(part)]
    names = [name for name, _ in known]
    return {
        name if names.count(name) == 1 else f"{passing.part.graph.process.id}/{name}": passing
        for name, passing in known
    }


def _of(part: Part) -> Iterator[tuple[str, Passing]]:
    graph = part.graph
    seen: set[str] = set()
    for flow in graph.handover_flows:
        if not (flow.handoff_id and flow.handoff) and flow not in graph.changes_of_department():
            continue
        judged = graded(graph, flow)
        if flow.target is None or judged.question:
            continue
        name = flow.handoff_id if flow.handoff and flow.handoff_id else str(flow.subject)
        if flow.detail and not flow.handoff_id:
            name = f"{name} ({flow.detail})"
        if name not in seen:
            seen.add(name)
            yield (
                name,
                Passing(part, judged, flow.source, flow.target, flow.sender, flow.receiver),
            )


def report(material: Material, name: str, passing: Passing) -> Content:
    """Return the page of what is called `name`."""
    graph = passing.part.graph
    facts = list(fields(graph, passing))
    rows = tuple((Cell(fact.name), _joined(fact.said)) for fact in facts)
    open_ = [fact for fact in facts if any(cell.tone == "bad" for cell in fact.said)]
    findings = list(_findings(material, passing))
    sections = [
        Section("What is handed over, and how", (Table(_FIELDS, rows, "", by_hand=True),)),
        Section("To be settled before we sign", _points(len(open_), findings)),
        Section("Agreed", (Words(_AGREED), Signatures(tuple(_signing(graph, passing))))),
    ]
    uses = [
        f'"{flow.source.name}" → "{flow.target.name}"' for flow in _uses(passing) if flow.target
    ]
    where = listing(abridged(uses, most=2, first=1))
    return Content(
        "handoff",
        name,
        title(passing),
        f"{between(graph, passing) or where} · {passing.part.analysis.figures.name}",
        f"For the work that passes by {where}. {_lead(len(open_))}",
        tuple(sections),
        material.today,
        one_page=True,
        fields=(_HEAD, *_payload(name, passing)),
    )


_AGREED = "We hand over and take over as it says above, and answer for it."


def _lead(open_: int) -> str:
    if not open_:
        return "Nothing in it is open: read it, and sign."
    return f"{plural(open_, 'field')} of ten {'is' if open_ == 1 else 'are'} open, in red."


def _joined(said: Sequence[Cell]) -> Cell:
    """Return several lines as one cell; in red where one of them is open."""
    texts = [f"{cell.words} ({cell.note})" if cell.note else cell.words for cell in said]
    shown = abridged(texts, most=_MOST_LINES, first=_MOST_LINES - 1)
    bad = any(cell.tone == "bad" for cell in said)
    words = "; ".join(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…" for text in shown)
    return Cell(words, tone="bad" if bad else "")


def _points(fields: int, findings: Sequence[Finding]) -> tuple[Table | Words, ...]:
    none = "Beside the fields in red nothing is open." if fields else "Nothing is open."
    rows = [
        (Cell(finding.message, tone="bad"), told.who(finding), told.due(finding))
        for finding in findings[:_MOST_POINTS]
    ]
    table = Table(_OPEN, tuple(rows), none)
    left = len(findings) - _MOST_POINTS
    more = (Words(f"And {plural(left, 'more point')} in the report for operations.", "soft"),)
    return (table, *(more if left > 0 else ()))


def _findings(material: Material, passing: Passing) -> Iterator[Finding]:
    """Return the cracks about the agreement, and about the flows that use it."""
    subjects = {flow.subject for flow in _uses(passing)}
    handoff = passing.handoff
    for crack in (*passing.part.analysis.ranked, *material.shared):
        finding = crack.finding
        is_it = (
            handoff is not None
            and finding.subject.kind == "handoff"
            and finding.subject.id == handoff.id
        )
        if finding.severity != "note" and (is_it or finding.subject in subjects):
            yield finding


def _uses(passing: Passing) -> list[Flow]:
    """Return the flows by which the work passes."""
    flow = passing.flow
    assert flow is not None
    if not flow.handoff_id:
        return [flow]
    return [
        each
        for each in passing.part.graph.handover_flows
        if each.handoff_id == flow.handoff_id and each.target
    ]


def _signing(graph: ProcessGraph, passing: Passing) -> Iterator[Cell]:
    """Return who signs, with the day of a yes that is known already."""
    sides = (passing.sender, passing.receiver)
    for who, side in zip(_parties(graph, passing), sides, strict=True):
        yes = agreed_by(graph, passing.handoff, side) if passing.handoff else None
        on = f" on {yes.on}" if yes and yes.on else ""
        silent = "has not agreed yet" if passing.handoff and passing.handoff.agreed else ""
        yield Cell(who, f"agreed{on}" if yes else silent)


def _parties(graph: ProcessGraph, passing: Passing) -> tuple[str, ...]:
    """Return who signs: who gives and who takes."""
    said, name = passing.handoff, graph.organisation.name
    named = (said.sender, said.receiver) if said else (None, None)
    owners = (passing.sender, passing.receiver)
    return tuple(
        name(who) if who else listing([name(each) for each in owner.names], "or") or "nobody yet"
        for who, owner in zip(named, owners, strict=True)
    )


def _payload(name: str, passing: Passing) -> Iterator[tuple[str, ...]]:
    """Return a row for each field that is handed over, for whoever sets up the system."""
    graph, handoff = passing.part.graph, passing.handoff
    if handoff is None:
        return
    sender, receiver = _parties(graph, passing)
    for field in handoff.payload:
        thing = same_thing(field)
        made = [s.name for s in graph.steps if any(same_thing(x) == thing for x in s.produces)]
        needed = [s.name for s in graph.steps if any(same_thing(x) == thing for x in s.needs)]
        yield (
            handoff.name or handoff.id or name,
            field,
            sender,
            receiver,
            system_words(handoff.channel, graph.organisation),
            handoff.trigger or "",
            "; ".join(made),
            "; ".join(needed),
        )
