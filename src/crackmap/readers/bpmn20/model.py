"""The nodes, flows and pools of a BPMN file, as they are written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from crackmap.readers.bpmn20.ours import told
from crackmap.readers.bpmn20.times import duration
from crackmap.readers.making.xml import Element
from crackmap.source.located import Places
from crackmap.source.problems import Note
from crackmap.source.span import Span

SPACE = "http://www.omg.org/spec/BPMN/20100524/MODEL"
OTHERWISE = "otherwise"  # the condition of a default flow
CONTAINERS = ("subProcess", "adHocSubProcess", "transaction")
_OTHER_TASKS = ("task", "callActivity", "callChoreography", "choreographyTask")
_EVENTS = (
    "startEvent",
    "endEvent",
    "boundaryEvent",
    "intermediateCatchEvent",
    "intermediateThrowEvent",
    "intermediateEvent",
)


@dataclass(slots=True, eq=False)
class Node:
    """A task, an event, a gateway, or a sub-process, with the nodes inside it.

    `at` is the number of its place. `within` is the sub-process that it stands in.
    """

    id: str
    tag: str
    name: str
    at: int
    element: Element
    pool: Pool
    within: Node | None = None
    inside: list[Node] = field(default_factory=list)

    @property
    def is_gateway(self) -> bool:
        """Whether it parts or joins ways."""
        return self.tag.endswith("Gateway")

    @property
    def is_work(self) -> bool:
        """Whether somebody does something here: it holds nothing that does it."""
        return not (self.inside or self.is_gateway or self.tag.endswith("Event"))

    @property
    def kept(self) -> Element | None:
        """What a file of ours says of it besides, if it is a step there."""
        return told(self.element, "step")

    def event(self, kind: str) -> Element | None:
        """Return its definition of a kind: `timer`, `message`, `link` and so on."""
        return next(self.element.all(f"{kind}EventDefinition"), None)

    @property
    def limit(self) -> str:
        """How long its timer runs, `26h`; empty where none does, or until a date or a word.

        Where the time is what a file of ours made of it, it reads as it was written there.
        """
        timer = self.event("timer")
        iso = next((one.text for one in timer.all("timeDuration")), "") if timer else ""
        ours = told(self.element, "timer")
        if ours is not None and ours.text and ours.get("iso") == iso:
            return ours.text
        return duration(iso)


@dataclass(slots=True, eq=False)
class Edge:
    """A sequence flow; its `name` is a condition, `conditional` if it says so.

    One of ours is `kept`: the element says more of it.
    """

    source: Node
    target: Node
    name: str
    at: int
    conditional: bool = False
    kept: Element | None = None


@dataclass(slots=True, eq=False)
class Pool:
    """A participant with its process; collapsed where that holds nothing.

    It is `joined` to others by a collaboration; a process alone is a pool without a
    name. `tops` are the nodes that stand in no sub-process.
    """

    id: str
    name: str
    at: int
    process: Element | None = None
    joined: bool = False
    tops: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)

    def nodes(self) -> Iterator[Node]:
        """Return all nodes, those in sub-processes after what holds them."""
        stack = list(reversed(self.tops))
        while stack:
            node = stack.pop()
            yield node
            stack += reversed(node.inside)


@dataclass(slots=True, eq=False)
class Message:
    """A message flow, by the ids of its ends."""

    source: str
    target: str
    name: str
    at: int


class Model:
    """All pools of a file; ids that stand twice mean their first element."""

    def __init__(self, root: Element, path: str) -> None:
        """Read the elements below `definitions`."""
        self.places = Places(path)
        self.notes: list[Note] = []
        self.elements = 0
        self.nodes: dict[str, Node] = {}
        self.messages: list[Message] = []
        self._messages: dict[str, list[Message]] = {}  # by the ids of their ends
        self.root = root
        processes = {one.get("id"): one for one in root.all("process")}
        self.pools: list[Pool] = []
        self.collaborations = [*root.all("collaboration")]
        shown: set[str] = set()
        for collaboration in self.collaborations:
            for one in collaboration.all("participant"):
                reference = local(one.get("processRef"))
                process = processes.get(reference) if reference not in shown else None
                shown.add(reference)
                self.pools.append(
                    Pool(one.get("id"), called(one), self.at(one), process, joined=True)
                )
        for id_, process in processes.items():
            if id_ not in shown:
                self.pools.append(Pool(id_, "", self.at(process), process))
        for pool in self.pools:
            if pool.process is not None:
                pool.tops = self._nodes(pool.process, pool, None)
        for pool in self.pools:
            if pool.process is not None:
                self._edges(pool.process, pool)
        for collaboration in self.collaborations:
            for one in collaboration.all("messageFlow"):
                if told(one, "message") is not None:
                    continue  # it shows what steps say
                ends = local(one.get("sourceRef")), local(one.get("targetRef"))
                message = Message(*ends, called(one), self.at(one))
                self.messages.append(message)
                for id_ in dict.fromkeys(ends):
                    self._messages.setdefault(id_, []).append(message)
                self.elements += 1

    def joined(self) -> list[Pool]:
        """Return the pools of a collaboration, with those that only its messages lead to."""
        ends = {id_ for message in self.messages for id_ in (message.source, message.target)}
        reached = {node.pool.id for id_ in ends if (node := self.nodes.get(id_))}
        for pool in self.pools:
            pool.joined = pool.joined or pool.id in reached
        return [pool for pool in self.pools if pool.joined]

    def messages_at(self, id_: str) -> list[Message]:
        """Return the messages that begin or end at a node or a pool."""
        return self._messages.get(id_, [])

    def at(self, element: Element) -> int:
        """Return the number of the place of an element."""
        id_, name = element.get("id"), called(element)
        words = f"{id_} ({name})" if id_ and name else id_ or name or element.name
        line, column = element.line, element.column
        return self.places.add(
            Span(self.places.path, line, column, line, column, element=words, quote=name)
        )

    def note(self, at: int, words: str, *, lost: bool = False) -> None:
        """Say what could not be taken as it stands."""
        self.notes.append(Note(self.places.span(at, at), words, lost))

    def _nodes(self, holder: Element, pool: Pool, within: Node | None) -> list[Node]:
        made: list[Node] = []
        for one in holder.children:
            if one.space != holder.space or not _is_node(one.name):
                continue
            self.elements += 1
            id_, at = one.get("id"), self.at(one)
            if id_ in self.nodes:
                self.note(at, f"the id `{id_}` stands here again; flows lead to the first")
            node = Node(id_, one.name, called(one), at, one, pool, within)
            if id_:
                self.nodes.setdefault(id_, node)
            if one.name in CONTAINERS:
                node.inside = self._nodes(one, pool, node)
            made.append(node)
        return made

    def _edges(self, holder: Element, pool: Pool) -> None:
        for one in holder.children:
            if one.space == holder.space and one.name in CONTAINERS:
                self._edges(one, pool)
        for one in holder.all("sequenceFlow"):
            self.elements += 1
            at = self.at(one)
            ends = [self.nodes.get(local(one.get(key))) for key in ("sourceRef", "targetRef")]
            source, target = ends
            if source is None or target is None:
                key = "sourceRef" if source is None else "targetRef"
                words = f"this flow has no end: there is no `{one.get(key)}`; it was left out"
                self.note(at, words, lost=True)
                continue
            if source.pool is not target.pool:
                self.note(at, "this flow leads into another pool, where a message flow belongs")
            conditional = next(one.all("conditionExpression"), None) is not None
            if told(one, "rejection") is not None:
                continue  # it shows a part of a handoff
            kept = told(one, "flow")
            rest = bool(one.get("id")) and source.element.get("default") == one.get("id")
            name = called(one) or (OTHERWISE if rest and kept is None else "")
            pool.edges.append(Edge(source, target, name, at, conditional, kept))


def called(element: Element) -> str:
    """Return the name of an element on one line."""
    return " ".join(element.get("name").split())


def local(reference: str) -> str:
    """Return an id without the prefix of a namespace: some tools write `tns:Task_1`."""
    return reference.strip().rpartition(":")[2]


def _is_node(tag: str) -> bool:
    return (
        tag in CONTAINERS
        or tag in _OTHER_TASKS
        or tag in _EVENTS
        or tag.endswith(("Task", "Gateway"))
    )
