"""What messages between pools are: flows between steps, and outsiders who are told or asked."""

from __future__ import annotations

from collections.abc import Mapping

from crackmap.readers.bpmn20.model import Message, Model, Node, Pool
from crackmap.readers.bpmn20.ways import Ways
from crackmap.readers.making.draft import Draft
from crackmap.readers.making.parts import DraftFlow, DraftStep
from crackmap.source.located import Located

_MOST_CROSSING = 20_000  # flows from several steps to several that messages may mean


class Messages:
    """The messages of a file, put to the steps of one process."""

    def __init__(
        self,
        model: Model,
        ways: Ways,
        pools: list[Pool],
        steps: Mapping[Node, DraftStep],
        made: Draft,
    ) -> None:
        """Begin with the steps as their sequence flows are known."""
        self.model, self.ways, self.steps, self.made = model, ways, steps, made
        self.collapsed = {pool.id: pool for pool in pools if pool.joined and not pool.tops}
        self.open = {pool.id: pool for pool in pools if pool.tops}
        self._pools = pools
        self._from_steps: dict[str, list[Node]] = {}
        self._to_steps: dict[str, list[Node]] = {}
        self._following: dict[Node, set[str]] = {}  # the ids of what a step leads to
        self._part: dict[tuple[Node, str], set[str]] = {}
        self._done: set[tuple[str, str]] = set()
        self._crossing = 0

    def here(self) -> list[Message]:
        """Return the messages that may be about these pools."""
        if any(pool.joined for pool in self._pools):
            return self.model.messages
        return [one for pool in self._pools for one in self.model.messages_at(pool.id)]

    def add(self, message: Message) -> None:
        """Make a flow of a message between steps; what outsiders send or get has no step there."""
        sources, sender = self._sources(message.source), self.collapsed.get(message.source)
        targets, receiver = self._targets(message.target), self.collapsed.get(message.target)
        for party, steps, part in (
            (receiver, sources, "informed"),
            (sender, targets, "consulted"),
        ):
            if party is None:
                continue
            if party.name and steps:
                self.made.departments.declare(party.name, "kind", Located("external", party.at))
                for at, node in enumerate(steps):
                    if not self._may_mean_more(at, message):
                        break
                    self._takes_part(node, part, Located(party.name, message.at))
                return
        if not sources or not targets:
            if self._is_here(message):
                words = "no step sends or gets this message; it was left out"
                self.model.note(message.at, words, lost=True)
            return
        self._send(message, sources, targets)
        if message.name:
            words = f"sends: {message.name}"
            self.steps[sources[0]].remarks.append(Located(words, message.at))

    def _send(self, message: Message, sources: list[Node], targets: list[Node]) -> None:
        """Let what sends a message lead to what gets it, once."""
        ends = (message.source, message.target)
        pairs = ((source, target) for source in sources for target in targets)
        for at, (source, target) in enumerate(pairs if ends not in self._done else ()):
            if not self._may_mean_more(at, message):
                break
            flows = self.steps[source].flows
            assert flows is not None
            known = self._following.get(source)
            if known is None:
                known = self._following[source] = {flow.to.text for flow in flows if flow.to}
            id_ = self.id_of(target)
            if target is not source and id_ not in known:
                flows.append(DraftFlow(to=Located(id_, message.at), sent=True))
                known.add(id_)
        self._done.add(ends)

    def _may_mean_more(self, at: int, message: Message) -> bool:
        """Return whether a message may mean one more step, after so many others."""
        self._crossing += at > 0
        if at == 0 or self._crossing <= _MOST_CROSSING:
            return True
        self.ways.tell_cut(message.at)
        return False

    def _takes_part(self, node: Node, part: str, who: Located) -> None:
        """Let an outsider be told or asked, besides those who are."""
        step = self.steps[node]
        known = step.fields.get(part)
        if (node, part) not in self._part:
            others = step.parts.get(part, ()) if known is None else known
            if isinstance(others, Located):
                others = [others]
            self._part[node, part] = {
                one.text if isinstance(one, Located) else str(one) for one in others
            }
        taking = self._part[node, part]
        if known is None:
            if who.text not in taking:
                step.part(part, who)
                taking.add(who.text)
        elif self.made.departments.called(who).text not in taking:
            words = (
                f"`{who.text}` has a part in this step by a message that was drawn; write it there"
            )
            self.model.note(who.at, words, lost=True)

    def _is_here(self, message: Message) -> bool:
        """Return whether a message is about these pools."""
        nodes = (self.model.nodes.get(one) for one in (message.source, message.target))
        here = {node.pool.id for node in nodes if node}
        return any(one in self.open for one in here) or message.source in self.open

    def _sources(self, id_: str) -> list[Node]:
        if id_ not in self._from_steps:
            self._from_steps[id_] = self._find_sources(id_)
        return self._from_steps[id_]

    def _find_sources(self, id_: str) -> list[Node]:
        node = self.model.nodes.get(id_)
        if node is None:
            return []
        last = [one for one in node.inside if one in self.ways.steps][-1:] if node.inside else []
        found = last or list(self.ways.steps_before(node))
        return [one for one in found if one in self.steps]

    def _targets(self, id_: str) -> list[Node]:
        if id_ not in self._to_steps:
            self._to_steps[id_] = self._find_targets(id_)
        return self._to_steps[id_]

    def _find_targets(self, id_: str) -> list[Node]:
        node = self.model.nodes.get(id_)
        pool = self.open.get(id_)
        begun = self.ways.opened(node) if node else []
        if pool:
            begun = [one for one in pool.tops if one.tag == "startEvent"]
        found: dict[Node, None] = {}
        for one in begun:
            if one in self.ways.steps:
                found[one] = None
                continue
            for way in self.ways.ways(self.ways.out_of(one)):
                if way.target:
                    found[way.target] = None
        return [one for one in found if one in self.steps]

    def id_of(self, node: Node) -> str:
        """Return the id of a step; of one in another process of the file the id it has there."""
        step = self.steps.get(node)
        return step.id.text if step and step.id else node.id
