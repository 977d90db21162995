"""yaml: a process file as a person would write it, with comments where something is to be filled.

What is written comes from what the process was read from, word for word, in the order of the
language. Read again it is the same process, and written again the same text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.element import Element
from crackmap.language.process import Process, Stage, Step
from crackmap.rules.finding import Finding
from crackmap.source.nodes import MapNode
from crackmap.source.scalars import in_line, key_of, scalar
from crackmap.writers.format import Format, wishes

_WIDTH = 100
# What has an owner, and what is asked where it has none.
_OWNED: dict[type[Element], str] = {
    Process: "who sees every case through, end to end?",
    Step: "nobody yet: which department answers for it?",
}


def write(process: Process, *, fill: bool = False) -> str:
    """Return the text of a process; with `fill` it asks for the owners that are missing."""
    assert process.mapping is not None  # every process was read from something
    root: dict[str, Any] = dict(process.mapping)
    for key in ("departments", "handoffs", "goals"):
        table = root.get(key)
        if isinstance(table, dict):  # those that crackmap.yaml knows better were taken out
            known = getattr(process, key)
            root[key] = {id_: entry for id_, entry in table.items() if id_ in known}
            if not root[key]:
                del root[key]
    return "\n".join(_Writer(fill=fill).element(root, Process, "")) + "\n"


class _Writer:
    """Writes elements as lines, each kind of them in the order of its keys.

    With `fill` it asks for owners; in a stage that is `owned` a step without one has that owner.
    """

    def __init__(self, *, fill: bool, owned: bool = False) -> None:
        self.fill, self.owned = fill, owned

    def element(self, node: dict[str, Any], kind: type[Element], margin: str) -> Iterator[str]:
        """Return the lines of an element in block style."""
        inherits = kind is Step and self.owned and "owner" not in node
        if self.fill and kind in _OWNED and not node.get("owner") and not inherits:
            node = {**node, "owner": None}
        below = _Writer(fill=self.fill, owned=bool(node.get("owner"))) if kind is Stage else self
        for key in _ordered(node, kind):
            if key == "owner" and self.fill and kind in _OWNED and not node[key]:
                yield f"{margin}owner:  # {_OWNED[kind]}"
            else:
                yield from below._entry(key, node[key], kind, margin)

    def _entry(self, key: str, value: Any, kind: type[Element], margin: str) -> Iterator[str]:
        part = kind.parts.get(key)
        is_whole = key in ("stages", "steps")  # which are lists, however many there are
        value = _short(value, part.kind) if part and not is_whole else value
        word = key_of(key)
        if part and part.form == "table" and isinstance(value, dict) and value:
            yield f"{margin}{word}:"
            for id_, entry in value.items():
                yield from self._named(id_, entry, part.kind, f"{margin}  ")
            return
        line = in_line(value)
        fits = len(margin) + len(word) + 2 + len(line) <= _WIDTH
        if not isinstance(value, dict | list) or (fits and not (is_whole and value)):
            if isinstance(value, str) and "\n" in value and _is_block(value):
                yield f"{margin}{word}: |-"
                yield from (f"{margin}  {line}".rstrip() for line in value.split("\n"))
                return
            yield f"{margin}{word}: {line}".rstrip()
            return
        yield f"{margin}{word}:"
        below = part.kind if part else None
        if isinstance(value, dict):
            yield from self._block(value, below, f"{margin}  ")
            return
        for item in value:
            item = _short(item, below) if below and not is_whole else item
            if isinstance(item, dict) and (is_whole or not _fits(item, margin)):
                first, *others = self._block(item, below, f"{margin}    ")
                yield f"{margin}  - {first.strip()}"
                yield from others
            else:
                yield f"{margin}  - {in_line(item)}"

    def _named(self, id_: str, entry: Any, kind: type[Element], margin: str) -> Iterator[str]:
        """Return an entry of a table: on one line, where it is short."""
        line = in_line(_in_order(entry, kind)) if entry else "{}"
        if len(margin) + len(id_) + 2 + len(line) <= _WIDTH or not isinstance(entry, dict):
            yield f"{margin}{scalar(id_)}: {line}"
            return
        yield f"{margin}{scalar(id_)}:"
        yield from self._block(entry, kind, f"{margin}  ")

    def _block(
        self, value: dict[str, Any], kind: type[Element] | None, margin: str
    ) -> Iterator[str]:
        if kind is not None:
            yield from self.element(value, kind, margin)
            return
        for key, item in value.items():
            yield f"{margin}{key_of(key)}: {in_line(item)}".rstrip()


def _ordered(node: dict[str, Any], kind: type[Element]) -> list[str]:
    places = {key: place for place, key in enumerate(kind.keys)}
    return sorted(node, key=lambda key: places.get(key, len(places)))


def _in_order(value: Any, kind: type[Element]) -> Any:
    """Return what stands in an element in the order of its keys, all the way down."""
    if isinstance(value, list):
        return [_in_order(item, kind) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _in_order(value[key], kind.parts[key].kind) if key in kind.parts else value[key]
        for key in _ordered(value, kind)
    }


def _short(value: Any, kind: type[Element]) -> Any:
    """Return elements in their shortest form: one word, where that says all."""
    if isinstance(value, list):
        items = [_short(item, kind) for item in value]
        return items[0] if len(items) == 1 and not isinstance(items[0], list) else items
    if isinstance(value, dict) and kind.short and list(value) == [kind.short]:
        word = value[kind.short]
        return word if isinstance(word, str) and word else value
    return _in_order(value, kind) if isinstance(value, MapNode) and value else value


def _fits(item: dict[str, Any], margin: str) -> bool:
    return len(margin) + 4 + len(in_line(item)) <= _WIDTH


def _is_block(text: str) -> bool:
    """Return whether a text of several lines can stand as it is, indented."""
    lines = text.split("\n")
    return all(line.isprintable() and line == line.strip() for line in lines) and all(
        (lines[0], lines[-1])
    )


def converted(graph: ProcessGraph, findings: Sequence[Finding], *, fill: bool = False) -> str:
    """Return the text of the process of a graph."""
    return write(graph.process, fill=fill)


FORMAT = Format("yaml", ("yaml", "yml"), {"convert": wishes("fill")}, converted)
