"""json: the process itself as data, every value in one form; crackmap reads it as it reads YAML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.element import Element
from crackmap.rules.finding import Finding
from crackmap.writers.format import Format, wishes
from crackmap.writers.json_text import json_text


def write(graph: ProcessGraph, findings: Sequence[Finding]) -> str:
    """Return the process: what is written in its file, with the ids that follow from names."""
    return json_text(data_of(graph.process))


def data_of(element: Element) -> dict[str, Any]:
    """Return an element as plain values, in the order of its keys."""
    plain = element.model_dump(mode="json", by_alias=True, exclude_unset=True)
    data: dict[str, Any] = {}
    for key, name in element.keys.items():
        value = getattr(element, name)
        if key == "id" and value:
            data[key] = value
        elif claims := element.claims(key):
            data[key] = [{"says": _said(claim.says), "source": claim.source} for claim in claims]
        elif key in element.parts and key in plain:
            data[key] = _parts(value)
        elif key in plain:
            data[key] = plain[key] or (None if key == "owner" else plain[key])
    return data


def _parts(value: Any) -> Any:
    if isinstance(value, Element):
        return data_of(value)
    if isinstance(value, dict):
        return {id_: data_of(part) for id_, part in value.items()}
    if isinstance(value, tuple):
        return [data_of(part) for part in value]
    return value


def _said(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_said(one) for one in value]
    if hasattr(value, "plain"):
        return value.plain()
    return value if isinstance(value, str | int | float | bool | None) else str(value)


FORMAT = Format("json", ("json",), {"convert": wishes()}, write)
