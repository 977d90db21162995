"""What is written in an element, field by field, and how that differs from what was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from crackmap.language.element import Element

# A text, or the texts of a list; empty where there is nothing.
Value: TypeAlias = str | tuple[str, ...]
# Keys with their old and their new value.
Fields: TypeAlias = tuple[tuple[str, Value, Value], ...]


def fields_of(element: Element | None, keys: Iterable[str]) -> dict[str, Value]:
    """Return what is written under `keys`; what has keys of its own as sla.limit."""
    if element is None or (mapping := element.mapping) is None:
        return {}
    fields: dict[str, Value] = {}
    for key in keys:
        value, shape = mapping.get(key), element.keys[key][1]
        if value is not None and shape and shape.kind == "texts" and not isinstance(value, list):
            value = [value]
        elif isinstance(value, list) and len(value) == 1 and not (shape and shape.kind == "texts"):
            value = value[0]  # it stands for the same
        fields.update(_reported(key, value))
    return fields


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
