"""Lines that a help says to write: on a flow, on what an agreement sends back, beside a flow."""

from __future__ import annotations

from typing import Any

from crackmap.graph.flow import Flow
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.rules.advice import agreement_words, flow_words
from crackmap.rules.skeleton import hand_on_flow, on_flow
from crackmap.source.by_hand import ByHand, by_hand
from crackmap.source.edits import in_block, insert_key, is_flow, open_word, word
from crackmap.source.fix import Edit
from crackmap.source.nodes import ListNode, MapNode


def advised(prose: str, hand: ByHand | None, otherwise: str) -> dict[str, Any]:
    """Return a help that ends with lines of YAML and their place; without any, with `otherwise`."""
    if hand is None:
        return {"help": f"{prose} {otherwise}"}
    return {"help": "\n".join([f"{prose} {hand.place}", *hand.lines]), "lines_at": hand.at}


def line_on_flow(graph: ProcessGraph, flow: Flow, line: str, prose: str) -> dict[str, Any]:
    """Return a help that says where `line` is written on `flow`, or on the rejection that it is."""
    key = line.partition(":")[0]
    if flow.rejects is not None and flow.implied_rejection:
        called = agreement_words(flow.rejects) if flow.rejects.id else flow_words(flow)
        return advised(
            prose, _on_rejection(graph, flow, line), f"as {line} on the rejection of {called}"
        )
    mapping = flow.written.mapping if flow.written else None
    hand = None
    if mapping is None or key not in mapping:
        edits = on_flow(graph, flow, [line], blocks=False)
        hand = hand_on_flow(flow, edits) if edits else None
        if hand and hand.wide:
            hand = hand_on_flow(flow, on_flow(graph, flow, [line]))
    return advised(prose, hand, f"as {line} on the flow {flow_words(flow)}")


def _on_rejection(graph: ProcessGraph, flow: Flow, line: str) -> ByHand | None:
    mapping = flow.rejects.mapping if flow.rejects else None
    if not mapping or not isinstance(mapping, MapNode):
        return None
    if mapping.source.is_long(mapping.start):
        return None
    written = mapping.get("rejection")
    edits: tuple[Edit, ...] = ()
    beside = "rejection"
    if isinstance(written, str):
        edits = open_word(mapping, "rejection", "to", [line], line) or ()
    elif isinstance(written, MapNode) and written and line.partition(":")[0] not in written:
        beside = next(reversed(written))
        edit = insert_key(written, beside, [line], line)
        edits = (edit,) if edit else ()
    elsewhere = mapping.source.path if mapping.source.path != graph.process.path else ""
    return by_hand(mapping.source, edits, beside, elsewhere) if edits else None


def another_flow(graph: ProcessGraph, step: Step, flow: str) -> ByHand | None:
    """Return how a person writes one more flow, in braces, out of `step`, behind its only one."""
    edits, mapping = second_flow(graph, step, flow), step.mapping
    if not edits or not mapping:
        return None
    return by_hand(mapping.source, edits, next(reversed(mapping)))


def second_flow(graph: ProcessGraph, step: Step, flow: str) -> tuple[Edit, ...]:
    """Return the edits that write one more flow, in braces, out of `step`, behind its only one."""
    mapping = step.mapping
    if not mapping:
        return ()
    source = mapping.source
    if step.outcome and "outcome" in mapping:
        at, _, stop = mapping.mark("outcome")
        lines, inline = _both(f"{{ outcome: {word(step.outcome)} }}", flow)
        margin = " " * (source.place(at)[1] - 1)
        text = inline if is_flow(mapping) else f"\n{margin}".join(lines)
        return (Edit(source.span(at, stop), text),)
    if "next" not in mapping:
        (only,) = graph.onward(step)
        edit = insert_key(mapping, next(reversed(mapping)), *_both(word(only.target.id), flow))
        return (edit,) if edit else ()
    written = mapping["next"]
    start, stop = mapping.mark("next")[1:]
    inside = start, stop
    if isinstance(written, ListNode) and len(written) == 1 and is_flow(written):
        inside = written.marks[0]
    elif not isinstance(written, str) and not (isinstance(written, MapNode) and is_flow(written)):
        return ()
    only_text = source.text[slice(*inside)]
    if not only_text or "\n" in only_text or "\r" in only_text:
        return ()
    lines, inline = _both(only_text, flow)
    if is_flow(mapping):
        return (Edit(source.span(start, stop), inline.partition(": ")[2]),)
    return in_block(mapping, "next", [line.removeprefix("  ") for line in lines[1:]]) or ()


def _both(first: str, second: str) -> tuple[list[str], str]:
    """Return two flows under `next`, as lines and in brackets."""
    return ["next:", f"  - {first}", f"  - {second}"], f"next: [{first}, {second}]"
