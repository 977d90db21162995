"""Where the rest goes: branches that leak, explain nothing or have one side, and dead ends."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from fractions import Fraction
from typing import Any

from crackmap.check.filling.case import Case
from crackmap.check.filling.question import Choice, Edits, Question, Talk
from crackmap.check.filling.values import (
    certain,
    end,
    ends,
    example,
    field,
    name_of,
    outcome_of,
    outcomes,
    set_field,
    set_line,
    way,
)
from crackmap.graph.flow import Flow
from crackmap.graph.process_graph import ProcessGraph
from crackmap.graph.shares import sums
from crackmap.language.process import Next, Step
from crackmap.rules.advice import end_words, quoted
from crackmap.rules.lines import second_flow
from crackmap.rules.skeleton import on_flow
from crackmap.source.edits import remove_key
from crackmap.source.nodes import ListNode, MapNode
from crackmap.source.scalars import scalar
from crackmap.source.setting import add_items, as_first_item, set_key
from crackmap.source.words import percent

_PARALLEL = Choice("parallel", "all are taken at once")
_SHARES = Choice("shares", "nowhere: the shares are to be corrected")
_NONE = Choice("none", "there are no others")


def leaky_branch(case: Case) -> Talk:
    """Ask where the rest goes, or which shares hold."""
    graph, step = case.graph, case.step
    flows = [flow for flow in graph.outgoing(step) if flow.written and flow.share is not None]
    counted = [flow for flow in graph.outgoing(step) if not flow.stood_for]
    low, high = sums(counted, settled=not graph.may_send_back(step))
    if low > 1:
        how = yield Question(
            "how", "Are several taken at once?", (_PARALLEL, _SHARES), must=True, closed=True
        )
        if how == _PARALLEL.value:
            return set_field(step, "parallel", "true")
        return (yield from _shares(flows))
    there = {flow.end for flow in flows}
    near = (one for one in _near(graph, step) if one.id not in there)
    offered = (*ends(near, *outcomes(graph)), _SHARES)
    to = yield Question(
        "to",
        f"Where does the rest of {quoted(step.name)} go?",
        offered,
        judge=end(graph),
        must=True,
    )
    if to == _SHARES.value:
        return (yield from _shares(flows))
    share = yield from _share(1 - high)
    when = yield from _when("otherwise")
    return another(graph, step, way(to, when=when, share=share))


def unexplained_branch(case: Case) -> Talk:
    """Ask when each flow is taken that does not say it."""
    graph, step = case.graph, case.step
    repeated = graph.duplicate_flows(step)
    silent = [
        flow
        for flow in graph.outgoing(step)
        if not flow.rejects and not (flow.condition or flow.open) and flow not in repeated
    ]
    how = yield Question(
        "how",
        f"{quoted(step.name)}: which way does a case go?",
        (Choice("one", "one of them: say when"), _PARALLEL),
        closed=True,
    )
    if how == _PARALLEL.value:
        return set_field(step, "parallel", "true")
    edits: list[Any] = []
    for flow in silent:
        rest = "otherwise" if len(silent) == 1 else ""
        name = "when" if len(silent) == 1 else f"when.{name_of(flow)}"
        when = yield from _when(rest, name, f"When does it go to {end_words(flow)}?")
        if when:
            edits += _said_of(graph, flow, "when", when)
    return edits


def one_sided_decision(case: Case) -> Talk:
    """Ask where work goes in all other cases."""
    graph, step = case.graph, case.step
    (flow,) = graph.outgoing(step)
    asking = [before.source for before in graph.incoming(step)] if step.kind == "approval" else []
    near = (*asking, *(one for one in _near(graph, step) if one is not flow.target))
    to = yield Question(
        "to",
        f"Where does {quoted(step.name)} go in all other cases?",
        (*ends(near, *outcomes(graph)), _NONE),
        judge=end(graph),
        must=True,
    )
    if to == _NONE.value:
        return _only(step, flow)
    share = yield from _share(None if flow.share is None else 1 - flow.share)
    when = yield from _when("otherwise")
    target = graph.step(to)
    rounds = ""
    if target is not None and graph.order[target] <= graph.order[step]:
        rounds = yield Question(
            "rounds",
            "How often may it come back?",
            example=example(Next, "rounds"),
            judge=field(Next, "rounds"),
        )
    return another(graph, step, way(to, when=when, share=share, rounds=rounds))


def dead_end(case: Case) -> Talk:
    """Ask what follows a step at which work stops."""
    graph, step = case.graph, case.step
    to = yield Question(
        "to",
        f"What follows {quoted(step.name)}?",
        ends(_near(graph, step), *sorted(outcomes(graph), key=_is_bad(graph))),
        judge=end(graph),
        must=True,
    )
    outcome = outcome_of(to)
    if step.written("next"):
        return set_line(step, "next", way(to) if outcome else scalar(to))
    return set_field(step, "outcome" if outcome else "next", outcome or to)


def _is_bad(graph: ProcessGraph) -> Any:
    return lambda word: not graph.process.is_good(word)


def _near(graph: ProcessGraph, step: Step) -> list[Step]:
    """Return the steps to offer: the one below, and those around it."""
    at = graph.order[step]
    return [*graph.steps[at + 1 : at + 3], *reversed(graph.steps[max(at - 2, 0) : at])]


def _share(left: Fraction | None) -> Generator[Question, Any, str]:
    rest = percent(left, 9) if left else ""
    share: str = yield Question(
        "share",
        "How many of the cases is that?",
        (Choice(rest, "what is left"),) if rest else (),
        "" if rest else example(Next, "share"),
        field(Next, "share"),
    )
    return share


def _shares(flows: Sequence[Flow]) -> Talk:
    """Ask for the share of each flow; what is left out stays."""
    edits: list[Any] = []
    for flow in flows:
        now = percent(flow.share or 0, 9)
        share = yield Question(
            f"share.{name_of(flow)}",
            f"How many of the cases go to {end_words(flow)}? Now it says {now}",
            example=now,
            judge=field(Next, "share"),
        )
        if share and flow.written:
            edits += set_field(flow.written, "share", share)
    return edits


def _when(
    rest: str, name: str = "when", words: str = "When does it go there?"
) -> Generator[Question, Any, str]:
    when: str = yield Question(
        name,
        words,
        (Choice(rest, "in all cases that no other condition fits"),) if rest else (),
        "" if rest else example(Next, "when"),
        field(Next, "when"),
    )
    return when


def _said_of(graph: ProcessGraph, flow: Flow, key: str, value: str) -> Edits:
    """Write a key on a flow, which may be a word alone, or follow from the order of the file."""
    written = flow.written.mapping if flow.written else None
    if written and (key in written or "handoff" in written):
        return certain(set_key(written, key, scalar(value), ("to", "outcome")))
    line = f"{key}: {scalar(value)}"
    return certain(on_flow(graph, flow, [line], blocks=False) or on_flow(graph, flow, [line]))


def _only(step: Step, flow: Flow) -> Edits:
    """Take the condition of the only flow away, else that the step decides."""
    written = flow.written.mapping if flow.written else None
    key, holder = ("when", written) if flow.when else ("kind", step.mapping)
    edit = holder and remove_key(holder, key)
    return certain((edit,) if edit else ())


def another(graph: ProcessGraph, step: Step, flow: str) -> Edits:
    """Write one more flow, in braces, out of a step."""
    mapping = step.mapping
    written = mapping.get("next") if mapping else None
    if mapping and isinstance(written, ListNode) and len(written) > 1:
        return certain(add_items(mapping, "next", [flow]))
    if mapping and isinstance(written, ListNode | MapNode):
        block = second_flow(graph, step, flow)
        if not block and isinstance(written, ListNode):
            block = add_items(mapping, "next", [flow]) or ()
        return certain(block or as_first_item(mapping, "next", flow))
    return certain(second_flow(graph, step, flow))
