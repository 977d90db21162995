"""A person who pastes: the lines of a help, at the place that its first line ends with."""

from __future__ import annotations

import re

_BELOW = re.compile(r"below line (\d+)(?: of (.+))?, in line with (.+):\Z")
_INSTEAD = re.compile(r"in place of lines? (\d+)(?: to (\d+))?(?: of (.+))?:\Z")


def has_lines(help_: str) -> bool:
    """Tell whether a help has lines to paste and says where."""
    first = help_.partition("\n")[0]
    return "\n" in help_ and bool(_BELOW.search(first) or _INSTEAD.search(first))


def pasted(text: str, help_: str) -> str:
    """Return `text` with the lines of a help pasted where it says."""
    first, *block = help_.split("\n")
    lines = text.split("\n")
    if below := _BELOW.search(first):
        number, beside = int(below[1]), below[3]
        key = re.compile(rf"(?:\A|(?<=[\s{{,]))(?=[\"']?{re.escape(beside)}[\"']?\s*:)")
        # The nearest line above on which the key stands shows the margin.
        at = next(n for n in range(number - 1, -1, -1) if key.search(lines[n]))
        margin = next(m.end() for m in [key.search(lines[at])] if m)
        return "\n".join([*lines[:number], *_indented(block, margin), *lines[number:]])
    instead = _INSTEAD.search(first)
    assert instead, first
    start, end = int(instead[1]), int(instead[2] or instead[1])
    margin = len(lines[start - 1]) - len(lines[start - 1].lstrip(" "))
    return "\n".join([*lines[: start - 1], *_indented(block, margin), *lines[end:]])


def _indented(block: list[str], margin: int) -> list[str]:
    return [" " * margin + line if line else line for line in block]
