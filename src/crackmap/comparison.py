"""What changed between two states of the processes: steps, flows, owners, agreements, cracks.

Everything is matched by its id, never by its place in the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crackmap.check import Checked
from crackmap.element import Element
from crackmap.finding import Finding
from crackmap.flows import Flow
from crackmap.graph import ProcessGraph
from crackmap.model import Step

# Parts that are compared on their own.
_APART = frozenset(
    {"next", "steps", "stages", "departments", "handoffs", "goals", "accept", "owner"}
)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was added, removed or changed.

    `kind` is process, stage, step, flow, handoff, department or goal; `fields` holds what changed
    of it: the key, the old and the new value as text, empty where there was none.
    """

    kind: str
    state: str
    subject: str
    name: str
    fields: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ProcessChange:
    """What changed in one process, and its cracks that were opened and closed."""

    id: str
    name: str
    state: str
    changes: tuple[Change, ...]
    opened: tuple[Finding, ...]
    closed: tuple[Finding, ...]

    @property
    def nothing(self) -> bool:
        """Whether nothing changed that this comparison looks at."""
        return not (self.changes or self.opened or self.closed or self.state != "changed")


@dataclass(frozen=True, slots=True)
class Comparison:
    """The processes in which something changed, and files that cannot be read: now, and then."""

    processes: tuple[ProcessChange, ...]
    unreadable: tuple[Finding, ...] = ()
    unreadable_before: tuple[Finding, ...] = ()

    @property
    def opened(self) -> tuple[Finding, ...]:
        """All cracks that are there now and were not."""
        return tuple(one for process in self.processes for one in process.opened)

    @property
    def closed(self) -> tuple[Finding, ...]:
        """All cracks that were there and are gone."""
        return tuple(one for process in self.processes for one in process.closed)


def compare(old: Checked, new: Checked) -> Comparison:
    """Compare two checks of what should be the same processes.

    Where there is one on each side they are taken for the same, even if its id changed.
    """
    before, after = _by_process(old), _by_process(new)
    if len(before) == len(after) == 1:
        before = dict(zip(after, before.values(), strict=True))
    found = [
        _process(id_, before.get(id_), after.get(id_), old, new)
        for id_ in _together(list(before), list(after))
    ]
    return Comparison(
        tuple(one for one in found if not one.nothing), _unreadable(new), _unreadable(old)
    )


def _by_process(checked: Checked) -> dict[str, ProcessGraph]:
    return {graph.process.id: graph for graph in reversed(checked.graphs)}


def _unreadable(checked: Checked) -> tuple[Finding, ...]:
    return tuple(one for one in checked.report.findings if one.rule == "unreadable")


def _process(
    id_: str, before: ProcessGraph | None, after: ProcessGraph | None, old: Checked, new: Checked
) -> ProcessChange:
    then, now = _cracks(old, before), _cracks(new, after)
    opened = tuple(one for key, one in now.items() if key not in then)
    closed = tuple(one for key, one in then.items() if key not in now)
    shown = after or before
    assert shown
    state = "changed" if before and after else "added" if after else "removed"
    changes = tuple(_changes(before, after)) if before and after else ()
    return ProcessChange(id_, shown.process.name, state, changes, opened, closed)


def _cracks(checked: Checked, graph: ProcessGraph | None) -> dict[tuple[str, ...], Finding]:
    """Give the cracks of a process by what stays the same even if its id does not."""
    if graph is None:
        return {}
    own = graph.process
    return {
        (one.rule, "process" if one.subject == own.subject else one.subject, one.detail): one
        for one in checked.report.open
        if one.process == own.id
    }


def _changes(before: ProcessGraph, after: ProcessGraph) -> Iterable[Change]:
    fields = _fields(before.process, after.process, ("owner",))
    if fields:
        yield Change("process", "changed", after.process.subject, after.process.name, fields)
    yield from _elements("stage", _by_id(before.process.stages), _by_id(after.process.stages))
    yield from _steps(before, after)
    yield from _flows(before, after)
    for kind in ("handoff", "department", "goal"):
        tables = (getattr(graph.process, f"{kind}s") for graph in (before, after))
        yield from _elements(kind, *tables)


