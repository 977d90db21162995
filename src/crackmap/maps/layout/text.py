"""Words that fit: cleaning, measuring and wrapping text, in pixels and without any font."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from crackmap.maps.layout.metrics import FULL, UNKNOWN, WIDTHS

# A frozen database: a newer Python must not wrap a name differently.
_letters = unicodedata.ucd_3_2_0

_UNSAFE = dict.fromkeys(
    [*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, 0xFFFE, 0xFFFF], " "
) | dict.fromkeys([*range(0xD800, 0xE000), *range(0x202A, 0x202F), *range(0x2066, 0x206A)])

_JOINER = "\u200d"


def clean(text: str) -> str:
    """The text on one line, without what breaks a file or deceives a reader.

    That is control characters, lone surrogates, and the characters that turn the direction of
    writing: "evil" could be shown as "live".
    """
    return " ".join(text.translate(_UNSAFE).split())


def width(text: str, size: int, *, bold: bool = False) -> int:
    """How many pixels the text takes at a font size, with 5% to spare."""
    units = sum(_cluster_width(cluster) for cluster in clusters(text))
    return -(-units * size * (112 if bold else 105) // 100_000)


def wrap(text: str, size: int, room: int, most: int = 99, *, bold: bool = False) -> tuple[str, ...]:
    """The text in lines of at most `room` pixels; of more than `most` the rest is cut (…)."""
    lines: list[str] = []  # each with the space behind it: together they are the text
    line = ""
    for word in _words(text):
        if width((line + word).strip(), size, bold=bold) <= room:
            line += word
            continue
        if line.strip():
            lines.append(line)
        *full, line = _hard_broken(word.strip(), size, room, bold)
        lines += full
        line += " " if word.endswith(" ") else ""
    if line.strip():
        lines.append(line)
    if len(lines) > most:
        lines[most - 1 :] = [_cut("".join(lines[most - 1 :]), size, room, bold)]
    return tuple(line.strip() for line in lines)


@lru_cache(maxsize=4096)
def clusters(text: str) -> tuple[str, ...]:
    """The characters as a reader sees them: a letter with its marks, an emoji with its joiners."""
    found: list[str] = []
    for letter in text:
        if found and (_extends(letter) or found[-1][-1] == _JOINER or _pairs(found[-1], letter)):
            found[-1] += letter
        else:
            found.append(letter)
    return tuple(found)


def _extends(letter: str) -> bool:
    return (
        (letter > "\u02ff" and _letters.category(letter) in ("Mn", "Me", "Mc"))
        or letter == _JOINER
        or "\ufe00" <= letter <= "\ufe0f"
        or "\U0001f3fb" <= letter <= "\U0001f3ff"
        or "\u1160" <= letter <= "\u11ff"
        or "\U000e0020" <= letter <= "\U000e01ef"
    )


def _pairs(before: str, letter: str) -> bool:
    """Two regional letters make one flag."""
    return len(before) == 1 and all(
        "\U0001f1e6" <= each <= "\U0001f1ff" for each in before + letter
    )


def _cluster_width(cluster: str) -> int:
    letter = cluster[0]
    known = WIDTHS.get(letter)
    if known is not None:
        return known
    if _wide(letter):
        return FULL
    if _letters.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return UNKNOWN


def _wide(letter: str) -> bool:
    return _letters.east_asian_width(letter) in "WF" or "\U0001f000" <= letter <= "\U0003ffff"


def _words(text: str) -> Iterator[str]:
    """Pieces between which a line may break; a space stays with the word before it."""
    word = ""
    for cluster in clusters(text):
        if word and (word[-1] == " " or _wide(cluster[0]) or _wide(word[0])):
            yield word
            word = ""
        if cluster == " ":
            yield word + " "
            word = ""
        else:
            word += cluster
            if cluster in "-/–—" and len(word) > 3:
                yield word
                word = ""
    if word:
        yield word


def _hard_broken(word: str, size: int, room: int, bold: bool) -> list[str]:
    pieces = [""]
    for cluster in clusters(word):
        if pieces[-1] and width(pieces[-1] + cluster, size, bold=bold) > room:
            pieces.append("")
        pieces[-1] += cluster
    return pieces


def _cut(text: str, size: int, room: int, bold: bool) -> str:
    kept = list(clusters(text))
    while kept and width("".join(kept) + "…", size, bold=bold) > room:
        kept.pop()
    return "".join(kept).rstrip() + "…"
