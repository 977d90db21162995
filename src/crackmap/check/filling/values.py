"""What may be answered: values of fields, departments and steps; and how they are written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from pydantic import ValidationError

from crackmap.check.filling.question import Choice, Unwritable
from crackmap.graph.flow import Flow
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.element import Element
from crackmap.language.faults import problems_of
from crackmap.language.field_examples import examples
from crackmap.language.process import Step
from crackmap.language.texts import fold
from crackmap.rules.advice import quoted
from crackmap.source.fix import Edit
from crackmap.source.problems import Refusal
from crackmap.source.scalars import in_line
from crackmap.source.setting import set_key
from crackmap.source.words import did_you_mean

_OUTCOME = re.compile(r"\(\s*+(\S(?:.*\S)?)\s*\)")
_MOST = 8  # steps and outcomes that are offered; of any other people know the id


def field(kind: type[Element], key: str) -> Callable[[str], str]:
    """Return what judges a text for the field `key` of an element, as the loader does."""
    headline = kind.headline[:1]

    def judge(text: str) -> str:
        named = {word: "a name" for word in headline if word != key and word in ("name", "process")}
        try:
            kind.model_validate({**named, key: text})
        except ValidationError as error:
            first = next(problems_of(error, {}))
            raise Refusal(first.message, first.help) from None
        return text

    return judge


def example(kind: type[Element], key: str) -> str:
    """Return what people write for a field; may be empty."""
    shown = next(iter(examples(kind, key)), "")
    return ", ".join(map(str, shown)) if isinstance(shown, list) else str(shown)


def department(graph: ProcessGraph, *others: str) -> Callable[[str], str]:
    """Return what judges a word for a department: its id or its name, or one of `others`."""

    def judge(text: str) -> str:
        for id_, unit in graph.departments.items():
            if fold(text) in (fold(id_), fold(unit.name)):
                return id_
        known = [*graph.departments, *others]
        help_ = did_you_mean(text, known, "there is " + ", ".join(known))
        raise Refusal(f"`{text}` is no department", help_)

    return judge


def departments(
    graph: ProcessGraph, reasons: Iterable[tuple[str, str]] = (), without: Iterable[str] = ()
) -> tuple[Choice, ...]:
    """Return the departments to choose from: those with `reasons` first; no systems, no outsiders.

    Those `without` whom it must be are left out.
    """
    left_out = set(without)
    words = {id_: why for id_, why in reasons if id_ in graph.departments}
    for id_, unit in graph.departments.items():
        if unit.kind not in ("system", "external"):
            words.setdefault(id_, "")
    return tuple(
        Choice(
            id_, _called(graph, id_) + (f": {why}" if why else ""), (graph.organisation.name(id_),)
        )
        for id_, why in words.items()
        if id_ not in left_out
    )


def _called(graph: ProcessGraph, id_: str) -> str:
    name = graph.organisation.name(id_)
    return id_ if fold(name) == fold(id_) else f"{id_} ({name})"


def ends(steps: Iterable[Step | None], *outcomes: str) -> tuple[Choice, ...]:
    """Return where work may go, as choices: the outcomes, in parentheses, and the steps."""
    offered = [Choice(f"({word})", "the case ends", (word,)) for word in outcomes]
    offered += [
        Choice(step.id, quoted(step.name), (step.name,)) for step in dict.fromkeys(steps) if step
    ]
    return tuple(offered[:_MOST])


def end(graph: ProcessGraph, *others: str) -> Callable[[str], str]:
    """Return what judges a word for where work goes: a step, or an outcome in parentheses."""

    def judge(text: str) -> str:
        if text in others or _OUTCOME.fullmatch(text):
            return text
        for step in graph.steps:
            if fold(text) in (fold(step.id), fold(step.name)):
                return step.id
        ids = [step.id for step in graph.steps]
        help_ = did_you_mean(text, ids, "an outcome stands in parentheses: (lost)")
        raise Refusal(f"`{text}` is no step", help_)

    return judge


def outcomes(graph: ProcessGraph) -> tuple[str, ...]:
    """Return the outcomes that cases have here, those nobody works for first."""
    known = dict.fromkeys(flow.outcome for flow in graph.flows if flow.outcome)
    known |= {"lost": None} if not any(not graph.process.is_good(word) for word in known) else {}
    return tuple(sorted(known, key=graph.process.is_good))


def way(to: str, **more: str) -> str:
    """Return a flow in braces that leads `to` a step or an outcome; what is empty is left out."""
    outcome = _OUTCOME.fullmatch(to)
    said = {"outcome": outcome[1]} if outcome else {"to": to}
    said |= {key: value for key, value in more.items() if value}
    return in_line(said)


def outcome_of(to: str) -> str:
    """Return the outcome that an end is; empty where it is a step."""
    found = _OUTCOME.fullmatch(to)
    return found[1] if found else ""


def set_field(
    element: Element, key: str, value: Any, behind: Iterable[str] = ()
) -> tuple[Edit, ...]:
    """Write a value under `key` of an element; raises Unwritable where it has no certain place."""
    return set_line(element, key, in_line(value), behind)


def set_line(element: Element, key: str, line: str, behind: Iterable[str] = ()) -> tuple[Edit, ...]:
    """Write `line`, which is YAML, under `key` of an element, as `set_field` does."""
    mapping = element.mapping
    return certain(set_key(mapping, key, line, behind) if mapping else None)


def certain(edits: Sequence[Edit] | None) -> tuple[Edit, ...]:
    """Return the edits; raises Unwritable where there are none."""
    if not edits:
        raise Unwritable(
            "this cannot be written into the file as it stands there",
            "an alias or a comment is in the way: write it by hand",
        )
    return tuple(edits)


def name_of(flow: Flow) -> str:
    """Return how a question calls a flow out of a step: by its end."""
    return flow.end + (f" {flow.detail}" if flow.detail else "")
