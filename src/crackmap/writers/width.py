"""How many columns of a terminal a text takes: none, one or two for what it shows as one sign."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

_JOINER = "\u200d"
_AS_EMOJI = "\ufe0f"
_SKINS = range(0x1F3FB, 0x1F400)
# Vowels and finals of Korean letters: they are drawn into the block that the letter before began.
_INSIDE_A_BLOCK = (range(0x1160, 0x1200), range(0xD7B0, 0xD800))


def columns(text: str) -> int:
    """Give how many columns of a terminal `text` takes."""
    return len(text) if text.isascii() else sum(width for _, width in signs(text))


def signs(text: str) -> Iterator[tuple[str, int]]:
    """Give what is shown as one, with its columns: a letter and its marks, an emoji of several."""
    sign, width = "", 0
    for character in text:
        own = _own_width(character)
        joined = width == 2 and (sign[-1] == _JOINER or ord(character) in _SKINS)
        if sign and (own == 0 or joined):
            sign += character
            width = 2 if character == _AS_EMOJI else width
        else:
            if sign:
                yield sign, width
            sign, width = character, own
    if sign:
        yield sign, width


def _own_width(character: str) -> int:
    if character.isascii():
        return 1
    if unicodedata.category(character) in ("Cf", "Me", "Mn"):
        return 0
    if any(ord(character) in block for block in _INSIDE_A_BLOCK):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
