"""What messages between pools are: flows between steps, and outsiders who are told or asked."""

from __future__ import annotations

from collections.abc import Mapping

from crackmap.readers.bpmn20.model import Message, Model, Node, Pool
from crackmap.readers.bpmn20.ways import Ways
from crackmap.readers.making.draft import Draft
from crackmap.readers.making.parts import DraftFlow, DraftStep
from crackmap.source.located import Located


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
                for node in steps:
                    self._takes_part(self.steps[node], part, Located(party.name, message.at))
                return
        if not sources or not targets:
            if self._is_here(message):
                words = "no step sends or gets this message; it was left out"
                self.model.note(message.at, words, lost=True)
            return
        for source in sources:
            flows = self.steps[source].flows
            assert flows is not None
            known_ids = {flow.to.text for flow in flows if flow.to}
            for target in targets:
                id_ = self.id_of(target)
                if target is not source and id_ not in known_ids:
                    flows.append(DraftFlow(to=Located(id_, message.at), sent=True))
        if message.name:
            words = f"sends: {message.name}"
            self.steps[sources[0]].remarks.append(Located(words, message.at))

    def _takes_part(self, step: DraftStep, part: str, who: Located) -> None:
        """Let an outsider be told or asked, besides those who are."""
        known = step.fields.get(part)
        if known is None:
            if who.text not in [one.text for one in step.parts.get(part, ())]:
                step.part(part, who)
            return
        id_ = self.made.departments.called(who)
        others = [known] if isinstance(known, Located) else known
        if id_.text not in [one.text if isinstance(one, Located) else one for one in others]:
            words = (
                f"`{who.text}` has a part in this step by a message that was drawn; write it there"
            )
            self.model.note(who.at, words, lost=True)

    def _is_here(self, message: Message) -> bool:
        """Return whether a message is about these pools."""
        nodes = (self.model.nodes.get(one) for one in (message.source, message.target))
        here = {node.pool.id for node in nodes if node}
        return bool(here & set(self.open)) or message.source in self.open

    def _sources(self, id_: str) -> list[Node]:
        node = self.model.nodes.get(id_)
        if node is None:
            return []
        last = [one for one in node.inside if one in self.ways.steps][-1:] if node.inside else []
        found = last or list(self.ways.steps_before(node))
        return [one for one in found if one in self.steps]

    def _targets(self, id_: str) -> list[Node]:
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
