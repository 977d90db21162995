"""Fonts of the machine that stand in for letters that the map's own font lacks, script by script.

Left to itself, a program that draws takes the first font that has a letter, be it a thin serif
inside a bold name. So each run of such letters names the sans fonts that people have for it; the
weight stays that of the words around it.

resvg and typst set a whole line in another font as soon as that has all letters of it. A line of
several scripts begins with a letter that only the map's own font has, too small to be seen: then
every run keeps its font.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from crackmap.maps.layout.metrics import WIDTHS

OWN = "Crackmap Sans"
_KNOWN = re.escape("".join(WIDTHS))
_RUN = re.compile(rf"[^{_KNOWN}<>\s]+(?: +[^{_KNOWN}<>\s]+)*")
_TEXT = re.compile("<text.*?</text>", re.DOTALL)
_WORDS = re.compile("(?<=>)[^<]+")

_KEPT_APART = '<tspan font-size="0.01">\uf8f0</tspan>'

_CHINESE = (
    *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC"),
    *("Microsoft YaHei", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "Droid Sans Fallback"),
)
_JAPANESE = (
    *("Noto Sans CJK JP", "Noto Sans JP", "Source Han Sans JP", "Hiragino Sans"),
    *("Yu Gothic", "Meiryo", "IPAexGothic", *_CHINESE),
)
_KOREAN = (
    *("Noto Sans CJK KR", "Noto Sans KR", "Source Han Sans KR", "Apple SD Gothic Neo"),
    *("Malgun Gothic", "NanumGothic", *_CHINESE),
)
_FAMILIES = {
    "CJK": _CHINESE,
    "BOPOMOFO": _CHINESE,
    "HIRAGANA": _JAPANESE,
    "KATAKANA": _JAPANESE,
    "HANGUL": _KOREAN,
}
_ANY = (
    *("Noto Sans", "DejaVu Sans", "Segoe UI", "Tahoma", "Leelawadee UI", "Nirmala UI"),
    *("Geeza Pro", "Arial Hebrew", "Thonburi", "Kohinoor Devanagari", "Noto Naskh Arabic"),
    *("Arial Unicode MS", "Arial", "FreeSans"),
)


def with_stand_ins(svg_text: str) -> str:
    """Return an SVG whose texts name a sans font for every script that the map's font lacks.

    Han letters look as they do in the language that the rest of the picture is in.
    """
    letters = {script_of(letter) for letter in set(svg_text) - WIDTHS.keys()}
    han = "HIRAGANA" if letters & {"HIRAGANA", "KATAKANA"} else "CJK"
    han = "HANGUL" if "HANGUL" in letters and han == "CJK" else han

    def marked(run: re.Match[str]) -> str:
        script = next(filter(None, map(script_of, run[0])), "")
        families = families_of(han if script == "CJK" else script)
        return f'<tspan font-family="{families}">{run[0]}</tspan>' if script else run[0]

    def worded(text: re.Match[str]) -> str:
        shown = _WORDS.sub(lambda words: _RUN.sub(marked, words[0]), text[0])
        letters = set("".join(_WORDS.findall(text[0]))) - {" "}
        fonts = {script_of(letter) for letter in letters - WIDTHS.keys()} - {""}
        apart = len(fonts) + bool(letters & WIDTHS.keys()) > 1 and bool(fonts)
        return shown.replace(">", f">{_KEPT_APART}", 1) if apart else shown

    return _TEXT.sub(worded, svg_text)


@cache
def script_of(letter: str) -> str:
    """Return the first word of a letter's name, as `HEBREW`.

    It is empty for signs and marks, and for the scripts that the map's own font is for.
    """
    if unicodedata.category(letter)[0] != "L":
        return ""
    name = unicodedata.name(letter, "").partition(" ")[0]
    return "" if name in ("LATIN", "GREEK", "CYRILLIC") else name


@cache
def families_of(script: str) -> str:
    """Return the fonts to try for a script, the likeliest first, as an attribute lists them.

    The map's own ends the list: where none of them is there, nothing at all would be drawn.
    """
    named = _FAMILIES.get(script, (f"Noto Sans {script.capitalize()}", *_ANY))
    return ",".join(f"&#39;{name}&#39;" for name in (*named, OWN))
