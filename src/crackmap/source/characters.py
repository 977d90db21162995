"""Characters that could steer a terminal or hide text, and those that no text can hold."""

from __future__ import annotations

import re

# What a terminal may obey, and people cannot see, beside the controls of ASCII.
STEERING = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
# What an escape in a quoted scalar can bring in: it must reach no terminal and no picture.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


def encoded(text: str) -> bytes:
    """Give the bytes of a text that may hold the path of a file, in which every byte may stand."""
    return text.encode("utf-8", "surrogatepass")


def printable(text: str) -> str:
    """Replace what could steer a terminal or hide text: control and bidi characters."""
    return text if text.isprintable() else _UNSAFE.sub("\ufffd", text)
