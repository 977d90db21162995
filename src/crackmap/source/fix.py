"""Fixes: edits of text, so that comments and layout of people's files survive them."""

from functools import lru_cache
from typing import NamedTuple

from crackmap.source.span import Span


@lru_cache(maxsize=8)  # findings come file after file, and each may have a fix
def line_end(data: bytes) -> str:
    """Return what ends the lines of a file."""
    return next((end for end in ("\r\n", "\n", "\r") if end.encode() in data), "\n")


class Edit(NamedTuple):
    """A change of text: what stands at `span` becomes `text`; an empty span inserts."""

    span: Span
    text: str

    def ended(self, line_end: str) -> str:
        """Return the text with lines that end as those of the file."""
        return self.text.replace("\r\n", "\n").replace("\n", line_end)


class Fix(NamedTuple):
    """How to fix a finding; a safe one is certain, an unsafe one a good guess."""

    title: str
    edits: tuple[Edit, ...]
    safe: bool = False
