"""Fields of the language that the BPMN of this program holds, in elements of its own namespace.

People may have edited them: what the language cannot take is left out, with a note.
"""

from __future__ import annotations

from collections.abc import Iterator, Set

from pydantic import ValidationError

from crackmap.language.element import Element as Part
from crackmap.language.faults import problems_of
from crackmap.readers.bpmn20.model import Model
from crackmap.readers.bpmn20.ours import OURS
from crackmap.readers.making.xml import Element
from crackmap.source.located import Located, Written, listed, mapping
from crackmap.source.problems import Unreadable
from crackmap.source.span import Span

_MOST = 60  # elements in each other
_MOST_ROUNDS = 20  # of looking for what is wrong; then all that stands under its key is left out


class OwnFields:
    """The fields of ours in one file, with their places."""

    def __init__(self, model: Model) -> None:
        """Read them for a model, which keeps their places and notes."""
        self._model = model

    def at(self, element: Element, holder: str) -> int:
        """Return the number of the place of an element; `holder` is what people find it by."""
        line, column = element.line, element.column
        path = self._model.places.path
        span = Span(path, line, column, line, column, element=holder, quote=element.text)
        return self._model.places.add(span)

    def fields(
        self, element: Element, kind: type[Part], holder: str, without: str = "", **around: str
    ) -> dict[str, Written]:
        """Return what stands below an element, by the keys of its kind, `without` one of them.

        `around` are fields without which it would be nothing. Raises Unreadable where it cannot be
        told what is wrong.
        """
        places = self._model.places
        skipped = {id(one) for one in element.children if one.name == without}
        rounds = 0
        while True:
            rounds += 1
            inside = self._inside(element, holder, skipped, 0)
            fields = {key: value for key, value in inside if value is not None}
            at = self.at(element, holder)
            whole = {key: Located(value, at) for key, value in around.items()} | fields
            node = mapping(places, at, whole.items())
            try:
                kind.model_validate(node)
            except ValidationError as error:
                wrong = list(_wrong(element, error, skipped, deep=rounds <= _MOST_ROUNDS))
                if not wrong:
                    raise Unreadable(problems_of(error, node, places.path)) from None
                for one, words in wrong:
                    if id(one) not in skipped:
                        at = self.at(one, holder)
                        self._model.note(at, f"{words}; it was left out", lost=True)
                    skipped.add(id(one))
                continue
            return fields

    def _inside(
        self, element: Element, holder: str, skipped: set[int], depth: int
    ) -> Iterator[tuple[str, Written | None]]:
        found: dict[str, list[Element]] = {}
        for one in element.children:
            if one.space == OURS and id(one) not in skipped and depth < _MOST:
                is_entry = one.name == "entry" and bool(one.get("key"))
                found.setdefault(one.get("key") if is_entry else one.name, []).append(one)
        for key, elements in found.items():
            values = [self._value(one, holder, skipped, depth + 1) for one in elements]
            is_list = len(values) > 1 or elements[0].get("of") == "list"
            yield key, listed(self._model.places, values) if is_list else values[0]

    def _value(self, element: Element, holder: str, skipped: set[int], depth: int) -> Written:
        at = self.at(element, holder)
        if element.children or element.get("of") == "nothing" or _is_bare_entry(element):
            items = self._inside(element, holder, skipped, depth)
            return mapping(self._model.places, at, items)
        return Located(element.text, at)


def _is_bare_entry(element: Element) -> bool:
    return element.name == "entry" and not element.text


def _wrong(
    element: Element, error: ValidationError, skipped: Set[int], *, deep: bool
) -> Iterator[tuple[Element, str]]:
    """Return the elements that errors are about, with words.

    They are looked for as `deep` as they can be found, or all that stand under a key of `element`;
    those that are `skipped` are wrong no longer.
    """
    known: dict[int, dict[str, list[Element]]] = {}
    for details in error.errors(include_url=False, include_input=False):
        found = [element]
        for part in details["loc"] if deep else details["loc"][:1]:
            if isinstance(part, int):
                inner = found[part : part + 1] if len(found) > 1 else found
            else:
                if id(found[0]) not in known:
                    known[id(found[0])] = _by_key(found[0], skipped)
                inner = known[id(found[0])].get(part, [])
            if not inner:
                break
            found = inner
        if found[0] is not element:
            words = details.get("ctx", {}).get("words", details["msg"])
            yield from ((one, words) for one in found)


def _by_key(element: Element, skipped: Set[int]) -> dict[str, list[Element]]:
    """Return the elements of ours in another, by what they are called and by their keys."""
    found: dict[str, list[Element]] = {}
    for one in element.children:
        if one.space == OURS and id(one) not in skipped:
            for key in dict.fromkeys((one.name, one.get("key"))):
                found.setdefault(key, []).append(one)
    return found
