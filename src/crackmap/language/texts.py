"""Texts as the language compares them: placeholders, and the ids that are made of names."""

import re
import unicodedata

from crackmap.source.characters import composed

PLACEHOLDERS = frozenset(
    {"", "tbd", "todo", "unknown", "unassigned", "nobody", "none", "n/a", "to be defined"}
    | {"?", "-", "~"}
)
# Of a name or an id, which findings say again and again; a description may be of any length.
MOST_LETTERS = 1_000
_PLAIN_ID = re.compile(r"[A-Za-z0-9._-]+")  # as nearly all are: then nothing else is looked at
# Characters without a width that words of some scripts, and joined emoji, cannot do without.
_JOINERS = "\u200c\u200d"


def is_placeholder(text: str) -> bool:
    """Return whether `text` stands for nothing at all: empty, tbd, ?, n/a and the like."""
    return len(text) < 40 and text.strip().casefold() in PLACEHOLDERS


def fold(text: str) -> str:
    """Return `text` as rules compare it: case and runs of spaces do not matter."""
    return " ".join(text.casefold().split())


def same_thing(text: str) -> str:
    """Return `text` as rules compare triggers and artifacts: folded, the last word in the singular.

    Two texts that give the same are one thing: `Signed  contracts` and `signed contract`.
    """
    folded = fold(text)
    if len(folded) < 4 or folded.endswith(("ss", "us", "is")) or not folded.endswith("s"):
        return folded
    return folded[:-3] + "y" if folded.endswith("ies") else folded[:-1]


def is_otherwise(condition: str) -> bool:
    """Return whether a condition stands for all cases that no other condition fits."""
    return fold(condition).split(" ")[0].rstrip(",:;") in ("otherwise", "else")


def id_of(name: str) -> str:
    """Make the id of a name: lower case, other than letters and digits one dash; may be empty."""
    lowered = composed(name).lower().replace("'", "").replace("\u2019", "")
    if lowered.isascii():
        return "-".join(re.sub("[^0-9a-z]", " ", lowered).split())
    letters = (
        character if character.isalnum() or unicodedata.category(character)[0] == "M" else " "
        for character in composed(lowered)
    )
    return "-".join("".join(letters).split())


def id_fault(id_: str) -> str:
    """Say why nothing can have the written id `id_`; empty where it can."""
    if is_placeholder(id_):
        return f"`{id_}` is no id: it stands for nothing, so nothing could refer to it"
    if len(id_) > MOST_LETTERS:
        return f"an id has at most {MOST_LETTERS:,} letters, and this has {len(id_):,}"
    if _PLAIN_ID.fullmatch(id_):
        return ""
    for sign in ("/", "->"):
        if sign in id_:
            return f"the id `{id_}` holds `{sign}`"
    if any(character.isspace() for character in id_):
        return f"the id `{id_}` holds a space"
    # A sign that was taken out because it could steer a terminal has left U+FFFD.
    if "\ufffd" in id_ or not id_.translate(dict.fromkeys(map(ord, _JOINERS))).isprintable():
        return f"the id `{id_}` holds a character that cannot be seen"
    return ""
