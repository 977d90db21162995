"""How many columns of a terminal a text takes: none, one or two for what it shows as one sign."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from crackmap.source.characters import AS_EMOJI, clusters, is_flag

# Vowels and finals of Korean letters: they are drawn into the block that the letter before began.
_INSIDE_A_BLOCK = (range(0x1160, 0x1200), range(0xD7B0, 0xD800))


def columns(text: str) -> int:
    """Return how many columns of a terminal `text` takes."""
    return len(text) if text.isascii() else sum(width for _, width in signs(text))


def signs(text: str) -> Iterator[tuple[str, int]]:
    """Return what is shown as one, with its columns: a letter and its marks, an emoji of several.

    The widths are those of the Unicode of this Python, which terminals follow, too.
    """
    for cluster in clusters(text):
        yield cluster, _cluster_width(cluster)


def _cluster_width(cluster: str) -> int:
    own = _own_width(cluster[0])
    if own == 2 or is_flag(cluster) or AS_EMOJI in cluster:
        return 2
    return own + sum(_own_width(mark) for mark in cluster[1:])


def _own_width(character: str) -> int:
    if character.isascii():
        return 1
    if unicodedata.category(character) in ("Cf", "Me", "Mn"):
        return 0
    if any(ord(character) in block for block in _INSIDE_A_BLOCK):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
