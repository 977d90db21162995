"""The flows of a file, with sub-processes opened: what leads to one leads to where it begins."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import replace

from crackmap.readers.bpmn20.model import Edge, Model, Node, local

CROSSING = 64  # flows from many to many that are told one by one; beyond it a step says it shorter
_MOST_CROSSING = 20_000  # flows that sub-processes add where several lead on behind them


class Flows:
    """The flows of a file; `doors` are the sub-processes that are steps of their own."""

    def __init__(self, model: Model) -> None:
        """Find what leads where, and on what events stand."""
        self._model = model
        self._raw: dict[Node, list[Edge]] = {}
        self._out: dict[Node, list[Edge]] = {}
        self._led_to: set[Node] = set()
        self._first: dict[Node, Node] = {}
        self._begun: dict[Node, list[Node]] = {}
        self._links: dict[tuple[str, str], Node] = {}
        self._crossing = 0
        self._cut = False
        self.boundaries: dict[Node, list[Node]] = {}
        self.hosts: dict[Node, Node] = {}
        nodes = [node for pool in model.pools for node in pool.nodes()]
        for pool in model.pools:
            for edge in pool.edges:
                self._raw.setdefault(edge.source, []).append(edge)
                self._led_to.add(edge.target)
        self.doors = self._find_doors(nodes)
        for node in nodes:
            if node.tag == "intermediateCatchEvent" and (link := node.event("link")):
                self._links.setdefault((node.pool.id, link.get("name") or node.name), node)
        for node in nodes:
            if node.tag == "boundaryEvent":
                self._stand(node)
        self.before: dict[Node, list[Node]] = {}
        for node in nodes:
            if not node.inside or node in self.doors:
                for edge in self.out_of(node):
                    self.before.setdefault(edge.target, []).append(node)

    def _find_doors(self, nodes: Iterable[Node]) -> set[Node]:
        """Return the sub-processes that are steps: many flows lead to them, and many begin there.

        Each is told.
        """
        led = Counter(edge.target for edges in self._raw.values() for edge in edges)
        doors = set()
        for node in nodes:  # what holds others comes before them
            begun = self._starts(node) if node.inside else []
            if len(begun) > 1 and led[node] > 1 and led[node] * len(begun) > CROSSING:
                words = f"{led[node]:,} flows lead here to {len(begun):,} beginnings"
                words = (
                    f"{words}; this sub-process was made a step, so as not to tell each with each"
                )
                self._model.note(node.at, words)
                doors.add(node)
                continue
            for one in begun:
                led[one] += led[node]
        return doors

    def _stand(self, node: Node) -> None:
        """Find out on which step an event stands."""
        host = self._model.nodes.get(local(node.element.get("attachedToRef")))
        if host is None:
            words = "this event stands on nothing that is in the file; it was left out"
            self._model.note(node.at, words, lost=True)
            return
        if host.inside and host not in self.doors:
            words = "an event on a sub-process was put on its first step"
            self._model.note(node.at, words)
            if host not in self._first:
                self._first[host] = self._first_work(host)
            host = self._first[host]
        self.boundaries.setdefault(host, []).append(node)
        self.hosts[node] = host

    def _first_work(self, node: Node) -> Node:
        """Return the first node inside a sub-process in which something is done."""
        queue = deque(self.opened(node))
        seen = set(queue)
        while queue:
            one = queue.popleft()
            if one.is_work:
                return one
            following = [edge.target for edge in self.out_of(one) if edge.target not in seen]
            seen.update(following)
            queue += following
        return node

    def opened(self, node: Node) -> list[Node]:
        """Return where work begins that comes to a node: of a sub-process, inside it."""
        if not node.inside or node in self.doors:
            return [node]
        if node not in self._begun:
            found: list[Node] = []
            stack = [node]
            while stack:
                one = stack.pop()
                if not one.inside or one in self.doors:
                    found.append(one)
                else:
                    stack += reversed(self._starts(one))
            self._begun[node] = found
        return self._begun[node]

    def _starts(self, node: Node) -> list[Node]:
        """Return with which of the nodes in a sub-process it begins."""
        inside = [
            each
            for each in node.inside
            if each.tag != "boundaryEvent"
            and each.element.get("triggeredByEvent") != "true"
            and each.element.get("isForCompensation") != "true"
        ]
        starts = [each for each in inside if each.tag == "startEvent"]
        starts = starts or [each for each in inside if each not in self._led_to]
        return starts or inside[:1]

    def out_of(self, node: Node) -> list[Edge]:
        """Return the flows out of a node; those of a sub-process go on behind it."""
        if node not in self._out:
            self._out[node] = self._find_out(node)
        return self._out[node]

    def _find_out(self, node: Node) -> list[Edge]:
        if node in self.doors:
            inside = [each for one in self._starts(node) for each in self.opened(one)]
            return [Edge(node, one, "", node.at) for one in inside]
        seen = node
        edges = self._raw.get(node, [])
        if (link := node.event("link")) and not edges:
            target = self._links.get((node.pool.id, link.get("name") or node.name))
            return [Edge(node, target, "", node.at)] if target and target is not node else []
        while not edges and seen.within and seen.within.element.get("triggeredByEvent") != "true":
            seen = seen.within
            edges = self._raw.get(seen, [])
        found: list[Edge] = []
        for number, edge in enumerate(edges):
            targets = self.opened(edge.target)
            for at, target in enumerate(targets):
                is_more = at > 0 or (number > 0 and seen is not node)
                self._crossing += is_more
                if is_more and self._crossing > _MOST_CROSSING:
                    self.tell_cut(edge.at)
                    return found
                found.append(replace(edge, target=target))
        return found

    def tell_cut(self, at: int) -> None:
        """Say once that not all ways were read, at the place where that was so first."""
        if not self._cut:
            words = "more ways lead on through here than can be told; those left were not read"
            self._model.note(at, words, lost=True)
        self._cut = True
