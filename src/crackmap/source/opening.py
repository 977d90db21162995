"""Braces opened into blocks, so that what is put in stands on lines of its own, with its comments.

A block cannot stand in braces or brackets, so all of them around a place are opened, up to the
outermost; what stands beside the place keeps its own.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from operator import itemgetter
from typing import TypeAlias

from crackmap.source.aliases import repeated
from crackmap.source.edits import in_block, is_flow
from crackmap.source.fix import Edit
from crackmap.source.nodes import ListNode, MapNode, Node
from crackmap.source.span import MOST_LETTERS

Holder: TypeAlias = MapNode | ListNode

# A comment, an empty line, an escaped line end, an explicit key: they read otherwise in a block.
_UNSURE = re.compile(r"(?:\A|\s)#|[\r\n][ \t]*[\r\n]|\\[\r\n]|[{\[,]\s*\?\s")
_MOST_ROWS = 50  # keys and items that are opened at once: nobody puts in more by hand
_LINE_END = re.compile(r"(?:(?<![ \t])[ \t]++)?(?:\r\n|\n|\r)[ \t]*+")


def opened(
    root: MapNode, holder: Holder, lines: Sequence[str], at: str | int | None = None, key: str = ""
) -> tuple[Edit, ...] | None:
    """Return the edits that open the braces around a place and put `lines` there.

    The place is behind the last key of `holder`; with `at` it is that of the scalar there, which
    goes under `key` above the lines, or away. `root` is the outermost mapping of the file. None
    where nothing is in braces, or where they cannot be opened with certainty.
    """
    chain = _chain(root, holder)
    if chain is None:
        return None
    nodes = [*(node for node, _ in chain), holder]
    first = next((number for number, node in enumerate(nodes) if is_flow(node)), 0)
    inside = nodes[first:]
    if not first or sum(map(len, inside)) > _MOST_ROWS or not all(map(_begins_with_brace, inside)):
        return None
    parent, place = chain[first - 1]
    start, end = _extent(parent, place)
    text = root.source.text
    if (
        end - start > MOST_LETTERS
        or _UNSURE.search(text, start, end)
        or any(begin < end and start < stop for begin, stop in repeated(text))
    ):
        return None
    if at is None:
        rows = [*_rows(holder), *lines]
    else:
        kept = [f"{key}: {_raw(holder, at)}"] if key else []
        rows = _rows(holder, at, [*kept, *lines])
    for node, below in reversed(chain[first:]):
        rows = _rows(node, below, rows)
    return in_block(parent, place, rows)


def _chain(root: MapNode, holder: Holder) -> list[tuple[Holder, str | int]] | None:
    """Return what leads from `root` to `holder`: each mapping and list, with the place in it."""
    chain: list[tuple[Holder, str | int]] = []
    node: Node | ListNode = root
    while node is not holder:
        if not isinstance(node, MapNode | ListNode):
            return None
        place = _towards(node, holder.start)
        if place is None:
            return None
        chain.append((node, place))
        node = node[place]  # type: ignore[index]
    return chain


def _towards(node: Holder, offset: int) -> str | int | None:
    """Return the last place in `node` whose value begins at `offset` or before it."""
    if isinstance(node, ListNode):
        before = bisect_right(node.marks, offset, key=itemgetter(0))
        return before - 1 if before else None
    return next((key for key in reversed(node) if node.mark(key)[1] <= offset), None)


def _begins_with_brace(node: Holder) -> bool:
    return node.source.text[node.start : node.start + 1] in ("{", "[")


def _extent(node: Holder, place: str | int) -> tuple[int, int]:
    """Return the offsets at which the value at `place` begins and ends."""
    if isinstance(node, MapNode):
        return node.mark(str(place))[1:]
    return node.marks[int(place)]


def _raw(node: Holder, place: str | int) -> str:
    """Return what is written at `place`, on one line."""
    start, end = _extent(node, place)
    return _LINE_END.sub(" ", node.source.text[start:end].strip())


def _rows(node: Holder, place: str | int | None = None, below: Sequence[str] = ()) -> list[str]:
    """Return the lines of a mapping or list in braces as a block, with `below` at `place`."""
    rows: list[str] = []
    if isinstance(node, ListNode):
        for index in range(len(node)):
            first, *more = below if index == place else [_raw(node, index)]
            rows += [f"- {first}", *(f"  {row}" for row in more)]
        return rows
    for key in node:
        start, end = node.source.extent(node.key_span(key))
        name = node.source.text[start:end]
        if key == place:
            rows += [f"{name}:", *(f"  {row}" for row in below)]
        else:
            rows.append(f"{name}: {_raw(node, key)}".rstrip(" "))
    return rows
