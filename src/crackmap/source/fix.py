"""Fixes: edits of text, so that comments and layout of people's files survive them."""

from __future__ import annotations

from dataclasses import dataclass

from crackmap.source.span import Span


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of text: what stands at `span` becomes `text`; an empty span inserts."""

    span: Span
    text: str

    def ended(self, line_end: str) -> str:
        """Return the text with lines that end as those of the file."""
        return self.text.replace("\r\n", "\n").replace("\n", line_end)


@dataclass(frozen=True, slots=True)
class Fix:
    """How to fix a finding; a safe one is certain, an unsafe one a good guess."""

    title: str
    edits: tuple[Edit, ...]
    safe: bool = False
