"""There and back: what a drawing of ours shows is taken from it, all else from our own elements.

What somebody changed in the drawing since then counts: names, lanes, flows, conditions, times.
"""

from __future__ import annotations

from collections.abc import Sequence

from crackmap.language.process import Next, Process, Stage, Step
from crackmap.language.texts import fold, is_placeholder
from crackmap.readers.bpmn20.drawn_lanes import Lane
from crackmap.readers.bpmn20.model import Model, Node, Pool
from crackmap.readers.bpmn20.ours import told
from crackmap.readers.bpmn20.own_fields import OwnFields
from crackmap.readers.bpmn20.ways import Way
from crackmap.readers.making.draft import Draft
from crackmap.readers.making.parts import DraftFlow, DraftStep
from crackmap.readers.making.xml import Element
from crackmap.source.characters import clean
from crackmap.source.located import Located, mapping
from crackmap.source.nodes import MapNode

STARTS = ("Start", "From another process")  # what starts are called that have no trigger


class Keeping:
    """What a file of ours says of one process besides its drawing."""

    def __init__(self, model: Model, pool: Pool, process: Element, element: Element) -> None:
        """Look at the process of a pool, which carries an element of ours."""
        self.model, self.words = model, OwnFields(model)
        self.pool, self.process, self.element = pool, process, element
        self._elements: dict[int, Element] = {}  # by the steps in memory
        self._moved: set[int] = set()
        self.unordered: set[str] = set()  # the ids of the stages in which no order is meant
        self._flows: dict[int, Element] = {}  # by the flows in memory

    @staticmethod
    def of(model: Model, pools: Sequence[Pool]) -> Keeping | None:
        """Return what is kept of the process in some pools; None if it is none of ours."""
        for pool in pools:
            if pool.process is not None and (element := told(pool.process, "process")):
                return Keeping(model, pool, pool.process, element)
        return None

    # The process

    def begin(self, draft: Draft) -> None:
        """Put into a draft what is known before any step is."""
        element, pool = self.element, self.pool
        place = f"{self.process.get('id')} ({pool.name})"
        around = {"process": "process", "id": "process"}
        fields = self.words.fields(element, Process, place, without="stages", **around)
        at = self.words.at(element, place)
        name = fields.pop("process", None)
        drawn = pool.name or element.get("key") or draft.name.text
        same = isinstance(name, Located) and clean(name.text) == pool.name
        draft.name = Located(name.text if same and isinstance(name, Located) else drawn, at)
        draft.id = element.get("key")
        table = fields.pop("departments", None)
        if isinstance(table, MapNode):
            for id_, entry in table.items():
                draft.departments.keep(id_, self._department(entry, table, id_))
        elif table is not None:
            ids = [table.text] if isinstance(table, Located) else list(table)
            for id_ in ids:
                draft.departments.keep(str(id_), mapping(self.model.places, at, ()))
        for words in self.process.all("documentation"):
            if words.text:
                draft.description.append(Located(words.text, at))
        draft.fields = fields
        self._stages(element, draft)

    def _department(self, entry: object, table: MapNode, id_: str) -> MapNode:
        if isinstance(entry, MapNode):
            return entry
        return mapping(self.model.places, table.mark(id_)[1], ())

    def _stages(self, element: Element, draft: Draft) -> None:
        known: set[str] = set()
        for holder in element.children:
            for one in holder.children if holder.name == "stages" else ():
                id_ = one.get("key") or one.name
                if fold(id_) in known:
                    words = f"the stage `{id_}` stands here again; its steps are in the first"
                    self.model.note(self.words.at(one, id_), words)
                    continue
                known.add(fold(id_))
                fields = self.words.fields(one, Stage, id_, name="stage", id="stage")
                name = fields.pop("name", None)
                at = self.words.at(one, id_)
                named = name if isinstance(name, Located) else Located(id_, at)
                draft.know_stage(named, Located(id_, at), fields)
                order = fields.get("order")
                if isinstance(order, Located) and order.text == "none":
                    self.unordered.add(id_)
        order = draft.fields.get("order")
        if isinstance(order, Located) and order.text == "none":
            self.unordered |= {id_.text for id_ in draft.known_stages}

    # Steps

    def step(self, node: Node, element: Element, lane: Lane | None) -> DraftStep:
        """Return a step; one that was moved into another lane has the owner of that."""
        place = f"{node.id} ({node.name})" if node.name else node.id
        around = {"name": node.name or "step", "id": "step", "trigger": "trigger"}
        fields = self.words.fields(element, Step, place, without="next", **around)
        written = fields.pop("name", None)
        name = node.name
        if isinstance(written, Located) and clean(written.text) == node.name:
            name = written.text
        step = DraftStep(Located(name or element.get("key") or node.id, node.at), kept=True)
        step.id = Located(element.get("key") or node.id, node.at)
        step.stage = Located(element.get("stage"), node.at) if element.get("stage") else None
        step.fields = fields
        drawn_in = element.attributes.get("lane")
        if drawn_in is not None and not (lane and lane.department == drawn_in):
            step.fields.pop("owner", None)
            self._moved.add(id(step))
        self._elements[id(step)] = element
        return step

    def owns(self, step: DraftStep, node: Node, lane: Lane | None) -> bool:
        """Return whether it is known who owns a step: what is written, or whose lane it stands in.

        The department of a lane of ours owns what was drawn into it anew.
        """
        if step.kept and id(step) not in self._moved:
            return True
        if lane is None or lane.department is None:
            return False
        step.fields["owner"] = Located(lane.department, node.at)
        return True

    def knows_start(self, step: DraftStep, event: Node) -> bool:
        """Return whether a start event says no more of a step than is known."""
        known = step.fields.get("trigger")
        if isinstance(known, Located) and not is_placeholder(known.text):
            return clean(known.text) == event.name
        if isinstance(known, Located):
            return event.name in STARTS
        return known is not None or event.name in STARTS

    # Flows

    def flow(self, way: Way, flow: DraftFlow, event: Node | None) -> None:
        """Add what a flow of ours says besides; an `event` on a step may begin it."""
        element = way.kept
        assert element is not None
        fields = self.words.fields(element, Next, "flow", to="step")
        label, when = element.get("label"), fields.pop("when", None)
        drawn = event.name if event else flow.when.text if flow.when else ""
        if label and label == drawn:
            flow.when = when if isinstance(when, Located) else None
            if when is not None and not isinstance(when, Located):
                fields["when"] = when
        elif isinstance(when, Located) and clean(when.text) == drawn:
            flow.when = when
        elif event and drawn:
            flow.when = Located(drawn, event.at)
        outcome, to = fields.pop("outcome", None), fields.pop("to", None)
        if (
            flow.outcome
            and isinstance(outcome, Located)
            and clean(outcome.text) == flow.outcome.text
        ):
            flow.outcome = outcome
        if flow.outcome and isinstance(to, Located) and "/" in to.text:
            flow.to, flow.outcome, flow.kept = to, None, True
        flow.fields |= fields
        flow.place = way.at
        self._flows[id(flow)] = element

    def _undrawn(self, step: DraftStep, element: Element) -> None:
        """Add the flows of a step that lead nowhere, and put all into their order."""
        assert step.flows is not None and step.id is not None
        for one in element.children:
            if one.name != "next":
                continue
            flow = DraftFlow(kept=True, place=self.words.at(one, step.id.text))
            if one.children or one.get("of") == "nothing":
                fields = self.words.fields(one, Next, step.id.text)
                flow.fields = fields
            else:
                flow.to = Located(one.text, flow.place)
            self._flows[id(flow)] = one
            step.flows.append(flow)
        step.flows.sort(key=self._place)

    def _place(self, flow: DraftFlow) -> tuple[int, int]:
        at = self._flows[id(flow)].get("at") if id(flow) in self._flows else ""
        return (0, int(at)) if at.isascii() and at.isdigit() and len(at) < 6 else (1, 0)

    # In the end

    def end(self, steps: Sequence[tuple[Node, DraftStep]], draft: Draft) -> None:
        """Add what is not drawn, and put the steps into the order of their stages.

        A new one belongs to the stage of what leads to it.
        """
        stages = draft.known_stages
        number = {id_.text: at for at, id_ in enumerate(stages)}
        before: dict[str, DraftStep] = {}
        for _, step in steps:
            for flow in step.flows or ():
                if flow.to:
                    before.setdefault(flow.to.text, step)
        placed: dict[int, tuple[int, bool, int]] = {}
        for at, (_, step) in enumerate(steps):
            if step.stage is None and step.id and (near := before.get(step.id.text)):
                step.stage = near.stage
            if step.stage is None and stages:
                step.stage = stages[-1]
            stage = number.get(step.stage.text, len(number)) if step.stage else len(number)
            placed[id(step)] = (stage, not step.kept, at)
        draft.steps = sorted((step for _, step in steps), key=lambda step: placed[id(step)])
        for step in draft.steps:
            if id(step) in self._elements:
                self._undrawn(step, self._elements[id(step)])
        self._listed(draft.steps)

    def _listed(self, steps: Sequence[DraftStep]) -> None:
        """Leave out the flows that the order of the file says, where it said so before."""
        following: DraftStep | None = None
        for step in reversed(steps):
            element = self._elements.get(id(step))
            loose = bool(step.stage and step.stage.text in self.unordered)
            if element is not None and step.flows is not None:
                self._shortened(step, element, following, loose=loose)
            if not loose:
                following = step

    def _shortened(
        self, step: DraftStep, element: Element, following: DraftStep | None, *, loose: bool
    ) -> None:
        flows = step.flows
        assert flows is not None
        after = following.id.text if following and following.id else ""
        said = [self._flows[id(flow)].get("of") for flow in flows if id(flow) in self._flows]
        if element.get("next") == "written":
            for flow in flows:
                if self._is_implied(flow, after):
                    flow.to = None
        elif said == ["outcome"] and len(flows) == 1 and flows[0].outcome:
            outcome = step.fields.setdefault("outcome", flows[0].outcome)
            if isinstance(outcome, Located) and clean(outcome.text) != flows[0].outcome.text:
                step.fields["outcome"] = flows[0].outcome
            step.flows = None
        elif not flows:
            if loose or not after or "outcome" in step.fields:
                step.flows = None
        elif len(flows) == 1 and not loose and self._is_implied(flows[0], after):
            step.flows = None

    def _is_implied(self, flow: DraftFlow, after: str) -> bool:
        implied = id(flow) in self._flows and self._flows[id(flow)].get("implied") == "true"
        return bool(implied and after and flow.to and flow.to.text == after and not flow.when)
