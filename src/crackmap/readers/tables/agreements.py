"""The sheet of handoffs: which flow each row is about, and the agreement that it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import ValidationError

from crackmap.language.process import Handoff
from crackmap.language.texts import fold, id_of
from crackmap.readers.making.draft import Draft
from crackmap.readers.making.parts import DraftFlow, DraftStep
from crackmap.readers.making.pieces import unquoted
from crackmap.readers.tables.grid import Cells
from crackmap.readers.tables.notation import agreed, field, rejection
from crackmap.readers.tables.words import folded
from crackmap.source.located import Located, Written, mapping

# The columns that say which flow a row is about, by their names, and those of the agreement.
_FLOW = {"from step": "source", "to step": "target", "when": "when", "agreement": "id"}
_OTHER_NAMES = {"handoff": "name"}


class Agreements:
    """What the rows say, put to the flows of a process in the making."""

    def __init__(self, draft: Draft, cells: Cells) -> None:
        """Find the flow of each row; what fits none is told."""
        self.draft, self.cells = draft, cells
        self.steps: dict[str, DraftStep] = {}
        for step in draft.steps:
            if step.id:
                self.steps.setdefault(fold(step.id.text), step)
        for step in draft.steps:
            self.steps.setdefault(fold(step.name.text), step)
        self.named: dict[str, dict[str, Located]] = {}
        self.in_place: dict[int, dict[str, Located]] = {}  # by the id() of flows
        self._taken: set[int] = set()
        head = min(cells.grid.rows)
        for row in cells.grid.below(head):
            self._read(row, dict(self._row(head, row)))

    def shared(self) -> Written | None:
        """Return the agreements that have an id."""
        made = [(id_, self._agreement(fields)) for id_, fields in self.named.items() if fields]
        at = next((text.at for fields in self.named.values() for text in fields.values()), 0)
        return mapping(self.draft.places, at, made) if made else None

    def of(self, flow: DraftFlow) -> Written | None:
        """Return the agreement that stands in place of a flow; None where there is none."""
        fields = self.in_place.get(id(flow))
        return self._agreement(fields) if fields else None

    def _row(self, head: int, row: int) -> Iterator[tuple[str, Located]]:
        keys = {folded(key): key for key in Handoff.keys} | _OTHER_NAMES | _FLOW
        for column, title in sorted(self.cells.grid.rows[head].items()):
            key = keys.get(folded(title))
            text = self.cells.get(row, column)
            if text and key:
                yield key, text

    def _read(self, row: int, told: dict[str, Located]) -> None:
        source, target, when, id_ = (told.pop(key, None) for key in _FLOW.values())
        self._drop_what_cannot_be_read(told)
        if id_:
            id_ = Located(id_.text if " " not in id_.text else id_of(id_.text), id_.at)
            self._share(id_, told)
        if source is None:
            if told and not id_:
                at = self.cells.at(row, min(self.cells.grid.rows[row]))
                self.draft.note(at, "this handoff names no step that it is from", lost=True)
            return
        flow = self._flow(source, target, when, wanted=bool(told or id_))
        if flow is None:
            if told or id_:
                ends = f"{source.text} to {target.text if target else 'nowhere'}"
                words = f"no flow leads from {ends}; its handoff was left out"
                self.draft.note(source.at, words, lost=True)
        elif id_:
            flow.fields["handoff"] = id_
        elif told:
            self.in_place[id(flow)] = told

    def _share(self, id_: Located, told: Mapping[str, Located]) -> None:
        known = self.named.setdefault(id_.text, dict(told))
        plain = {key: text.text for key, text in told.items()}
        if plain and plain != {key: text.text for key, text in known.items()}:
            words = f"`{id_.text}` is told otherwise above; that was taken"
            self.draft.note(id_.at, words, lost=True)

    def _flow(
        self, source: Located, target: Located | None, when: Located | None, *, wanted: bool
    ) -> DraftFlow | None:
        """Return the first flow with these ends that no row above is about."""
        step = self.steps.get(fold(source.text))
        if step is None or target is None:
            return None
        for flow in step.flows or ():
            fits = fold(flow.when.text if flow.when else "") == fold(when.text if when else "")
            if id(flow) not in self._taken and fits and self._leads_to(flow, target):
                self._taken.add(id(flow))
                return flow
        place = self.draft.steps.index(step) + 1
        following = self.draft.steps[place : place + 1]
        goes_on = step.flows is None and "outcome" not in step.fields
        if not (goes_on and following and self.steps.get(fold(target.text)) is following[0]):
            return None
        if wanted:  # the order of the rows makes the flow; now it has a handoff, and is written
            made = DraftFlow(to=following[0].id or following[0].name)
            step.flows = [made]
            self._taken.add(id(made))
            return made
        return None

    def _leads_to(self, flow: DraftFlow, target: Located) -> bool:
        if flow.outcome:
            return fold(f"outcome {flow.outcome.text}") == fold(target.text)
        assert flow.to is not None
        meant = self.steps.get(fold(target.text))
        same = meant is not None and self.steps.get(fold(flow.to.text)) is meant
        return same or fold(flow.to.text) == fold(target.text)

    def _drop_what_cannot_be_read(self, told: dict[str, Located]) -> None:
        """Put into the description what a field cannot take, with a note each."""
        try:
            Handoff.model_validate(self._agreement(told))
        except ValidationError as error:
            for details in error.errors(include_url=False, include_input=False):
                key = str(details["loc"][0]) if details["loc"] else ""
                if key not in told:
                    continue
                text = told.pop(key)
                words = details.get("ctx", {}).get("words", details["msg"])
                self.draft.note(text.at, f"{words}; it was kept in the description", lost=True)
                before = told.get("description")
                lines = [*([before.text] if before else []), f"{key}: {text.text}"]
                told["description"] = Located("\n".join(lines), text.at)

    def _agreement(self, told: Mapping[str, Located]) -> Written:
        """Return the agreement as a file in our language has it."""
        at = next((text.at for text in told.values()), 0)
        fields = [(key, self._value(key, text)) for key, text in told.items()]
        return mapping(self.draft.places, at, fields)

    def _value(self, key: str, text: Located) -> Written:
        called, places = self.draft.departments.called, self.draft.places
        if key in ("from", "to"):
            return called(text)
        if key == "rejection":
            return rejection(places, text, self._way_back)
        if key == "agreed":
            return agreed(places, text, called)
        return field(places, Handoff.takes.get(key), text, called)

    def _way_back(self, to: Located) -> Located:
        """Return the id of the step, or else of the department, that refused work goes back to."""
        step = self.steps.get(fold(unquoted(to.text)))
        if step is not None:
            return Located(self.draft.id_of(step), to.at)
        known = self.draft.departments.known(to.text)
        return Located(known, to.at) if known else to
