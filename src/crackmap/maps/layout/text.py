"""Words that fit: measuring and wrapping text, in pixels and without any font."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from crackmap.maps.layout.metrics import BOLD_WIDTHS, FULL, UNKNOWN, WIDTHS
from crackmap.source.characters import FROZEN, clusters, is_wide

_PARTED = "\u00ad"  # where a word goes on in the next line: drawn as a hyphen
_LEAST_PART = 3  # letters of a word that are not left alone on a line


class Fitted(NamedTuple):
    """A text in lines, and whether some of it is `cut`."""

    lines: tuple[str, ...]
    cut: bool


def width(text: str, size: int, *, bold: bool = False) -> int:
    """Return how many pixels the text takes at a font size, with 5% to spare."""
    widths = BOLD_WIDTHS if bold else WIDTHS
    try:
        units = sum(map(widths.__getitem__, text))  # each is a cluster of its own
    except KeyError:
        units = sum(_cluster_width(cluster, widths) for cluster in clusters(text))
    return -(-units * size * 105 // 100_000)


def set_width(text: str, size: int, *, bold: bool = False) -> int | None:
    """Return how wide the text is set, in tenths of a pixel and with nothing to spare.

    None where the width of a letter is only a guess: a script that fonts draw as they please.
    """
    widths = BOLD_WIDTHS if bold else WIDTHS
    try:
        units = sum(map(widths.__getitem__, text))
    except KeyError:
        if not all(letter in widths or _is_square(letter) for letter in text):
            return None
        units = sum(widths.get(letter, FULL) for letter in text)
    return units * size // 100


def wrap(text: str, size: int, room: int, most: int = 99, *, bold: bool = False) -> tuple[str, ...]:
    """Return the text in lines of up to `room` pixels; of more than `most` the rest is cut (…)."""
    return fitted(text, size, room, most, bold=bold).lines


@lru_cache(maxsize=4096)  # a map is drawn in several ways, with the same words
def fitted(text: str, size: int, room: int, most: int = 99, *, bold: bool = False) -> Fitted:
    """Return the text wrapped, and whether more than `most` lines would have held all of it.

    A word that is longer than a line is parted, in scripts that part words with a hyphen.
    """
    longest = most * room  # no letter is narrower than a pixel
    lines: list[str] = []  # each with the space behind it: together they are the text
    line = ""
    for word in _words(text[:longest]):
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
    cut = len(lines) > most or len(text) > longest
    if cut:
        rest = "".join(lines[most - 1 :]).replace(_PARTED, "")
        lines[most - 1 :] = [_cut(rest, size, room, bold)]
    return Fitted(tuple(_shown(line) for line in lines), cut)


def _shown(line: str) -> str:
    return line[:-1] + "-" if line.endswith(_PARTED) else line.strip()


def _cluster_width(cluster: str, widths: dict[str, int]) -> int:
    letter = cluster[0]
    known = widths.get(letter)
    if known is not None:
        return known
    if is_wide(letter):
        return FULL
    if FROZEN.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return UNKNOWN


def _is_square(letter: str) -> bool:
    """Return whether every font draws a letter as wide as high; emoji are as wide as they like."""
    return letter < "\U0001f000" and is_wide(letter) and FROZEN.category(letter) != "So"


def _words(text: str) -> Iterator[str]:
    """Return pieces between which a line may break; a space stays with the word before it."""
    word = ""
    for cluster in clusters(text):
        if word and (word[-1] == " " or is_wide(cluster[0]) or is_wide(word[0])):
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
    """Return a word in pieces that fit; all but the last end with the sign of a parted word.

    Where no hyphen belongs between the letters, there is no sign.
    """
    if width(word + "-", size, bold=bold) <= room:
        return [word]
    letters = clusters(word)
    hyphens = [_takes_hyphen(one[-1], other[0]) for one, other in pairwise(letters)]
    pieces: list[list[str]] = [[]]
    for at, letter in enumerate(letters):
        hyphen = "-" if at < len(hyphens) and hyphens[at] else ""
        longer = "".join(pieces[-1]) + letter
        ends = at + 1 == len(letters) and width(longer, size, bold=bold) <= room
        if pieces[-1] and not ends and width(longer + hyphen, size, bold=bold) > room:
            pieces.append([])
        pieces[-1].append(letter)
    if len(pieces) > 1 and hyphens[-1]:
        before, last = pieces[-2:]
        moved = min(_LEAST_PART - len(last), len(before) - _LEAST_PART)
        if moved > 0:
            pieces[-2:] = [before[:-moved], before[-moved:] + last]
    parts = []
    begin = 0
    for piece in pieces:
        begin += len(piece)
        parted = begin < len(letters) and hyphens[begin - 1]
        parts.append("".join(piece) + (_PARTED if parted else ""))
    return parts


def _takes_hyphen(letter: str, after: str) -> bool:
    return all(each.isalpha() and each in WIDTHS for each in (letter, after))


def _cut(text: str, size: int, room: int, bold: bool) -> str:
    kept = ""
    for cluster in clusters(text):
        if width(f"{kept}{cluster}…", size, bold=bold) > room:
            break
        kept += cluster
    return kept.rstrip() + "…"
