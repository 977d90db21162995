"""JSON as text: letters of all scripts as they are, but nothing that a terminal would obey."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from crackmap.source.characters import STEERING


def json_text(content: Any) -> str:
    """Return `content` as JSON of several lines, the same in a file and on a terminal.

    Each item of a list in it stands on one line: that is what the fast encoder of Python can write,
    and what people can search. A list of one item is opened.
    """
    text = "".join(_lines(content, ""))
    return STEERING.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text) + "\n"


def _lines(value: Any, margin: str) -> Iterator[str]:
    inner = f"{margin}  "
    if isinstance(value, dict) and value:
        yield "{"
        for number, (key, item) in enumerate(value.items()):
            yield f"{',' if number else ''}\n{inner}{_flat(str(key))}: "
            yield from _lines(item, inner)
        yield f"\n{margin}}}"
    elif isinstance(value, list | tuple) and any(isinstance(item, dict) for item in value):
        yield "["
        for number, item in enumerate(value):
            yield f"{',' if number else ''}\n{inner}"
            yield from _lines(item, inner) if len(value) == 1 else (_flat(item),)
        yield f"\n{margin}]"
    else:
        yield _flat(value)


def _flat(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
