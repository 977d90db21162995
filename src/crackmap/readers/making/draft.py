"""A process in the making: what a reader has found, before it is one of our language.

Steps are told in the order of the file, owners by the names that stand there, flows by the ids or
names of steps. `Draft.reading` makes ids of them all and lets the models of the language judge.
What a field cannot take becomes a part of the description, and a note.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

from pydantic import ValidationError

from crackmap.language.faults import problems_of
from crackmap.language.process import Process
from crackmap.language.texts import fold, id_fault, id_of, is_placeholder
from crackmap.readers.making.departments import Departments
from crackmap.readers.making.ids import unique
from crackmap.readers.making.names import Names, made_id
from crackmap.readers.making.parts import PARTS, DraftFlow, DraftStage, DraftStep
from crackmap.readers.making.pieces import levels
from crackmap.readers.making.reading import Reading
from crackmap.source.located import Located, Places, Written, listed, mapping
from crackmap.source.nodes import ListNode, MapNode
from crackmap.source.problems import Note, Unreadable

if TYPE_CHECKING:
    from crackmap.readers.making.beside import Beside

# The key of a stage, its name, and the numbers of its steps.
_Group: TypeAlias = tuple[str, Located, list[int]]


class Draft:
    """A process in the making, with the places and the notes of its file."""

    def __init__(self, places: Places, name: Located) -> None:
        """Begin with the name of the process."""
        self.places = places
        self.name = name
        self.id = ""
        self.owner: Located | None = None
        self.order: Located | None = None
        self.description: list[Located] = []
        self.fields: dict[str, Written] = {}  # of the process, besides those that have names here
        self.steps: list[DraftStep] = []
        self.notes: list[Note] = []
        self.elements = 0
        self._about: dict[str, DraftStage] = {}  # by the folded names or ids of stages
        self._stages: list[tuple[int, Located]] = []  # with how many steps stand before each
        self._names = Names()
        self.departments = Departments(self._names)
        self.beside: Beside | None = None
        self._ids: list[str] = []

    def note(self, at: int, message: str, *, lost: bool = False) -> None:
        """Say what could not be taken as it stands, and what was assumed."""
        self.notes.append(Note(self.places.span(at, at), message, lost))

    def stage(self, name: Located) -> Located:
        """Begin a stage here, whether or not a step follows, and return its name."""
        self._stages.append((len(self.steps), name))
        return name

    def about(self, stage: Located) -> DraftStage:
        """Return what is said of a stage, to add to it."""
        return self._about.setdefault(fold(stage.text), DraftStage())

    def know_stage(self, name: Located, id_: Located, fields: dict[str, Written]) -> None:
        """Begin a stage before its steps are known; they call it by its id."""
        self._about[fold(id_.text)] = DraftStage(fields=fields, name=name, id=id_)

    @property
    def known_stages(self) -> list[Located]:
        """The ids of the stages that are known before their steps, in their order."""
        return [about.id for about in self._about.values() if about.id]

    def reading(self, departments: Sequence[tuple[str, str]] = ()) -> Reading:
        """Return the process; raises Unreadable. Of `departments` names and ids are known."""
        self.departments.share(departments)
        wanted = list(self._wanted_ids())
        taken: dict[str, int] = {}
        self._ids = [unique(id_, taken) for id_ in wanted]
        for step, id_, made in zip(self.steps, wanted, self._ids, strict=True):
            if step.id and id_ != made:
                words = f"the id `{id_}` stands here again; this step was called `{made}`"
                self.note(step.id.at, words)
        self._resolve()
        self.elements = self.elements or len(self.steps) + sum(
            len(step.flows or ()) for step in self.steps
        )
        while True:
            groups = self._groups()
            root = self._root(groups)
            try:
                process = Process.model_validate(root)
            except ValidationError as error:
                if not self._dropped(error, groups):
                    raise Unreadable(problems_of(error, root, self.places.path)) from None
                continue
            for at, words in (*self._names.told(), *self.departments.taken()):
                self.note(at, words)
            return Reading((process,), tuple(self.notes), self.elements)

    # Ids of steps, by what is written or by their names.

    def _wanted_ids(self) -> Iterator[str]:
        for number, step in enumerate(self.steps, start=1):
            written = step.id.text.strip() if step.id else ""
            if written and id_fault(written):
                written = id_of(written)
            made = written or made_id(step.name)
            yield made if made and not id_fault(made) else f"step-{number}"

    def _resolve(self) -> None:
        """Turn what flows call into the ids of steps; what is not there is left out and noted."""
        called: dict[str, str] = {}
        several: set[str] = set()
        for called_by in (_ids, _names):
            known = set(called)  # an id counts more than a name
            for step, id_ in zip(self.steps, self._ids, strict=True):
                for word in called_by(step, id_):
                    if word not in known and called.setdefault(word, id_) != id_:
                        several.add(word)
        for step in self.steps:
            known_flows = []
            for flow in step.flows or ():
                if flow.to is None or flow.kept:
                    known_flows.append(flow)
                    continue
                word = fold(flow.to.text)
                if word not in called:
                    words = f"there is no step `{flow.to.text}`; the flow to it was left out"
                    self.note(flow.to.at, words, lost=True)
                    continue
                if word in several:
                    words = f"several steps are called `{flow.to.text}`; the first was assumed"
                    self.note(flow.to.at, words)
                flow.to = Located(called[word], flow.to.at)
                known_flows.append(flow)
            if step.flows is not None:
                step.flows = known_flows
        self._end_once()

    def _end_once(self) -> None:
        """Let a step that ends the case and goes on do both by its flows."""
        for step in self.steps:
            outcome = step.fields.get("outcome")
            if step.flows and isinstance(outcome, Located):
                del step.fields["outcome"]
                step.flows.append(DraftFlow(outcome=outcome))
            elif outcome is not None and not step.flows:
                step.flows = None

    def id_of(self, step: DraftStep) -> str:
        """Return the id of a step, where ids have been made; else its name."""
        return self._ids[self.steps.index(step)] if self._ids else step.name.text

    # Nodes, as a file in our language would give them.

    def _groups(self) -> list[_Group]:
        """Return the stages with the numbers of their steps; one that comes again is one stage."""
        groups: dict[str, tuple[Located, list[int]]] = {
            key: (about.name, []) for key, about in self._about.items() if about.name
        }
        begun = iter([*self._stages, (len(self.steps), None)])
        place, named = next(begun)
        numbers: list[int] = []
        for number, step in enumerate(self.steps):
            while named and place <= number:
                groups.setdefault(fold(named.text), (named, []))
                place, named = next(begun)
            stage = step.stage or self.name
            groups.setdefault(fold(stage.text), (stage, []))[1].append(number)
        while named:
            groups.setdefault(fold(named.text), (named, []))
            place, named = next(begun)
        for _, members in groups.values():
            numbers += members
        if numbers != sorted(numbers):  # the order of the file is no longer that of the table
            for step, following in zip(self.steps, self._ids[1:], strict=False):
                if step.flows is None and "outcome" not in step.fields and not self.order:
                    step.flows = [DraftFlow(to=Located(following, step.name.at))]
        return [(key, name, members) for key, (name, members) in groups.items()]

    def _root(self, groups: Sequence[_Group]) -> MapNode:
        self._names.clear()
        self.departments.clear()
        places, name = self.places, self._names.short(self.name)
        told = self.beside.process() if self.beside else []
        taken: dict[str, int] = {}
        stages: list[Written] = [
            self._stage(key, stage, unique(self._stage_id(key, stage), taken), members)
            for key, stage, members in groups
        ]
        id_ = self.id or made_id(self.name) or "process"
        items: tuple[tuple[str, Written | None], ...] = (
            ("process", name),
            ("id", Located(id_, name.at) if id_ != id_of(name.text) else None),
            ("description", _text(self._names.described(self.name, self.description))),
            ("owner", self.departments.called(self.owner) if self.owner else None),
            ("order", self.order),
            *told,
            ("departments", self.departments.table(places, name.at)),
            *self.fields.items(),
            ("stages", listed(places, stages)),
        )
        return mapping(places, name.at, items)

    def _stage_id(self, key: str, name: Located) -> str:
        about = self._about.get(key)
        return about.id.text if about and about.id else made_id(name) or "stage"

    def _stage(self, key: str, stage: Located, id_: str, members: Sequence[int]) -> MapNode:
        about = self._about.get(key) or DraftStage()
        name = self._names.short(stage)
        items = (
            ("name", name),
            ("id", Located(id_, name.at) if id_ != id_of(name.text) else None),
            ("owner", self._owner(about.owners)),
            *about.fields.items(),
            *(self.beside.stage(stage.text) if self.beside else ()),
            ("description", _text(self._names.described(stage, about.remarks))),
            ("steps", listed(self.places, [self._step(number) for number in members])),
        )
        return mapping(self.places, name.at, items)

    def _step(self, number: int) -> MapNode:
        step, id_, places = self.steps[number], self._ids[number], self.places
        name, at = self._names.short(step.name), step.name.at
        items: list[tuple[str, Written | None]] = [
            ("name", name),
            ("id", Located(id_, at) if id_ != id_of(name.text) else None),
            ("owner", self._owner(step.owners)),
        ]
        for key in PARTS:
            named = (one for one in step.parts.get(key, ()) if not is_placeholder(one.text))
            who = [self.departments.called(one) for one in named]
            if key not in step.fields:
                items.append((key, listed(places, who)))
        for key, value in step.fields.items():
            if (
                key == "escalation"
                and isinstance(value, Located)
                and not step.kept
                and not is_placeholder(value.text)
            ):
                value = levels(places, value, self.departments.called)
            items.append((key, value))
        if step.flows is not None:
            flows = [self._flow(flow) for flow in step.flows]
            items.append(("next", listed(places, flows) or ListNode(places, at)))
        items.append(("description", _text(self._names.described(step.name, step.remarks))))
        return mapping(places, at, items)

    def _owner(self, named: Sequence[tuple[Located, Located | None]]) -> Written | None:
        owners: list[Written] = []
        for who, when in named:
            if is_placeholder(who.text):
                if when:
                    nobody = (("who", Located("?", who.at)), ("when", when))
                    owners.append(mapping(self.places, who.at, nobody))
                elif len(named) == 1:
                    return who  # nobody, and the place where somebody belongs
                continue
            department = self.departments.called(who)
            items = (("who", department), ("when", when))
            owners.append(mapping(self.places, who.at, items) if when else department)
        return owners[0] if len(owners) == 1 else listed(self.places, owners)

    def _flow(self, flow: DraftFlow) -> MapNode:
        items = (
            ("to", flow.to),
            ("outcome", flow.outcome),
            ("when", flow.when),
            ("share", flow.share),
            *flow.fields.items(),
            *(self.beside.flow(flow) if self.beside else ()),
        )
        return mapping(self.places, flow.at, items)

    # What the models refuse.

    def _dropped(self, error: ValidationError, groups: Sequence[_Group]) -> bool:
        """Take the fields out that cannot be read, with a note each; False if others are wrong."""
        done: dict[tuple[int, str], DraftStage | DraftStep] = {}
        for details in error.errors(include_url=False, include_input=False):
            loc = details["loc"]
            if len(loc) < 3 or loc[0] != "stages":
                return False
            stage_key, _, members = groups[int(loc[1])]
            one: DraftStage | DraftStep = self._about.setdefault(stage_key, DraftStage())
            key = str(loc[2])
            if key == "steps" and len(loc) > 4:
                one, key = self.steps[members[int(loc[3])]], str(loc[4])
            if key not in one.fields:
                return False
            if (id(one), key) in done:
                continue
            done[id(one), key] = one
            value = one.fields[key]
            at = value.at if isinstance(value, Located) else value.start
            words = details.get("ctx", {}).get("words", details["msg"])
            self.note(at, f"{words}; it was kept in the description", lost=True)
        for (_, key), one in done.items():
            value = one.fields.pop(key)
            at = value.at if isinstance(value, Located) else value.start
            text = value.text if isinstance(value, Located) else ", ".join(map(str, value))
            one.remarks.append(Located(f"{key}: {text}", at))
        return bool(done)


def _ids(step: DraftStep, id_: str) -> Iterable[str]:
    return (fold(step.id.text),) if step.id else ()


def _names(step: DraftStep, id_: str) -> Iterable[str]:
    return (fold(step.name.text), fold(id_))


def _text(parts: Sequence[Located]) -> Located | None:
    return Located("\n".join(part.text for part in parts), parts[0].at) if parts else None
