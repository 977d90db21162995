"""The words of names: without markup, on one line, without what could steer a terminal."""

from __future__ import annotations

import html
import os
import re

from crackmap.language.texts import id_of
from crackmap.source.characters import composed, printable
from crackmap.source.span import with_plain_ends

_LONG = 60  # letters of a text that is not quoted whole
# Only what is markup: `amount < 5` and `<customer>` are words.
_TAGS = (
    "a|abbr|b|big|blockquote|br|center|code|del|div|em|font|h[1-6]|hr|i|img|ins|kbd|label|li|mark"
    "|ol|p|pre|s|small|span|strike|strong|sub|sup|table|tbody|td|th|thead|tr|u|ul"
)
_TAG = re.compile(rf"</?(?P<name>{_TAGS})(?=[\s/>])[^<>]*>", re.IGNORECASE)
# What may stand inside a word; all others part words.
_INSIDE = re.compile(
    "a|abbr|b|big|code|del|em|font|i|ins|kbd|label|mark|s|small|span|strike|strong|sub|sup|u"
)


def plain(label: str) -> str:
    """Return the words of a label that may hold HTML and its entities, on one line."""
    if "<" in label:
        label = _TAG.sub(_between, label)
    return " ".join(cleaned(html.unescape(label)).split())


def cleaned(text: str) -> str:
    """Return a text as it is kept: composed, without spaces around it or what could steer."""
    text = text.strip()
    if text.isascii() and text.isprintable():
        return text
    text = with_plain_ends(text).replace("\xa0", " ").strip()
    parts = (printable(part) for part in composed(text).split("\n"))
    return "\n".join(part.strip() for part in parts).replace("\t", " ")


def brief(text: str) -> str:
    """Return a text as notes quote it: of a long one the beginning."""
    return text if len(text) < _LONG else f"{text[: _LONG - 3]}..."


def name_of(path: str) -> str:
    """Return what a process is called after its file: `Lead to cash`, of lead-to-cash.csv."""
    stem = os.path.splitext(os.path.basename(path.replace("\\", "/")))[0]
    words = " ".join(re.split(r"[\s_-]+", stem.strip("<>"))).strip()
    if not id_of(words) or words == "stdin":
        return "Process"
    return words[:1].upper() + words[1:]


def _between(tag: re.Match[str]) -> str:
    return "" if _INSIDE.fullmatch(tag["name"].lower()) else " "
