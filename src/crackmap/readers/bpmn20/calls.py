"""Processes that others of the file call: work goes into them, and from their ends back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crackmap.readers.bpmn20.model import Edge, Model, Node, Pool, local
from crackmap.readers.bpmn20.ways import MOST, Way, Ways

_MOST_FOLLOWED = 1_000_000  # calls that are followed back to what comes behind them
_MOST_CROSSING = 20_000  # ways that calls add where one leads into them or back


class Calls:
    """The nodes of a file that stand for a process of it."""

    def __init__(self, model: Model, ways: Ways) -> None:
        """Find the calls behind some step; one of a process that is not here is told."""
        self._model, self._ways = model, ways
        self._entries: dict[Pool, list[Node]] = {}
        self._beyond: dict[Pool, list[tuple[Node, Way]]] = {}
        self._ends: dict[Pool, int] = {}
        self._leading: dict[Node, list[Way]] = {}
        self._followed = self._crossing = 0
        self.pools: dict[Node, Pool] = dict(self._found())  # by the calls of them
        self.callers: dict[Pool, list[Node]] = {}
        for node, pool in self.pools.items():
            self.callers.setdefault(pool, []).append(node)

    def _found(self) -> Iterator[tuple[Node, Pool]]:
        known = {pool.process.get("id"): pool for pool in self._model.pools if pool.process}
        tasks = {one.get("id") for one in self._model.root.children if one.name.endswith("Task")}
        nodes = (node for pool in self._model.pools for node in pool.nodes())
        calling = [node for node in nodes if node.tag == "callActivity"]
        behind = self._ways.behind_steps() if calling else set()
        for node in calling:
            called = local(node.element.get("calledElement"))
            if not called or called in tasks:
                continue
            pool = known.get(called)
            if pool is None or pool is node.pool or not self.entries(pool):
                words = f"the process `{called}` that it calls is not in this file; it is a task"
                self._model.note(node.at, words)
            elif node in behind:
                yield node, pool

    def entries(self, pool: Pool) -> list[Node]:
        """Return the steps with which a process begins."""
        if pool not in self._entries:
            self._entries[pool] = self._begun(pool)
        return self._entries[pool]

    def _begun(self, pool: Pool) -> list[Node]:
        ways = self._ways
        starts = [node for node in pool.tops if node.tag == "startEvent"]
        if not starts:
            led = {edge.target for edge in pool.edges}
            return [node for node in pool.tops if node in ways.steps and node not in led][:1]
        begun = [one for node in starts for one in ways.ways(ways.out_of(node))]
        return list(dict.fromkeys(way.target for way in begun if way.target))

    def along(self, node: Node, edges: Sequence[Edge]) -> Iterator[Way]:
        """Return the ways along some flows, into processes that are called and back from them."""
        ways, behind = self._ways.ways(edges), self.beyond(node.pool)
        callers = {call: f"called by {call.name}" if call.name else "" for call, _ in behind}
        for way in ways or ([Way(node.at)] if behind and not edges else []):
            if way.target is not None:
                yield from self._into(way)
                continue
            if not behind:
                yield way
            ended = way.end.name if way.end and self._count_ends(node.pool) > 1 else ""
            for at, (call, onward) in enumerate(behind):
                if at and not self._may_cross(way):
                    break
                called = callers[call] if len(callers) > 1 else ""
                words = (*way.words, *(one for one in (ended, called) if one), *onward.words)
                yield from self._into(onward._replace(words=words))

    def _into(self, way: Way) -> Iterator[Way]:
        pool = self.pools.get(way.target) if way.target else None
        if pool is None:
            yield way
            return
        for at, entry in enumerate(self.entries(pool)):
            if at and not self._may_cross(way):
                break
            yield way._replace(target=entry)

    def _may_cross(self, way: Way) -> bool:
        """Return whether one more way may lead from where others do, to where others do."""
        self._crossing += 1
        if self._crossing > _MOST_CROSSING:
            self._ways.tell_cut(way.at)
        return self._crossing <= _MOST_CROSSING

    def _count_ends(self, pool: Pool) -> int:
        if pool not in self._ends:
            tops = (node for node in pool.nodes() if not node.within)
            self._ends[pool] = sum(node.tag == "endEvent" for node in tops)
        return self._ends[pool]

    # What comes behind a process that is called

    def beyond(self, pool: Pool) -> list[tuple[Node, Way]]:
        """Return the ways on behind a process that others call, each once with the call of it.

        Of a call with which its own process ends, these are the ways behind that.
        """
        if pool not in self._beyond:
            found = self._beyond[pool] = []
            for call in self.callers.get(pool, ()):
                found += [(call, way) for way in self._behind(call)]
                if len(found) > MOST:
                    del found[MOST:]
                    self._ways.tell_cut(call.at)
                    break
        return self._beyond[pool]

    def _behind(self, call: Node) -> list[Way]:
        found: dict[Way, None] = {}
        ended: dict[Way, None] = {}  # what counts where processes call each other in a circle
        left: set[Pool] = set()
        stack = [(call, way) for way in reversed(self._led(call))]
        self._followed += len(stack)
        while stack and len(found) <= MOST:
            if self._followed > _MOST_FOLLOWED:
                self._ways.tell_cut(call.at)
                break
            node, way = stack.pop()
            callers = self.callers.get(node.pool, ())
            if way.target or not callers:
                found[way] = None
                continue
            ended[way] = None
            if node.pool not in left:
                left.add(node.pool)
                known = len(stack)
                for one in reversed(callers):
                    stack += [(one, each) for each in reversed(self._led(one))]
                self._followed += len(stack) - known
        return list(found or ended)

    def _led(self, call: Node) -> list[Way]:
        """Return the ways out of a call, or that it ends there."""
        if call not in self._leading:
            self._leading[call] = self._ways.ways(self._ways.out_of(call)) or [Way(call.at)]
        return self._leading[call]
