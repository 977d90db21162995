"""What libyaml stumbles over, told as the slip that a person made, at the place of the slip.

libyaml says where it could not go on; what is wrong stands there, on the line above, or where a
quote or a bracket was opened. Each function looks for one slip around that place. Their order is
part of the meaning: what cannot be seen comes before what looks right.
"""

from __future__ import annotations

import re
from itertools import pairwise

from crackmap.source.characters import strange_space
from crackmap.source.yaml_indents import (
    below_braces,
    beside_all_levels,
    colon_in_text,
    deeper_than_its_key,
    missing_colon,
)
from crackmap.source.yaml_lines import KEY, Line, Slip, Stop, quoted, shown, stop_at

_NO_SPACE = re.compile(rf" *(?:- +)*({KEY})(:)(?!//)([^\s:].*)")
_WIDE_COLON = re.compile("[ ]*(?:- +)*([^\\s:\uff1a]+)(\uff1a)\\s*(.*)")
_TAB = re.compile(r" *(?:- *)?(\t)")
_ODD_SPACE = re.compile(rf" *+(?:-|(?:- ++)*+{KEY}:)? *+([^\S\t -~])")
_BULLET = re.compile(
    r" *((?:[\u2010-\u2015\u2022\u2023\u25aa\u25cf\u00b7+]|[0-9]{1,3}[.)]) *|\* +)(?=\w)"
)
_TIGHT_DASH = re.compile(rf" *(-)(?={KEY} *:(?:\s|$))")
# Where a text may begin, and there a quote; or a comment.
_OPENING = re.compile(r"(?:^|[-:,] ++|[\[{]) *+(['\"])|\s#")
_WHOLE = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\"")
_CLOSING = {"[": "]", "{": "}"}

# Where nothing better is known: a sign of libyaml's words, plainer ones, and what to do.
_INDENTATION = "check that the indentation of this line fits the lines above"
_NO_FIT = "this line does not fit the lines above"
_HINTS = (
    (
        "mapping values are not allowed",
        "a colon stands where none can",
        "quote a text that holds a colon and a space: 'a: b'",
    ),
    (
        "could not find expected ':'",
        "a colon is missing here or on the line above",
        "a key needs a colon after it, and a value belongs on its line",
    ),
    ("did not find expected key", _NO_FIT, _INDENTATION),
    ("did not find expected '-'", _NO_FIT, _INDENTATION),
    ("cannot start any token", "", "quote a text that begins with this character"),
    ("unexpected end of stream", "", "something that was opened above is never closed"),
    ("did not find expected ',' or", "", "a comma or the closing bracket is missing here or above"),
    (
        "did not find expected node",
        "a value is missing here",
        "write one, or take the sign before it out",
    ),
    ("did not find expected <document start>", "", "put each process into a file of its own"),
    (
        "block sequence entries are not allowed",
        "a list cannot begin here",
        "begin a list on a line of its own, below its key",
    ),
    ("mapping keys are not allowed", "", "quote a text that begins with a question mark"),
    (
        "unknown escape character",
        "a backslash in double quotes stands before a letter that it cannot stand before",
        "in double quotes write \\\\ for \\, or use single quotes",
    ),
    (
        "escape",
        "",
        "an escape is written \\xE4, \\u00E4 or \\U000000E4; or write the letter itself",
    ),
    ("incompatible YAML document", "", "take the line that begins with % out"),
    ("directive", "", "take the line that begins with % out"),
)


def explain(text: str, words: str, at: int, began: int) -> Slip:
    """Return what is wrong with a text in which libyaml stopped at the offset `at` with `words`.

    `began` is the offset at which that began which it was reading.
    """
    stop = stop_at(text, words, at, began)
    slips = (look(stop) for look in _LOOKS) if stop else ()
    slip = next((slip for slip in slips if slip), None)
    if slip:
        return slip
    plainer = ((plain, hint) for sign, plain, hint in _HINTS if sign in words)
    plain, hint = next(plainer, ("", ""))
    return Slip(at, at + 1, plain or words, hint)


def _open_quote(stop: Stop) -> Slip | None:
    """Find a quote that is not closed on its line, though the next line begins with a key."""
    ends = "unexpected end of stream" in stop.words
    last = Line(len(stop.text), "end:" if ends else "")
    for line, below in pairwise((*stop.lines, last)):
        start = _unclosed(line.text)
        if start is not None and below.key:
            quote = line.text[start]
            words = f"the quote {quote} that opens here is not closed on its line"
            help_ = f"write {quoted(line.text[start + 1 :])}"
            return line.slip(start, len(line.text.rstrip()), words, help_)
    return None


def _unclosed(line: str) -> int | None:
    """Return where a quote opens a text that does not end on the line."""
    at = 0
    while found := _OPENING.search(line, at):
        if not found[1]:
            return None
        closed = _WHOLE.match(line, found.start(1))
        if not closed:
            return found.start(1)
        at = closed.end()
    return None


def _tab(stop: Stop) -> Slip | None:
    for line in stop.near:
        found = _TAB.match(line.text)
        if found:
            help_ = "indent with spaces; YAML does not take tabs"
            return line.slip(found.start(1), found.end(), "a tab stands before this line", help_)
    return None


def _odd_space(stop: Stop) -> Slip | None:
    for line in stop.near:
        found = _ODD_SPACE.match(line.text)
        space = strange_space(found[1]) if found else ""
        if found and space:
            help_ = "put an ordinary space in its place"
            words = f"{space} stands here, which is no space to YAML"
            return line.slip(found.start(1), found.end(1), words, help_)
    return None