def _by_id(elements: Sequence[Any]) -> dict[str, Any]:
    return {element.id: element for element in reversed(elements)}


def _elements(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterable[Change]:
    for id_ in _together(list(old), list(new)):
        one, other = old.get(id_), new.get(id_)
        name = (new if other else old)[id_].name or id_
        if one is None or other is None:
            yield Change(kind, "added" if other else "removed", id_, name)
        elif fields := _fields(one, other, ("owner",) if kind == "stage" else ()):
            yield Change(kind, "changed", id_, name, fields)


def _steps(before: ProcessGraph, after: ProcessGraph) -> Iterable[Change]:
    old, new = _by_id(before.steps), _by_id(after.steps)
    for id_ in _together([step.id for step in before.steps], [step.id for step in after.steps]):
        one, other = old.get(id_), new.get(id_)
        if one is None or other is None:
            if other:
                owner = ("owner", "", _owner(after, other))
                yield Change("step", "added", id_, other.name, (owner,))
            elif one:
                owner = ("owner", _owner(before, one), "")
                yield Change("step", "removed", id_, one.name, (owner,))
            continue
        fields = [
            ("owner", _owner(before, one), _owner(after, other)),
            ("stage", before.stage(one).name, after.stage(other).name),
            *_fields(one, other),
        ]
        changed = tuple(field for field in fields if field[1] != field[2])
        if changed:
            yield Change("step", "changed", id_, other.name, changed)


def _flows(before: ProcessGraph, after: ProcessGraph) -> Iterable[Change]:
    old, new = _flow_table(before), _flow_table(after)
    for key in _together(list(old), list(new)):
        one, other = old.get(key), new.get(key)
        flow = other or one
        assert flow
        name = f"{flow.source.name} -> {flow.target.name if flow.target else flow.end}"
        if one is None or other is None:
            yield Change("flow", "added" if other else "removed", flow.subject, name)
            continue
        told = zip(_flow_fields(one), _flow_fields(other), strict=True)
        fields = tuple((key, was, now) for (key, was), (_, now) in told if was != now)
        if fields:
            yield Change("flow", "changed", flow.subject, name, fields)


def _flow_table(graph: ProcessGraph) -> dict[tuple[str, int], Flow]:
    """Give the flows by their ends, and by their number where several have the same."""
    table: dict[tuple[str, int], Flow] = {}
    for flow in graph.flows:
        number = 0
        while (flow.subject, number) in table:
            number += 1
        table[flow.subject, number] = flow
    return table


def _flow_fields(flow: Flow) -> list[tuple[str, str]]:
    written = flow.written
    keys = ("when", "share", "rounds", "drop", "handoff")
    return [(key, _shown(written, key) if written else "") for key in keys]


def _fields(
    one: Element, other: Element, extra: tuple[str, ...] = ()
) -> tuple[tuple[str, str, str], ...]:
    found = []
    for key in type(one).keys:
        if key in extra or key not in _APART:
            was, now = _shown(one, key), _shown(other, key)
            if was != now:
                found.append((key, was, now))
    return tuple(found)


def _owner(graph: ProcessGraph, step: Step) -> str:
    return ", ".join(graph.owner(step).names)


def _shown(element: Element, key: str) -> str:
    """Give what is written under `key`, on one line."""
    return _text(element.mapping.get(key)) if element.mapping is not None else ""


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_text(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return ", ".join(_text(item) for item in value)
    return "" if value is None else " ".join(str(value).split())


def _together(old: list[Any], new: list[Any]) -> list[Any]:
    """Give all keys in the new order, what is gone after what it stood behind."""
    order = list(dict.fromkeys(new))
    known = set(order)
    last: Any = None
    for key in dict.fromkeys(old):
        if key not in known:
            order.insert(order.index(last) + 1 if last is not None else 0, key)
            known.add(key)
        last = key
    return order
