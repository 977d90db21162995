"""The skeleton of a handoff, with fields to fill, and the edits that put it where it belongs."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import NamedTuple

from crackmap.graph.flow import Flow
from crackmap.graph.flow_graph import FlowGraph
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Handoff, Step
from crackmap.source.by_hand import ByHand, by_hand
from crackmap.source.edits import in_block, insert_key, is_flow, open_word, word
from crackmap.source.fix import Edit, Fix
from crackmap.source.nodes import ListNode, MapNode
from crackmap.source.opening import opened

FIELDS = (
    ("trigger", "the event that starts the clock"),
    ("payload", "what is handed over: [one, another]"),
    ("acceptance", "how the receiver judges it; checkable"),
    ("channel", "the system that it travels through"),
    ("sla", "how long the receiver has: 4bh"),
    ("acknowledgement", "how the receiver says: I have it"),
    ("escalation", "who acts when the clock runs out"),
    ("rejection", "where it goes back to"),
)
# Where a report has shown the fields already.
_AS_ABOVE = "handoff: TODO  # the fields to fill, as above"


class Writing(NamedTuple):
    """How a handoff is written on a flow: the fix, and how a person does it.

    `brief` is the same with a word in place of the fields, for who has seen them.
    """

    fix: Fix
    full: ByHand
    brief: ByHand | None = None


def skeleton(
    graph: FlowGraph, flow: Flow, missing: Iterable[str], sender: Step | None = None
) -> list[str]:
    """Return the lines of the `missing` fields of a handoff, to be filled, each with what it is.

    What the process already tells is filled in or named: who escalates, and which step gets work
    back. That is the `sender`, which is named where the flow itself does not begin there.
    """
    # Who takes the work over is no escalation: they are late already.
    above = graph.quarterback()
    late = above in flow.receiver.names
    known = {"escalation": word(above) if above and not late else "TODO"}
    source = sender or flow.source
    hints = {"rejection": f": {source.id}" if source in graph.order else ""}
    wanted = set(missing)
    rows = [
        (f"{field}: {known.get(field, 'TODO')}", why + hints.get(field, ""))
        for field, why in FIELDS
        if field in wanted
    ]
    if sender:
        rows.insert(0, (f"from: {word(graph.owner(sender).names[0])}", "who hands over"))
    width = max((len(entry) for entry, _ in rows), default=0)
    return [f"{entry.ljust(width)}  # {why}" for entry, why in rows]


def handoff_lines(graph: FlowGraph, flow: Flow, sender: Step | None = None) -> list[str]:
    """Return the lines of a whole handoff, with its fields to fill."""
    rows = skeleton(graph, flow, [field for field, _ in FIELDS], sender)
    return ["handoff:", *[f"  {row}" for row in rows]]


def naming(graph: ProcessGraph, flow: Flow, agreement: Handoff) -> Writing | None:
    """Return how `flow` comes to name `agreement`."""
    line = f"handoff: {word(agreement.id)}"
    edits = on_flow(graph, flow, [line], blocks=False)
    if not edits:
        return None
    hand = hand_on_flow(flow, edits)
    if hand.wide:
        edits = on_flow(graph, flow, [line])
        hand = hand_on_flow(flow, edits)
    return Writing(Fix(f"name the handoff {agreement.id}", edits), hand)


def filling(
    graph: ProcessGraph, flow: Flow, missing: Sequence[str], sender: Step | None = None
) -> Writing | None:
    """Return how the fields that its handoff lacks come to `flow`, to be filled.

    None where nothing can be put in with certainty, or where the `missing` ones are there, and
    empty.
    """
    if flow.handoff is None:
        edits = on_flow(graph, flow, handoff_lines(graph, flow, sender))
        if not edits:
            return None
        there = flow.written is not None and flow.written.written("handoff")
        brief = on_flow(graph, flow, [_AS_ABOVE]) if not there else ()
        fix = Fix("add a handoff with fields to fill", edits)
        return Writing(fix, hand_on_flow(flow, edits), hand_on_flow(flow, brief) if brief else None)
    mapping = flow.handoff.mapping
    absent = [field for field in missing if mapping is not None and field not in mapping]
    rows = skeleton(graph, flow, absent)
    if not mapping or not rows:
        return None
    edits = behind(graph, mapping, rows)
    if not edits:
        return None
    path = mapping.source.path
    elsewhere = path if path != graph.process.path else ""
    hand = by_hand(mapping.source, edits, next(reversed(mapping)), elsewhere)
    return Writing(Fix("add the fields to fill", edits), hand)


def hand_on_flow(flow: Flow, edits: tuple[Edit, ...]) -> ByHand:
    """Return how a person writes `edits` on `flow`."""
    holder = flow.written.mapping if flow.written else flow.source.mapping
    assert holder is not None  # else there were no edits
    return by_hand(holder.source, edits, next(reversed(holder)))


def on_flow(
    graph: ProcessGraph, flow: Flow, lines: list[str], *, blocks: bool = True
) -> tuple[Edit, ...]:
    """Put `lines` on `flow`, written, written as a word, or implied by the order.

    Braces are opened for them only where they are `blocks`.
    """
    step = flow.source.mapping
    if not step or step.source.is_long(step.start):
        return ()
    if flow.written is None:
        if "next" in step or flow.target is None:
            return ()
        to = ["next:", f"  to: {word(flow.target.id)}", *(f"  {line}" for line in lines)]
        return behind(graph, step, to, blocks=blocks)
    mapping, place = flow.written.mapping, _place_of(step, flow)
    if not mapping or place is None:
        return ()  # behind an alias, or an empty mapping with no key to write after
    if "handoff" in mapping and lines[0].startswith("handoff:"):
        return _instead(graph, mapping, lines)
    holder, at = place
    if isinstance(holder[at], str):  # type: ignore[index]
        inline = ""
        if is_flow(holder):
            root, inline = graph.process.mapping, _inline(lines)
            if blocks and root and (edits := opened(root, holder, lines, at, "to")):
                return edits
        return open_word(holder, at, "to", lines, inline) or ()
    return behind(graph, mapping, lines, blocks=blocks)


def behind(
    graph: ProcessGraph, mapping: MapNode, lines: list[str], *, blocks: bool = True
) -> tuple[Edit, ...]:
    """Put `lines` behind the last key of `mapping`; its braces are opened for `blocks` of them."""
    if mapping.source.is_long(mapping.start):
        return ()
    inline = ""
    if is_flow(mapping):
        inline = _inline(lines)
        for root in (graph.process.mapping, graph.around.shared) if blocks else ():
            if root and root.source is mapping.source and (edits := opened(root, mapping, lines)):
                return edits
    edit = insert_key(mapping, next(reversed(mapping)), lines, inline)
    return (edit,) if edit else ()


def _instead(graph: ProcessGraph, mapping: MapNode, lines: list[str]) -> tuple[Edit, ...]:
    """Put `lines`, a handoff, in place of one that is written and says nothing."""
    root, written = graph.process.mapping, mapping["handoff"]
    if root is None or isinstance(written, MapNode | ListNode):
        return ()
    rows = [line.removeprefix("  ") for line in lines[1:]]
    if not rows:
        id_ = lines[0].removeprefix("handoff: ")
        return (Edit(mapping.span("handoff"), id_),) if written else ()
    if is_flow(mapping):
        return opened(root, mapping, rows, "handoff") or ()
    return in_block(mapping, "handoff", rows) or ()


def _place_of(step: MapNode, flow: Flow) -> tuple[MapNode | ListNode, str | int] | None:
    """Return where the flow is written: under `next`, or in the list; None behind an alias."""
    written = flow.written.mapping if flow.written else None
    if written is None or step.get("next") is None:
        return None
    value = step["next"]
    if isinstance(value, ListNode) and value.start == step.mark("next")[1]:
        index = bisect_left(value.marks, written.start, key=itemgetter(0))
        if index < len(value) and value.marks[index][0] == written.start:
            return value, index
    elif written.start == step.mark("next")[1]:
        return step, "next"
    return None


def _inline(lines: list[str]) -> str:
    """Return block lines in flow style: `handoff: { trigger: TODO, ... }`."""
    rows = [line.partition("  #")[0] if "  #" in line.lstrip() else line for line in lines]
    text, depth = "", 0
    for row in rows:
        level = (len(row) - len(row.lstrip())) // 2
        text += " }" * (depth - level)
        depth = min(depth, level)
        text += "" if not text or text.endswith("{ ") else ", "
        text += row.strip()
        if row.endswith(":"):
            text += " { "
            depth = level + 1
    return (text + " }" * depth).replace("{  ", "{ ")
