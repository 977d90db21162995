"""Who brings what a step needs: a step before it, or a handoff on the way to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crackmap.check.filling.case import Case
from crackmap.check.filling.question import Choice, Edits, Question, Talk
from crackmap.check.filling.values import certain
from crackmap.graph.artifacts import Artifacts
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.element import Element
from crackmap.language.process import Step
from crackmap.language.texts import fold
from crackmap.rules.advice import flow_words, quoted
from crackmap.source.edits import respell
from crackmap.source.problems import Refusal
from crackmap.source.scalars import scalar
from crackmap.source.setting import add_items
from crackmap.source.words import did_you_mean

_MOST = 8


def missing_payload(case: Case) -> Talk:
    """Ask who brings what a step needs, or what was meant by it."""
    graph, step = case.graph, case.step
    artifacts, bringers = Artifacts(graph), _bringers(graph, step)
    said = fold(case.finding.message)
    needs = [need for need in artifacts.missing(step) if fold(need) in said]
    brought: dict[str, list[str]] = {}
    edits: list[Any] = []
    for need in needs:
        near = "" if artifacts.brought_by(need) else artifacts.nearest(need)
        offered = [Choice(near, "it was only called otherwise")] if near else []
        offered += [choice for choice, _ in bringers.values()]
        who = yield Question(
            "brought_by" if len(needs) == 1 else f"brought_by.{need}",
            f"Who brings {need} to {quoted(step.name)}?",
            tuple(offered[:_MOST]),
            judge=_one_of(bringers),
        )
        if who and who == near:
            edits += _renamed(step, need, who)
        elif who:
            brought.setdefault(who, []).append(scalar(need))
    for who, texts in brought.items():
        bringer = bringers[who][1]
        key, mapping = "produces" if isinstance(bringer, Step) else "payload", bringer.mapping
        edits += certain(add_items(mapping, key, texts, ("needs",)) if mapping else None)
    return edits


_Bringers = dict[str, tuple[Choice, Element]]


def _bringers(graph: ProcessGraph, step: Step) -> _Bringers:
    """Return what may bring something: handoffs into the step, then steps before it, by value."""
    found: _Bringers = {}
    for flow in graph.incoming(step):
        if flow.handoff and not flow.rejects:
            value = flow.handoff_id or str(flow.subject)
            words = f"the handoff {flow_words(flow)} carries it"
            found.setdefault(value, (Choice(value, words), flow.handoff))
    for before in _before(graph, step):
        owner = graph.owner(before).names
        who = f" ({graph.organisation.name(owner[0])})" if owner else ""
        choice = Choice(before.id, f"{quoted(before.name)}{who} makes it", (before.name,))
        found.setdefault(before.id, (choice, before))
    return found


def _before(graph: ProcessGraph, step: Step) -> list[Step]:
    """Return the steps from which paths lead to `step`, the closest first."""
    seen, waiting = {step: None}, [step]
    for one in waiting:
        for flow in graph.incoming(one):
            if not flow.rejects and flow.source not in seen:
                seen[flow.source] = None
                waiting.append(flow.source)
    return list(seen)[1:]


def _one_of(bringers: _Bringers) -> Callable[[str], str]:
    def judge(text: str) -> str:
        for value, (choice, _) in bringers.items():
            if fold(text) in map(fold, (value, *choice.names)):
                return value
        help_ = did_you_mean(text, bringers, "name a step before it, or a handoff into it")
        raise Refusal(f"`{text}` cannot bring it", help_)

    return judge


def _renamed(step: Step, need: str, near: str) -> Edits:
    mapping = step.mapping
    written = mapping.get("needs") if mapping else None
    at = written.index(need) if isinstance(written, list) and need in written else None
    edit = respell(mapping.source, step.span("needs", at), need, near) if mapping else None
    return certain((edit,) if edit else ())
