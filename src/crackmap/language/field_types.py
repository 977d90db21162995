"""The shapes a value may have: what a person may write for a field, and what the model keeps.

A `Shape` stands in the annotation of a model's field. It turns the text of the file into the
field's value, or raises `InvalidValue` with words for the person who wrote it. Lists and scalars
stand for each other, placeholders count as missing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from crackmap.language.values import (
    Duration,
    Money,
    Volume,
    fold,
    id_fault,
    id_of,
    is_placeholder,
    parse_date,
    parse_share,
)
from crackmap.source.nodes import ListNode, MapNode
from crackmap.source.span import Span
from crackmap.source.words import did_you_mean


class InvalidValue(Exception):
    """A value that its field cannot take; says what is wrong, what would fit, and where."""

    def __init__(self, message: str, help_: str = "", span: Span | None = None) -> None:
        """Keep the words; without a span the place is the whole value."""
        super().__init__(message)
        self.message = message
        self.help = help_
        self.span = span


@dataclass(frozen=True, slots=True)
class Shape:
    """How the value of a field is read.

    `read` gives the field's value, with None or an empty tuple for a missing one. `same` gives
    what two claims are compared by, `claims` tells whether the field may hold claims at all.
    """

    kind: str
    read: Callable[[Any], Any]
    claims: bool = True
    same: Callable[[Any], Any] = lambda value: value
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Owner:
    """Who owns a step, and under which condition; None is nobody."""

    who: str | None
    when: str | None = None
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A clock: how long it may take at most, how long it should, and from when to when."""

    limit: Duration | None = None
    target: Duration | None = None
    clock: str | None = None

    @property
    def strictest(self) -> Duration | None:
        """The limit, or the target where there is no limit."""
        return self.limit or self.target


def _scalar(value: Any) -> str | None:
    if isinstance(value, list):
        if len(value) > 1:
            raise InvalidValue("there are several values where one belongs", "keep one of them")
        value = value[0] if value else None
    if isinstance(value, dict):
        raise InvalidValue("there are keys and values where a word belongs", "write the word alone")
    if isinstance(value, list):
        raise InvalidValue("there is a list in a list where a word belongs", "write the word alone")
    return value if value is None else str(value)


def _text(value: Any) -> str | None:
    text = value if type(value) is str else _scalar(value)
    return None if text is None or is_placeholder(text) else text.strip()


def _name(value: Any) -> str:
    return (_scalar(value) or "").strip()


def _id(value: Any) -> str:
    text = _name(value)
    fault = id_fault(text) if text else ""
    if fault:
        raise InvalidValue(fault, other_id(text))
    return text


def other_id(text: str) -> str:
    """Give the advice for a written id that cannot be one."""
    made = id_of(text)
    if made and not id_fault(made):
        return f"write `{made}`; the name may be any text"
    return "an id is a word of letters, digits and dashes; the name may be any text"


def _texts(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, dict):
        raise InvalidValue("there are keys and values where a list belongs", "write [one, another]")
    items = value if isinstance(value, list) else [value]
    found = []
    for index, item in enumerate(items):
        if isinstance(item, dict | list):
            span = value.span(index) if isinstance(value, ListNode) else None
            help_ = "write [one, another]; quote a text that holds a colon"
            raise InvalidValue("each item of this list must be a word or a text", help_, span)
        if item is not None and not is_placeholder(item):
            found.append(item.strip())
    return tuple(found)


def _parsed(parse: Callable[[str], Any], example: str) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        text = _text(value)
        if text is None:
            return None
        try:
            return parse(text)
        except ValueError as error:
            raise InvalidValue(str(error), example) from None

    return read


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= len(text) <= 6 and int(text) > 0):
        raise ValueError(f"`{text}` is no whole number above zero")
    return int(text)


def _flag(text: str) -> bool:
    if text not in ("true", "True", "TRUE", "false", "False", "FALSE"):
        raise ValueError(f"`{text}` is neither true nor false")
    return text.lower() == "true"


_CLOCK = ("target", "limit", "clock")
_DURATIONS = "write 30m, 4h, 2d, 1w, 3mo, 1q, 1y, or working time: 8bh, 3bd"
# The same few durations and owners stand on thousands of steps: each is made once.
_duration = _parsed(lru_cache(1024)(Duration.parse), _DURATIONS)


@lru_cache(1024)
def _plain_limit(text: str | None) -> TimeLimit | None:
    duration = _duration(text)
    return TimeLimit(duration) if duration else None


@lru_cache(1024)
def _plain_owner(who: str) -> tuple[Owner, ...]:
    return (Owner(who),)


