"""JSON as text: letters of all scripts as they are, but nothing that a terminal would obey."""

from __future__ import annotations

import json
from typing import Any

from crackmap.source.characters import STEERING


def json_text(content: Any) -> str:
    """Return `content` as JSON of several lines, the same in a file and on a terminal."""
    text = json.dumps(content, ensure_ascii=False, indent=2)
    return STEERING.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text) + "\n"
