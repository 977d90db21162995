"""What an element says, field by field, and how that differs from what it said before.

The fields are those of the models, so that one that the language gains is compared from its first
day. Compared is what they mean: `2d`, `[2d]` and `{ limit: 2d }` are one time limit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple, TypeAlias

from crackmap.graph.references import refers_to
from crackmap.history.pairing import together
from crackmap.language.element import Element
from crackmap.language.notations import Claim
from crackmap.language.values import Duration, TimeLimit, Value
from crackmap.source.words import percent

# A text, or the texts of a list; empty where there is nothing.
Text: TypeAlias = str | tuple[str, ...]
# Keys with their old and their new value.
Fields: TypeAlias = tuple[tuple[str, Text, Text], ...]

# Which elements a word may name, by the kind of its reference.
_NAMED: dict[str, tuple[str, ...]] = {
    "owner": ("department",),
    "department": ("department",),
    "system": ("department",),
    "superior": ("department",),
    "way back": ("step", "department"),
    "goal": ("goal",),
    "handoff": ("handoff",),
}
# The keys of a value that say whom it is about, and need not be told.
_WHO = frozenset({"who", "to"})


class Said(NamedTuple):
    """What a field says: as it is written, with ids, and with the names that people know."""

    written: Text
    shown: Text


NOTHING = Said("", "")
_IN_PLACE = Said("", "one of its own")  # where an id could stand, and the fields stand themselves


@dataclass(frozen=True)
class Words:
    """How ids are called, for each kind of element: their names, and the ids they have now."""

    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    ids: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def say(self, kind: str, word: str, *, named: bool) -> str:
        """Return the id that `word` has now or, if wanted, the name of what it names."""
        for of in _NAMED.get(kind, ()):
            if word in self.names.get(of, {}):
                return self.names[of][word] if named else self.ids.get(of, {}).get(word, word)
        return word


def said(element: Element | None, words: Words, without: Collection[str] = ()) -> dict[str, Said]:
    """Return what `element` says under its keys, but for those `without` which it is compared.

    What has keys of its own is told key by key: `rejection.to`, `sla.target`. Where documents claim
    different things, all of them are told.
    """
    if element is None:
        return {}
    return {key: told(value, words, kind) for key, value, kind in _values(element, without)}


def told(value: Any, words: Words = Words(), kind: str = "") -> Said:
    """Return one value as text; `kind` says what words in it refer to, as `refers_to` has it."""
    if isinstance(value, Said):
        return value
    return Said(*(_told(value, words, kind, named=named) for named in (False, True)))


def differences(then: Mapping[str, Said], now: Mapping[str, Said]) -> tuple[Fields, Fields]:
    """Return the fields that differ, in the order of the new ones.

    First as they are written, then with names; of two things with one name the ids are shown.
    """
    written, shown = [], []
    for key in together(list(then), list(now)):
        old, new = then.get(key, NOTHING), now.get(key, NOTHING)
        if old.written != new.written:
            written.append((key, old.written, new.written))
            alike = old.shown == new.shown
            shown.append(written[-1] if alike else (key, old.shown, new.shown))
    return tuple(written), tuple(shown)


def _values(element: Element, without: Collection[str]) -> Iterator[tuple[str, Any, str]]:
    """Return the keys of an element, what stands there, and what words there refer to."""
    kind = type(element)
    for key, name in kind.keys.items():
        claims = element.claims(key)
        if claims or key not in without:
            value = claims or getattr(element, name)
            part = kind.parts.get(key)  # one by its id is named by that
            if part and part.form == "named" and isinstance(value, Element):
                yield key, _IN_PLACE, ""
            yield from _parts(key, value, part.kind.noun if part else refers_to(kind, key))


def _parts(key: str, value: Any, kind: str) -> Iterator[tuple[str, Any, str]]:
    """Return what stands under `key`, each part under a key of its own."""
    if isinstance(value, TimeLimit):
        parts = {key: value.limit, f"{key}.target": value.target, f"{key}.clock": value.clock}
        yield from ((inner, part, "") for inner, part in parts.items() if part)
    elif isinstance(value, Element):
        yield from ((f"{key}.{inner}", *part) for inner, *part in _values(value, ()))
    elif isinstance(value, dict):
        for inner, item in value.items():
            yield from _parts(f"{key}.{inner}", item, kind)
    elif isinstance(value, tuple) and any(isinstance(item, Element) for item in value):
        yield from _listed(key, value)
    elif value not in (None, "", (), []):
        yield key, value, kind


def _listed(key: str, elements: Sequence[Element]) -> Iterator[tuple[str, Any, str]]:
    """Return what the elements of a list say, each called by its headline, not by its place."""
    count: dict[str, int] = {}
    for element in elements:
        heads = [head for head in element.headline if getattr(element, element.keys[head])]
        called = ".".join((key, *(getattr(element, head) for head in heads[:1])))
        count[called] = number = count.get(called, 0) + 1
        called += f" {number}" if number > 1 else ""
        parts = list(_values(element, heads[:1]))
        yield from ((f"{called}.{inner}", *part) for inner, *part in parts)
        if not parts:
            yield called, True, ""


def _told(value: Any, words: Words, kind: str, *, named: bool) -> Text:
    """Return a value as text, a list as its texts; one owner or claim alone is no list."""
    if isinstance(value, list | tuple):
        items = tuple(_text(item, words, kind, named=named) for item in value)
        return items if len(items) > 1 or isinstance(value[0], str) else items[0]
    return _text(value, words, kind, named=named)


def _text(value: Any, words: Words, kind: str, *, named: bool) -> str:
    def inner(part: Any, kind: str = kind) -> str:
        return _text(part, words, kind, named=named)

    if isinstance(value, Claim):
        return f"{inner(value.says)} ({value.source})" if value.source else inner(value.says)
    if isinstance(value, TimeLimit) and not (value.target or value.clock):
        return inner(value.limit)
    if isinstance(value, Duration):
        return str(value) if named else f"{float(value.amount):.15g}{value.unit}"
    if isinstance(value, bool):
        return ("yes" if value else "no") if named else str(value).lower()
    if isinstance(value, Fraction):
        return percent(value, 9)
    if isinstance(value, Value):
        value = value.plain()
    if isinstance(value, list | tuple):
        return ", ".join(map(inner, value))
    if isinstance(value, dict):
        parts = (
            (key, inner(item or "nobody", kind if key in _WHO else ""))
            for key, item in value.items()
        )
        return " ".join(text if key in _WHO else f"{key} {text}" for key, text in parts)
    return words.say(kind, " ".join(str(value).split()), named=named)
