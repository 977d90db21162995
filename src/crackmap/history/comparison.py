"""What changed between two states of the processes: steps, flows, owners, agreements, cracks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from crackmap.check.check import Checked
from crackmap.graph.flow import Flow
from crackmap.graph.process_graph import ProcessGraph
from crackmap.history.fields import Fields, Value, differences, fields_of
from crackmap.history.pairing import Names, by_id, paired, renamed, renames, together
from crackmap.language.element import Element
from crackmap.language.process import Step
from crackmap.language.workspace import Workspace
from crackmap.rules.finding import Finding, rank

# Parts that are compared on their own, or seen by the cracks that they open and close.
_APART = frozenset(
    {"next", "steps", "stages", "departments", "handoffs", "goals", "accept", "owner"}
)
_TABLES = ("handoff", "department", "goal")
_FLOW_KEYS = ("when", "after", "share", "rounds", "drop", "handoff")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was added, removed or changed.

    `kind` is process, stage, step, flow, handoff, department, goal, or settings; `was` is the
    subject before, where that is another one now. `fields` holds the keys with their old and their
    new value.
    """

    kind: str
    state: str
    subject: str
    name: str
    fields: Fields = ()
    was: str = ""


@dataclass(frozen=True, slots=True)
class ProcessChange:
    """What changed in one process, and its cracks that were opened and closed, worst first.

    A closed crack that is there still, and accepted now, holds the reason.
    """

    id: str
    name: str
    path: str
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
    """The processes in which something changed, and what changed in the crackmap.yaml they share.

    `unreadable` and `unreadable_before` are about files that cannot be read: now, and then.
    """

    processes: tuple[ProcessChange, ...]
    shared: tuple[Change, ...] = ()
    unreadable: tuple[Finding, ...] = ()
    unreadable_before: tuple[Finding, ...] = ()

    @property
    def opened(self) -> tuple[Finding, ...]:
        """All cracks that are there now and were not."""
        return tuple(finding for process in self.processes for finding in process.opened)

    @property
    def closed(self) -> tuple[Finding, ...]:
        """All cracks that were there and are gone, or accepted."""
        return tuple(finding for process in self.processes for finding in process.closed)

    @property
    def changes(self) -> tuple[Change, ...]:
        """All that changed in what is there on both sides."""
        return (*self.shared, *(change for process in self.processes for change in process.changes))


def compare(
    old: Checked,
    new: Checked,
    old_shared: Sequence[Workspace] = (),
    new_shared: Sequence[Workspace] = (),
) -> Comparison:
    """Compare two checks of what should be the same processes, and what these share."""
    changes = [_process(*pair, old, new) for pair in paired(old.graphs, new.graphs)]
    unreadable = {finding.span.path for finding in new.report.unreadable}
    # What cannot be read now is not gone.
    reported = (
        change for change in changes if change.state != "removed" or change.path not in unreadable
    )
    return Comparison(
        tuple(change for change in reported if not change.nothing),
        tuple(_shared(old_shared, new_shared)),
        new.report.unreadable,
        old.report.unreadable,
    )


def _process(
    before: ProcessGraph | None, after: ProcessGraph | None, old: Checked, new: Checked
) -> ProcessChange:
    names = renames(before, after) if before and after else {}
    then = _cracks(old, before, names) if before else {}
    now = _cracks(new, after, {}) if after else {}
    opened = [
        finding for key, finding in now.items() if finding.accepted is None and _shut(then.get(key))
    ]
    closed = [
        replace(finding, accepted=now[key].accepted if key in now else None)
        for key, finding in then.items()
        if finding.accepted is None and _shut(now.get(key))
    ]
    shown = after or before
    assert shown
    return ProcessChange(
        shown.process.id,
        shown.process.name,
        shown.process.path,
        "changed" if before and after else "added" if after else "removed",
        tuple(_changes(before, after, names)) if before and after else (),
        tuple(sorted(opened, key=lambda finding: -rank(finding.severity))),
        tuple(sorted(closed, key=lambda finding: -rank(finding.severity))),
    )


def _shut(finding: Finding | None) -> bool:
    return finding is None or finding.accepted is not None


def _cracks(checked: Checked, graph: ProcessGraph, names: Names) -> dict[tuple[Any, ...], Finding]:
    """Return the findings of a process by what stays the same as long as they do.

    `names` are the ids that things have now.
    """
    cracks: dict[tuple[Any, ...], Finding] = {}
    for finding in checked.findings_about(graph):
        same = finding.subject == graph.process.subject  # whatever it is called now
        subject = "process" if same else finding.subject.renamed(names)
        cracks[_free((finding.rule, subject, finding.detail), cracks)] = finding
    return cracks


def _free(key: tuple[Any, ...], taken: Mapping[tuple[Any, ...], Any]) -> tuple[Any, ...]:
    """Tell apart what has the same key by a number."""
    number = 0
    while (*key, number) in taken:
        number += 1
    return (*key, number)


