"""How work is handed over: an agreement by its id, or its fields one by one."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from typing import Any

from crackmap.check.filling.case import Case, Unasked
from crackmap.check.filling.question import Choice, Edits, Question, Talk
from crackmap.check.filling.values import (
    certain,
    department,
    departments,
    end,
    ends,
    example,
    field,
    set_field,
)
from crackmap.graph.flow import Flow
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Handoff, Rejection, Step
from crackmap.rules import skeleton
from crackmap.rules.advice import flow_words
from crackmap.source.edits import insert_key, is_flow
from crackmap.source.fix import Edit
from crackmap.source.problems import Refusal
from crackmap.source.scalars import in_line, scalar
from crackmap.source.words import did_you_mean

FIELDS = dict(skeleton.FIELDS)
_SEVERAL = ("payload", "acceptance")
_BACK = "handoff.rejection"
# Of a rejection, beside where it leads: what is asked, and whether it takes several.
_REJECTION = {
    "reasons": ("why the receiver may say no", True),
    "rounds": ("how often work may come back", False),
    "share": ("how much of the work comes back", False),
}
# What stands under each field: a text, a list, or the mapping of a rejection.
Values = dict[str, Any]


def undefined_handoff(case: Case) -> Talk:
    """Ask for a fitting agreement, else for the fields of a handoff."""
    return (yield from on_flow(case.graph, case.flows[0]))


def on_flow(graph: ProcessGraph, flow: Flow, sender: Step | None = None) -> Talk:
    """Ask how `flow` hands over; where the change hides, it begins at the step `sender`."""
    if flow.handoff is not None:
        judged = graph.completeness(flow)
        missing = [name for name in FIELDS if judged is None or name in judged.missing]
        values = yield from _fields(graph, flow, missing, sender)
        return _into(graph, flow.handoff, values)
    owner = graph.owner(sender) if sender else flow.sender
    fitting = graph.agreements_between(owner, flow.receiver)
    if fitting:
        named: str = yield Question(
            "handoff",
            f"Which agreement holds for {flow_words(flow)}?",
            (
                *(Choice(one.id, one.name or "", (one.name,)) for one in fitting),
                Choice("fields", "none of them: say it field by field"),
            ),
            judge=_agreement(graph),
        )
        if named not in ("", "fields"):
            line = f"handoff: {scalar(named)}"
            edits = skeleton.on_flow(graph, flow, [line], blocks=False)
            return certain(edits or skeleton.on_flow(graph, flow, [line]))
    values = yield from _fields(graph, flow, list(FIELDS), sender)
    if not values:
        return ()
    if sender and owner.names:
        values = {"from": owner.names[0], **values}
    rows = [f"  {key}: {in_line(value)}" for key, value in values.items()]
    return certain(skeleton.on_flow(graph, flow, ["handoff:", *rows]))


def lacking_fields(case: Case) -> Talk:
    """Ask for what an agreement lacks, what it cannot do without first."""
    flow = _flow(case)
    judged = case.graph.completeness(flow)
    lacking = judged.missing if judged else ()
    must = judged.missing_must if judged else ()
    names = sorted((name for name in FIELDS if name in lacking), key=lambda name: name not in must)
    values = yield from _fields(case.graph, flow, names)
    return _into(case.graph, case.handoff, values)


def untimed_handoff(case: Case) -> Talk:
    """Ask how long the receiver has, and who acts when that is over."""
    handoff = case.handoff
    names = [] if handoff.sla else ["sla"]
    receivers = {name for flow in case.flows for name in flow.receiver.names}
    receivers |= {handoff.receiver} if handoff.receiver else set()
    if receivers.issuperset(level.to for level in handoff.escalation):
        names.append("escalation")
    values = yield from _fields(case.graph, _flow(case), names)
    return _into(case.graph, handoff, values)


def one_way_handoff(case: Case) -> Talk:
    """Ask where refused work goes."""
    values = yield from _fields(case.graph, _flow(case), ["rejection"])
    return _into(case.graph, case.handoff, values)


def _flow(case: Case) -> Flow:
    if not case.flows:
        raise Unasked(case.finding.subject)
    return case.flows[0]


def _agreement(graph: ProcessGraph) -> Any:
    def judge(text: str) -> str:
        if text in graph.handoffs:
            return text
        raise Refusal(f"there is no agreement `{text}`", did_you_mean(text, graph.handoffs))

    return judge


def _fields(
    graph: ProcessGraph, flow: Flow, names: Iterable[str], sender: Step | None = None
) -> Generator[Question, Any, Values]:
    """Ask for fields one by one; return those that were said, in their order."""
    said: Values = {}
    for name in names:
        if name == "rejection":
            value = yield from _rejection(graph, flow, sender or flow.source)
        else:
            value = yield _question(graph, flow, name, sender or flow.source)
        if value:
            said[name] = value
    return {name: said[name] for name in FIELDS if name in said}


def _question(graph: ProcessGraph, flow: Flow, name: str, source: Step) -> Question:
    words, judge = f"{name}: {FIELDS[name]}", field(Handoff, name)
    choices: tuple[Choice, ...] = ()
    shown = example(Handoff, name)
    if name == "payload" and source.produces:
        shown = ", ".join(source.produces)
    if name == "channel":
        choices = tuple(
            Choice(id_, unit.name if unit.name != id_ else "", (unit.name,))
            for id_, unit in graph.departments.items()
            if unit.kind == "system"
        )
    if name == "escalation":
        above = graph.quarterback()
        choices = departments(
            graph, [(above, "sees every case through")] if above else (), flow.receiver.names
        )
        judge = department(graph)
        shown = ""
    return Question(f"handoff.{name}", words, choices, shown, judge, several=name in _SEVERAL)


def _rejection(
    graph: ProcessGraph, flow: Flow, source: Step
) -> Generator[Question, Any, Values | str]:
    """Ask where refused work goes back to, and on which terms."""
    words = f"rejection: {FIELDS['rejection']}"
    if flow.handoff_id in graph.around.handoffs and flow.handoff_id not in graph.process.handoffs:
        # The agreement is that of several processes: each knows its own steps.
        senders = departments(graph, [(id_, "hands over") for id_ in flow.sender.names])
        to = yield Question(f"{_BACK}.to", words, senders, judge=department(graph))
    else:
        own = set(graph.owner(source).departments)
        back = [step for step in graph.steps if own & set(graph.owner(step).departments)]
        to = yield Question(
            f"{_BACK}.to", words, ends(dict.fromkeys([source, *back])), judge=end(graph)
        )
    if not to:
        return ""
    values: Values = {"to": to}
    for key, (why, several) in _REJECTION.items():
        value = yield Question(
            f"{_BACK}.{key}",
            f"{key}: {why}",
            example=example(Rejection, key),
            judge=field(Rejection, key),
            several=several,
        )
        if value:
            values[key] = value
    return values


def _into(graph: ProcessGraph, handoff: Handoff, values: Values) -> Edits:
    """Write fields into a handoff that is there: into the place of what is empty, else behind."""
    mapping = handoff.mapping
    if not values:
        return ()
    there = {key: value for key, value in values.items() if handoff.written(key)}
    edits = [edit for key, value in there.items() for edit in _set(handoff, key, value)]
    rows = [f"{key}: {in_line(value)}" for key, value in values.items() if key not in there]
    if not rows:
        return edits
    added: Sequence[Edit] = ()
    if mapping and edits and is_flow(mapping):
        edit = insert_key(mapping, next(reversed(mapping)), rows, ", ".join(rows))
        added = (edit,) if edit else ()
    elif mapping:
        added = skeleton.behind(graph, mapping, rows)
    return (*edits, *certain(added))


def _set(handoff: Handoff, key: str, value: Any) -> tuple[Edit, ...]:
    back = handoff.rejection
    if key == "rejection" and back is not None and back.mapping:
        return tuple(edit for part, text in value.items() for edit in set_field(back, part, text))
    return set_field(handoff, key, value)
