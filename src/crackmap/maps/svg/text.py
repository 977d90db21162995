"""Words, names and frames in SVG: escaped, and safe whatever a process calls its steps."""

from collections.abc import Sequence

from crackmap.maps.layout.scene import Badge, Rect
from crackmap.maps.layout.text import Fitted, fitted, set_width
from crackmap.source.characters import clean

_SHORT = 4  # letters; a whole pixel too few or too many would be seen in fewer
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})


def escape(text: str) -> str:
    """Return the text as XML character data or attribute value, cleaned of what XML cannot hold."""
    return clean(text).translate(_ESCAPES)


def name_token(text: str) -> str:
    """Return an XML name from any text: letters and digits of ASCII stay, the rest is hex."""
    return "".join(
        letter if letter.isascii() and (letter.isalnum() or letter == "-") else f"_{ord(letter):x}_"
        for letter in text
    )


def pale(back: bool) -> str:
    """Return the class of what stands back, behind a space; "" for all else."""
    return " pale" if back else ""


def frame(rect: Rect, classes: str, round_: int = 0) -> str:
    """Return a rectangle, with its corners rounded by so many pixels."""
    corners = f' rx="{round_}"' if round_ else ""
    return (
        f'<rect class="{classes}" x="{rect.x}" y="{rect.y}" width="{rect.width}" '
        f'height="{rect.height}"{corners}/>'
    )


def text(words: str, x: int, y: int, classes: str, size: int) -> str:
    """Return one line of text with its baseline at y."""
    length = as_long(set_width(words, size, bold="b" in classes.split()), words)
    return (
        f'<text class="{classes}" x="{x}" y="{y}" font-size="{size}"{length}>{escape(words)}</text>'
    )


def as_long(tenths: int | None, words: str) -> str:
    """Return the attributes that make a line of text as long as in Arial in every other font.

    So it fits where it was measured to fit. Of a few letters any font makes much the same.
    """
    if tenths is None or len(words) < _SHORT:
        return ""
    return f' textLength="{(tenths + 5) // 10}" lengthAdjust="spacingAndGlyphs"'


def block(
    lines: Sequence[str], x: int, middle: int, line: int, classes: str, size: int
) -> list[str]:
    """Return lines of text, the whole block centred on the pixel `middle`."""
    first = middle - len(lines) * line // 2 + (line + size * 7 // 10) // 2
    return [text(words, x, first + at * line, classes, size) for at, words in enumerate(lines)]


def heading(name: str, reported: str, wide: int) -> list[str]:
    """Return the title of a picture `wide` pixels wide, cut if too long, and what is seen on it."""
    title = title_lines(name, wide).lines
    return [
        *(text(line, 12, 27, "b ink", 18) for line in title),
        text(reported, 12, 48, "soft", 12),
    ]


def title_lines(name: str, wide: int) -> Fitted:
    """Return what a picture `wide` pixels wide shows of its title."""
    return fitted(clean(name), 18, wide - 24, 1, bold=True)


def badge(shown: Badge) -> str:
    """Return a number in its frame: round and full for an error, square for a warning, else empty.

    That of a crack that is gone has a dotted frame.
    """
    rect = shown.rect
    round_ = 2 if shown.severity in ("warning", "key") else 8
    words = text(shown.text, rect.x + rect.width // 2, rect.y + 12, f"m b on-{shown.severity}", 10)
    return frame(rect, f"badge {shown.severity}", round_) + words
