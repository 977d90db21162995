"""A drawing becomes a process: what its lanes, boxes and lines mean for the work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import islice

from crackmap.language.texts import fold, id_of, is_placeholder
from crackmap.readers.making.draft import Draft
from crackmap.readers.making.drawn import (
    MOST_LETTERS,
    ROUND,
    Box,
    Drawing,
    Lane,
    Line,
    around,
    named,
)
from crackmap.readers.making.drawn_ways import Way, Ways
from crackmap.readers.making.ids import unique
from crackmap.readers.making.order import as_work_flows
from crackmap.readers.making.parts import DraftFlow, DraftStep
from crackmap.readers.making.repeated import Repeated
from crackmap.source.located import Located
from crackmap.source.words import plural

_STARTS: tuple[str, ...] = (
    "start",
    "begin",
    "beginning",
    "start here",
    "anfang",
    "beginn",
    "début",
    "inicio",
)
_STARTS += ("comienzo", "commencement", "go", "entry")
_START, _END = "start", "end"
_NOBODY = "no owner"  # the lane that maps have for what nobody owns
_KIND = re.compile(r"(?P<name>.*\S) \((?P<kind>pool|system|person|external|unknown)\)")
_MOST_REPEATED = 2_000_000  # letters of conditions and triggers that several ways repeat
_SHORT = 100  # letters of one of them, beyond that
_MOST_LINES = 20_000  # between boxes, those counted that a line to a lane stands for
_MOST_DEEP = 50  # lanes in each other that a line may mean


def draft_of(drawing: Drawing) -> Draft:
    """Return the process that is drawn."""
    return _Making(drawing).draft()


class _Making:
    """A process in the making."""

    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing
        drawing.cut_long()
        self.made = Draft(drawing.places, drawing.name)
        self.made.elements = len(drawing.boxes) + len(drawing.lines) + drawing.lost
        self.within: dict[Lane, list[Box]] | None = None
        self.meant: dict[tuple[Lane, str], list[Box]] = {}
        self.lines = list(self._between_boxes())
        self.out: dict[Box, list[Line]] = {}
        self.into: dict[Box, list[Line]] = {}
        for line in self.lines:
            assert isinstance(line.source, Box) and isinstance(line.target, Box)
            self.out.setdefault(line.source, []).append(line)
            self.into.setdefault(line.target, []).append(line)
        self.title = self._title() if drawing.titled else None
        unsaid = [box for box in drawing.boxes if "step" not in box.data]
        self.ends = {box for box in unsaid if self._is_end(box)}
        self.starts = {box for box in unsaid if self._is_start(box)}
        self.steps: dict[Box, DraftStep] = {}
        self.told: set[Lane] = set()  # lanes whose department is part of another
        self.unnamed_end = False
        self.passing: list[Box] = []
        self.begun_by: dict[Box, list[Box]] = {}  # the starts that lead to a box
        self.repeated = Repeated(partial(self.made.note, lost=True), _MOST_REPEATED, _SHORT)

    def draft(self) -> Draft:
        drawing, made = self.drawing, self.made
        made.notes += drawing.all_notes()
        made.description += drawing.description
        taken: dict[str, int] = {}
        for box in drawing.boxes:
            if box.name and box not in self.ends and box not in self.starts:
                self.steps[box] = self._step(box, taken)
            elif not box.name and box not in self.ends and box not in self.starts:
                self._untold(box)
        self._passed()
        self.ways = Ways(made, self.out, {*self.steps, *self.ends})
        for box, step in self.steps.items():
            step.flows = [self._flow(way) for way in self.ways.out_of(box)]
            self._part(box, step)
        for box in drawing.boxes:
            if box in self.starts:
                self._begin(box)
            elif box in self.steps and self._is_round_step(box) and self._enters(box):
                self.steps[box].fields.setdefault("trigger", self.steps[box].name)
        for box, starts in self.begun_by.items():
            words = list(dict.fromkeys(start.name or _START for start in starts))
            at = starts[-1].at
            self.steps[box].fields["trigger"] = Located(self.repeated.text(words, " or ", at), at)
        made.steps = as_work_flows(self.steps.values())
        if self.unnamed_end:
            made.note(0, f"ends without a name were called `{_END}`")
        return made

    def _is_round_step(self, box: Box) -> bool:
        """Return whether a step is drawn as where work enters, by somebody who may mean that."""
        return box.shape == "terminal" and "step" not in box.data

    # Lines that end at lanes

    def _between_boxes(self) -> Iterator[Line]:
        inner = {
            (line.source, line.target)
            for line in self.drawing.lines
            if isinstance(line.source, Box) and isinstance(line.target, Box)
        }
        led_to = {target for _, target in inner}
        leading = {source for source, _ in inner}
        count = 0
        for line in self.drawing.lines:
            sources = self._at(line.source, line, leading, "last")
            targets = self._at(line.target, line, led_to, "first")
            pairs = len(sources) * len(targets)
            if count + pairs > _MOST_LINES:
                words = f"there are more than {_MOST_LINES:,} lines between boxes; "
                self.made.note(line.at, f"{words}this one was left out", lost=True)
                continue
            count += pairs
            for source in sources:
                for target in targets:
                    yield Line(source, target, line.words, line.at)

    def _at(self, end: Box | Lane, line: Line, taken: set[Box], which: str) -> list[Box]:
        """Return the boxes that an end of a line means."""
        if isinstance(end, Box):
            return [end]
        if (end, which) not in self.meant:
            inside = self._inside().get(end, [])
            self.meant[end, which] = [box for box in inside if box not in taken] or inside[:1]
        found = self.meant[end, which]
        if not found:
            words = f"`{end.name}` holds nothing that this line could lead to; it was left out"
            self.made.note(line.at, words, lost=True)
            return []
        names = ", ".join(f"`{box.name[:MOST_LETTERS]}`" for box in found[:3])
        more = f" and {plural(len(found) - 3, 'other')}" if len(found) > 3 else ""
        words = f"this line is drawn to the lane `{end.name}`; its {which} steps were meant: "
        self.made.note(line.at, words + names + more)
        return found

    def _inside(self) -> dict[Lane, list[Box]]:
        """Return the boxes in each lane, and in the lanes in it."""
        if self.within is None:
            self.within = {}
            for box in self.drawing.boxes:
                for lane in islice(around(box.lane), _MOST_DEEP):
                    self.within.setdefault(lane, []).append(box)
        return self.within

    # Lanes

    def _title(self) -> Lane | None:
        """Return the lane around all others and all work, if there is one: it is only a title."""
        used = {lane.called for box in self.drawing.boxes if (lane := box.lane)}
        outermost: dict[Lane, None] = {}
        seen: set[Lane] = set()
        for inner in used:
            lane = inner
            while lane and lane not in seen:
                seen.add(lane)
                above = lane.above.called if lane.above else None
                if above is None:
                    outermost[lane] = None
                lane = above
        if len(outermost) != 1 or len(used - {None, *outermost}) < 2:
            return None
        (outer,) = outermost
        own = [box for box in self.drawing.boxes if box.lane and box.lane.called is outer]
        if any(box.shape not in ROUND for box in own):
            return None
        words = f"`{outer.name}` is around all other lanes; it was taken for a title"
        self.made.note(outer.at, words)
        if not self.drawing.named:
            self.made.name = Located(outer.name, outer.at)
        return outer

    def _owner(self, box: Box) -> tuple[str, Lane | None]:
        """Return who owns a box by its lane; empty where nobody does."""
        lane = box.lane.called if box.lane else None
        if lane is None or lane is self.title or fold(lane.name) == _NOBODY:
            return "", None
        return self._department(lane), lane

    def _department(self, lane: Lane) -> str:
        """Return the name of a department, and say what it is where the lane does."""
        match = _KIND.fullmatch(lane.name)
        if match is None:
            return lane.name
        if match["kind"] != "unknown":
            self.made.departments.declare(match["name"], "kind", Located(match["kind"], lane.at))
        return match["name"]

    def _teams(self, lane: Lane) -> None:
        """Say which department a lane in another is part of."""
        for outer in named(lane.above):
            if outer is self.title or lane in self.told:
                return
            self.told.add(lane)
            name, above = self._department(lane), self._department(outer)
            if name != above:
                self.made.departments.declare(name, "part_of", Located(above, lane.at))
            lane = outer

    # Boxes

    def _is_end(self, box: Box) -> bool:
        return box.shape in ROUND and box in self.into and box not in self.out

    def _is_start(self, box: Box) -> bool:
        """Return whether a box is no step, but how work begins.

        It is a circle, or has round ends and stands in no lane or says "start".
        """
        if not self._enters(box):
            return False
        if not box.name or box.shape == "circle":
            return True
        if box.shape != "terminal":
            return False
        outside = not (box.lane and box.lane.called) and any(
            other.lane and other.lane.called for other in self.drawing.boxes
        )
        return outside or fold(box.name) in _STARTS

    def _enters(self, box: Box) -> bool:
        return box in self.out and box not in self.into

    def _untold(self, box: Box) -> None:
        if box not in self.out and box not in self.into:
            self.made.note(box.at, "this shape has no words; it was left out", lost=True)
        elif box not in self.out:
            words = "this shape has no words; the lines to it were left out"
            self.made.note(box.at, words, lost=True)
        elif box.shape == "task":
            self.passing.append(box)

    def _passed(self) -> None:
        """Say of plain boxes without words what became of them."""
        if not self.passing:
            return
        words = "this shape has no words; work passes through it"
        if more := len(self.passing) - 1:
            words = f"this and {plural(more, 'other shape')} have no words; "
            words += "work passes through them"
        self.made.note(self.passing[0].at, words)

    def _step(self, box: Box, taken: dict[str, int]) -> DraftStep:
        step = DraftStep(Located(box.name, box.at), stage=box.stage)
        id_ = box.data.get("step") or id_of(box.name) or "step"
        step.id = Located(unique(id_, taken), box.at)
        name, lane = self._owner(box)
        if name and lane:
            step.owners.append((Located(name, box.at), None))
            self._teams(lane)
        if box.shape == "decision":
            step.fields["kind"] = Located("decision", box.at)
        elif box.data.get("kind") in ("decision", "approval", "wait"):
            step.fields["kind"] = Located(box.data["kind"], box.at)
        step.remarks += box.remarks
        return step

    def _part(self, box: Box, step: DraftStep) -> None:
        """Let a step begin all that follows a bar at once."""
        lines = self.out.get(box, ())
        target = lines[0].target if len(lines) == 1 else None
        parted = isinstance(target, Box) and target not in self.steps and target.shape == "bar"
        if parted and len(step.flows or ()) > 1:
            step.fields["parallel"] = Located("true", box.at)

    def _begin(self, box: Box) -> None:
        """Let the steps behind a start say how work enters there."""
        for way in self.ways.out_of(box):
            if way.target in self.steps:
                self.begun_by.setdefault(way.target, []).append(box)

    # Flows

    def _flow(self, way: Way) -> DraftFlow:
        flow = DraftFlow()
        if way.target in self.ends:
            is_named = not is_placeholder(way.target.name)
            self.unnamed_end = self.unnamed_end or not is_named
            flow.outcome = Located(way.target.name if is_named else _END, way.target.at)
        else:
            id_ = self.steps[way.target].id
            assert id_
            flow.to = Located(id_.text, way.at)
        if way.words:
            flow.when = Located(self.repeated.text(way.words, ", ", way.at), way.at)
        return flow
