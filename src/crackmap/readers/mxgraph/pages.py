"""The pages of a draw.io file, unpacked as far as one machine has room for them."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

from crackmap.readers.making.xml import MOST_BYTES, MOST_ELEMENTS, Element, tree_of
from crackmap.source.problems import Problem, Unreadable
from crackmap.source.span import Span

_MOST_PAGES = 500


class Page(NamedTuple):
    """A page: its title, and its model, which is None where the page is empty.

    `line` is where a packed page begins, whose own lines say nothing; 0 for others.
    """

    title: str
    model: Element | None
    line: int = 0


def pages_of(data: bytes, path: str, encoding: str) -> list[Page]:
    """Return the pages of a file; raises Unreadable at the line of one that cannot be read."""
    root = tree_of(data, path, encoding)
    if root.name == "mxGraphModel":
        return [Page("", root)]
    if root.name != "mxfile":
        words = f"this is XML of another kind: it begins with `{root.name}`, and draw.io does not"
        raise Unreadable([Problem(Span(path, root.line, root.column), words)])
    return list(_Unpacking(path).pages(root))


class _Unpacking:
    def __init__(self, path: str) -> None:
        self.path = path
        self.bytes = self.elements = 0

    def pages(self, root: Element) -> Iterator[Page]:
        drawn = [one for one in root.children if one.name == "diagram"]
        if len(drawn) > _MOST_PAGES:
            raise self._unreadable(drawn[_MOST_PAGES], f"there are more than {_MOST_PAGES} pages")
        for number, diagram in enumerate(drawn, start=1):
            title = diagram.get("name").strip() or f"Page {number}"
            plain = [one for one in diagram.children if one.name == "mxGraphModel"]
            if plain:
                yield Page(title, plain[0])
            elif diagram.text:
                yield Page(title, self._packed(diagram), diagram.line)
            else:
                yield Page(title, None)

    def _packed(self, diagram: Element) -> Element:
        try:
            packed = base64.b64decode("".join(diagram.text.split()), validate=True)
        except (binascii.Error, ValueError):
            if diagram.text.startswith("%3C"):  # older versions packed nothing
                return self._tree(diagram, unquote(diagram.text))
            words = "this page cannot be unpacked: it is not base64"
            raise self._unreadable(diagram, words) from None
        room = MOST_BYTES - self.bytes + 1  # for no room at all would mean no limit
        unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            text = unpacking.decompress(packed, room)
        except zlib.error:
            words = "this page cannot be unpacked: its compression is broken"
            raise self._unreadable(diagram, words) from None
        if len(text) == room:
            words = f"the pages unpack to more than {MOST_BYTES // 1_000_000} MB"
            raise self._unreadable(diagram, words)
        self.bytes += len(text)
        return self._tree(diagram, unquote(text.decode("utf-8", "replace")))

    def _tree(self, diagram: Element, text: str) -> Element:
        try:
            model = tree_of(text.encode("utf-8", "replace"), self.path, "utf-8")
        except Unreadable as error:
            raise self._unreadable(diagram, f"on this page, {error}") from None
        self.elements += _size(model)
        if self.elements > MOST_ELEMENTS:
            raise self._unreadable(diagram, f"there are more than {MOST_ELEMENTS:,} elements")
        if model.name != "mxGraphModel":
            words = f"this page holds `{model.name}`, and no drawing of draw.io"
            raise self._unreadable(diagram, words)
        return model

    def _unreadable(self, diagram: Element, words: str) -> Unreadable:
        help_ = "export it anew: File, Export as, XML, not compressed"
        span = Span(self.path, diagram.line, diagram.column, diagram.line, diagram.column)
        return Unreadable([Problem(span, words, help_)])


def _size(root: Element) -> int:
    stack, count = [root], 0
    while stack:
        count += 1
        stack += stack.pop().children
    return count
