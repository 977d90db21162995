"""A picture as it is written, and what it could not show."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from crackmap.source.words import abridged

_MOST = 12  # letters of one script that are listed
_HELP = (
    "install a font that has them, such as Noto Sans for that script, or draw SVG or HTML: "
    "a browser takes the fonts that its reader has"
)
# What people call a script whose letters Unicode calls otherwise.
_SCRIPTS = {"CJK": "Chinese characters"}


class Drawn(NamedTuple):
    """The bytes or the text of a picture, and the letters that are `missing` in it.

    A `note` says what else is not as it should be. A picture in pieces goes on in `rest`.
    """

    data: str | bytes
    missing: str = ""
    note: str = ""
    rest: tuple[bytes, ...] = ()

    def remark(self, where: str) -> tuple[str, str, str] | None:
        """Return what to say of letters that the picture `where` lacks: that, which, what to do."""
        if not self.missing:
            return None
        head = f"no font here has some letters of {where}: each is drawn as ?"
        return head, listed(self.missing), _HELP


def listed(letters: str) -> str:
    """Return letters by their scripts, and signs with their names: `Thai: ก ข; 🚀 (rocket)`."""
    scripts: dict[str, list[str]] = {}
    signs = []
    for letter in letters:
        name = unicodedata.name(letter, f"U+{ord(letter):04X}")
        if unicodedata.category(letter)[0] in "LMN" and " " in name:
            first = name.split()[0]
            scripts.setdefault(_SCRIPTS.get(first, first.capitalize()), []).append(letter)
        else:
            signs.append(f"{letter} ({name.lower() if ' ' in name or name.isalpha() else name})")
    words = [f"{script}: {_some(those, ' ')}" for script, those in scripts.items()]
    return "; ".join([*words, *([_some(signs, ", ")] if signs else [])])


def _some(words: list[str], between: str) -> str:
    *shown, last = abridged(words, most=_MOST, first=_MOST - 1)
    more = " and " if len(words) > _MOST else between if shown else ""
    return f"{between.join(shown)}{more}{last}"
