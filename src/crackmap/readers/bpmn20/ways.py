"""What leads where: gateways and events are looked through, up to the next work or the end."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from crackmap.readers.bpmn20.model import OTHERWISE, Edge, Model, Node, Pool, local
from crackmap.readers.bpmn20.ours import told
from crackmap.readers.making.xml import Element

_LONGEST = 200  # nodes without work in a row
_MOST = 500  # ways out of a step
_MOST_LOOKED_AT = 5_000  # flows that are followed through nodes without work from one step
_MOST_OF_ALL = 100_000  # the same, from all steps
_CROSSING = 64  # flows by which a gateway is looked through; beyond it a step says it shorter


class Way(NamedTuple):
    """A way from a step to the next, or to an end event; to neither where the drawing stops.

    `words` are the conditions on it, `after` the time that passes first. A flow of ours is `kept`:
    the element says more of it.
    """

    at: int
    target: Node | None = None
    end: Node | None = None
    words: tuple[str, ...] = ()
    after: str = ""
    kept: Element | None = None


class Ways:
    """The flows of a file, with sub-processes opened, and which nodes become steps."""

    def __init__(self, model: Model) -> None:
        """Find out which events and gateways are steps of their own."""
        self._model = model
        self._raw: dict[Node, list[Edge]] = {}
        self._led_to: set[Node] = set()
        self.boundaries: dict[Node, list[Node]] = {}
        self._hosts: dict[Node, Node] = {}
        self._links: dict[tuple[str, str], Node] = {}
        self._looked_at = 0
        self._cut = False
        nodes = [node for pool in model.pools for node in pool.nodes()]
        for pool in model.pools:
            for edge in pool.edges:
                self._raw.setdefault(edge.source, []).append(edge)
                self._led_to.add(edge.target)
        for node in nodes:
            self._note_event(node)
        self.before: dict[Node, list[Node]] = {}
        for node in nodes:
            for edge in self.out_of(node) if not node.inside else ():
                self.before.setdefault(edge.target, []).append(node)
        ends = {one for message in model.messages for one in (message.source, message.target)}
        closed = {pool.id for pool in model.pools if not pool.tops}
        self.sending = {one.source for one in model.messages if one.target not in closed}
        self.steps = {
            node
            for node in nodes
            if node.is_work
            or node.kept is not None
            or (_waits(node, ends) and not self.is_race(node))
        }
        self.steps |= {node for node in nodes if self._is_split(node) and self._stays(node)}
        self.calls = dict(self._calls(nodes))

    def _calls(self, nodes: Iterable[Node]) -> Iterator[tuple[Node, Pool]]:
        """Return the nodes behind some step that stand for a process of this file, with its pool.

        A call of a process that is not here is a task, and told.
        """
        known = {pool.process.get("id"): pool for pool in self._model.pools if pool.process}
        tasks = {one.get("id") for one in self._model.root.children if one.name.endswith("Task")}
        for node in nodes:
            called = local(node.element.get("calledElement"))
            if node.tag != "callActivity" or not called or called in tasks:
                continue
            pool = known.get(called)
            if pool is None or pool is node.pool or not any(self.entries(pool)):
                words = f"the process `{called}` that it calls is not in this file; it is a task"
                self._model.note(node.at, words)
            elif any(True for one in self.before.get(node, ()) for _ in self.steps_before(one)):
                yield node, pool

    def entries(self, pool: Pool) -> list[Node]:
        """Return the steps with which a process begins."""
        starts = [node for node in pool.tops if node.tag == "startEvent"]
        led = {edge.target for edge in pool.edges}
        begun = [one for node in starts for one in self.ways(self.out_of(node))]
        if not starts:
            return [node for node in pool.tops if node in self.steps and node not in led][:1]
        return list(dict.fromkeys(way.target for way in begun if way.target))

    def beyond(self, pool: Pool, seen: frozenset[Node] = frozenset()) -> list[tuple[Node, Way]]:
        """Return the ways on behind a process that others call, each with the call of it.

        Of a call with which its own process ends, these are the ways behind that.
        """
        found = []
        for node, called in self.calls.items():
            if called is not pool or node in seen:
                continue
            for way in self.ways(self.out_of(node)) or [Way(node.at)]:
                further = [] if way.target else self.beyond(node.pool, seen | {node})
                found += [(node, one) for _, one in further] or [(node, way)]
        return found

    def _note_event(self, node: Node) -> None:
        if node.tag == "boundaryEvent":
            host = self._model.nodes.get(local(node.element.get("attachedToRef")))
            if host is None:
                words = "this event stands on nothing that is in the file; it was left out"
                self._model.note(node.at, words, lost=True)
                return
            if host.inside:
                words = "an event on a sub-process was put on its first step"
                self._model.note(node.at, words)
                host = self._first_work(host)
            self.boundaries.setdefault(host, []).append(node)
            self._hosts[node] = host
        elif (link := node.event("link")) and node.tag == "intermediateCatchEvent":
            self._links.setdefault((node.pool.id, link.get("name") or node.name), node)

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
        found: list[Node] = []
        stack = [node]
        while stack:
            one = stack.pop()
            if not one.inside:
                found.append(one)
                continue
            inside = [
                each
                for each in one.inside
                if each.tag != "boundaryEvent"
                and each.element.get("triggeredByEvent") != "true"
                and each.element.get("isForCompensation") != "true"
            ]
            starts = [each for each in inside if each.tag == "startEvent"]
            starts = starts or [each for each in inside if each not in self._led_to]
            stack += reversed(starts or inside[:1])
        return found

    def out_of(self, node: Node) -> list[Edge]:
        """Return the flows out of a node; those of a sub-process go on behind it."""
        seen = node
        edges = self._raw.get(node, [])
        if (link := node.event("link")) and not edges:
            target = self._links.get((node.pool.id, link.get("name") or node.name))
            return [Edge(node, target, "", node.at)] if target and target is not node else []
        while not edges and seen.within and seen.within.element.get("triggeredByEvent") != "true":
            seen = seen.within
            edges = self._raw.get(seen, [])
        return [
            replace(edge, target=target) for edge in edges for target in self.opened(edge.target)
        ]

    def is_race(self, node: Node) -> bool:
        """Return whether the first event of several counts, and this is one of them."""
        if told(node.element, "timer") is not None:
            return True  # it is the time on a flow
        return any(one.tag == "eventBasedGateway" for one in self.before.get(node, ()))

    def ways(self, edges: Iterable[Edge]) -> list[Way]:
        """Return the ways that begin with some flows, none of them through a node twice."""
        found: dict[Way, None] = {}
        seen: set[tuple[Node, Way]] = set()
        limit = min(self._looked_at + _MOST_LOOKED_AT, _MOST_OF_ALL)
        stack = [(edge, Way(0), frozenset[Node]()) for edge in reversed(list(edges))]
        while stack:
            if len(found) >= _MOST or self._looked_at >= limit:
                self._tell_cut(stack[-1][0])
                break
            edge, way, passed = stack.pop()
            node = edge.target
            words = (*way.words, _condition(edge)) if edge.name else way.words
            way = way._replace(words=words, kept=edge.kept or way.kept)
            if node in self.steps:
                found[way._replace(at=edge.at, target=node)] = None
                continue
            following = self.out_of(node)
            if not following:
                end = node if node.tag == "endEvent" else None
                found[way._replace(at=edge.at, end=end)] = None
                continue
            if node in passed or (node, way) in seen:
                continue
            if len(passed) >= _LONGEST:
                self._tell_cut(edge)
                continue
            seen.add((node, way))
            if self.is_race(node):
                after = node.limit if node.event("timer") is not None else way.after
                words = (*words, node.name) if node.name and not after else words
                way = way._replace(words=words, after=after)
            self._looked_at += len(following)
            stack += [(each, way, passed | {node}) for each in reversed(following)]
        return list(found)

    def _tell_cut(self, edge: Edge) -> None:
        if not self._cut:
            words = "more ways lead on through here than can be told; those left were not read"
            self._model.note(edge.at, words, lost=True)
        self._cut = True

    def split_behind(self, node: Node) -> Node | None:
        """Return the gateway that parts the way out of a step, if no step of its own does."""
        for _ in range(_LONGEST):
            edges = self.out_of(node)
            if len(edges) != 1 or edges[0].target in self.steps:
                return None
            node = edges[0].target
            if self._is_split(node):
                return node
        return None

    def steps_before(self, node: Node) -> Iterator[Node]:
        """Return the steps from which work comes to a node."""
        stack, seen = [node], {node}
        while stack:
            one = stack.pop()
            if one in self.steps:
                yield one
                continue
            hosts = (self._hosts[one],) if one in self._hosts else ()
            for each in (*self.before.get(one, ()), *hosts):
                if each not in seen:
                    seen.add(each)
                    stack.append(each)

    def _is_split(self, node: Node) -> bool:
        return node.is_gateway and len(self.out_of(node)) > 1

    def _stays(self, gateway: Node) -> bool:
        """Return whether a gateway is a step: what comes before it has other ways out, too.

        So it is where very many steps lead to very many through it, or from very far.
        """
        if not self.before.get(gateway):
            return True
        if told(gateway.element, "gateway") is not None and len(self.before[gateway]) == 1:
            return False  # it parts the ways out of the step before it
        stack, seen = [gateway], {gateway}
        flows, each = 0, len(self.out_of(gateway))
        while stack:
            if len(seen) > _LONGEST:
                return True
            for node in self.before.get(stack.pop(), ()):
                flows += each if node in self.steps else 0
                if flows > max(_CROSSING, each):
                    return True
                if node in self.steps and not node.is_gateway:
                    alone = len(self.out_of(node)) == 1 and node not in self.boundaries
                    if not alone or node.id in self.sending:
                        return True
                elif node.tag in ("startEvent", "boundaryEvent") or self._is_split(node):
                    return True
                elif node not in seen:
                    if not self.before.get(node):
                        return True
                    seen.add(node)
                    stack.append(node)
        return False


def _condition(edge: Edge) -> str:
    """Return the words on a flow, with the question of the gateway that they answer."""
    is_ours = told(edge.source.element, "gateway") is not None
    question = edge.source.name if edge.source.is_gateway and not is_ours else ""
    if not question or edge.name == OTHERWISE:
        return edge.name
    return f"{question}{'' if question.endswith('?') else ':'} {edge.name}"


def _waits(node: Node, ends: set[str]) -> bool:
    """Return whether work waits at an event in the flow for something that has a name."""
    if node.tag not in ("intermediateCatchEvent", "intermediateEvent") or node.event("link"):
        return False
    return bool(node.name or node.id in ends or node.limit)
