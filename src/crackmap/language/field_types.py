"""The types of fields: what a person may write for one, and what the model keeps.

Each reader turns what stands in the file into the field's value, with None or an empty tuple for a
missing one, or raises words for the person who wrote it. Lists and scalars stand for each other,
placeholders count as missing.
"""

import datetime
import re
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache, partial
from typing import Annotated, Any, NamedTuple, get_args

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError
from pydantic_core import CoreSchema, core_schema

from crackmap.language import figures
from crackmap.language.faults import deeper, invalid, raised
from crackmap.language.readings import clearer
from crackmap.language.slips import unknown_key
from crackmap.language.synonyms import meant_word
from crackmap.language.texts import MOST_LETTERS, id_fault, id_of, is_placeholder
from crackmap.language.values import (
    Duration,
    Level,
    Money,
    Owner,
    TimeLimit,
    Volume,
    compare,
    parse_date,
    parse_share,
    plain_value,
)
from crackmap.source.nodes import ListNode, MapNode
from crackmap.source.words import did_you_mean, listing

# Of these, documents cannot claim different things.
UNCLAIMED = ("name", "id")


def _scalar(value: Any) -> str | None:
    if isinstance(value, list):
        if len(value) > 1:
            raise invalid("there are several values where one belongs", "keep one of them")
        value = value[0] if value else None
    if isinstance(value, dict):
        raise invalid("there are keys and values where a word belongs", "write the word alone")
    if isinstance(value, list):
        raise invalid("there is a list in a list where a word belongs", "write the word alone")
    return value if value is None else str(value)


def text(value: Any) -> str | None:
    """Return a text without spaces around it, None for a placeholder."""
    written = value if type(value) is str else _scalar(value)
    return None if written is None or is_placeholder(written) else written.strip()


def _trimmed(value: Any) -> str:
    return (value if type(value) is str else _scalar(value) or "").strip()


def _name(value: Any) -> str:
    written = _trimmed(value)
    if len(written) > MOST_LETTERS:
        words = f"a name has at most {MOST_LETTERS:,} letters, and this has {len(written):,}"
        raise invalid(words, "give it a short name")
    return written


def _id(value: Any) -> str:
    written = _trimmed(value)
    fault = id_fault(written) if written else ""
    if fault:
        raise invalid(fault, other_id(written))
    return written


def other_id(written: str) -> str:
    """Return the advice for a written id that cannot be one."""
    made = id_of(written)
    if made and not id_fault(made):
        return f"write `{made}`; the name may be any text"
    return "an id is a word of letters, digits and dashes; the name may be any text"


def _texts(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, dict):
        raise invalid("there are keys and values where a list belongs", "write [one, another]")
    texts = []
    for index, item in enumerate(value if isinstance(value, list | tuple) else [value]):
        if isinstance(item, dict | list):
            at = (index,) if isinstance(value, list) else ()
            help_ = "write [one, another]; quote a text that holds a colon"
            raise invalid("each item of this list must be a word or a text", help_, *at)
        if item is not None and not is_placeholder(str(item)):
            texts.append(str(item).strip())
    return tuple(texts)


def _parsed(parse: Callable[[str], Any], name: str) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        written = text(value)
        if written is None:
            return None
        try:
            return parse(written)
        except ValueError as error:
            raise invalid(*clearer(name, written, str(error))) from None

    return read


def _count(written: str) -> int:
    if not (written.isascii() and written.isdigit() and len(written) <= 6 and int(written) > 0):
        raise ValueError(f"`{written}` is no whole number above zero")
    return int(written)


def _flag(written: str) -> bool:
    if not re.fullmatch(f"{figures.TRUE}|{figures.FALSE}", written):
        raise ValueError(f"`{written}` is neither true nor false")
    return re.fullmatch(figures.TRUE, written) is not None


# Of one step, each with its condition: who meets whom on a flow takes the square of it.
MOST_OWNERS = 64
_CLOCK = ("target", "limit", "clock")
_OWNER = ("who", "when")
# The same few durations and owners stand on thousands of steps: each is made once.
_duration = _parsed(lru_cache(1024)(Duration.parse), "duration")
_rhythm = _parsed(lru_cache(1024)(Duration.parse_rhythm), "rhythm")


@lru_cache(1024)
def _plain_limit(written: str | None) -> TimeLimit | None:
    between = Duration.parse_range(written) if written else None
    if between:
        if compare(*between) > 0:
            help_ = f"the target comes first: write {between[1]}-{between[0]}"
            raise invalid(f"`{written}` begins with the longer time", help_)
        return TimeLimit(between[1], between[0])
    duration = _duration(written)
    return TimeLimit(duration) if duration else None


@lru_cache(1024)
def _plain_owner(who: str) -> tuple[Owner, ...]:
    return (Owner(who),)


def _limit(value: Any) -> TimeLimit | None:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, TimeLimit):
        return value
    if not isinstance(value, dict):
        return _plain_limit(_scalar(value))
    parts: dict[str, Any] = {}
    for key, item in value.items():
        if key not in _CLOCK:
            help_ = unknown_key("clock", key, value, _CLOCK, "a clock has target, limit, clock")
            raise invalid(f"a time limit has no key `{key}`", help_, key, at="key")
        try:
            parts[key] = text(item) if key == "clock" else _duration(item)
        except ValidationError as error:
            raise raised(*deeper(error, key)) from None
    limit = TimeLimit(**parts)
    return limit if limit.strictest else None


