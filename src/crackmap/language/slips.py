"""Keys and items that are none: what a slip of the pen made of them, and what to write."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from crackmap.language.synonyms import meant_key
from crackmap.source.characters import strange_space
from crackmap.source.nodes import MapNode
from crackmap.source.words import did_you_mean

# What stands before items of a list elsewhere, and dashes that a word processor or a hurry made.
_BULLET = r"(?:[-\u2010-\u2015\u2022\u2023\u25aa\u25cf\u00b7*+]|[0-9]{1,3}[.)])\s*(.+)"
_FEW = 12  # ids are written out in advice, more are not
_NO_SPACE = re.compile(r"([^\s:\uff1a]+)([:\uff1a])\s*(\S.*)?", re.DOTALL)


def unknown_key(
    noun: str, key: str, written: Mapping[str, Any], known: Collection[str], otherwise: str
) -> str:
    """Return what to do about a `key` that the element called `noun` does not have.

    `written` is all that stands in the element, `known` are its keys.
    """
    space = strange_space(key)
    if space:
        return f"{space} stands in it: put an ordinary space in its place, or nothing"
    together = _NO_SPACE.fullmatch(key)
    if together and together[1] in known:
        return f"put a colon and a space behind the key: `{together[1]}: {together[3] or '...'}`"
    item = re.fullmatch(_BULLET, key)
    if item and item[1] in known:
        return f"an item of a list begins with a dash and a space: `- {item[1]}: ...`"
    if isinstance(written, MapNode) and written.is_bare(key):
        if key[:1].isdigit():
            return "in braces a comma ends a number: write 0.4 or 40%, and no comma in thousands"
        word, _, rest = key.partition(" ")
        if word in known and rest:
            return f"put a colon behind the key: `{word}: {rest}`; or the text before it in quotes"
        return "in braces a comma ends a text: put one that holds a comma in quotes"
    return meant_key(noun, key, written, known) or did_you_mean(key, known, otherwise)


def unspaced(item: str, known: Collection[str]) -> str:
    """Return what to do about an item of a list that is `name:Call`; may be empty."""
    together = _NO_SPACE.match(item)
    if together and together[1] in known and together[3]:
        value = together[3].split("\n")[0]
        return f"put a colon and a space behind the key: `{together[1]}: {value}`"
    return ""


def list_of_ids(key: str, item: str) -> str:
    """Return what to do about a text where ids belong: `sales, legal` or lines with bullets."""
    bulleted = [part.strip() for part in re.split("[\u2022\u2023\u25aa\u25cf\u00b7*]", item)]
    ids = [part.strip() for part in re.split(r"[,;]", item)]
    if len(bulleted) > 1 and not bulleted[0]:
        ids = bulleted[1:]
    if len(ids) < 2 or len(ids) > _FEW or not all(ids):
        return ""
    return f"write a list: {key}: [{', '.join(ids)}]"
