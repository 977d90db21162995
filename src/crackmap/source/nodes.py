"""What a YAML file holds: mappings and lists that know the places of their keys and items."""

from __future__ import annotations

import re
from array import array
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from crackmap.source.span import Source, Span

Node: TypeAlias = "str | MapNode | ListNode | None"

_QUOTED = re.compile(r"""'(?:[^']|'')*'|"(?:[^"\\]|\\.)*\"""", re.DOTALL)

# From so many keys on it pays to remember which one stands where.
_FEW = 32


class MapNode(dict[str, Any]):
    """A YAML mapping that knows where it stands: offsets, turned into a Span on demand."""

    __slots__ = ("_numbers", "_offsets", "end", "key", "source", "start")

    def __init__(self, source: Source, start: int, end: int = 0) -> None:
        """Start an empty mapping that begins at the offset `start`."""
        super().__init__()
        self.source = source
        self.start = start
        self.end = max(end, start + 1)
        # The mapping and the key under which this one stands, if it is a value of another.
        self.key: tuple[MapNode, str] | None = None
        # Three offsets a key, in the order of the keys: a dict of tuples would cost ten times that.
        self._offsets = array("I")
        self._numbers: dict[str, int] | None = None

    def put(self, key: str, value: Node, offsets: tuple[int, int, int]) -> None:
        """Set a key that is not there yet, with the offsets of the key, its value and its end.

        For a block collection, whose end says nothing, the end is where the value begins.
        """
        self[key] = value
        self._offsets.extend(offsets)

    def mark(self, key: str) -> tuple[int, int, int]:
        """Return the offsets of `key`, of its value, and of the value's end."""
        first = 3 * self.number(key)
        start, value, end = self._offsets[first : first + 3]
        return start, value, end

    def number(self, key: str) -> int:
        """Return how many keys stand before `key`."""
        if len(self) < _FEW:
            return list(self).index(key)
        if self._numbers is None or len(self._numbers) != len(
            self
        ):  # a table: the keys are counted once
            self._numbers = {name: number for number, name in enumerate(self)}
        return self._numbers[key]

    def key_span(self, key: str) -> Span:
        """Return the place of `key` itself."""
        start = self.mark(key)[0]
        return self.source.span(start, start + self._key_length(key, start))

    def span(self, key: str) -> Span:
        """Return the place of the value of `key`; of the key, where that is a block or empty."""
        _, start, end = self.mark(key)
        return self.source.span(start, end) if end > start else self.key_span(key)

    def is_bare(self, key: str) -> bool:
        """Return whether `key` stands in braces without a colon: `{ when: this, key }`."""
        start = self.mark(key)[0]
        end = start + self._key_length(key, start)
        return self[key] is None and self.source.text[end : end + 99].lstrip()[:1] in (",", "}")

    def own_span(self) -> Span:
        """Return the place of the key under which the mapping stands, else of its beginning."""
        if self.key:
            return self.key[0].key_span(self.key[1])
        for key in self:
            return self.key_span(key)
        return self.source.span(self.start, self.end)

    def _key_length(self, key: str, start: int) -> int:
        text = self.source.text
        if text.startswith(key, start):
            return len(key)
        # The key is not written as it reads: it has quotes and escapes, or decomposed letters.
        quoted = _QUOTED.match(text, start)
        if quoted:
            return quoted.end() - start
        end = text.find(":", start)
        return len(text[start:end].rstrip()) if end > start else len(key)


class ListNode(list[Any]):
    """A YAML list that knows where each of its items stands."""

    __slots__ = ("marks", "source", "start")

    def __init__(self, source: Source, start: int) -> None:
        """Start an empty list that begins at the offset `start`."""
        super().__init__()
        self.source = source
        self.start = start
        self.marks: list[tuple[int, int]] = []

    def span(self, index: int) -> Span:
        """Return the place of the item at `index`."""
        item = self[index]
        if isinstance(item, MapNode) and item:
            return item.own_span()
        start, end = self.marks[index]
        return self.source.span(start, max(end, start + 1))
