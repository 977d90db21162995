"""Words that fit: measuring and wrapping text, in pixels and without any font."""

from collections.abc import Iterator

from crackmap.maps.layout.metrics import FULL, UNKNOWN, WIDTHS
from crackmap.source.characters import FROZEN, clusters, is_wide


def width(text: str, size: int, *, bold: bool = False) -> int:
    """Return how many pixels the text takes at a font size, with 5% to spare."""
    units = sum(_cluster_width(cluster) for cluster in clusters(text))
    return -(-units * size * (112 if bold else 105) // 100_000)


def wrap(text: str, size: int, room: int, most: int = 99, *, bold: bool = False) -> tuple[str, ...]:
    """Return the text in lines of up to `room` pixels; of more than `most` the rest is cut (…)."""
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


def _cluster_width(cluster: str) -> int:
    letter = cluster[0]
    known = WIDTHS.get(letter)
    if known is not None:
        return known
    if is_wide(letter):
        return FULL
    if FROZEN.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return UNKNOWN


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
