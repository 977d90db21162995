"""Values as YAML on one line: without quotes where they need none, and the same in any place."""

from __future__ import annotations

import re
from typing import Any

from crackmap.source.characters import UNSAFE

# A scalar that means the same in block and in flow style without quotes.
_PLAIN = re.compile(r"[^\W_][\w .()/+<>=%'&$€£;!?*@~-]*", re.ASCII)
_NOT_ASCII = re.compile("[^\x00-\x7f]")
_NULLS = ("null",)
# Words that other readers of YAML take for true and false.
_SWITCHES = ("yes", "no", "on", "off", "y", "n")

_KEYS = ("on",)


def scalar(text: str) -> str:
    """Return a text as YAML that means it, without quotes where it needs none."""
    if (
        text.isprintable()
        and _PLAIN.fullmatch(_NOT_ASCII.sub("x", text))
        and text.casefold() not in (*_NULLS, *_SWITCHES)
        and " #" not in text
        and text == text.strip()
    ):
        return text
    if text.isprintable():
        doubled = text.replace("'", "''")
        return f"'{doubled}'"
    import json

    written = json.dumps(text, ensure_ascii=False)
    return re.sub(UNSAFE, lambda sign: f"\\u{ord(sign[0]):04x}", written)


def key_of(text: str) -> str:
    """Return a key as YAML; one of the language needs no quotes, as people write it."""
    return text if text in _KEYS else scalar(text)


def in_line(value: Any) -> str:
    """Return a value on one line: a text, or mappings and lists of them; nothing for None."""
    if isinstance(value, dict):
        entries = [f"{key_of(key)}: {in_line(item) or 'null'}" for key, item in value.items()]
        return f"{{ {', '.join(entries)} }}" if entries else "{}"
    if isinstance(value, list):
        return f"[{', '.join(in_line(item) or 'null' for item in value)}]"
    return "" if value is None else scalar(str(value))
