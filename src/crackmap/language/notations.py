"""The forms in which a part may be written: a list, a table, one alone, a short form, claims."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from crackmap.language.field_types import InvalidValue, Shape, other_id
from crackmap.language.values import compare, id_fault, is_placeholder
from crackmap.source.nodes import ListNode, MapNode, Node
from crackmap.source.problems import Problem
from crackmap.source.span import Span


@dataclass(frozen=True, slots=True)
class Claim:
    """What one document says of a field, and which document that is."""

    says: Any
    source: str | None
    span: Span
    source_span: Span


@dataclass(slots=True)
class Reading:
    """What goes wrong while one file is read."""

    path: str = ""
    problems: list[Problem] = field(default_factory=list)

    def problem(
        self, span: Span, message: str, help_: str = "", *related: tuple[str, Span]
    ) -> None:
        """Note a problem; reading goes on, so that one run tells all of a file."""
        self.problems.append(Problem(span, message, help_, related))


class Form(Protocol):
    """What is known of an element before it is read: its name, and how it may be written."""

    headline: ClassVar[tuple[str, ...]]
    short: ClassVar[str | None]
    noun: ClassVar[str]


def span_at(data: Any, key: str, path: str) -> Span:
    """Give the place of the value of `key` in `data`, or the file where it has no places."""
    return data.span(key) if isinstance(data, MapNode) else Span(path)


def elements(
    kind: type[Form], value: Any, spot: tuple[Any, str], reading: Reading
) -> list[dict[str, Any]]:
    """Give the mappings of a list of elements; one alone and short forms are made a list of them.

    What is neither is noted as a problem and left out.
    """
    data, key = spot
    if value is None:
        return []
    items = value if isinstance(value, list) else [value]
    found: list[dict[str, Any]] = []
    for index, item in enumerate(items):
        if isinstance(item, dict):
            found.append(item)
        elif isinstance(item, str) and kind.short:
            if is_placeholder(item):
                continue
            found.append(_stand_in(item, value, index, data, key, kind.short))
        else:
            span = value.span(index) if isinstance(value, ListNode) else span_at(data, key, "")
            help_ = f"write it as a mapping: - {kind.headline[0] if kind.headline else 'key'}: ..."
            reading.problem(span, f"`{key}`: each item must be {a(kind.noun)}", help_)
    return found


def table(
    kind: type[Form], value: Any, spot: tuple[Any, str], reading: Reading
) -> dict[str, dict[str, Any]]:
    """Give the mappings of a table, id -> element; a list of ids is one without details."""
    data, key = spot
    if value is None:
        return {}
    if isinstance(value, str):
        value = [value] if not isinstance(data, MapNode) else _as_list(data, key)
    if isinstance(value, list):
        return _listed(kind, value, spot, reading)
    found = {}
    for id_, item in value.items():
        span = value.key_span(id_) if isinstance(value, MapNode) else Span(reading.path)
        if not _valid_id(id_, span, reading):
            continue
        if item is None:
            item = _empty(value, id_)
        if isinstance(item, str) and kind.short:
            item = _stand_in(item, item, 0, value, id_, kind.short)
        if not isinstance(item, dict):
            plain = isinstance(item, str) and item.replace(" ", "").isalnum()
            called = item if plain else "A name"
            help_ = f"write {id_}: {{ name: {called} }}, or only {id_}:"
            words = f"`{id_}`: {a(kind.noun)} has keys and values of its own"
            reading.problem(span_at(value, id_, reading.path), words, help_)
            continue
        found[id_] = item
    return found


def _listed(
    kind: type[Form], value: list[Any], spot: tuple[Any, str], reading: Reading
) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for index, item in enumerate(value):
        span = value.span(index) if isinstance(value, ListNode) else span_at(*spot, reading.path)
        if not isinstance(item, str):
            help_ = f"write the details as a mapping: {spot[1]}: {{ an-id: {{ name: A name }} }}"
            reading.problem(span, f"`{spot[1]}`: a list holds ids only", help_)
        elif not is_placeholder(item) and _valid_id(item, span, reading) and item not in found:
            if isinstance(value, ListNode):
                found[item] = MapNode(value.source, *value.marks[index])
            else:
                found[item] = {}
    return found


def a(noun: str) -> str:
    """Give a noun with its article."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _valid_id(id_: str, span: Span, reading: Reading) -> bool:
    fault = id_fault(id_)
    if fault:
        reading.problem(span, fault, other_id(id_))
    return not fault


def _as_list(data: MapNode, key: str) -> ListNode:
    _, start, end = data.mark(key)
    listed = ListNode(data.source, start)
    listed.append(data[key])
    listed.marks.append((start, end))
    return listed


def _empty(parent: Any, key: str) -> dict[str, Any]:
    if not isinstance(parent, MapNode):
        return {}
    start = parent.mark(key)[0]
    made = MapNode(parent.source, start, start + len(key))
    made.key = (parent, key)
    return made


def _stand_in(item: Any, value: Any, index: int, data: Any, key: str, short: str) -> dict[str, Any]:
    """Make the mapping that a scalar stands for, with the scalar's own place in it."""
    if isinstance(value, ListNode):
        source, (start, end) = value.source, value.marks[index]
    elif isinstance(data, MapNode):
        source, (_, start, end) = data.source, data.mark(key)
    else:
        return {short: item}
    made = MapNode(source, start, end)
    made.put(short, item, (start, start, end))
    return made


def is_claims(value: Node) -> bool:
    """Tell whether `value` is one claim, or a list of nothing but claims."""
    if isinstance(value, list):
        return bool(value) and all(isinstance(item, dict) and "says" in item for item in value)
    return isinstance(value, dict) and "says" in value


def read_claims(value: Any, shape: Shape, whole: Span) -> list[Claim]:
    """Read each claim by the shape of its field; `whole` is the place of them all.

    Placeholder claims are dropped. Raises InvalidValue.
    """
    found = []
    for item in value if isinstance(value, list) else [value]:
        for key in item:
            if key not in ("says", "source"):
                span = item.key_span(key) if isinstance(item, MapNode) else whole
                raise InvalidValue(
                    f"a claim has no key `{key}`", "a claim has says and source", span
                )
        span = item.span("says") if isinstance(item, MapNode) else whole
        try:
            says = shape.read(item["says"])
        except InvalidValue as invalid:
            raise InvalidValue(invalid.message, invalid.help, invalid.span or span) from None
        source = item.get("source")
        if isinstance(source, dict | list):
            raise InvalidValue("the source of a claim is a word", span=span)
        if says is not None and says != ():
            at = item.span("source") if isinstance(item, MapNode) and source else span
            found.append(Claim(says, source, span, at))
    return found


def strictest(claims: tuple[Claim, ...], shape: Shape) -> Any:
    """Choose the value that rules compare with: the shortest clock, else what is said first."""
    if not claims:
        return () if shape.kind in ("texts", "owner") else None
    chosen = claims[0].says
    if shape.kind in ("limit", "duration"):
        for claim in claims[1:]:
            one, other = _duration(claim.says), _duration(chosen)
            if one and other and compare(one, other) < 0:
                chosen = claim.says
    return chosen


def _duration(value: Any) -> Any:
    return getattr(value, "strictest", value)
