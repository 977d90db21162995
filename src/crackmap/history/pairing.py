"""Which part of one state of the processes is which part of the other.

By its id; and where an id changed, because people gave the thing another name, by where it stands
and what is written in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeAlias

from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.element import Element
from crackmap.source.words import similar

# The keys that call an element; what else is written in it is what it is.
_NAMES = frozenset({"name", "id"})

# So many elements of one gap are compared with one that is gone: the first that are left.
_NEAR = 50
# A step that so many processes have does not tell one of them from the others.
_MANY = 100

# For each kind of element the new ids by the old ones, where they changed.
Names: TypeAlias = Mapping[str, Mapping[str, str]]


def paired(
    old: Sequence[ProcessGraph], new: Sequence[ProcessGraph]
) -> list[tuple[ProcessGraph | None, ProcessGraph | None]]:
    """Return each process as it was and as it is; None where it was not, or is no more.

    They come in the new order, what is gone after what it stood behind. Where there is one on each
    side they are taken for the same.
    """
    before: dict[ProcessGraph, ProcessGraph] = {}
    gone = dict.fromkeys(old)
    for same in (_id_and_path, _id):
        _pair(before, gone, new, same)
    waiting = _Waiting(gone)
    for now in new:
        alike = waiting.pop(now) if now not in before else None
        if alike or (not before and len(old) == len(new) == 1):
            before[now] = alike or old[0]
    after = {then: now for now, then in before.items()}
    here = set(new)
    order = together([after.get(graph, graph) for graph in old], new)
    return [(before.get(graph), graph) if graph in here else (graph, None) for graph in order]


def _pair(
    before: dict[ProcessGraph, ProcessGraph],
    gone: dict[ProcessGraph, None],
    new: Sequence[ProcessGraph],
    same: Callable[[ProcessGraph], Hashable],
) -> None:
    """Pair those without a partner for which `same` gives the same, in their order."""
    waiting: dict[Hashable, list[ProcessGraph]] = {}
    for then in gone:
        waiting.setdefault(same(then), []).append(then)
    for now in new:
        partners = waiting.get(same(now))
        if partners and now not in before:
            before[now] = partners.pop(0)
            del gone[before[now]]


def _id(graph: ProcessGraph) -> str:
    return graph.process.id


def _id_and_path(graph: ProcessGraph) -> tuple[str, str]:
    return graph.process.id, graph.process.path


class _Waiting:
    """The processes that have no partner yet, by the steps that they have."""

    def __init__(self, graphs: Iterable[ProcessGraph]) -> None:
        self._steps = {graph: _step_ids(graph) for graph in graphs}
        self._place = {graph: place for place, graph in enumerate(self._steps)}
        self._having: dict[str, list[ProcessGraph]] = {}
        for graph, ids in self._steps.items():
            for id_ in ids:
                self._having.setdefault(id_, []).append(graph)

    def pop(self, other: ProcessGraph) -> ProcessGraph | None:
        """Take out the first process that has most of its steps in common with another one."""
        ids = _step_ids(other)
        common: Counter[ProcessGraph] = Counter()
        for id_ in ids:
            having = self._having.get(id_, [])
            if len(having) <= _MANY:
                common.update(graph for graph in having if graph in self._steps)
        for graph in sorted(common, key=self._place.__getitem__):
            if 2 * common[graph] > max(len(self._steps[graph]), len(ids)):
                del self._steps[graph]
                return graph
        return None


def _step_ids(graph: ProcessGraph) -> frozenset[str]:
    return frozenset(step.id for step in graph.steps)


def renamed(old: Mapping[str, Element], new: Mapping[str, Element]) -> dict[str, str]:
    """Return the new ids, by the old ones, of what was given another id.

    That is an element where one is gone, another one stands in its place, and the two have names
    that are alike, or else say the same.
    """
    new_ids: dict[str, str] = {}
    places = _gaps(new, old)
    for place, gone in _gaps(old, new).items():
        come = iter(places.get(place, []))
        near = list(islice(come, _NEAR))
        for id_ in gone:
            twin = next((new_id for new_id in near if _alike(old[id_], new[new_id])), None)
            if twin is not None:
                new_ids[id_] = twin
                near.remove(twin)
                near += islice(come, 1)
    return new_ids


def _gaps(ids: Mapping[str, Any], others: Mapping[str, Any]) -> dict[tuple[str, str], list[str]]:
    """Return the ids that `others` lacks, by the ids before and after them that it has."""
    gaps: dict[tuple[str, str], list[str]] = {}
    before, waiting = "", list[str]()
    for id_ in (*ids, ""):
        if id_ and id_ not in others:
            waiting.append(id_)
            continue
        if waiting:
            gaps[before, id_] = waiting
        before, waiting = id_, []
    return gaps


def _alike(before: Element, after: Element) -> bool:
    names = [str(getattr(element, "name", "")) for element in (before, after)]
    if all(names) and similar(*names):
        return True
    says, says_now = (
        {key: value for key, value in (element.mapping or {}).items() if key not in _NAMES}
        for element in (before, after)
    )
    return bool(says) and says == says_now


def together(old: Sequence[Any], new: Sequence[Any]) -> list[Any]:
    """Return all of both in the new order, what is gone after what it stood behind."""
    known = dict.fromkeys(new)
    behind: dict[Any, list[Any]] = {}
    last: Any = None
    for key in dict.fromkeys(old):
        if key in known:
            last = key
        else:
            behind.setdefault(last, []).append(key)
    return [key for here in (None, *known) for key in (here, *behind.get(here, ()))][1:]


def renames(before: ProcessGraph, after: ProcessGraph) -> Names:
    """Return the ids of a process that changed."""
    tables = zip(_elements(before), _elements(after), strict=True)
    return {kind: renamed(old, new) for (kind, old), (_, new) in tables}


def _elements(graph: ProcessGraph) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "stage", by_id(graph.process.stages)
    yield "step", by_id(graph.steps)
    yield "handoff", dict(graph.process.handoffs)
    yield "department", dict(graph.process.departments)
    yield "goal", dict(graph.process.goals)


def by_id(elements: Sequence[Any]) -> dict[str, Any]:
    """Return elements by their ids; of several with one id the others have a number behind it."""
    table: dict[str, Any] = {}
    numbers: dict[str, int] = {}
    for element in elements:
        key = element.id
        while key in table:
            numbers[element.id] = numbers.get(element.id, 1) + 1
            key = f"{element.id} ({numbers[element.id]})"
        table[key] = element
    return table
