"""Slips in the skeleton of a YAML file: colons and dashes that are missing, spaces too many."""

from __future__ import annotations

import re

from crackmap.source.words import plural
from crackmap.source.yaml_lines import Line, Slip, Stop, quoted, shown

_NO_KEY = re.compile(r"(?P<indent> *(?:- +)*)(?P<word>[^\s=]+)(?P<equals>\s*=)?\s*(?P<rest>.*)")
_NO_VALUE = "'\"[{&*!|>@`%"


def missing_colon(stop: Stop) -> Slip | None:
    """Find a line without a colon: the one that libyaml was reading, or the one above a key."""
    if "could not find expected ':'" in stop.words:
        return _without_colon(stop.first)
    above = stop.above
    if "mapping values are not allowed" not in stop.words or not above or not _begins(stop):
        return None
    if above.key or above.value()[:1] in _NO_VALUE:
        return None
    return _without_colon(above)


def _begins(stop: Stop) -> bool:
    """Return whether libyaml stopped at the first colon of its line, behind a key."""
    found = stop.line.beginning()
    return found["key"] is not None and stop.column <= found.end("key") + 1


def _without_colon(line: Line) -> Slip | None:
    found = _NO_KEY.match(line.text)
    if not found or line.key:
        return None
    if found["word"].startswith("//"):
        start = line.text.index("//")
        return line.slip(start, start + 2, "a comment begins with `#`", "write # in its place")
    word, rest = found["word"], re.split(r"\s#", found["rest"], maxsplit=1)[0].strip()
    start = found.end("indent")
    end = len(re.split(r"(?<!\s)\s+#", line.text, maxsplit=1)[0].rstrip())
    if found["equals"]:
        help_ = f"write a colon for the sign: `{shown(word)}: {shown(rest)}`"
    elif line.has_dash and not word.islower():
        help_ = f"begin it with a key, such as `- name: {shown(line.text[start:])}`"
    else:
        help_ = f"write `{shown(word)}: {shown(rest)}`".replace(": `", ":`")
    return line.slip(start, end, "a colon is missing on this line", help_)


def deeper_than_its_key(stop: Stop) -> Slip | None:
    """Find a key that begins further right than the one above, which has a value already."""
    above = stop.above
    if "mapping values are not allowed" not in stop.words or not above or not _begins(stop):
        return None
    line = stop.line
    if above.key and above.value() and line.key and line.key_column > above.key_column:
        return _misplaced(line, above.key_column, above)
    return None


def _misplaced(line: Line, column: int, fits: Line) -> Slip:
    """Return that a line does not begin in the column in which it should."""
    own = line.indent if line.has_dash else line.key_column
    count = abs(own - column)
    much = "one space" if count == 1 else plural(count, "space")
    side = "many" if own > column else "few"
    what = "dash" if line.has_dash else f"`{shown(line.key or '')}`"
    words = f"{much} too {side} before {'the ' if line.has_dash else ''}{what}"
    help_ = f"begin it in column {column + 1}"
    if not line.has_dash and fits.key:
        help_ += f", below `{shown(fits.key)}`"
    start = min(own, column)
    return line.slip(start, max(own, column) if own > column else own + 1, words, help_, fits)


def below_braces(stop: Stop) -> Slip | None:
    """Find a key on the line below braces that are closed, into which it belongs."""
    above, line = stop.above, stop.line
    if "did not find expected" not in stop.words or not above or not line.key or line.has_dash:
        return None
    opened = re.match(r" *(?:- +)+\{.*\}\s*(?:#.*)?$", above.text)
    if not opened or line.indent <= above.indent:
        return None
    start = line.key_column
    words = f"`{shown(line.key)}` stands below the braces"
    help_ = "write it into the braces of the line above"
    return line.slip(start, start + len(line.key), words, help_)


def beside_all_levels(stop: Stop) -> Slip | None:
    """Find a line that begins in no column in which a line above it does, or lacks its dash."""
    line = stop.line
    if "did not find expected" not in stop.words or stop.column > line.indent:
        return None
    if not (line.has_dash or line.key):
        return None
    levels = _levels(stop, dashes=line.has_dash)
    own = line.indent
    if not line.has_dash:
        item = next((one for one in _levels(stop, dashes=True) if one[0] == own), None)
        if item and item[1].key == line.key:
            help_ = f"an item of a list begins with a dash: `- {shown(line.text)}`"
            return line.slip(own, own + len(line.key or ""), "a dash is missing here", help_)
    if not levels:
        return None
    column, fits = min(levels, key=lambda level: abs(level[0] - own))
    return _misplaced(line, column, fits) if column != own else None


def _levels(stop: Stop, *, dashes: bool) -> list[tuple[int, Line]]:
    """Return the columns in which a key, or a dash, may stand here: the innermost first."""
    levels: list[tuple[int, Line]] = []
    least: int | None = None
    for line in reversed(stop.lines[:-1]):
        if least is not None and line.indent >= least:
            continue
        least = line.indent
        if line.key and not dashes:
            levels.append((line.key_column, line))
        elif line.has_dash and dashes:
            levels.append((line.indent, line))
    return levels


def colon_in_text(stop: Stop) -> Slip | None:
    """Find a second colon on a line, which YAML takes for that of a key."""
    if "mapping values are not allowed" not in stop.words:
        return None
    line = stop.line
    value = line.value()
    above = stop.above
    if not line.key:
        value = line.text.strip().removeprefix("- ").strip()
        if above and above.key and line.indent > above.key_column:
            value = f"{above.value()} {value}"
    curly = re.search("[\u201c\u201d\u201e\u2018\u2019]", value)
    if curly and value[:1] == curly[0]:
        start = line.text.index(value)
        help_ = f"write straight ones: {quoted(value[1:-1])}"
        return line.slip(start, start + len(value), "curly quotes are letters to YAML", help_)
    words = "a text must not hold a colon and a space"
    return line.slip(stop.column, stop.column + 1, words, f"put it in quotes: {quoted(value)}")
