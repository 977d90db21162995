"""One entry of cracks.yaml as text: how a new one is written, and how a field of one is changed.

A new entry is one line: of blocks of lines git would merge the halves of two that have a line in
common (docs/decisions/one-line-a-crack.md). Of an entry that is there only the field changes that
has to; comments and the order of its keys stay.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from crackmap.rules.finding import Key
from crackmap.source.edits import insert_key, is_flow, remove_key
from crackmap.source.fix import Edit
from crackmap.source.nodes import ListNode, MapNode
from crackmap.source.problems import Problem, Unreadable
from crackmap.source.span import Source, Span
from crackmap.source.yaml_events import load

KEYS = ("rule", "process", "subject", "detail")
DAYS = ("due", "seen", "until", "filled", "reopened")
NOTED = ("owner", "due", "note", "seen", "reason", "until", "filled", "reopened")
FIELDS = (*KEYS, *NOTED)
# Plain words that every YAML reader takes for a text.
_PLAIN = re.compile(r"[^\W\d_][\w-]*(?:(?: -> | |/)[\w-]+)*")
_NO_TEXTS = frozenset({"yes", "no", "on", "off", "true", "false", "null", "y", "n"})
_COMMENT = re.compile(r"[ \t]+(#[^\r\n]*)")
# What stands over several lines, or has a name or a tag.
_ODD = re.compile(r"[|>*&!]|[^\r\n]*[\r\n]")


@dataclass(frozen=True, slots=True)
class Entry:
    """A known crack: its key, its lines in the file, those behind it, and what is noted beside it.

    `noted` holds texts by the words of NOTED, days as 2026-05-01.
    """

    key: Key
    block: str
    behind: str = ""
    noted: Mapping[str, str] = field(default_factory=dict)
    span: Span = field(default=Span(""), compare=False)

    @property
    def filled(self) -> bool:
        """Whether the crack was filled, and has not come back since."""
        return self.noted.get("filled", "") > self.noted.get("reopened", "")

    @property
    def fields(self) -> dict[str, str]:
        """What the entry says, in the order in which a new one says it."""
        said = {**dict(zip(KEYS, self.key, strict=True)), **self.noted}
        return {name: said[name] for name in FIELDS if said.get(name)}

    @property
    def reason(self) -> str:
        """What people wrote beside a crack: why they wait, who fills it, by when."""
        note, owner, due = (self.noted.get(name, "") for name in ("note", "owner", "due"))
        who = f"{owner} fills it" if owner else ""
        when = f"due {due}" if due else ""
        return ", ".join(part for part in (" ".join(note.split()), who, when) if part)


def new_entry(key: Key, noted: Mapping[str, str], margin: int, line_end: str) -> Entry:
    """Return an entry of one line, whose dash is indented by `margin`."""
    entry = Entry(key, "", noted={name: noted[name] for name in NOTED if noted.get(name)})
    return replace(entry, block=_line(entry.fields, margin) + line_end)


def edited(entry: Entry, changes: Mapping[str, str | None]) -> Entry:
    """Return the entry with other values of some fields; None takes a field out.

    Raises Unreadable where it is written in a way in which nothing can be changed.
    """
    said: dict[str, str | None] = {**entry.fields, **changes}
    wanted = {name: value for name in FIELDS if (value := said.get(name))}
    if wanted == entry.fields:
        return entry
    line_end = "\r\n" if "\r\n" in entry.block else "\n"
    margin = len(entry.block) - len(entry.block.lstrip(" "))
    if entry.block == _line(entry.fields, margin) + line_end:
        return replace(entry, **_said(wanted), block=_line(wanted, margin) + line_end)
    block: str | None = entry.block
    for name, value in changes.items():
        block = block and _changed(block, name, value, line_end)
    if not block or _read(block) != wanted:
        problem = Problem(
            entry.span,
            "this crack cannot be changed as it is written",
            "write it on one line, in braces",
        )
        raise Unreadable([problem])
    return replace(entry, **_said(wanted), block=block)


def _said(fields: Mapping[str, str]) -> dict[str, Any]:
    """Return the key of an entry and what is noted beside it."""
    key = Key(*(fields.get(name, "") for name in KEYS))
    return {"key": key, "noted": {name: fields[name] for name in NOTED if name in fields}}


def joined(
    one: Entry, other: Entry, before: Mapping[str, str] | None = None
) -> Entry | tuple[str, str, str]:
    """Return the one entry that two of one crack make, or the field of which they say two things.

    That is its name and both values. Of two days on which a crack was `seen`, the earlier one
    counts, and the `due` of who saw it first: two branches have found the same crack. What came
    back and what was filled last counts as well. Where one says what was noted `before` the two
    parted, the other one has changed it.
    """
    united = dict(one.noted)
    first, _ = sorted((one, other), key=lambda entry: entry.noted.get("seen", "9"))
    apart = len({entry.noted.get("seen") for entry in (one, other)} - {None}) == 2
    for name, value in other.noted.items():
        said = united.setdefault(name, value)
        if said == value:
            continue
        if name in ("filled", "reopened"):
            united[name] = max(said, value)
        elif name == "seen" or (name == "due" and apart):
            united[name] = first.noted[name]
        elif before and before.get(name) in (said, value):
            united[name] = value if before[name] == said else said
        else:
            return name, said, value
    less, more = sorted((one, other), key=lambda entry: ("#" in entry.block, len(entry.noted)))
    if "#" in less.block and less.block != more.block:
        return "comment", "", ""
    behind = one.behind + other.behind
    changes = {name: value for name, value in united.items() if more.noted.get(name) != value}
    return replace(edited(more, changes), behind=behind)


def scalar(value: str, name: str = "") -> str:
    """Write a text plainly where every YAML reader takes it so, else quoted; days as they are."""
    plain = _PLAIN.fullmatch(value) and value.casefold() not in _NO_TEXTS
    if plain or name in DAYS:
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return "".join(letter if letter.isprintable() else f"\\U{ord(letter):08X}" for letter in quoted)


def _line(fields: Mapping[str, str], margin: int) -> str:
    words = ", ".join(f"{name}: {scalar(value, name)}" for name, value in fields.items())
    return f"{' ' * margin}- {{ {words} }}"


def _item(block: str) -> MapNode | None:
    """Read the lines of an entry alone."""
    root = load(block.encode("utf-8", "surrogatepass"), "").root
    item = root[0] if isinstance(root, ListNode) and len(root) == 1 else None
    return item if isinstance(item, MapNode) else None


def _read(block: str) -> dict[str, str] | None:
    item = _item(block)
    return None if item is None else {name: item[name] for name in FIELDS if item.get(name)}


def _changed(block: str, name: str, value: str | None, line_end: str) -> str | None:
    """Return the lines of an entry with another value of one field; None if that is not certain."""
    item = _item(block)
    if item is None:
        return None
    if name in item:
        _, start, end = item.mark(name)
        written = block[start:end]
        if value and end > start and not _ODD.match(written):
            return block[:start] + scalar(value, name) + block[end:]
        edit = remove_key(item, name)
        comment = None if _ODD.match(written) else _COMMENT.match(block, end)
        if edit and comment and not is_flow(item):  # it stays, on a line of its own
            margin = " " * (item.source.place(item.start)[1] - 1)
            edit = edit._replace(text=f"{margin}{comment[1]}\n{edit.text}")
        block = _with(block, item.source, edit, line_end) if edit else ""
        item = _item(block)
    if item is None or not value:
        return block if item is not None else None
    before = FIELDS[: FIELDS.index(name)]
    nearest = sorted(
        item, key=lambda key: (key in before, before.index(key) if key in before else 0)
    )
    for after in reversed(nearest):
        words = f"{name}: {scalar(value, name)}"
        edit = insert_key(item, after, [words], words)
        if edit:
            return _with(block, item.source, edit, line_end)
    return None


def _with(block: str, source: Source, edit: Edit, line_end: str) -> str:
    start, end = source.extent(edit.span)
    return block[:start] + edit.ended(line_end) + block[end:]