def _changes(before: ProcessGraph, after: ProcessGraph, names: Names) -> Iterable[Change]:
    old, new = before.process, after.process
    fields = _fields(old, new, ("owner",))
    was = str(old.subject) if old.id != new.id else ""
    if fields or was:
        yield Change("process", "changed", str(new.subject), new.name, fields, was)
    yield from _elements("stage", by_id(old.stages), by_id(new.stages), names["stage"])
    yield from _steps(before, after, names)
    yield from _flows(before, after, names)
    for kind in _TABLES:
        then, now = (getattr(process, f"{kind}s") for process in (old, new))
        yield from _elements(kind, then, now, names[kind])


def _shared(old: Sequence[Workspace], new: Sequence[Workspace]) -> Iterator[Change]:
    """Compare what stands in crackmap.yaml: the tables, and the settings of the checks."""
    if len(old) == len(new) == 1:
        before, after = {new[0].path: old[0]}, {new[0].path: new[0]}
    else:
        before, after = ({file.path: file for file in files} for files in (old, new))
    nothing = Workspace.model_validate({})
    for path in together(list(before), list(after)):
        was, is_now = before.get(path, nothing), after.get(path, nothing)
        if fields := _fields(was, is_now):
            yield Change("settings", "changed", path, path, fields)
        for kind in _TABLES:
            then, now = (getattr(file, f"{kind}s") for file in (was, is_now))
            yield from _elements(kind, then, now, renamed(then, now))


def _elements(
    kind: str, old: Mapping[str, Any], new: Mapping[str, Any], names: Mapping[str, str]
) -> Iterable[Change]:
    for id_, before, after in _pairs(old, new, names):
        name = (after or before).name or id_
        if before is None or after is None:
            yield Change(kind, "added" if after else "removed", id_, name)
            continue
        fields = _fields(before, after, ("owner",) if kind == "stage" else ())
        was = before.id if before.id != after.id else ""
        if fields or was:
            yield Change(kind, "changed", id_, name, fields, was)


def _pairs(
    old: Mapping[str, Any], new: Mapping[str, Any], names: Mapping[str, str]
) -> Iterator[tuple[str, Any, Any]]:
    """Return all elements by the ids that they have now, as they were and as they are."""
    before = {names.get(id_, id_): element for id_, element in old.items()}
    for id_ in together(list(before), list(new)):
        yield id_, before.get(id_), new.get(id_)


def _steps(before: ProcessGraph, after: ProcessGraph, names: Names) -> Iterable[Change]:
    departments = names["department"]
    for id_, old, new in _pairs(by_id(before.steps), by_id(after.steps), names["step"]):
        then = _owner(before, old, departments) if old else ""
        now = _owner(after, new, {}) if new else ""
        if old is None or new is None:
            state = "added" if new else "removed"
            yield Change("step", state, id_, (new or old).name, (("owner", then, now),))
            continue
        stages = before.stage(old), after.stage(new)
        moved = names["stage"].get(stages[0].id, stages[0].id) != stages[1].id
        fields = [
            *([("owner", then, now)] if then != now else []),
            *([("stage", stages[0].name, stages[1].name)] if moved else []),
            *_fields(old, new),
        ]
        was = old.id if old.id != new.id else ""
        if fields or was:
            yield Change("step", "changed", id_, new.name, tuple(fields), was)


def _owner(graph: ProcessGraph, step: Step, names: Mapping[str, str]) -> Value:
    owners = tuple(names.get(name, name) for name in graph.owner(step).names)
    return owners if len(owners) > 1 else "".join(owners)


def _flows(before: ProcessGraph, after: ProcessGraph, names: Names) -> Iterable[Change]:
    flows_before, flows_after = _flow_table(before, names), _flow_table(after, {})
    for key in together(list(flows_before), list(flows_after)):
        old, new = flows_before.get(key), flows_after.get(key)
        flow = new or old
        assert flow
        name = f"{flow.source.name} -> {flow.target.name if flow.target else flow.end}"
        state = "changed" if old and new else "added" if new else "removed"
        then, now = _flow_fields(old), _flow_fields(new)
        fields = differences(then, now)
        if fields or state != "changed":
            was = str(old.subject) if old and new and old.subject != new.subject else ""
            yield Change("flow", state, str(flow.subject), name, fields, was)


def _flow_table(graph: ProcessGraph, names: Names) -> dict[tuple[Any, ...], Flow]:
    """Return the flows by their ends, and by their number where several have the same."""
    table: dict[tuple[Any, ...], Flow] = {}
    for flow in graph.flows:
        table[_free((flow.subject.renamed(names),), table)] = flow
    return table


def _flow_fields(flow: Flow | None) -> dict[str, Value]:
    return fields_of(flow.written if flow else None, _FLOW_KEYS)


def _fields(before: Element, after: Element, extra: tuple[str, ...] = ()) -> Fields:
    keys = [key for key in type(before).keys if key in extra or key not in _APART]
    return differences(fields_of(before, keys), fields_of(after, keys))
