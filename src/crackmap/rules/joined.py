"""Several names in one text: `legal, finance` where one is meant, or a list of them."""

from __future__ import annotations

from collections.abc import Mapping

from crackmap.graph.references import Reference
from crackmap.language.element import Element
from crackmap.source.edits import word
from crackmap.source.fix import Edit, Fix
from crackmap.source.words import listing


def joined_help(reference: Reference, parts: Mapping[str, str | None]) -> str:
    """Return what to do about a reference whose text names several: `parts`, with their ids."""
    unknown = [part for part, id_ in parts.items() if id_ is None]
    declared = f" (declare {listing(unknown)} first)" if unknown else ""
    listed = ", ".join(word(id_ or part) for part, id_ in parts.items())
    if _takes_several(reference.element, reference.key):
        return f"these are several in one text: {reference.key}: [{listed}]{declared}"
    first = next(id_ for id_ in parts.values() if id_)
    return (
        f"these are several in one text: agree on the one that it is, such as {reference.key}:"
        f" {first}"
    )


def listed_fix(reference: Reference, parts: Mapping[str, str | None]) -> Fix | None:
    """Return the fix that makes a list of the text, where the key takes one and all are known."""
    mapping, key = reference.element.mapping, reference.key
    ids = [id_ for id_ in parts.values() if id_]
    if mapping is None or len(ids) < len(parts) or not _takes_several(reference.element, key):
        return None
    if not isinstance(mapping.get(key), str):
        return None
    edit = Edit(mapping.span(key), f"[{', '.join(map(word, ids))}]")
    return Fix(f"write them as a list of {len(ids)}", (edit,))


def _takes_several(element: Element, key: str) -> bool:
    """Return whether `key` takes a list of which every item counts; of owners one is wanted."""
    return key != "owner" and isinstance(getattr(element, element.keys[key]), tuple)
