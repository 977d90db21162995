"""A page as people lay it out: sections in each other, numbered items, and labels in bold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crackmap.readers.making.labels import cleaned
from crackmap.readers.pages.words import labels
from crackmap.readers.tables.words import folded

if TYPE_CHECKING:
    from markdown_it.token import Token

_APART = " \t\u2013\u2014:-"


@dataclass(slots=True)
class Said:
    """Words on a line of a page; `line` counts from one."""

    text: str
    line: int


@dataclass(slots=True)
class Label:
    """A label in bold that is known: the field it names, as it is written, and its values."""

    key: str
    title: str
    line: int
    values: list[Said]


@dataclass(slots=True, eq=False)
class Part:
    """A section with its heading, or a numbered item: its name, its labels and its sentences."""

    name: Said
    level: int = 0
    above: Part | None = None
    labels: list[Label] = field(default_factory=list)
    remarks: list[Said] = field(default_factory=list)
    items: list[Part] = field(default_factory=list)
    below: list[Part] = field(default_factory=list)


@dataclass(slots=True)
class _Line:
    """A line of a text: what it begins with in bold, and the rest."""

    bold: str
    rest: str
    line: int


def outline(tokens: Sequence[Token]) -> Part:
    """Return the whole page as a part without a name, with its sections below it."""
    return _Outline().of(tokens)


class _Outline:
    def __init__(self) -> None:
        self.page = Part(Said("", 1))
        self.section = self.page
        self.item: Part | None = None
        self.named = False  # whether the item has its name
        self.lists: list[str] = []
        self.pending: Label | None = None

    def of(self, tokens: Sequence[Token]) -> Part:
        for number, token in enumerate(tokens):
            if token.type == "heading_open":
                if not self.lists:
                    self._section(token, tokens[number + 1])
            elif token.type in ("ordered_list_open", "bullet_list_open"):
                self.lists.append(token.type)
                if token.type == "ordered_list_open":
                    self.pending = None
            elif token.type in ("ordered_list_close", "bullet_list_close"):
                self.lists.pop()
            elif token.type == "list_item_open" and self.lists == ["ordered_list_open"]:
                line = token.map[0] + 1 if token.map else 1
                self.item, self.named = Part(Said("", line)), False
            elif token.type == "list_item_close" and self.lists == ["ordered_list_open"]:
                self._close()
            elif token.type == "inline" and tokens[number - 1].type == "paragraph_open":
                self._paragraph(token)
        return self.page

    def _section(self, token: Token, inline: Token) -> None:
        self.pending = None
        level, line = int(token.tag[1:]), token.map[0] + 1 if token.map else 1
        above = self.section
        while above is not self.page and above.level >= level:
            assert above.above
            above = above.above
        words = " ".join(f"{one.bold} {one.rest}" for one in _lines(inline))
        name = " ".join(cleaned(words).split()).rstrip(":")
        self.section = Part(Said(name, line), level, above)
        above.below.append(self.section)

    def _close(self) -> None:
        """Keep an item that has a name; labels alone belong to the section."""
        item, self.item, self.pending = self.item, None, None
        assert item
        if item.name.text:
            self.section.items.append(item)
        else:
            self.section.labels += item.labels
            self.section.remarks += item.remarks

    def _paragraph(self, token: Token) -> None:
        holder = self.item or self.section
        if not self.lists or self.lists[-1] != "bullet_list_open":
            self.pending = None
        for line in _lines(token):
            label = _label(line)
            if label:
                holder.labels.append(label)
                self.pending = None if label.values else label
                self.named = True
            elif self.item and not self.named:
                self._name(self.item, line)
            elif words := f"{line.bold}{line.rest}".strip():
                target = self.pending.values if self.pending else holder.remarks
                target.append(Said(words, line.line))

    def _name(self, item: Part, line: _Line) -> None:
        """Take the words in bold for the name of an item, if it begins with them, else the line."""
        bold, rest = line.bold.strip().rstrip(":").strip(), line.rest.strip(_APART).strip()
        name = bold or rest
        if not name:
            return
        self.named = True
        item.name = Said(" ".join(name.split()), line.line)
        if bold and rest:
            item.remarks.append(Said(rest, line.line))


def _lines(token: Token) -> Iterator[_Line]:
    """Return the lines of a text without markup."""
    number = token.map[0] + 1 if token.map else 1
    line = _Line("", "", number)
    depth = 0  # of bold that the line begins with
    for child in token.children or ():
        words = ""
        if child.type in ("softbreak", "hardbreak"):
            yield _cleaned(line)
            number += 1
            line = _Line("", "", number)
        elif child.type == "html_inline" and child.content.casefold().startswith("<br"):
            yield _cleaned(line)
            line = _Line("", "", number)
        elif child.type == "strong_open":
            depth += 1
        elif child.type == "strong_close":
            depth = max(depth - 1, 0)
        elif child.type in ("text", "code_inline", "image"):
            words = child.content
        if depth and not line.rest.strip():
            line.bold += words
        else:
            line.rest += words
    yield _cleaned(line)


def _cleaned(line: _Line) -> _Line:
    return _Line(cleaned(line.bold), cleaned(line.rest) and line.rest, line.line)


def _label(line: _Line) -> Label | None:
    """Return the label that a line begins with: bold, with a colon in it or behind it."""
    if not line.bold:
        return None
    title, colon, value = line.bold.partition(":")
    if colon:
        value = f"{value}{line.rest}"
    else:
        before, colon, value = line.rest.partition(":")
        if before.strip():
            return None
    key = labels().get(folded(title)) if colon else None
    if key is None:
        return None
    text = " ".join(cleaned(value).split())
    return Label(key, title.strip(), line.line, [Said(text, line.line)] if text else [])
