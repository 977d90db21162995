"""Fixes: edits of text, so that comments and layout of people's files survive them."""

from __future__ import annotations

from typing import NamedTuple

from crackmap.source.span import Span


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
