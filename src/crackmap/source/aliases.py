"""Which stretches of a YAML file stand for other places as well, because an alias repeats them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

_ANCHOR = re.compile(r"&\S")
_ALIAS = re.compile(r"\*\S")


@lru_cache(maxsize=8)
def repeated(text: str) -> tuple[tuple[int, int], ...]:
    """Return where the values begin, their anchors included, and end that an alias repeats.

    `text` is YAML that can be read; most of it has no anchor, and is not read again.
    """
    if not (_ANCHOR.search(text) and _ALIAS.search(text)):
        return ()
    import yaml

    stretches: dict[str, tuple[int, int]] = {}
    repeats: set[tuple[int, int]] = set()
    opened: list[tuple[str | None, int]] = []
    end = 0
    events: Iterable[Any] = yaml.parse(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    for event in events:
        kind, start = type(event), event.start_mark.index
        if kind in (yaml.MappingStartEvent, yaml.SequenceStartEvent):
            opened.append((event.anchor, start))
        elif kind in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
            # What is in block style ends with its last value, not where the next one begins.
            end = event.end_mark.index if event.end_mark.index > start else end
            anchor, start = opened.pop()
            if anchor:
                stretches[anchor] = (start, end)
        elif kind is yaml.ScalarEvent:
            end = event.end_mark.index
            if event.anchor:
                stretches[event.anchor] = (start, end)
        elif kind is yaml.AliasEvent:
            end = event.end_mark.index
            repeats.add(stretches[event.anchor])
    return tuple(sorted(repeats))
