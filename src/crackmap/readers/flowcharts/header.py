"""How a diagram of Mermaid begins: front matter, directives, comments, and its first word."""

from __future__ import annotations

import re

from crackmap.readers.flowcharts.text import words
from crackmap.source.span import with_plain_ends

_HEADER = re.compile(
    r"(?P<kind>flowchart-elk|flowchart|graph|swimlane(?:-beta)?)\b"
    r"(?:[ \t]+(?:TB|TD|BT|RL|LR|BR|[<>^v])(?=\s|;|$))?[ \t]*(?:;|(?=\n)|$|(?=%%))"
)
_FRONT = re.compile(r"\s*---[ \t]*\n(?P<inside>.*?)\n[ \t]*---[ \t]*(?:\n|$)", re.DOTALL)
_TITLE = re.compile(r"^[ \t]*title:[ \t]*(?P<title>.+)", re.MULTILINE)
DIRECTIVE = re.compile(r"%%\{(?:(?!%%\{).)*?\}%%", re.DOTALL)
COMMENT = re.compile(r"%%[^\n]*")
SPACES = re.compile(r"\s*")


def kind_of(text: str) -> str:
    """Return the first word of a diagram behind what stands above it; empty where there is none."""
    rest = text[_begin(text) :]
    match = re.match(r"[A-Za-z][\w-]*", rest)
    return match[0] if match else ""


def begins_flowchart(text: str) -> bool:
    """Return whether a text, or what is known of it, begins with a flowchart."""
    text = with_plain_ends(text)
    return header_of(text) is not None


def title_of(text: str) -> str:
    """Return the title in the front matter of a diagram; empty where there is none."""
    front = _FRONT.match(text)
    title = _TITLE.search(front["inside"]) if front else None
    return words(title["title"].rstrip(" \t").strip("'")) if title else ""


def header_of(text: str) -> re.Match[str] | None:
    """Return what a flowchart begins with, its `kind` first; None where a text is none."""
    return _HEADER.match(text, _begin(text))


def _begin(text: str) -> int:
    """Return where the diagram begins, behind front matter, directives and comments."""
    front = _FRONT.match(text)
    at = front.end() if front else 0
    while True:
        at = matched(SPACES, text, at)
        for pattern in (DIRECTIVE, COMMENT):
            if match := pattern.match(text, at):
                at = match.end()
                break
        else:
            return at


def matched(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Return where what matches at a place ends; the place itself where nothing does."""
    match = pattern.match(text, at)
    return match.end() if match else at
