"""Who it is: owners of steps and of the process, words that name nobody, departments to declare."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import Any

from crackmap.check.filling.case import Case, Unasked
from crackmap.check.filling.handoffs import on_flow
from crackmap.check.filling.question import Choice, Question, Talk
from crackmap.check.filling.values import (
    certain,
    department,
    departments,
    set_field,
    set_line,
)
from crackmap.graph.hidden_handoffs import way_out
from crackmap.graph.process_graph import ProcessGraph
from crackmap.graph.references import Reference, references
from crackmap.language.process import Process, Stage, Step
from crackmap.language.texts import fold, id_of
from crackmap.rules.advice import candidates, quoted
from crackmap.source.edits import insert_key, respell
from crackmap.source.fix import Edit
from crackmap.source.nodes import ListNode, MapNode
from crackmap.source.problems import Refusal
from crackmap.source.scalars import in_line, scalar
from crackmap.source.setting import add_items
from crackmap.source.words import listing

ANOTHER = "another"
_LONGEST = 200  # letters of a name that is new
_NEW = Choice(ANOTHER, "another department, which is not declared yet")
Chosen = Generator[Question, Any, tuple[str, tuple[Edit, ...]]]


def unowned_step(case: Case) -> Talk:
    """Ask who owns a step."""
    return (yield from _owner_of(case, case.step))


def shared_owner(case: Case) -> Talk:
    """Ask which one owns a step, and what becomes of the others."""
    graph, step = case.graph, case.step
    holder, names = graph.owner_place(step), graph.owner(step).names
    named = [(id_, "one of those there") for id_ in names]
    words = f"Who alone answers for {quoted(step.name)}?"
    owner, edits = yield from choose(graph, words, (*departments(graph, named), _NEW))
    edits = (*edits, *set_field(holder, "owner", owner, ("name", "id")))
    others = [id_ for id_ in names if id_ != owner and id_ not in step.contributors]
    if isinstance(holder, Stage) or not others:
        return edits
    said = yield Question(
        "others",
        f"And {listing([graph.organisation.name(id_) for id_ in others])}?",
        (
            Choice("contribute", "contribute to it, and stay as contributors"),
            Choice("leave", "have no part in it"),
        ),
        closed=True,
    )
    if said != "contribute":
        return edits
    contributors = [*step.contributors, *others]
    return (*edits, *set_field(step, "contributors", contributors, ("owner",)))


def hidden_handoff(case: Case) -> Talk:
    """Ask who owns the step between, or how it hands over."""
    graph, change = case.graph, case.hidden
    unowned = [step for step in change.between if not graph.owner(step).names]
    if unowned:
        return (yield from _owner_of(case, unowned[0]))
    between = change.between[-1]
    called = graph.organisation.name(graph.owner(between).names[0])
    leave = Choice("handoff", f"{called} keeps it: say how {quoted(between.name)} hands over")
    offered = departments(graph, _likely(graph, between), graph.owner(between).names)
    words = f"Who answers for {quoted(between.name)}?"
    owner, edits = yield from choose(graph, words, (leave, *offered, _NEW), must=False)
    if owner in ("", leave.value):
        return (yield from on_flow(graph, way_out(graph, change), change.source))
    return (*edits, *set_field(between, "owner", owner, ("name", "id")))


def quarterback(case: Case) -> Talk:
    """Ask who sees every case through."""
    graph = case.graph
    now = {graph.process.owner} if graph.process.owner else set()
    free = [
        (id_, "owns no step")
        for id_, unit in graph.departments.items()
        if not {id_, unit.part_of} & {*graph.owning_departments, *now} and unit.kind == "department"
    ]
    offered = departments(graph, free, now)
    choices = (*offered, _NEW) if free else (_NEW, *offered)
    words = "Who sees every case through, end to end?"
    owner, edits = yield from choose(graph, words, choices)
    return (*set_field(graph.process, "owner", owner, ("id", "process")), *edits)


def unknown_owner(case: Case) -> Talk:
    """Ask who is meant by a word that names nobody, or whether to declare it."""
    graph, finding = case.graph, case.finding
    if not graph.departments:
        return (yield from by_fix(case))
    meant = [
        reference
        for reference in references(graph, "owner")
        if reference.word == finding.detail and reference.place.subject == finding.subject
    ]
    if not meant:
        raise Unasked(finding.subject)
    word = finding.detail
    near = finding.fix.edits[0].text if finding.fix and finding.fix.edits else ""
    likely = [(near.strip("'\""), "a slip of the pen")]
    new = Choice(ANOTHER, f"a department that is not declared yet: declare `{word}`")
    choices = (*departments(graph, likely), new)
    who, edits = yield from choose(graph, f"Who is `{word}`?", choices, name=word)
    if who == word:
        return edits
    return (*edits, *_respelled(meant, who))


def _respelled(meant: Iterable[Reference], who: str) -> tuple[Edit, ...]:
    edits: list[Edit] = []
    for reference in meant:
        mapping = reference.element.mapping
        edit = respell(mapping.source, reference.span, reference.word, who) if mapping else None
        edits += certain((edit,) if edit else ())
    return tuple(dict.fromkeys(edits))


def by_fix(case: Case) -> Talk:
    """Ask whether to do what the rule itself proposes."""
    fix = case.finding.fix
    if fix is None:
        raise Unasked(case.finding.rule)
    yield Question("fix", f"{fix.title}?", (Choice("yes", "yes"),), must=True, closed=True)
    return fix.edits


def _owner_of(case: Case, step: Step) -> Talk:
    graph = case.graph
    offered = departments(graph, _likely(graph, step))
    words = f"Who answers for {quoted(step.name)}?"
    owner, edits = yield from choose(graph, words, (*offered, _NEW))
    return (*edits, *set_field(step, "owner", owner, ("id", "name")))


def _likely(graph: ProcessGraph, step: Step) -> list[tuple[str, str]]:
    """Return who could own a step, each with why."""
    return [(who.department, listing(who.reasons)) for who in candidates(graph, step)]


def choose(
    graph: ProcessGraph,
    words: str,
    choices: tuple[Choice, ...],
    *,
    name: str = "",
    must: bool = True,
) -> Chosen:
    """Ask for a department; return its id, and the edits that declare it where it is a new one.

    A new one is called `name`, else that is asked.
    """
    chosen: str = yield Question(
        "owner", words, choices, judge=department(graph, ANOTHER), must=must
    )
    if chosen != ANOTHER:
        return chosen, ()
    if name and id_of(name) == name:
        return declared(graph, name)
    called: str = yield Question(
        "new_owner", "What is the new department called?", example="Revenue operations", must=True
    )
    return declared(graph, called)


def declared(graph: ProcessGraph, called: str) -> tuple[str, tuple[Edit, ...]]:
    """Return the id of a new department, and the edits that declare it in the process."""
    id_ = id_of(called)
    if not id_:
        raise Refusal(f"no id can be made of `{called}`", "use letters and digits")
    if len(called) > _LONGEST:
        raise Refusal(f"a name has {_LONGEST} letters at most", "say the rest in its description")
    for known, unit in graph.departments.items():
        if fold(id_) == fold(known) or fold(called) == fold(unit.name):
            return known, ()
    process: Process = graph.process
    mapping = process.mapping
    table = mapping.get("departments") if mapping else None
    details = {} if called == id_ else {"name": called}
    if mapping and isinstance(table, MapNode) and table:
        entry = f"{scalar(id_)}: {in_line(details)}"
        edit = insert_key(table, next(reversed(table)), [entry], entry)
        return id_, certain((edit,) if edit else ())
    if mapping and isinstance(table, ListNode | str) and table:
        return id_, certain(add_items(mapping, "departments", [scalar(id_)]))
    listed = in_line({id_: details} if details else [id_])
    return id_, set_line(process, "departments", listed, ("process", "name"))