def _colon_without_space(stop: Stop) -> Slip | None:
    for line in stop.near:
        wide = _WIDE_COLON.match(line.text)
        found = wide or _NO_SPACE.match(line.text)
        if found and not line.key:
            words = "a space is missing behind this colon"
            if wide:
                words = "this is a full-width colon (U+FF1A), which is no colon to YAML"
            help_ = f"write `{shown(found[1])}: {shown(found[3])}`"
            return line.slip(found.start(2), found.end(2), words, help_)
    return None


def _no_dash(stop: Stop) -> Slip | None:
    for line in stop.near:
        tight = _TIGHT_DASH.match(line.text)
        if tight:
            help_ = f"write `- {shown(line.text[tight.end() :])}`"
            return line.slip(*tight.span(1), "a space is missing behind this dash", help_)
        bullet = _BULLET.match(line.text)
        if bullet:
            words = f"an item of a list begins with a dash, not with `{bullet[1].strip()}`"
            help_ = f"write `- {shown(line.text[bullet.end() :])}`"
            return line.slip(bullet.start(1), len(line.text[: bullet.end()].rstrip()), words, help_)
    return None


def _first_letter(stop: Stop) -> Slip | None:
    """Find a text that begins with a sign that means something to YAML."""
    signs = ("cannot start any token", "alphabetic or numeric", "comment or line break")
    others = ("mapping keys are not allowed", "did not find expected node content")
    if any(sign in stop.words for sign in others):
        at = stop.at
    elif any(sign in stop.words for sign in signs):
        at = stop.began
    else:
        return None
    line = next((line for line in stop.lines if line.holds(at)), stop.line)
    column = at - line.start
    letter = line.text[column : column + 1]
    before = line.text[:column].rstrip()
    if not letter or letter in "]}:" or (before and before[-1] not in ":-[{,"):
        return None
    inside = re.search(r"[\[{]", before)
    value = re.split(r"[,\]}]" if inside and letter != "," else r"\s#", line.text[column:])[0]
    help_ = f"put it in quotes: {quoted(value)}"
    end = column + len(value.rstrip())
    sign = "a backtick" if letter == "`" else f"`{shown(letter)}`"
    return line.slip(column, end, f"a text must not begin with {sign}", help_)


def _behind_the_end(stop: Stop) -> Slip | None:
    """Find a text that goes on behind a closing quote or bracket."""
    line, column = stop.line, stop.column
    before = line.text[:column].rstrip()
    if "did not find expected key" not in stop.words or not before:
        return None
    letter = line.text[column : column + 1]
    if letter in tuple("]}"):
        words = f"this `{letter}` closes nothing: no bracket is open"
        return line.slip(column, column + 1, words, "take it out")
    if before[-1] not in "'\"]}":
        return None
    opening = before[-1] in "'\""
    if letter == ",":
        help_ = "put each key on a line of its own, or all of them in braces"
        return line.slip(column, column + 1, "a comma stands behind a whole text", help_)
    value = line.value()
    inner = value[1:].removesuffix(value[0]) if opening else value
    words = f"the text goes on behind the closing {'quote' if opening else 'bracket'}"
    if opening and value.count(value[0]) < 3:  # "Call" the lead: the quotes are part of it
        inner = value
    help_ = f"put all of it in quotes: {quoted(inner)}"
    return line.slip(column, len(line.text.rstrip()), words, help_)


def _comment_in_brackets(stop: Stop) -> Slip | None:
    """Find a comment that swallows the end of a list in brackets or a mapping in braces."""
    if "did not find expected ',' or" not in stop.words:
        return None
    for line in (stop.first, *stop.lines[-2:]):
        found = re.search(r"[^\s,\[{]\s+(#.*)", line.text)
        if found and re.search(r"[,\]}]", found[1]):
            value = re.split(r"[,\]}]", found[1])[0]
            text = re.split(r"[,\[{:] *", line.text[: found.start(1)])[-1] + value
            words = "a comment begins here, and takes the rest of the line away"
            help_ = f"put a text that holds ` #` in quotes: {quoted(text)}"
            return line.slip(found.start(1), len(line.text), words, help_)
    return None


def _bracket(stop: Stop) -> Slip | None:
    """Find a bracket that nothing closes, that another closes, or a comma that is missing."""
    opening = stop.text[stop.began : stop.began + 1]
    if "did not find expected ',' or" not in stop.words or opening not in _CLOSING:
        return None
    closing, line = _CLOSING[opening], stop.line
    letter = line.text[stop.column : stop.column + 1]
    if letter and letter in "]}" and letter != closing:
        words, help_ = f"`{opening}` is closed by `{letter}`", f"write `{closing}`"
        return line.slip(stop.column, stop.column + 1, words, help_)
    if line is stop.first and closing in line.text[stop.column :]:
        start = stop.column
        if letter == ":":
            start = line.text.rfind(" ", 0, len(line.text[: stop.column].rstrip())) + 1
        word = re.match(r"[^\s,\]}:]+", line.text[start:])
        if word:
            words = f"a comma is missing before `{shown(word[0])}`"
            return line.slip(start, start + word.end(), words, "put a comma between two entries")
    words = f"the bracket `{opening}` that opens here is not closed"
    start = stop.began - stop.first.start
    help_ = f"write `{closing}` where it ends"
    return stop.first.slip(start, start + 1, words, help_)


_LOOKS = (
    _open_quote,
    _tab,
    _odd_space,
    _colon_without_space,
    _no_dash,
    _first_letter,
    _behind_the_end,
    _comment_in_brackets,
    _bracket,
    missing_colon,
    deeper_than_its_key,
    below_braces,
    beside_all_levels,
    colon_in_text,
)
