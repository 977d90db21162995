"""What changed in the parts of a process, and in what processes share, field by field."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from crackmap.graph.flow import Flow
from crackmap.graph.process_graph import ProcessGraph
from crackmap.history.fields import NOTHING, Fields, Said, Words, differences, said, told
from crackmap.history.pairing import Names, by_id, renamed, together
from crackmap.language.element import Element
from crackmap.language.process import Step
from crackmap.language.subject import Subject
from crackmap.language.texts import fold
from crackmap.language.workspace import Workspace

_TABLES = ("handoff", "department", "goal")
# What is compared on its own: the elements in an element, and the id by which it is found.
_APART = {
    "process": ("id", "stages", "departments", "handoffs", "goals"),
    "stage": ("id", "steps"),
    "step": ("id", "owner", "next", "outcome"),
    "flow": ("to", "outcome"),
    "settings": ("departments", "handoffs", "goals"),
}


class Change(NamedTuple):
    """One thing that was added, removed or changed.

    `kind` is process, stage, step, flow, handoff, department, goal, or settings; `was` is the
    subject before, where that is another one now. `fields` holds the keys with their old and their
    new value, and `shown` the same with names in place of ids.
    """

    kind: str
    state: str
    subject: str
    name: str
    fields: Fields = ()
    was: str = ""
    shown: Fields = ()


def changes_of(before: ProcessGraph, after: ProcessGraph, names: Names) -> Iterator[Change]:
    """Compare a process with what it was; `names` are the ids that things have now."""
    return _Comparing(before, after, names).changes()


def changes_of_shared(old: Sequence[Workspace], new: Sequence[Workspace]) -> Iterator[Change]:
    """Compare what stands in crackmap.yaml: the tables, and the settings of the checks."""
    if len(old) == len(new) == 1:
        before, after = {new[0].path: old[0]}, {new[0].path: new[0]}
    else:
        before, after = ({file.path: file for file in files} for files in (old, new))
    nothing = Workspace.model_validate({})
    for path in together(list(before), list(after)):
        was, is_now = before.get(path, nothing), after.get(path, nothing)
        tables = [{kind: getattr(file, f"{kind}s") for kind in _TABLES} for file in (was, is_now)]
        names = {kind: renamed(*(file[kind] for file in tables)) for kind in _TABLES}
        elements = _Elements(
            Words({kind: _called(table) for kind, table in tables[0].items()}, names),
            Words({kind: _called(table) for kind, table in tables[1].items()}),
        )
        yield from elements.changed("settings", was, is_now, path, path)
        for kind in _TABLES:
            yield from elements.table(kind, tables[0][kind], tables[1][kind], names[kind])


def _called(table: Mapping[str, Any]) -> dict[str, str]:
    return {id_: element.name or id_ for id_, element in table.items()}


def _pairs(
    old: Mapping[str, Any], new: Mapping[str, Any], names: Mapping[str, str]
) -> Iterator[tuple[str, Any, Any]]:
    """Return all elements by the ids that they have now, as they were and as they are."""
    before = {names.get(id_, id_): element for id_, element in old.items()}
    for id_ in together(list(before), list(new)):
        yield id_, before.get(id_), new.get(id_)


class _Elements(NamedTuple):
    """Compares elements; `then` and `now` are how ids were called, and how they are."""

    then: Words
    now: Words

    def changed(
        self,
        kind: str,
        old: Element | None,
        new: Element | None,
        subject: str,
        name: str,
        was: str = "",
        more: Sequence[tuple[str, Said, Said]] = (),
    ) -> Iterator[Change]:
        """Return the change of one element, if there is one; `more` are fields before its own."""
        apart = _APART.get(kind, ())
        before = {key: field for key, field, _ in more} | said(old, self.then, apart)
        after = {key: field for key, _, field in more} | said(new, self.now, apart)
        fields, shown = differences(before, after)
        if fields or was:
            yield Change(kind, "changed", subject, name, fields, was, shown)

    def table(
        self,
        kind: str,
        old: Mapping[str, Any],
        new: Mapping[str, Any],
        names: Mapping[str, str],
    ) -> Iterator[Change]:
        """Compare elements by their ids."""
        for id_, before, after in _pairs(old, new, names):
            name = (after or before).name or id_
            if before is None or after is None:
                yield Change(kind, "added" if after else "removed", id_, name)
                continue
            was = before.id if before.id != after.id else ""
            yield from self.changed(kind, before, after, id_, name, was)


class _Comparing:
    """Compares one process with what it was."""

    def __init__(self, before: ProcessGraph, after: ProcessGraph, names: Names) -> None:
        self._before, self._after, self._names = before, after, names
        self._elements = _Elements(_words(before, names), _words(after, {}))

    def changes(self) -> Iterator[Change]:
        """Return the changes of the process itself, and of its parts in the order of the file."""
        names, elements = self._names, self._elements
        old, new = self._before.process, self._after.process
        was = str(old.subject) if old.id != new.id else ""
        yield from elements.changed("process", old, new, str(new.subject), new.name, was)
        yield from elements.table("stage", by_id(old.stages), by_id(new.stages), names["stage"])
        yield from self._steps()
        yield from self._flows()
        for kind in _TABLES:
            then, now = (getattr(process, f"{kind}s") for process in (old, new))
            yield from elements.table(kind, then, now, names[kind])

    def _steps(self) -> Iterator[Change]:
        before, after, stages = self._before, self._after, self._names["stage"]
        steps = by_id(before.steps), by_id(after.steps)
        for id_, old, new in _pairs(*steps, self._names["step"]):
            then = _owner(before, old, self._elements.then) if old else NOTHING
            now = _owner(after, new, self._elements.now) if new else NOTHING
            if old is None or new is None:
                fields = tuple(("owner", *pair) for pair in zip(then, now, strict=True))
                state, name = "added" if new else "removed", (new or old).name
                yield Change("step", state, id_, name, fields[:1], shown=fields[1:])
                continue
            more = [("owner", then, now)]
            was_in, is_in = before.stage(old), after.stage(new)
            if stages.get(was_in.id, was_in.id) != is_in.id:
                more.append(("stage", told(was_in.name), told(is_in.name)))
            was = old.id if old.id != new.id else ""
            yield from self._elements.changed("step", old, new, id_, new.name, was, more)

    def _flows(self) -> Iterator[Change]:
        before, after = _flow_table(self._before, self._names), _flow_table(self._after, {})
        for ends in together(list(before), list(after)):
            for old, new in _flow_pairs(before.get(ends, []), after.get(ends, [])):
                flow = new or old
                assert flow
                name = f"{flow.source.name} -> {flow.target.name if flow.target else flow.end}"
                subject = str(flow.subject)
                then, now = (each.written if each else None for each in (old, new))
                was = str(old.subject) if old and new and old.subject != new.subject else ""
                state = "changed" if old and new else "added" if new else "removed"
                change = Change("flow", state, subject, name)
                for change in self._elements.changed("flow", then, now, subject, name, was):
                    change = change._replace(state=state)
                if change.fields or state != "changed":
                    yield change


def _words(graph: ProcessGraph, ids: Names) -> Words:
    names = {
        "step": {step.id: step.name for step in graph.steps},
        "department": _called(graph.departments),
        "handoff": _called(graph.handoffs),
        "goal": _called(graph.goals),
    }
    return Words(names, ids)


def _owner(graph: ProcessGraph, step: Step, words: Words) -> Said:
    """Return who owns a step in effect, whether it says so or its stage."""
    owners = graph.owner(step).owners
    return told(owners, words, "owner") if owners else NOTHING


def _flow_table(graph: ProcessGraph, names: Names) -> dict[Subject, list[Flow]]:
    """Return the flows by their ends, as those are called now."""
    table: dict[Subject, list[Flow]] = {}
    for flow in graph.flows:
        table.setdefault(flow.subject.renamed(names), []).append(flow)
    return table


def _flow_pairs(
    old: Sequence[Flow], new: Sequence[Flow]
) -> Iterator[tuple[Flow | None, Flow | None]]:
    """Pair flows between the same two ends: by their condition, else in their order."""
    waiting = dict.fromkeys(old)
    under: dict[str, deque[Flow]] = {}
    for flow in old:
        under.setdefault(_condition(flow), deque()).append(flow)
    partners: dict[Flow, Flow] = {}
    for flow in new:
        if twins := under.get(_condition(flow)):
            partners[flow] = twins.popleft()
            del waiting[partners[flow]]
    left = list(waiting)
    without = [flow for flow in new if flow not in partners]
    partners |= zip(without, left, strict=False)
    yield from ((partners.get(flow), flow) for flow in new)
    yield from ((flow, None) for flow in left[len(without) :])


def _condition(flow: Flow) -> str:
    return fold(flow.when or "")
