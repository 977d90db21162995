"""What leads where: gateways and events are looked through, up to the next work or the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import NamedTuple

from crackmap.readers.bpmn20.flows import CROSSING, Flows
from crackmap.readers.bpmn20.model import OTHERWISE, Edge, Model, Node
from crackmap.readers.bpmn20.ours import told
from crackmap.readers.making.repeated import Repeated
from crackmap.readers.making.xml import Element

_LONGEST = 200  # nodes without work in a row
MOST = 500  # ways out of a step
_MOST_LOOKED_AT = 5_000  # flows that are followed through nodes without work from one step
_MOST_OF_ALL = 100_000  # the same, from all steps
_MOST_LETTERS = 10_000_000  # of the conditions on all ways
_LONG = 1_000  # letters of a question or a condition that stand wherever it is repeated
_MOST_BACK = 1_000_000  # nodes without work that are passed on the way back to what sends messages


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
    """Which nodes of a file become steps, and the ways between them along its flows."""

    def __init__(self, model: Model) -> None:
        """Find out which events and gateways are steps of their own."""
        self._model = model
        self._flows = flows = Flows(model)
        self.out_of, self.opened, self.tell_cut = flows.out_of, flows.opened, flows.tell_cut
        self.boundaries, self.before = flows.boundaries, flows.before
        self._questions: dict[Node, str] = {}
        self._looked_at = self._looked_back = 0
        tell = partial(model.note, lost=True)
        self._conditions = Repeated(tell, _MOST_LETTERS, _LONG, "…")
        nodes = [node for pool in model.pools for node in pool.nodes()]
        self._races = dict(self._find_races(nodes))
        ends = {one for message in model.messages for one in (message.source, message.target)}
        closed = {pool.id for pool in model.pools if not pool.tops}
        self.sending = {one.source for one in model.messages if one.target not in closed}
        self.steps = {
            node
            for node in nodes
            if node.is_work
            or node.kept is not None
            or (_waits(node, ends) and node not in self._races)
        }
        self.steps |= flows.doors
        self.steps |= {node for node in nodes if self._is_split(node) and self._stays(node)}

    def _find_races(self, nodes: Iterable[Node]) -> Iterator[tuple[Node, str | None]]:
        """Return the events of which the first counts, each with the time if it is a timer."""
        for node in nodes:
            is_first = any(one.tag == "eventBasedGateway" for one in self.before.get(node, ()))
            if is_first or told(node.element, "timer") is not None:  # it is the time on a flow
                yield node, node.limit if node.event("timer") is not None else None

    def ways(self, edges: Iterable[Edge]) -> list[Way]:
        """Return the ways that begin with some flows, none of them through a node twice."""
        found: dict[Way, None] = {}
        seen: set[tuple[Node, Way]] = set()
        limit = min(self._looked_at + _MOST_LOOKED_AT, _MOST_OF_ALL)
        stack = [(edge, Way(0), frozenset[Node]()) for edge in reversed(list(edges))]
        while stack:
            if len(found) >= MOST or self._looked_at >= limit:
                self.tell_cut(stack[-1][0].at)
                break
            edge, way, passed = stack.pop()
            node = edge.target
            words = (*way.words, self._condition(edge)) if edge.name else way.words
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
                self.tell_cut(edge.at)
                continue
            seen.add((node, way))
            if node in self._races:
                time = self._races[node]
                after = way.after if time is None else time
                words = (*words, node.name) if node.name and not after else words
                way = way._replace(words=words, after=after)
            self._looked_at += len(following)
            stack += [(each, way, passed | {node}) for each in reversed(following)]
        return list(found)

    def said(self, way: Way) -> str:
        """Return the conditions on a way; they are cut once those of all ways are very long."""
        return self._conditions.text(list(dict.fromkeys(way.words)), ", ", way.at)

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

    def behind_steps(self) -> set[Node]:
        """Return the nodes to which work comes from some step."""
        found: set[Node] = set()
        stack = list(self.steps)
        while stack:
            one = stack.pop()
            behind = [*self.boundaries.get(one, ())]
            if not one.inside or one in self._flows.doors:
                behind += [edge.target for edge in self.out_of(one)]
            stack += [each for each in behind if each not in found and each not in self.steps]
            found.update(behind)
        return found

    def steps_before(self, node: Node) -> Iterator[Node]:
        """Return the steps from which work comes to a node."""
        stack, seen = [node], {node}
        while stack:
            one = stack.pop()
            if one in self.steps:
                yield one
                continue
            self._looked_back += 1
            if self._looked_back > _MOST_BACK:
                self.tell_cut(node.at)
                return
            hosts = (self._flows.hosts[one],) if one in self._flows.hosts else ()
            for each in (*self.before.get(one, ()), *hosts):
                if each not in seen:
                    seen.add(each)
                    stack.append(each)

    def _condition(self, edge: Edge) -> str:
        """Return the words on a flow, with the question of the gateway that they answer."""
        source = edge.source
        if source not in self._questions:
            is_ours = told(source.element, "gateway") is not None
            question = source.name if source.is_gateway and not is_ours else ""
            if len(question) > _LONG:
                self._model.note(source.at, "this question is too long to be repeated; it was cut")
                question = f"{question[:_LONG]}…"
            self._questions[source] = question
        question = self._questions[source]
        if not question or edge.name == OTHERWISE:
            return edge.name
        return f"{question}{'' if question.endswith('?') else ':'} {edge.name}"

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
                if flows > max(CROSSING, each):
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


def _waits(node: Node, ends: set[str]) -> bool:
    """Return whether work waits at an event in the flow for something that has a name."""
    if node.tag not in ("intermediateCatchEvent", "intermediateEvent") or node.event("link"):
        return False
    return bool(node.name or node.id in ends or node.limit)
