"""Labelled sections: headings are stages and steps, numbered items steps, labels their fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from crackmap.language.texts import fold
from crackmap.readers.making.draft import Draft
from crackmap.readers.making.labels import name_of
from crackmap.readers.making.parts import PARTS, DraftStage, DraftStep
from crackmap.readers.making.pieces import outside
from crackmap.readers.pages.outline import Label, Part, Said
from crackmap.readers.pages.words import prose
from crackmap.readers.tables.notation import flows
from crackmap.readers.tables.steplist import LISTS
from crackmap.readers.tables.words import folded
from crackmap.source.located import Located, Places, Written, listed
from crackmap.source.span import Span
from crackmap.source.words import BEFORE_LAST

FEWEST = 2  # labels on a page that tells of a process
_OWNERS = re.compile(
    r"(?<!\s)\s++(?:and/or|or|und/oder|oder|et/ou|ou)\s++" rf"|[+,;\n]\s*+(?:{BEFORE_LAST})?",
    re.IGNORECASE,
)
_ITEMS = re.compile(r"[,;\n]")
_LONGEST = 1000  # letters in which several names are looked for
_OF_STAGES = ("exit", "within", "escalation")


def draft(page: Part, lines: Sequence[str], path: str) -> Draft | None:
    """Return the process that a page tells in labelled sections; None where it tells none."""
    if sum(len(part.labels) for part in _all(page)) < FEWEST:
        return None
    made = _Making(page, lines, path).draft()
    return made if made.steps else None


def _all(page: Part) -> Iterator[Part]:
    """Return the parts of a page in their order."""
    stack = [page]
    while stack:
        part = stack.pop()
        yield part
        stack += reversed([*part.items, *part.below])


class _Making:
    """One process in the making."""

    def __init__(self, page: Part, lines: Sequence[str], path: str) -> None:
        self.lines, self.path = lines, path
        self.top = page
        title = page.below[0].name if len(page.below) == 1 else page.name
        if title.text and page.below[0].below:
            self.top = page.below[0]
        places = Places(path)
        self.made = Draft(places, Located(name_of(path), 0))
        if title.text:
            self.made.name = self._located(title)
        self.known = {fold(part.name.text) for part in _all(page) if part.items or not part.below}
        leaves = (part for part in _all(page) if part.level and not part.below)
        self.levels = {part.level for part in leaves if part.labels}

    def draft(self) -> Draft:
        made, top = self.made, self.top
        made.description += [self._located(one) for one in top.remarks]
        for label in top.labels:
            if label.key == "owner" and label.values and made.owner is None:
                made.owner = self._located(label.values[0])
            else:
                made.description.append(self._remark(label))
        for item in top.items:
            self._step(item, None)
        for part in _all(top):
            if part is top or part in top.items:
                continue
            if part.items:
                self._stage(part, part.items)
            elif not part.below and part.level:
                self._leaf(part)
        return made

    def _leaf(self, part: Part) -> None:
        """Take a section without others for a step, if it or one of its level has labels."""
        above = part.above
        told = part.level in self.levels or (above and above is not self.top and above.labels)
        if not part.labels and (not told or folded(part.name.text) in prose()):
            words = f"the section `{part.name.text}` has no label such as **Owner:**; "
            self.made.note(self._located(part.name).at, f"{words}it was left out", lost=True)
            return
        if above is None or above is self.top or not above.level:
            self._stage(part, [part])
        else:
            self._stage(above, [part])

    def _stage(self, section: Part, steps: Sequence[Part]) -> None:
        """Add the steps to the stage that a section is; of one step alone it is that step, too."""
        name = self._located(section.name)
        itself = list(steps) == [section]
        about = self.made.about(name)
        if not itself and not (about.owners or about.fields or about.remarks):
            self._about(section, about)
        for step in steps:
            self._step(step, name, about if itself else None)

    def _about(self, section: Part, about: DraftStage) -> None:
        """Keep what a section says of all steps in it."""
        for label in section.labels:
            if label.key == "owner":
                about.owners += self._who(label)
            elif label.key in _OF_STAGES and label.key not in about.fields:
                about.fields[label.key] = self._value(label)
            else:
                about.remarks.append(self._remark(label))
        about.remarks += [self._located(one) for one in section.remarks]
        outer = section.above
        while not about.owners and outer is not None and outer is not self.top:
            about.owners += [
                who for label in outer.labels if label.key == "owner" for who in self._who(label)
            ]
            outer = outer.above

    def _step(self, part: Part, stage: Located | None, own: DraftStage | None = None) -> None:
        """Add a step; `own` is its stage, where that is the same section."""
        step = DraftStep(self._located(part.name), stage=stage)
        has_accountable = any(fold(label.title) == "accountable" for label in part.labels)
        for label in part.labels:
            key = label.key
            if key == "owner" and has_accountable and fold(label.title) == "responsible":
                key = "contributors"
            if key == "owner":
                step.owners += self._who(label)
            elif key in PARTS:
                for who, _ in self._who(label):
                    step.part(key, who)
            elif key == "exit" and own is not None and "exit" not in own.fields:
                own.fields["exit"] = self._value(label)
            elif key == "next" and step.flows is None:
                value = self._one(label)
                step.flows = flows(value, self.known) if value.text else None
            elif key in ("exit", "next") or key in step.fields:
                step.remarks.append(self._remark(label))
            else:
                step.fields[key] = self._value(label)
        step.remarks += [self._located(one) for one in part.remarks]
        self.made.steps.append(step)

    # Values

    def _who(self, label: Label) -> list[tuple[Located, None]]:
        """Return who is named: `A or B` and `A + B` are two."""
        if not label.values:
            return [(self._one(label), None)]
        return [
            (Located(name, self._at(one, name)), None)
            for one in label.values
            for name in map(str.strip, self._names(one))
            if name
        ]

    def _names(self, said: Said) -> list[str]:
        """Return the names in a text; of one that is too long to be a list of names, itself."""
        if len(said.text) < _LONGEST:
            return outside(said.text, _OWNERS)
        words = f"{len(said.text):,} letters are too many for a list of names"
        self.made.note(self._located(said).at, f"{words}; they were taken for one name", lost=True)
        return [said.text]

    def _value(self, label: Label) -> Written:
        values = [self._located(one) for one in label.values]
        if label.key in LISTS and len(values) == 1:
            items = map(str.strip, outside(values[0].text, _ITEMS))
            values = [Located(item, values[0].at) for item in items if item]
        if label.key in LISTS or label.key == "exit":
            return listed(self.made.places, values) or self._one(label)
        return self._one(label)

    def _one(self, label: Label) -> Located:
        text = ", ".join(one.text for one in label.values)
        first = label.values[0] if label.values else Said("", label.line)
        return Located(text, self._at(first, first.text))

    def _remark(self, label: Label) -> Located:
        value = self._one(label)
        return Located(f"{label.title}: {value.text}", value.at)

    def _located(self, said: Said) -> Located:
        return Located(said.text, self._at(said, said.text))

    def _at(self, said: Said, words: str) -> int:
        """Return the place of words on their line; of the whole line where markup is in them."""
        line = self.lines[said.line - 1] if said.line <= len(self.lines) else ""
        start = line.find(words)
        if start < 0 or not words:
            start, words = len(line) - len(line.lstrip()), line.strip()
        column = start + 1
        return self.made.places.add(
            Span(
                self.path,
                said.line,
                column,
                said.line,
                column + max(len(words), 1),
                quote=said.text,
            )
        )