def _owners(value: Any) -> tuple[Owner, ...]:
    if value is None or isinstance(value, str):
        who = text(value)
        return _plain_owner(who) if who else ()
    owners = []
    if isinstance(value, list) and len(value) > MOST_OWNERS:
        words = f"there are {len(value):,} owners, and more than {MOST_OWNERS} are not read"
        raise invalid(
            words, "make a pool of them: one department that they are part of", MOST_OWNERS
        )
    for index, item in enumerate(value if isinstance(value, list | tuple) else [value]):
        span = value.span(index) if isinstance(value, ListNode) else None
        if isinstance(item, Owner):
            owners.append(item)
        elif isinstance(item, dict):
            owner = _conditional(item, index)
            owners += [owner] if owner.who or owner.when else []
        elif isinstance(item, list):
            words = "there is a list in a list where an owner belongs"
            help_ = "write the id of a department, or { who: id, when: condition }"
            raise invalid(words, help_, index)
        elif item is not None and not is_placeholder(str(item)):
            owners.append(Owner(str(item).strip(), None, span))
    if len(owners) == 1 and owners[0].when is None:
        return (Owner(owners[0].who),)
    unique = {(owner.who, owner.when): owner for owner in reversed(owners)}
    return tuple(reversed(unique.values()))


def _conditional(item: dict[str, Any], index: int) -> Owner:
    for key in item:
        if key not in _OWNER:
            help_ = unknown_key("owner", key, item, _OWNER, "write { who: id, when: condition }")
            raise invalid(f"an owner has no key `{key}`", help_, index, key, at="key")
    span = item.span("who") if isinstance(item, MapNode) and "who" in item else None
    return Owner(text(item.get("who")), text(item.get("when")), span)


@lru_cache(1024)
def _plain_level(to: str) -> tuple[Level, ...]:
    return (Level(to),)


def _levels(value: Any) -> tuple[Level, ...]:
    if value is None or isinstance(value, str):
        to = text(value)
        return _plain_level(to) if to else ()
    levels = []
    for index, item in enumerate(value if isinstance(value, list | tuple) else [value]):
        at = (index,) if isinstance(value, list) else ()
        if isinstance(item, Level):
            levels.append(item)
        elif isinstance(item, dict):
            levels += _level(item, at)
        elif isinstance(item, list):
            help_ = "write the id of a department, or { to: id, after: 2d }"
            raise invalid("there is a list in a list where a level belongs", help_, *at)
        elif item is not None and not is_placeholder(str(item)):
            span = value.span(index) if isinstance(value, ListNode) else None
            levels.append(Level(str(item).strip(), None, span))
    return tuple(levels)


def _level(item: dict[str, Any], at: tuple[int, ...]) -> list[Level]:
    for key in item:
        if key not in ("to", "after"):
            help_ = did_you_mean(key, ("to", "after"), "write { to: id, after: 2d }")
            raise invalid(f"a level of escalation has no key `{key}`", help_, *at, key, at="key")
    parts: dict[str, Any] = {}
    for key, read in (("to", text), ("after", _duration)):
        try:
            parts[key] = read(item.get(key))
        except ValidationError as error:
            raise raised(*deeper(error, *at, key)) from None
    span = item.span("to") if isinstance(item, MapNode) and "to" in item else None
    return [Level(parts["to"], parts["after"], span)] if parts["to"] else []


def _word(words: tuple[str, ...], value: Any) -> str:
    word = (_scalar(value) or words[0]).strip()
    if word not in words:
        help_ = meant_word(word, words) or did_you_mean(
            word, words, f"write {listing(words, 'or')}"
        )
        raise invalid(f"`{word}` is none of {', '.join(words)}", help_)
    return word


class Read(NamedTuple):
    """How a field is read, and how pages and JSON Schemas call what it `takes`.

    `read` turns what stands in the file into what the model keeps, or raises words for the person
    who wrote it. That is the whole check, so pydantic makes none of its own for the type: doing so
    for each field is a good part of a small run. `schema` stands where no name is taken.
    """

    read: Callable[[Any], Any]
    takes: str = ""
    schema: dict[str, Any] | None = None

    def __get_pydantic_core_schema__(self, kind: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the schema of the field."""
        plain = core_schema.plain_serializer_function_ser_schema(plain_value)
        return core_schema.no_info_plain_validator_function(self.read, serialization=plain)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Return the JSON Schema of the field; editors/ has that of what a field takes."""
        return self.schema or {"takes": self.takes}


def choice(words: Any) -> Read:
    """Return the reader of a field that takes a few words; the first is meant by nothing."""
    known = get_args(words)
    return Read(partial(_word, known), schema={"enum": list(known), "type": "string"})


Text = Annotated[str | None, Read(text, "text")]
Texts = Annotated[tuple[str, ...], Read(_texts, "texts")]
Name = Annotated[str, Read(_name, "name")]
Id = Annotated[str, Read(_id, "id")]
Owners = Annotated[tuple[Owner, ...], Read(_owners, "owner")]
Levels = Annotated[tuple[Level, ...], Read(_levels, "escalation")]
Length = Annotated[Duration | None, Read(_duration, "duration")]
Rhythm = Annotated[Duration | None, Read(_rhythm, "rhythm")]
Limit = Annotated[TimeLimit | None, Read(_limit, "limit")]
Share = Annotated[Fraction | None, Read(_parsed(parse_share, "share"), "share")]
Count = Annotated[int | None, Read(_parsed(_count, "count"), "count")]
Flag = Annotated[bool | None, Read(_parsed(_flag, "flag"), "flag")]
Day = Annotated[datetime.date | None, Read(_parsed(parse_date, "date"), "date")]
Cases = Annotated[Volume | None, Read(_parsed(Volume.parse, "volume"), "volume")]
Amount = Annotated[Money | None, Read(_parsed(Money.parse, "money"), "money")]
