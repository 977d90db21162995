"""YAML with memory: plain mappings and lists that know the place of every key and value.

`load` reads YAML 1.2 core: every scalar stays the text that was written (`no`, `012` and `1:30`
are words), only an unquoted `null`, `~` or nothing at all is None. What is wrong with the file
comes back as problems with their places; nothing here raises on any input.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from crackmap.source.characters import NOT_IN_YAML, NOT_IN_YAML_OF_ASCII, composed, printable
from crackmap.source.nodes import ListNode, MapNode
from crackmap.source.problems import Problem
from crackmap.source.span import Source, Span

if TYPE_CHECKING:
    from crackmap.source.nodes import Node

MAX_DEPTH = 64
MAX_ALIASED_NODES = 10_000
# Far more than any process has, and no more than a machine has room for.
MAX_NODES = 2_000_000
# A text that an alias repeats weighs as much as so many characters of it to a node.
_NODE_LENGTH = 1000

# A dash stands no further than this before what it begins.
_MARGIN = 16

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_CORE_TAGS = frozenset(
    "tag:yaml.org,2002:" + name for name in ("str", "int", "float", "bool", "null", "map", "seq")
)


class Document(NamedTuple):
    """What `load` found: the root node, its source, and all that is wrong with the file."""

    root: Node
    source: Source
    problems: tuple[Problem, ...]


def load(data: bytes, path: str) -> Document:
    """Read one YAML document from `data`; never raises, problems come back in the document."""
    text = _decode(data, path)
    if isinstance(text, Problem):
        return Document(None, Source(path, ""), (text,))
    source = Source(path, text)
    builder = _Builder(source)
    root: Node = None
    try:
        root = builder.document()
    except _Stop:
        pass
    except RecursionError:  # only the pure parser, which has no C underneath, recurses
        builder.problem(0, 1, "the file is nested too deeply to be read")
    return Document(root, source, tuple(builder.problems))


def _decode(data: bytes, path: str) -> str | Problem:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Problem(Span(path), "the file is UTF-16, not UTF-8", "save it as UTF-8")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").removeprefix("\ufeff")
        source = Source(path, before + "?")
        span = source.span(len(before), len(before) + 1)
        byte = data[error.start]
        return Problem(span, f"byte 0x{byte:02X} is not UTF-8", "save the file as UTF-8")
    text = text.removeprefix("\ufeff")
    # Nearly all files are ASCII, of which bytes are sooner looked through than letters.
    clean = data.isascii() and len(data.translate(None, NOT_IN_YAML_OF_ASCII)) == len(data)
    match = None if clean else re.search(NOT_IN_YAML, text)
    if match:
        span = Source(path, text).span(match.start(), match.end())
        code = f"U+{ord(match.group()):04X}"
        help_ = "delete it; if there are many, save the file as UTF-8 text"
        return Problem(span, f"the invisible character {code} does not belong here", help_)
    return text


class _Stop(Exception):
    """Reading cannot go on; the problem is already noted."""


class _Anchor(NamedTuple):
    node: Node
    size: int
    finished: bool


class _Open:
    """A collection whose end has not been read yet."""

    __slots__ = ("anchor", "flow_style", "key", "key_offset", "node", "size_before", "wants_key")

    def __init__(self, node: MapNode | ListNode, event: Any, size_before: int) -> None:
        self.node = node
        self.flow_style: bool = bool(event.flow_style)
        self.anchor: str | None = event.anchor
        self.size_before = size_before
        self.wants_key = type(node) is MapNode  # the next node is a key
        self.key: str | None = None  # whose value follows; None if it was refused
        self.key_offset = 0


class _Builder:
    """Turns libyaml's events into nodes, without recursion, and within limits."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.anchors: dict[str, _Anchor] = {}
        self.root: Node = None
        self.stack: list[_Open] = []  # the collections that are open
        self.top: _Open | None = None  # the innermost of them
        self.size = 0
        self.aliased = 0

    def problem(
        self,
        start: int,
        end: int,
        message: str,
        help_: str = "",
        related: tuple[tuple[str, Span], ...] = (),
    ) -> None:
        span = self.source.span(start, end)
        self.problems.append(Problem(span, message, help_, related))

    def document(self) -> Node:
        import yaml

        try:
            events = _parser()(self.source.text)
            return self._build(events.get_event, yaml)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            at = min(mark.index if mark else 0, len(self.source.text))
            words = error.problem or error.context or "this is not YAML"
            if "nesting depth" in words:  # libyaml looks ahead, and has a limit of its own
                words = f"nested more than {MAX_DEPTH} levels deep"
            from crackmap.source.yaml_slips import explain

            began = error.context_mark.index if error.context_mark else at
            slip = explain(self.source.text, words, at, min(began, at))
            related = tuple(
                (other, self.source.span(start, end)) for other, start, end in slip.related
            )
            self.problem(slip.start, slip.end, slip.message, slip.help, related)
        except yaml.YAMLError as error:
            self.problem(0, 1, str(error).splitlines()[0])
        except (ValueError, OverflowError) as error:  # an escape such as "\U7fffffff"
            self.problem(0, 1, f"a character escape is out of range: {error}")
        raise _Stop

    def _build(self, next_event: Any, yaml: Any) -> Node:
        """Return the root of the first document; most of a file are scalars, so they go first."""
        scalar, alias = yaml.ScalarEvent, yaml.AliasEvent
        mapping, sequence = yaml.MappingStartEvent, yaml.SequenceStartEvent
        # Files say the same words again and again: these are as they read, and one text for all.
        usual: dict[str, str] = {}
        ends = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
        documents = 0
        while True:
            event = next_event()
            kind = type(event)
            if kind is scalar:
                said = event.value
                node: Node = None if event.tag else usual.get(said)
                if node is None:
                    if event.tag or said in _NULLS or not (said.isascii() and said.isprintable()):
                        node = self._text(event)
                    else:
                        node = usual[said] = said
                start, end = event.start_mark.index, event.end_mark.index
                self.size += 1
                if self.size > MAX_NODES:
                    words = f"the file holds more than {MAX_NODES:,} values"
                    self.problem(start, end, words, "split the process")
                    raise _Stop
                if event.anchor:
                    size = 1 + len(event.value) // _NODE_LENGTH
                    self._anchor(event.anchor, node, size, finished=True)
                self._receive(node, start, end)
            elif kind is mapping or kind is sequence:
                start = event.start_mark.index
                self._begin(
                    event,
                    MapNode(self.source, start)
                    if kind is mapping
                    else ListNode(self.source, start),
                )
            elif kind in ends:
                self._end(event)
            elif kind is alias:
                start, end = event.start_mark.index, event.end_mark.index
                self._receive(self._alias(event, start, end), start, end)
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    at = event.start_mark.index
                    words = "a second document begins here"
                    self.problem(at, at + 3, words, "put each process into a file of its own")
                    return self.root
            elif kind is yaml.StreamEndEvent:
                return self.root

    def _begin(self, event: Any, fresh: MapNode | ListNode) -> None:
        """Open a mapping or a list: what follows is in it, up to its end."""
        start = fresh.start
        if len(self.stack) >= MAX_DEPTH:
            self.problem(start, start + 1, f"nested more than {MAX_DEPTH} levels deep")
            raise _Stop
        if event.tag and event.tag not in _CORE_TAGS:
            self._refuse_tag(event)
        self.size += 1
        if self.top is not None and self.top.wants_key:
            self._complex_key(start)
        if event.anchor:
            self._anchor(event.anchor, fresh, 0, finished=False)
        self.top = _Open(fresh, event, self.size)
        self.stack.append(self.top)

    def _end(self, event: Any) -> None:
        """Close the innermost mapping or list, and let the one around it have it."""
        done = self.stack.pop()
        self.top = self.stack[-1] if self.stack else None
        node, start = done.node, done.node.start
        if done.anchor and self.anchors[done.anchor].node is node:
            self._anchor(done.anchor, node, self.size - done.size_before + 1, finished=True)
        self._receive(node, start, event.end_mark.index if done.flow_style else start)

    def _receive(self, node: Node, start: int, end: int) -> None:
        """Give a node to the innermost collection: as a key, as the value of one, or as an item."""
        top = self.top
        if top is None:
            self.root = node
        elif top.wants_key:
            top.wants_key, top.key, top.key_offset = False, None, start
            if type(node) is str and node not in top.node and node != "<<":
                top.key = sys.intern(node)
            else:
                self._refuse_key(top.node, node, start, end)
        elif isinstance(top.node, MapNode):
            top.wants_key = True
            if top.key is not None:
                top.node.put(top.key, node, (top.key_offset, start, end))
                if type(node) is MapNode and node.key is None:
                    node.key = (top.node, top.key)
        else:
            top.node.append(node)
            top.node.marks.append((start, end))

    def _text(self, event: Any) -> str | None:
        """Return what a scalar says, None for nothing."""
        if event.tag and event.tag not in _CORE_TAGS and event.tag != "!":
            self._refuse_tag(event)
        value: str = event.value
        if not event.style and value in _NULLS:
            return None
        return printable(composed(value))

    def _refuse_key(self, holder: MapNode | ListNode, key: Node, start: int, end: int) -> None:
        if not isinstance(key, str):
            self.problem(start, end, "a key must be a word", "name what this value is")
        elif key == "<<":
            self.problem(start, end, "merge keys (<<) are not part of the language", "write it out")
        else:
            first = holder.key_span(key)  # type: ignore[union-attr]
            words = f"the key `{key}` is repeated; it stands on line {first.line} already"
            help_ = "keep one of the two"
            if next(iter(holder)) == key and self._is_item(holder):
                help_ = f"begin the next item with a dash: `- {key}: ...`; or keep one of the two"
            self.problem(start, end, words, help_, ((f"first `{key}`", first),))

    def _is_item(self, node: MapNode | ListNode) -> bool:
        """Return whether a dash stands before the first key."""
        before = self.source.text[max(0, node.start - _MARGIN) : node.start]
        return before.rstrip(" ").endswith("-")

    def _complex_key(self, start: int) -> None:
        help_ = "quote a text that holds brackets or braces"
        self.problem(start, start + 1, "a key must be a word, not a list or a mapping", help_)
        raise _Stop

    def _refuse_tag(self, event: Any) -> None:
        start = event.start_mark.index
        words = f"the tag {printable(event.tag)} means nothing here"
        self.problem(
            start,
            start + 1,
            words,
            "put a text that begins with ! in quotes, or write it without the !",
        )

    def _anchor(self, name: str, node: Node, size: int, *, finished: bool) -> None:
        self.anchors[name] = _Anchor(node, size, finished)

    def _alias(self, event: Any, start: int, end: int) -> Node:
        anchor = self.anchors.get(event.anchor)
        if anchor is None:
            self.problem(start, end, f"the alias *{event.anchor} has no anchor before it")
            raise _Stop
        if not anchor.finished:
            self.problem(start, end, f"the alias *{event.anchor} stands inside its own anchor")
            raise _Stop
        self.size += anchor.size
        self.aliased += anchor.size
        if self.aliased > MAX_ALIASED_NODES:
            limit = f"{MAX_ALIASED_NODES:,}"
            self.problem(start, end, f"aliases repeat more than {limit} values", "write it out")
            raise _Stop
        return anchor.node


def _parser() -> Any:
    """Return libyaml's parser, or its slower twin where PyYAML was built without libyaml."""
    try:
        from yaml.cyaml import CParser  # type: ignore[attr-defined]
    except ImportError:
        pass
    else:
        return CParser
    return _pure_parser()


def _pure_parser() -> Any:
    from yaml.parser import Parser
    from yaml.reader import Reader
    from yaml.scanner import Scanner

    class PureParser(Reader, Scanner, Parser):
        def __init__(self, stream: str) -> None:
            Reader.__init__(self, stream)
            Scanner.__init__(self)
            Parser.__init__(self)

    return PureParser
