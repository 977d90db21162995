"""The one to three fields of the other rules: claims, waits, approvals, pools."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crackmap.check.filling.case import Case, Unasked
from crackmap.check.filling.question import Choice, Edits, Question, Talk
from crackmap.check.filling.values import (
    certain,
    department,
    departments,
    example,
    field,
    set_field,
)
from crackmap.graph.claims import contradictory_keys
from crackmap.graph.references import elements
from crackmap.language.element import Element
from crackmap.language.notations import Claim
from crackmap.language.process import Department, Step
from crackmap.language.texts import is_otherwise
from crackmap.rules.advice import claim_words, place_words, quoted
from crackmap.source.nodes import ListNode
from crackmap.source.setting import keep_item

_POOL = {
    "pick_up_within": "how soon work is picked up",
    "assigned_by": "how it finds its person",
    "fallback": "who takes what nobody picked",
}


def contradiction(case: Case) -> Talk:
    """Ask which of the claims holds; the others go."""
    element, place, claims = _claims(case)
    key = case.finding.detail
    choices = tuple(_claimed(claim, claims) for claim in claims)
    both = Choice("both", "nobody knows yet: keep all, and assign it", assigns=True)
    holds = yield Question(
        "holds",
        f"Which {key} of {place_words(place, element.noun)} holds?",
        (*choices, both),
        must=True,
        closed=True,
    )
    written = element.mapping and element.mapping.get(key)
    index = [choice.value for choice in choices].index(holds)
    return certain(keep_item(written, index) if isinstance(written, ListNode) else None)


def _claims(case: Case) -> tuple[Element, Any, tuple[Claim, ...]]:
    key = case.finding.detail
    for element, place in elements(case.graph):
        if place.subject == case.finding.subject and key in contradictory_keys(case.graph, element):
            return element, place, element.claims(key)
    raise Unasked(case.finding.subject)


def _claimed(claim: Claim, claims: Iterable[Claim]) -> Choice:
    """Return a claim as a choice: by its source, where only it has that."""
    words = claim_words(claim.says)
    alone = claim.source and sum(other.source == claim.source for other in claims) == 1
    value = claim.source if alone and claim.source else words
    return Choice(value, words, (words,))


def endless_wait(case: Case) -> Talk:
    """Ask which event ends a wait, and how long it may take at most."""
    step = case.step
    events = [
        " ".join(flow.when.split())
        for flow in case.graph.outgoing(step)
        if flow.when and not flow.rejects and not is_otherwise(flow.when)
    ]
    until = yield Question(
        "until",
        f"Which event ends the wait {quoted(step.name)}?",
        tuple(Choice(event) for event in dict.fromkeys(events)),
        example(Step, "until"),
        field(Step, "until"),
    )
    within = yield _within(step, "How long may it take at most?", "30d")
    return (*_set(step, "until", until), *_set(step, "within", within))


def untimed_approval(case: Case) -> Talk:
    """Ask when whoever asks is answered."""
    step = case.step
    words = f"How soon is whoever waits for {quoted(step.name)} answered?"
    within = yield _within(step, words, "1bd")
    if not within:
        return ()
    graph = case.graph
    escalation = yield Question(
        "escalation",
        "And who acts when that is over?",
        departments(graph, (), graph.owner(step).names),
        judge=department(graph),
    )
    return (*_set(step, "within", within), *_set(step, "escalation", escalation))


def _within(step: Step, words: str, shown: str) -> Question:
    return Question("within", words, example=shown, judge=field(Step, "within"))


def _set(element: Element, key: str, value: str) -> Edits:
    return set_field(element, key, value) if value else ()


def pooled_owner(case: Case) -> Talk:
    """Ask how work leaves a pool."""
    graph, finding = case.graph, case.finding
    names = [finding.detail] if finding.detail else graph.owner(case.step).names
    pools = [graph.departments[id_] for id_ in names if id_ in graph.departments]
    pool = next((unit for unit in pools if unit.kind == "pool"), None)
    if pool is None:
        raise Unasked(finding.subject)
    edits: list[Any] = []
    for key, why in _POOL.items():
        if getattr(pool, key):
            continue
        known = key == "fallback"
        value = yield Question(
            key,
            f"{graph.organisation.name(pool.id)}: {why}?",
            departments(graph, (), (pool.id,)) if known else (),
            "" if known else example(Department, key),
            department(graph) if known else field(Department, key),
        )
        edits += _set(pool, key, value)
    return edits
