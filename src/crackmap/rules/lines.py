"""Lines that a help says to write: on a flow, on what an agreement sends back, beside a flow."""

from __future__ import annotations

from crackmap.graph.flow import Flow
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.rules.advice import agreement_words, flow_words
from crackmap.rules.skeleton import on_flow
from crackmap.source.by_hand import ByHand, by_hand
from crackmap.source.edits import in_block, insert_key, is_flow, open_word, word
from crackmap.source.fix import Edit
from crackmap.source.nodes import ListNode, MapNode


def advised(prose: str, hand: ByHand | None, otherwise: str) -> str:
    """Return a help that ends with lines of YAML and their place; without any, with `otherwise`."""
    if hand is None:
        return f"{prose} {otherwise}"
    return "\n".join([f"{prose} {hand.place}", *hand.lines])


def line_on_flow(graph: ProcessGraph, flow: Flow, line: str, prose: str) -> str:
    """Return a help that says where `line` is written on `flow`, or on the rejection that it is."""
    key = line.partition(":")[0]
    if flow.rejects is not None and flow.implied_rejection:
        called = agreement_words(flow.rejects) if flow.rejects.id else flow_words(flow)
        return advised(
            prose, _on_rejection(graph, flow, line), f"{line} on the rejection of {called}"
        )
    mapping = flow.written.mapping if flow.written else None
    hand = None
    if mapping is None or key not in mapping:
        edits = on_flow(graph, flow, [line], blocks=False)
        holder = mapping or flow.source.mapping
        if edits and holder:
            hand = by_hand(holder.source, edits, next(reversed(holder)))
    return advised(prose, hand, f"{line} on the flow {flow_words(flow)}")


def _on_rejection(graph: ProcessGraph, flow: Flow, line: str) -> ByHand | None:
    mapping = flow.rejects.mapping if flow.rejects else None
    if not mapping or not isinstance(mapping, MapNode):
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
    mapping = step.mapping
    if not mapping or is_flow(mapping):
        return None
    source, last = mapping.source, next(reversed(mapping))
    if step.outcome:
        at, _, stop = mapping.mark("outcome")
        margin = " " * (source.place(at)[1] - 1)
        lines = ["next:", f"  - outcome: {word(step.outcome)}", f"  - {flow}"]
        edit = Edit(source.span(at, stop), f"\n{margin}".join(lines))
        return by_hand(source, [edit], "outcome")
    if "next" not in mapping:
        (only,) = graph.onward(step)
        edit_ = insert_key(mapping, last, ["next:", f"  - {only.target.id}", f"  - {flow}"], "")
        return by_hand(source, [edit_], last) if edit_ else None
    written = mapping["next"]
    start, stop = mapping.mark("next")[1:]
    if isinstance(written, ListNode) and len(written) == 1 and is_flow(written):
        start, stop = written.marks[0]
    elif not isinstance(written, str) and not (isinstance(written, MapNode) and is_flow(written)):
        return None
    only_text = source.text[start:stop]
    if "\n" in only_text or "\r" in only_text:
        return None
    edits = in_block(mapping, "next", [f"- {only_text}", f"- {flow}"])
    return by_hand(source, edits, last) if edits else None
