"""The skeleton of a handoff, with fields to fill, and the edits that put it where it belongs."""

from __future__ import annotations

from collections.abc import Iterable

from crackmap.graph.flow import Flow
from crackmap.graph.flow_graph import FlowGraph
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Handoff
from crackmap.source.edits import insert_key, open_word, word
from crackmap.source.fix import Edit, Fix
from crackmap.source.nodes import ListNode, MapNode

FIELDS = (
    ("trigger", "the event that starts the clock; both see it"),
    ("payload", "what is handed over: [one, another]"),
    ("acceptance", "how the receiver judges it; checkable"),
    ("channel", "the system that it travels through"),
    ("sla", "how long the receiver has: 4bh"),
    ("acknowledgement", "how the receiver says: I have it"),
    ("escalation", "who acts when the clock runs out"),
    ("rejection", "where it goes back to"),
)


def skeleton(graph: FlowGraph, flow: Flow, missing: Iterable[str]) -> list[str]:
    """Return the lines of the `missing` fields of a handoff, to be filled, each with what it is.

    What the process already tells is filled in or named: who escalates, which step gets work back.
    """
    # Who takes the work over is no escalation: they are late already.
    above = graph.quarterback()
    late = above in flow.receiver.names
    known = {"escalation": word(above) if above and not late else "TODO"}
    hints = {"rejection": f": {flow.source.id}" if flow.source in graph.order else ""}
    wanted = set(missing)
    rows = [
        (f"{field}: {known.get(field, 'TODO')}", why + hints.get(field, ""))
        for field, why in FIELDS
        if field in wanted
    ]
    width = max((len(entry) for entry, _ in rows), default=0)
    return [f"{entry.ljust(width)}  # {why}" for entry, why in rows]


def handoff_fix(graph: ProcessGraph, flow: Flow, agreement: Handoff | None) -> Fix | None:
    """Return the fix that names `agreement` on `flow`; without one, that adds fields to fill."""
    if agreement is not None:
        edits = _insert(flow, [f"handoff: {word(agreement.id)}"])
        return Fix(f"name the handoff {agreement.id}", edits) if edits else None
    if flow.handoff is None:
        rows = skeleton(graph, flow, (field for field, _ in FIELDS))
        edits = _insert(flow, ["handoff:", *(f"  {row}" for row in rows)])
        return Fix("add a handoff with fields to fill", edits) if edits else None
    mapping = flow.handoff.mapping
    if not mapping:
        return None
    rows = skeleton(graph, flow, (field for field, _ in FIELDS if field not in mapping))
    edit = insert_key(mapping, next(reversed(mapping)), rows, _inline(rows))
    return Fix("add the fields to fill", (edit,)) if rows and edit else None


def _insert(flow: Flow, lines: list[str]) -> tuple[Edit, ...]:
    """Put a handoff on `flow`, written, written as a word, or implied by the order."""
    step = flow.source.mapping
    if not step or (flow.written and flow.written.written("handoff")):
        return ()
    inline = _inline(lines)
    if flow.written is None:
        if "next" in step or flow.target is None:
            return ()
        opened = ["next:", f"  to: {word(flow.target.id)}", *(f"  {line}" for line in lines)]
        edit = insert_key(step, next(reversed(step)), opened, _inline(opened))
        return (edit,) if edit else ()
    mapping, place = flow.written.mapping, _place_of(step, flow)
    if not mapping or place is None:
        return ()  # behind an alias, or an empty mapping with no key to write after
    holder, at = place
    if isinstance(holder[at], str):  # type: ignore[index]
        return open_word(holder, at, "to", lines, inline) or ()
    edit = insert_key(mapping, next(reversed(mapping)), lines, inline)
    return (edit,) if edit else ()


def _place_of(step: MapNode, flow: Flow) -> tuple[MapNode | ListNode, str | int] | None:
    """Return where the flow is written: under `next`, or in the list; None behind an alias."""
    written = flow.written.mapping if flow.written else None
    if written is None or step.get("next") is None:
        return None
    value = step["next"]
    if isinstance(value, ListNode) and value.start == step.mark("next")[1]:
        for index, (start, _) in enumerate(value.marks):
            if start == written.start:
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
