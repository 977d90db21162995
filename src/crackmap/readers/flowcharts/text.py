"""Words as Mermaid has them: entities without an ampersand, icons, Markdown in backticks."""

from __future__ import annotations

import re

from crackmap.readers.making.labels import plain

_ENTITY = re.compile(r"#(?P<name>\d{1,7}|[A-Za-z][A-Za-z0-9]{1,30});")
_ICON = re.compile(r"\bfa[a-z]?:fa-[\w-]+")
_EMPHASIS = re.compile(r"\*\*|__|~~|\*")


def words(text: str) -> str:
    """Return what people read in a label, on one line."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1].strip()
    if len(text) > 1 and text[0] == text[-1] == "`":
        text = _EMPHASIS.sub("", text[1:-1])
    text = _ICON.sub(" ", text.replace("\\n", " "))
    return plain(_ENTITY.sub(_entity, text))


def _entity(match: re.Match[str]) -> str:
    name = match["name"]
    return f"&#{name};" if name.isdigit() else f"&{name};"
