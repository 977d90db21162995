"""The forms in which a part may be written: a list, a table, one alone, a short form, claims.

Each function gives the one form that pydantic reads, and the faults of what has none.
"""

from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple, Protocol

from pydantic import ValidationError
from pydantic_core import InitErrorDetails

from crackmap.language.faults import UNNAMED, deeper, fault, raised
from crackmap.language.field_types import other_id
from crackmap.language.slips import list_of_ids, unknown_key, unspaced
from crackmap.language.texts import fold, id_fault, is_placeholder
from crackmap.language.values import Duration, Level, Owner, TimeLimit, compare
from crackmap.source.nodes import ListNode, MapNode, Node
from crackmap.source.span import Span


class Notated(Protocol):
    """What is known of an element before it is read: its name, and how it may be written."""

    keys: ClassVar[dict[str, str]]

    headline: ClassVar[tuple[str, ...]]
    short: ClassVar[str | None]
    any_id: ClassVar[bool]
    keeps_nothing: ClassVar[bool]
    noun: ClassVar[str]


class Claim(NamedTuple):
    """What one document says of a field, and which document that is."""

    says: Any
    source: str | None
    span: Span
    source_span: Span


# Stands for nothing: in a list for a placeholder or a fault, so that the numbers hold.
LEFT_OUT = object()
_CLAIM = ("says", "source")


def in_one_form(
    kind: type[Notated],
    form: str,
    data: dict[str, Any],
    key: str,
    faults: list[InitErrorDetails],
) -> Any:
    """Return what stands under `key` as pydantic reads elements of this form."""
    value = data[key]
    if value is None and not kind.keeps_nothing:
        return LEFT_OUT
    if form == "named":
        return value
    if form == "table" and isinstance(value, dict):
        return _table(kind, data, key, faults)
    if form == "table":
        return _ids(data, key, faults) if isinstance(value, list | str) else value
    items = _listed(kind, data, key, faults)
    there = [item for item in items if item is not LEFT_OUT]
    if form == "many":
        return items if there or not items else LEFT_OUT
    if len(there) > 1:
        words = f"`{key}`: there are several where one {kind.noun} belongs"
        faults.append(fault(words, "keep one of them", key))
    return there[0] if len(there) == 1 else LEFT_OUT


def _listed(
    kind: type[Notated], data: dict[str, Any], key: str, faults: list[InitErrorDetails]
) -> list[Any]:
    """Return the mappings of a list of elements; one alone and short forms are made a list."""
    value = data[key]
    items: list[Any] = []
    for index, item in enumerate(value if isinstance(value, list | tuple) else [value]):
        if isinstance(item, (dict, kind)):
            items.append(item)
        elif kind.short and (value is None or isinstance(item, str)):
            nothing = not kind.keeps_nothing and is_placeholder(item)
            items.append(LEFT_OUT if nothing else _stand_in(item, data, key, index, kind.short))
        else:
            begin = f"write it as a mapping: - {kind.headline[0] if kind.headline else 'key'}: ..."
            help_ = (unspaced(item, kind.keys) if isinstance(item, str) else "") or begin
            words = f"`{key}`: each item must be {a(kind.noun)}"
            faults.append(fault(words, help_, key, index))
            items.append(LEFT_OUT)
    return items


def _table(
    kind: type[Notated], data: dict[str, Any], key: str, faults: list[InitErrorDetails]
) -> dict[str, Any]:
    """Return the mappings of a table, id -> element; a list of ids is one without details."""
    value = data[key]
    entries: dict[str, Any] = {}
    for id_, item in value.items():
        if isinstance(id_, str) and not kind.any_id and (wrong := id_fault(id_)):
            faults.append(fault(wrong, other_id(id_), key, id_, at="key"))
        elif item is None:
            entries[id_] = _empty(value, id_)
        elif isinstance(item, str) and kind.short:
            entries[id_] = _stand_in(item, value, id_, 0, kind.short)
        elif isinstance(item, (dict, kind)):
            entries[id_] = item
        else:
            plain = isinstance(item, str) and item.replace(" ", "").isalnum()
            called = item if plain else "A name"
            help_ = f"write {id_}: {{ name: {called} }}, or only {id_}:"
            words = f"`{id_}`: {a(kind.noun)} has keys and values of its own"
            faults.append(fault(words, help_, key, id_))
    return entries


