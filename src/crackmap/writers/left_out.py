"""What a format that a process is converted to does not carry, and how much of it there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.element import Element
from crackmap.language.process import Process, Stage, Step

# What a process may have, by what people call it, and how many of these there are in one.
Count = Callable[[ProcessGraph], int]


def _stages(graph: ProcessGraph) -> int:
    return len(graph.process.stages)


def _kinds(graph: ProcessGraph) -> int:
    return sum(step.kind in ("wait", "approval") for step in graph.steps)


def _conditional_owners(graph: ProcessGraph) -> int:
    return sum(len(graph.owner(step).owners) > 1 for step in graph.steps)


def _conditions(graph: ProcessGraph) -> int:
    return sum(bool(flow.when) for flow in graph.flows)


def _measures(graph: ProcessGraph) -> int:
    """Count the flows with a share, a time, rounds or losses."""
    written = [flow.written for flow in (*graph.flows, *graph.rejections) if flow.written]
    return sum(bool(one.share or one.after or one.rounds or one.drop) for one in written)


def _handoffs(graph: ProcessGraph) -> int:
    flows = (*graph.flows, *graph.rejections)
    in_place = {flow.handoff for flow in flows if flow.handoff and not flow.handoff_id}
    named = {flow.handoff_id for flow in flows if flow.handoff_id}
    return len(in_place) + len(named | set(graph.process.handoffs))


def _parts_taken(graph: ProcessGraph) -> int:
    """Count those who contribute to steps, are consulted or informed."""
    return sum(
        len(step.contributors) + len(step.consulted) + len(step.informed) for step in graph.steps
    )


def _other_fields(graph: ProcessGraph) -> int:
    told = ("name", "id", "owner", "kind", "next", "outcome", "accept")
    others = [key for key in Step.keys if key not in (*told, *_PARTS)]
    return sum(_has(step, key) for step in graph.steps for key in others)


_PARTS = ("contributors", "consulted", "informed")


def _departments(graph: ProcessGraph) -> int:
    """Count the departments of which more is said than what they are called."""
    return sum(
        any(_has(one, key) for key in one.keys if key not in ("name", "accept"))
        for one in graph.process.departments.values()
    )


def _of_stages(graph: ProcessGraph) -> int:
    keys = [key for key in Stage.keys if key not in ("name", "id", "owner", "steps", "accept")]
    return sum(_has(stage, key) for stage in graph.process.stages for key in keys)


def _of_process(graph: ProcessGraph) -> int:
    keys = [key for key in Process.takes if key not in ("process", "id")]
    return sum(_has(graph.process, key) for key in keys)


def _goals(graph: ProcessGraph) -> int:
    return len(graph.process.goals)


def _sources(graph: ProcessGraph) -> int:
    return len(graph.process.sources)


def _claims(graph: ProcessGraph) -> int:
    return sum(len(one.claimed_keys()) for one in _elements(graph.process))


def _accepted(graph: ProcessGraph) -> int:
    return sum(len(getattr(one, "accept", ())) for one in _elements(graph.process))


def _elements(element: Element) -> Iterator[Element]:
    yield element
    for key in element.parts:
        value = getattr(element, element.keys[key])
        several = value.values() if isinstance(value, dict) else value
        for part in several if isinstance(several, tuple) or value is not several else (value,):
            if isinstance(part, Element):
                yield from _elements(part)


def _has(element: Element, key: str) -> bool:
    return element.written(key) and getattr(element, element.keys[key]) not in (None, (), "", {})


# What people would miss most comes first.
PARTS: dict[str, Count] = {
    "handoffs": _handoffs,
    "stages": _stages,
    "second owners": _conditional_owners,
    "conditions": _conditions,
    "shares and times of flows": _measures,
    "waits and approvals": _kinds,
    "R, C and I": _parts_taken,
    "other fields of steps": _other_fields,
    "details of departments": _departments,
    "details of stages": _of_stages,
    "details of the process": _of_process,
    "goals": _goals,
    "sources": _sources,
    "claims of documents": _claims,
    "accepted cracks": _accepted,
}
# What each format carries, by its name, with its form behind a colon; steps, their owners and the
# flows between them all do, but for a RACI, which has no flows.
CARRIED: dict[str, tuple[str, ...]] = {
    "yaml": tuple(PARTS),
    "json": tuple(PARTS),
    "xlsx": (
        *("stages", "waits and approvals", "second owners", "conditions"),
        *("shares and times of flows", "handoffs", "R, C and I", "other fields of steps"),
        *("details of departments", "details of stages", "details of the process", "goals"),
    ),
    "csv": (
        *("stages", "waits and approvals", "second owners", "conditions"),
        *("shares and times of flows", "R, C and I", "other fields of steps"),
    ),
    "visio": ("stages", "conditions"),
    "raci": ("stages", "second owners", "R, C and I"),
    "bpmn": tuple(PARTS),
    "dot": ("conditions",),
    "drawio": ("stages", "conditions", "waits and approvals"),
    "mermaid": ("conditions",),
}
_FLOWLESS = ("raci",)


def left_out(graph: ProcessGraph, carrier: str) -> str:
    """Return what a format or form cannot carry of a process, in one line; empty where it can all.

    `left out, for mermaid carries none: handoffs (7), claims of documents (2)`.
    """
    counts = {part: count(graph) for part, count in PARTS.items() if part not in CARRIED[carrier]}
    if carrier in _FLOWLESS:
        counts = {"flows": sum(bool(flow.written) for flow in graph.flows), **counts}
    words = [f"{part} ({count})" for part, count in counts.items() if count]
    return f"left out, for {carrier} carries none: {', '.join(words)}" if words else ""
