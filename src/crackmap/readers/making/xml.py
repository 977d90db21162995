"""XML that somebody else wrote: a tree of elements that know their lines, and nothing dangerous."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from crackmap.source.problems import Problem, Unreadable
from crackmap.source.span import Span

MOST_ELEMENTS = 200_000
MOST_DEPTH = 256
MOST_BYTES = 50_000_000
_BETWEEN = " "  # no name and no address has one


@dataclass(slots=True, eq=False)
class Element:
    """An element: its namespace, its name and attributes without theirs, its words and children.

    `line` and `column` count from one.
    """

    space: str
    name: str
    attributes: dict[str, str]
    line: int
    column: int
    words: list[str] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words that stand in it, without those of its children."""
        return "".join(self.words).strip()

    def get(self, key: str) -> str:
        """Return an attribute; empty where there is none."""
        return self.attributes.get(key, "")

    def all(self, name: str) -> Iterator[Element]:
        """Return its children with a name, of its own namespace."""
        return (one for one in self.children if (one.space, one.name) == (self.space, name))


def tree_of(data: bytes, path: str, encoding: str = "") -> Element:
    """Return the root of a file; raises Unreadable with the place where it is no XML.

    Entities are refused wherever they are declared: they read files and fill memories.
    """
    return _Making(path).root_of(data, encoding)


class _Refused(Exception):
    """What is well written, and is not read."""


class _Making:
    def __init__(self, path: str) -> None:
        self.path = path
        self.count = 0
        self.open: list[Element] = []
        self.root: Element | None = None

    def root_of(self, data: bytes, encoding: str) -> Element:
        if len(data) > MOST_BYTES:
            words = f"the file has more than {MOST_BYTES // 1_000_000} MB"
            raise Unreadable([Problem(Span(self.path), words, "export one process alone")])
        try:
            self.parser = expat.ParserCreate(encoding or None, _BETWEEN)
        except ValueError:
            words = f"--encoding: XML is not written in `{encoding}`"
            raise Unreadable([Problem(Span(self.path), words)]) from None
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._words
        self.parser.EntityDeclHandler = self._entity
        try:
            self.parser.Parse(data, True)
        except expat.ExpatError as error:
            words = f"this is no XML: {expat.errors.messages.get(error.code, 'it is broken')}"
            raise self._unreadable(error.lineno, error.offset + 1, words) from None
        except (LookupError, ValueError) as error:
            words = f"this cannot be read: {error}"
            raise self._unreadable(1, 1, words) from None
        except _Refused as error:
            place = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
            raise self._unreadable(*place, str(error)) from None
        assert self.root is not None
        return self.root

    def _unreadable(self, line: int, column: int, words: str) -> Unreadable:
        help_ = "export it anew from the tool that it was drawn with"
        return Unreadable([Problem(Span(self.path, line, column, line, column), words, help_)])

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MOST_ELEMENTS:
            raise _Refused(f"there are more than {MOST_ELEMENTS:,} elements")
        if len(self.open) >= MOST_DEPTH:
            raise _Refused(f"elements stand more than {MOST_DEPTH} deep in each other")
        space, _, local = name.rpartition(_BETWEEN)
        plain = {key.rpartition(_BETWEEN)[2]: value for key, value in attributes.items()}
        place = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        element = Element(space, local, plain, *place)
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def _end(self, name: str) -> None:
        self.open.pop()

    def _words(self, words: str) -> None:
        self.open[-1].words.append(words)

    def _entity(self, name: str, *others: object) -> None:
        raise _Refused(f"the entity `{name}` is declared here, and entities are not read")