def _ids(data: dict[str, Any], key: str, faults: list[InitErrorDetails]) -> dict[str, Any]:
    value = data[key]
    entries: dict[str, Any] = {}
    for index, item in enumerate(value if isinstance(value, list) else [value]):
        if not isinstance(item, str):
            help_ = f"write the details as a mapping: {key}: {{ an-id: {{ name: A name }} }}"
            faults.append(fault(f"`{key}`: a list holds ids only", help_, key, index))
        elif is_placeholder(item) or item in entries:
            continue
        elif wrong := id_fault(item):
            faults.append(fault(wrong, list_of_ids(key, item) or other_id(item), key, index))
        else:
            mark = _mark(data, key, index)
            entries[item] = MapNode(*mark) if mark else {}
    return entries


def a(noun: str) -> str:
    """Return a noun with its article."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _mark(data: dict[str, Any], key: str, index: int) -> tuple[Any, int, int] | None:
    """Return where a scalar stands that is the value of `key` or an item of it."""
    value = data[key]
    if isinstance(value, ListNode):
        return value.source, *value.marks[index]
    if isinstance(data, MapNode):
        return data.source, *data.mark(key)[1:]
    return None


def _stand_in(item: Any, data: dict[str, Any], key: str, index: int, short: str) -> dict[str, Any]:
    """Return the mapping that a scalar stands for, with the scalar's own place in it."""
    mark = _mark(data, key, index)
    if not mark:
        return {short: item}
    source, start, end = mark
    mapping = MapNode(source, start, end)
    mapping.put(short, item, (start, start, end))
    return mapping


def _empty(parent: dict[str, Any], key: str) -> dict[str, Any]:
    if not isinstance(parent, MapNode):
        return {}
    start = parent.mark(key)[0]
    mapping = MapNode(parent.source, start, start + len(key))
    mapping.key = (parent, key)
    return mapping


def is_claims(value: Node) -> bool:
    """Return whether `value` is one claim, or a list of nothing but claims."""
    if isinstance(value, list):
        return bool(value) and all(isinstance(item, dict) and "says" in item for item in value)
    return isinstance(value, dict) and "says" in value


def read_claims(
    data: dict[str, Any], key: str, name: str, read: Callable[[dict[str, Any]], Any]
) -> tuple[Any, tuple[Claim, ...]]:
    """Return the strictest of what claims say, as it is written, and all that they say.

    `read` makes an element in which what one says stands alone, in the field `name`; placeholders
    are dropped. Raises all that is wrong with them.
    """
    value = data[key]
    claims, written = [], []
    errors: list[InitErrorDetails] = []
    for index, claim in enumerate(value if isinstance(value, list) else [value]):
        unknown = next((key for key in claim if key not in _CLAIM), None)
        if unknown is not None:
            words = f"a claim has no key `{unknown}`"
            help_ = unknown_key("claim", unknown, claim, _CLAIM, "a claim has says and source")
            errors.append(fault(words, help_, index, unknown, at="key", kind=UNNAMED))
            continue
        try:
            says = getattr(read({key: claim["says"]}), name)
        except ValidationError as error:
            errors += deeper(error, index, "says", below=1)
            continue
        source = claim.get("source")
        if isinstance(source, dict | list):
            words = "the source of a claim is a word"
            errors.append(fault(words, "", index, "says", kind=UNNAMED))
        elif says is not None and says != ():
            span = claim.span("says") if isinstance(claim, MapNode) else Span("")
            source_span = claim.span("source") if isinstance(claim, MapNode) and source else span
            claims.append(Claim(says, source, span, source_span))
            written.append(claim["says"])
    if errors:
        raise raised(*errors)
    return written[_strictest(claims)] if claims else None, tuple(claims)


def normal(says: Any) -> Any:
    """Return what a claim is compared by: two that say the same give the same."""
    if isinstance(says, str):
        return fold(says)
    if isinstance(says, Duration):
        return says.working, says.minutes()
    if isinstance(says, TimeLimit):
        return tuple(part and normal(part) for part in (says.limit, says.target))
    if isinstance(says, tuple):
        if says and isinstance(says[0], Level):
            return tuple((fold(level.to), level.after and normal(level.after)) for level in says)
        return frozenset(item.who if isinstance(item, Owner) else fold(item) for item in says)
    return says


def _strictest(claims: list[Claim]) -> int:
    """Return the number of the claim that rules compare with: the shortest clock, or the first."""
    chosen = 0
    for number, claim in enumerate(claims):
        limit, shortest = (
            getattr(each.says, "strictest", each.says) for each in (claim, claims[chosen])
        )
        if (
            isinstance(limit, Duration)
            and isinstance(shortest, Duration)
            and compare(limit, shortest) < 0
        ):
            chosen = number
    return chosen