def _limit(value: Any) -> TimeLimit | None:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, dict):
        return _plain_limit(_scalar(value))
    found: dict[str, Any] = {}
    for key, item in value.items():
        span = value.span(key) if isinstance(value, MapNode) else None
        if key not in _CLOCK:
            help_ = did_you_mean(key, _CLOCK, "a clock has target, limit, clock")
            at = value.key_span(key) if isinstance(value, MapNode) else None
            raise InvalidValue(f"a time limit has no key `{key}`", help_, at)
        try:
            found[key] = _text(item) if key == "clock" else _duration(item)
        except InvalidValue as invalid:
            raise InvalidValue(invalid.message, invalid.help, invalid.span or span) from None
    limit = TimeLimit(**found)
    return limit if limit.strictest else None


def _owners(value: Any) -> tuple[Owner, ...]:
    if value is None or isinstance(value, str):
        text = _text(value)
        return _plain_owner(text) if text else ()
    items = value if isinstance(value, list) else [value]
    owners = []
    for index, item in enumerate(items):
        span = value.span(index) if isinstance(value, ListNode) else None
        if isinstance(item, dict):
            owners.append(_conditional(item))
        elif isinstance(item, list):
            words = "there is a list in a list where an owner belongs"
            raise InvalidValue(
                words, "write the id of a department, or { who: id, when: condition }", span
            )
        elif item is not None and not is_placeholder(item):
            owners.append(Owner(item.strip(), None, span))
    if len(owners) == 1 and owners[0].when is None:
        return (Owner(owners[0].who),) if owners[0].who else ()
    unique = {(owner.who, owner.when): owner for owner in reversed(owners)}
    return tuple(reversed(unique.values()))


def _conditional(item: dict[str, Any]) -> Owner:
    for key in item:
        if key not in ("who", "when"):
            at = item.key_span(key) if isinstance(item, MapNode) else None
            help_ = did_you_mean(key, ("who", "when"), "write { who: id, when: condition }")
            raise InvalidValue(f"an owner has no key `{key}`", help_, at)
    span = item.span("who") if isinstance(item, MapNode) and "who" in item else None
    return Owner(_text(item.get("who")), _text(item.get("when")), span)


def choice(default: str, *others: str) -> Shape:
    """Give the shape of a field that takes one of a few words."""
    words = (default, *others)

    def read(value: Any) -> str:
        text = (_scalar(value) or default).strip()
        if text not in words:
            raise InvalidValue(f"`{text}` is none of {', '.join(words)}", did_you_mean(text, words))
        return text

    return Shape("choice", read, claims=False, choices=words)


def _sources(value: Any) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise InvalidValue("each source needs an id", "write an-id: https://where.it/stands")
    found = {}
    for key, item in value.items():
        span = value.span(key) if isinstance(value, MapNode) else None
        if isinstance(item, dict | list):
            raise InvalidValue("a source is a text, such as an address", span=span)
        found[key] = str(item or "")
    return found


def _folded(value: Any) -> Any:
    if isinstance(value, tuple):
        return frozenset(fold(item) for item in value)
    return fold(value) if isinstance(value, str) else value


def _limits_alike(value: Any) -> Any:
    return tuple(
        (part.working, part.minutes()) if part else None for part in (value.limit, value.target)
    )


NAME = Shape("name", _name, claims=False)
ID = Shape("id", _id, claims=False)
TEXT = Shape("text", _text, same=_folded)
TEXTS = Shape("texts", _texts, same=_folded)
OWNERS = Shape("owner", _owners, same=lambda owners: frozenset(o.who for o in owners))
DURATION = Shape("duration", _duration, same=lambda value: (value.working, value.minutes()))
LIMIT = Shape("limit", _limit, same=_limits_alike)
SHARE = Shape("share", _parsed(parse_share, "write 40% or 0.4; from 0% to 100%"))
COUNT = Shape("count", _parsed(_count, "write a number such as 3"))
FLAG = Shape("flag", _parsed(_flag, "write true or false"))
DATE = Shape("date", _parsed(parse_date, "write the day as 2026-05-01"))
VOLUME = Shape(
    "volume", _parsed(Volume.parse, "write 1200 per month (day, week, month, quarter or year)")
)
MONEY = Shape("money", _parsed(Money.parse, "write 18000 USD"))
SOURCES = Shape("sources", _sources, claims=False)
# Several models in a list: one alone stands for a list of one. A scalar, where the model has a
# short form for it, stands for the mapping of that one key.
MANY = Shape("many", lambda value: value, claims=False)
ONE = Shape("one", lambda value: value, claims=False)
TABLE = Shape("table", lambda value: value, claims=False)
