"""Nodes of what is no YAML: mappings and lists whose keys and values stand at numbered places.

A reader numbers the places of its file, the cells of a table, say, and makes the same nodes of them
as YAML does, so that all that is said of a process leads back to where its words stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

from crackmap.source.characters import composed, printable
from crackmap.source.nodes import ListNode, MapNode, Node
from crackmap.source.span import Source, Span


class Located(NamedTuple):
    """A text, and the number of the place where it stands."""

    text: str
    at: int


Written: TypeAlias = "Located | MapNode | ListNode"


class Places(Source):
    """The places of a file by their numbers, which stand in nodes for offsets; number 0 is all.

    There is no text, so that nothing is ever edited.
    """

    def __init__(self, path: str) -> None:
        """Begin with the file itself."""
        super().__init__(path, "")
        self._spans = [Span(path)]

    def add(self, span: Span) -> int:
        """Return the number of a place."""
        self._spans.append(span)
        return len(self._spans) - 1

    def span(self, start: int, end: int) -> Span:
        """Return the place with the number `start`."""
        return self._spans[start]

    def extent(self, span: Span) -> tuple[int, int]:
        """Return an empty stretch: nothing can be edited."""
        return (0, 0)


def mapping(places: Places, at: int, items: Iterable[tuple[str, Written | None]]) -> MapNode:
    """Return a mapping that stands at the place `at`, without the items that have no value."""
    node = MapNode(places, at)
    for key, value in items:
        if value is not None:
            where = value.at if isinstance(value, Located) else value.start
            node.put(key, _plain(value), (where, where, where))
            if isinstance(value, MapNode):
                value.key = (node, key)
    return node


def listed(places: Places, values: Sequence[Written]) -> ListNode | None:
    """Return a list that stands where its first value does; None for an empty one."""
    if not values:
        return None
    first = values[0]
    node = ListNode(places, first.at if isinstance(first, Located) else first.start)
    for value in values:
        where = value.at if isinstance(value, Located) else value.start
        node.append(_plain(value))
        node.marks.append((where, where))
    return node


def _plain(value: Written) -> Node:
    return printable(composed(value.text)) if isinstance(value, Located) else value
