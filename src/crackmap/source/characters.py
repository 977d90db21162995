"""Characters: which may steer a terminal or deceive a reader, and which are shown as one sign."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# A frozen database: a newer Python must not wrap a name on a map differently.
FROZEN = unicodedata.ucd_3_2_0

# Those of the other half of ASCII, the ends of lines that editors do not know as such, and what
# turns the direction of writing: "evil" could be shown as "live".
_CONTROLS = "\x7f-\x9f"
_LINE_ENDS = "\u2028\u2029"
_TURNS = "\u202a-\u202e\u2066-\u2069"
_SURROGATES = "\ud800-\udfff"
_NONE = "\ufffe\uffff"

# What a terminal may obey, and people cannot see, beside the controls of ASCII.
STEERING = re.compile(f"[{_CONTROLS}{_LINE_ENDS}{_TURNS}]")
# What a byte in the path of a file is read as where it belongs to no letter.
NO_TEXT = re.compile(f"[{_SURROGATES}]")

# The others are compiled when they are first needed: that takes long for so many signs.

# What YAML lets no file contain, and lone surrogates, which no encoder would take.
NOT_IN_YAML = f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f{_SURROGATES}\ufeff{_NONE}]"
NOT_IN_YAML_OF_ASCII = bytes((*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F))
# What XML lets no file contain.
NOT_IN_XML = f"[\x00-\x08\x0b\x0c\x0e-\x1f{_SURROGATES}{_NONE}]"
# What an escape in a quoted scalar can bring in: it must reach no terminal and no picture.
UNSAFE = f"[\x00-\x08\x0b-\x1f{_CONTROLS}{_LINE_ENDS}{_TURNS}{_SURROGATES}\ufeff{_NONE}]"
_LEFT_OUT = f"[{_TURNS}{_SURROGATES}]"
_BLANK = f"[\x00-\x1f{_CONTROLS}{_LINE_ENDS}{_NONE}]"

# Spaces that look like the ordinary one, or like nothing, and are none to YAML.
_STRANGE_SPACES = "[\u00a0\u1680\u2000-\u200b\u202f\u205f\u2060\u3000]"
_SPACES = {"\u00a0": "a no-break space", "\u202f": "a narrow no-break space"}
_SPACES |= {"\u3000": "a wide space", "\u200b": "an invisible space"}

_MOST_MARKS = 30

REPLACEMENT = "\ufffd"
JOINER = "\u200d"
AS_EMOJI = "\ufe0f"


def encoded(text: str) -> bytes:
    """Return the bytes of a text that may hold the path of a file, in which every byte may be."""
    return text.encode("utf-8", "surrogatepass")


def composed(text: str) -> str:
    """Return the text in Unicode's form NFC; as it is, where no form of it could be found in time.

    To put the marks on one letter in order takes the square of their number. No script has more
    than a few; Unicode's Stream-Safe Text Format allows 30.
    """
    if text.isascii():
        return text
    if len(text) > _MOST_MARKS:
        marks = 0
        for letter in text:
            marks = marks + 1 if unicodedata.combining(letter) else 0
            if marks > _MOST_MARKS:
                return text
    return unicodedata.normalize("NFC", text)


def printable(text: str) -> str:
    """Replace what could steer a terminal or hide text: control and bidi characters."""
    return text if text.isprintable() else re.sub(UNSAFE, REPLACEMENT, text)


def clean(text: str) -> str:
    """Return the text on one line, without what breaks a picture or deceives its reader."""
    if not text.isprintable():
        text = re.sub(_BLANK, " ", re.sub(_LEFT_OUT, "", text))
    return " ".join(text.split())


def strange_space(text: str) -> str:
    """Return the name of the first space in `text` that is no ordinary one; empty without one."""
    found = None if text.isascii() else re.search(_STRANGE_SPACES, text)
    if not found:
        return ""
    return f"{_SPACES.get(found[0], 'an unusual space')} (U+{ord(found[0]):04X})"


@lru_cache(maxsize=4096)
def clusters(text: str) -> tuple[str, ...]:
    """Return the characters as a reader sees them: a letter with its marks, an emoji with others.

    The grapheme clusters of UAX 29, as far as names of steps need them. Libraries for them follow
    the newest Unicode, and a map must be the same whichever version is installed.
    """
    if text.isascii():
        return tuple(text)
    signs: list[str] = []
    for letter in text:
        if signs and (_extends(letter) or _joins(signs[-1]) or _pairs(signs[-1], letter)):
            signs[-1] += letter
        else:
            signs.append(letter)
    return tuple(signs)


def is_wide(letter: str) -> bool:
    """Return whether a letter is as wide as high: of East Asia, or an emoji."""
    if letter.isascii():
        return False
    return FROZEN.east_asian_width(letter) in "WF" or "\U0001f000" <= letter <= "\U0003ffff"


def is_flag(cluster: str) -> bool:
    """Return whether two regional letters make one flag."""
    return len(cluster) == 2 and all("\U0001f1e6" <= each <= "\U0001f1ff" for each in cluster)


def _extends(letter: str) -> bool:
    return (
        (letter > "\u02ff" and FROZEN.category(letter) in ("Mn", "Me", "Mc"))
        or letter == JOINER
        or "\ufe00" <= letter <= "\ufe0f"
        or "\U0001f3fb" <= letter <= "\U0001f3ff"
        or "\u1160" <= letter <= "\u11ff"
        or "\U000e0020" <= letter <= "\U000e01ef"
    )


def _joins(cluster: str) -> bool:
    """Return whether an emoji ends in a joiner; in other scripts a joiner only shapes letters."""
    return cluster[-1] == JOINER and (is_wide(cluster[0]) or AS_EMOJI in cluster)


def _pairs(before: str, letter: str) -> bool:
    return is_flag(before + letter)
