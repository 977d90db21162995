"""What is written in an element, field by field, and how that differs from what was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, TypeAlias

from crackmap.language.element import Element
from crackmap.language.field_types import TimeLimit

# A text, or the texts of a list; empty where there is nothing.
Value: TypeAlias = str | tuple[str, ...]
# Keys with their old and their new value.
Fields: TypeAlias = tuple[tuple[str, Value, Value], ...]
# What fields take that may be written in several ways: `2d`, `2 days`, `{ limit: 2d }`.
_FIGURES = ("duration", "rhythm", "limit", "share", "flag", "volume", "money")


def fields_of(element: Element | None, keys: Iterable[str]) -> dict[str, Value]:
    """Return what is written under `keys`; what has keys of its own as sla.limit."""
    if element is None or (mapping := element.mapping) is None:
        return {}
    fields: dict[str, Value] = {}
    for key in keys:
        value = mapping.get(key)
        several = type(element).model_fields[element.keys[key]].annotation == tuple[str, ...]
        if several and value is not None and not isinstance(value, list):
            value = [value]
        elif not several and isinstance(value, list) and len(value) == 1:
            value = value[0]  # it stands for the same
        if element.takes.get(key) in _FIGURES and not element.claims(key):
            value = _figure(getattr(element, element.keys[key]))
        fields.update(_reported(key, value))
    return fields


def _figure(read: Any) -> Any:
    """Return a figure in the one way in which all that mean the same are told."""
    if isinstance(read, TimeLimit):
        written = read.plain()
        return written["limit"] if list(written) == ["limit"] else written
    if isinstance(read, Fraction):
        return f"{round(float(read) * 100, 9):.15g}%"
    return None if read is None else str(read).lower() if isinstance(read, bool) else str(read)


def differences(then: Mapping[str, Value], now: Mapping[str, Value]) -> Fields:
    """Return the fields that differ, in the order of the new ones, what is gone at the end."""
    reported = ((key, then.get(key, ""), now.get(key, "")) for key in dict.fromkeys((*now, *then)))
    return tuple(field for field in reported if field[1] != field[2])


def _reported(key: str, value: Any) -> Iterator[tuple[str, Value]]:
    if isinstance(value, dict):
        for inner, item in value.items():
            yield from _reported(f"{key}.{inner}", item)
    elif isinstance(value, list):
        yield key, tuple(_text(item) for item in value)
    elif value is not None:
        yield key, _text(value)


def _text(value: Any) -> str:
    """Return what is written, on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_text(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return ", ".join(_text(item) for item in value)
    return "" if value is None else " ".join(str(value).split())
