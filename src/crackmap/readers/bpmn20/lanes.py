"""Whose a node is: the lane that lists it, that of what holds it, or where it is drawn."""

from __future__ import annotations

from collections.abc import Iterator

from crackmap.readers.bpmn20.drawn_lanes import DrawnLanes, Lane
from crackmap.readers.bpmn20.model import CONTAINERS, Model, Node, Pool, called, local
from crackmap.readers.bpmn20.ours import told
from crackmap.readers.making.rect import Rect, rect_of
from crackmap.readers.making.xml import Element


class Lanes:
    """The lanes of a file, and what they list."""

    def __init__(self, model: Model) -> None:
        """Look at the lane sets of all pools, and say where listing and drawing disagree."""
        self._model = model
        self._boxes = dict(_boxes(model.root))
        self._listed: dict[str, Lane] = {}
        self._drawn: dict[str, Lane] = {}
        self._told: set[str] = set()
        self._known: dict[Node, Lane | None] = {}  # what was looked for
        for pool in model.pools:
            if pool.process is not None:
                self._pool(pool, pool.process)

    def lane(self, node: Node) -> Lane | None:
        """Return the lane of a node: its own, that of its host, or that of what holds it."""
        passed: dict[Node, None] = {}
        one: Node | None = node
        found: Lane | None = None
        while one and not found and one not in passed:
            if one in self._known:
                found = self._known[one]
                break
            passed[one] = None
            host = self._model.nodes.get(local(one.element.get("attachedToRef")))
            ids = (one.id, host.id if host else "")
            drawn = (self._listed.get(id_) or self._drawn.get(id_) for id_ in ids if id_)
            found = next((lane for lane in drawn if lane), None)
            one = one.within or (host.within if host else None)
        self._known |= dict.fromkeys(passed, found)
        return found

    def owner(self, node: Node) -> tuple[str, Lane | None]:
        """Return the name of who does a node; empty where nobody is named, which is told."""
        lane = self.lane(node)
        name = (lane.name if lane else "") or node.pool.name
        if not name and node.pool.id not in self._told:
            self._told.add(node.pool.id)
            words = "no lane and no pool around these steps has a name; no owner was set"
            self._model.note(node.pool.at, words)
        return name, lane

    def _pool(self, pool: Pool, process: Element) -> None:
        lanes = list(self._lanes(process, None, "laneSet"))
        for lane in lanes:
            for id_ in lane.lists:
                known = self._listed.get(id_)
                if known is None or _holds(known, lane):
                    self._listed[id_] = lane
                elif not _holds(lane, known):
                    words = f"`{id_}` is listed in another lane, too; that one counts"
                    self._model.note(lane.at, words)
                if id_ not in self._model.nodes:
                    words = f"this lane lists `{id_}`, which is no node of the file"
                    self._model.note(lane.at, words)
        leaves = [lane for lane in lanes if not lane.inner and lane.id in self._boxes]
        listed = any(lane.lists for lane in lanes)
        places = DrawnLanes([(lane, self._boxes[lane.id]) for lane in leaves])
        ends, told = set(leaves), False
        for node in pool.nodes() if leaves else ():
            if places.is_too_much:
                words = "too many lanes are drawn over each other to tell what stands in which"
                self._model.note(pool.at, words, lost=not listed)
                break
            drawn = places.around(self._boxes.get(node.id))
            if drawn is None or node.within is not None:
                continue
            if not listed:
                self._drawn[node.id] = drawn
                if not told:
                    words = "no lane lists its nodes; they were put where they are drawn"
                    self._model.note(pool.at, words)
                    told = True
            elif (own := self._listed.get(node.id)) and own in ends and own is not drawn:
                words = f"it is drawn in `{drawn.name}` and listed in `{own.name}`, which counts"
                self._model.note(node.at, words)

    def _lanes(self, holder: Element, above: Lane | None, key: str) -> Iterator[Lane]:
        for lane_set in holder.all(key):
            for one in lane_set.all("lane"):
                lists = tuple(local(each.text) for each in one.all("flowNodeRef"))
                name = called(one) or (above.name if above else "")
                inner = any(
                    each.name == "lane"
                    for held in one.all("childLaneSet")
                    for each in held.children
                )
                ours = told(one, "lane")
                known = ours is not None and ours.get("name") == one.get("name")
                department = ours.get("department") if ours and known else None
                at = self._model.at(one)
                lane = Lane(one.get("id"), name, at, above, lists, inner, department)
                yield lane
                yield from self._lanes(one, lane, "childLaneSet")
        if above is None:
            for one in holder.children:
                if one.space == holder.space and one.name in CONTAINERS:
                    yield from self._lanes(one, None, key)


def _holds(lane: Lane, other: Lane) -> bool:
    """Return whether `other` stands in `lane`."""
    above = other.above
    while above is not None and above is not lane:
        above = above.above
    return above is lane


def _boxes(root: Element) -> Iterator[tuple[str, Rect]]:
    """Return where shapes are drawn, by the ids of what they show."""
    stack = [one for one in root.children if one.name == "BPMNDiagram"]
    while stack:
        element = stack.pop()
        stack += element.children
        if element.name != "BPMNShape":
            continue
        for bounds in element.children:
            if bounds.name == "Bounds":
                yield local(element.get("bpmnElement")), rect_of(bounds)
