"""Ids that stand once in a file."""

from __future__ import annotations


def unique(id_: str, taken: dict[str, int]) -> str:
    """Return an id that is not taken; `taken` counts how often each was asked for."""
    made = id_
    while made in taken:
        taken[id_] += 1
        made = f"{id_}-{taken[id_]}"
    taken[made] = 1
    return made
