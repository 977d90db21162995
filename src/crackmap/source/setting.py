"""Values set in a YAML file: one word in the place of another, one more item, one flow of two.

Like all edits they leave every other byte alone, and are None where the text has a shape that they
are not sure of, or where a comment of somebody would be lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from crackmap.source.edits import (
    edit_at,
    entry,
    insert_key,
    is_flow,
    is_repeated,
    item,
    rest_of_line,
)
from crackmap.source.fix import Edit
from crackmap.source.nodes import ListNode, MapNode
from crackmap.source.scalars import scalar
from crackmap.source.span import Source

_DASH = re.compile(r"[ ]*-[ ]+")
_BEFORE_REMARK = re.compile(r" +(?=#)")
_REMARK = re.compile(r"[\r\n][ \t]*#")  # a comment on a line of its own
_LINE = re.compile(r"(?:\r\n|\n|\r)(?=[ \t]*[^\s])")


def set_key(
    mapping: MapNode, key: str, text: str, behind: Iterable[str] = ()
) -> tuple[Edit, ...] | None:
    """Write `text`, one line of YAML, under `key`: in the place of what stands there.

    A key that is not there comes behind the first of the keys `behind` that is, else the last one.
    """
    if key in mapping:
        return _replace(mapping, key, text)
    places = [*(word for word in behind if word in mapping), *reversed(mapping)]
    for after in places:
        if edit := insert_key(mapping, after, [f"{key}: {text}"], f"{key}: {text}"):
            return (edit,)
    return None


def _replace(mapping: MapNode, key: str, text: str) -> tuple[Edit, ...] | None:
    source, value = mapping.source, mapping[key]
    at, start, end = mapping.mark(key)
    if start <= at:  # a scalar that stands for it, as in `next: a-step`
        return None
    if is_repeated(mapping, (at, max(start, end))):
        return None
    if value is None and end <= start:
        bare = mapping.is_bare(key)
        start = source.extent(mapping.key_span(key))[1] if bare else start
        return (_in_column(source, start, start, (": " if bare else " ") + text),)
    if end <= start:  # a block of lines
        start, end = source.text.rfind(":", at, start) + 1, entry(mapping, key)[1]
        text = f" {text}"
    else:
        end = start + len(source.text[start:end].rstrip())
    if not isinstance(value, str) and "#" in source.text[start:end]:
        return None
    return (_in_column(source, start, end, text),)


def _in_column(source: Source, start: int, end: int, text: str) -> Edit:
    """Put `text` between two offsets; a comment behind it stays in its column, if it can."""
    spaces, old = _BEFORE_REMARK.match(source.text, end), source.text[start:end]
    if spaces is None or "\n" in old or "\r" in old:
        return edit_at(source, start, end, text)
    more = len(text) - len(old)
    taken = min(max(more, 0), len(spaces[0]) - 1)
    return edit_at(source, start, end + taken, text + " " * max(-more, 0))


def add_items(
    mapping: MapNode, key: str, texts: Sequence[str], behind: Iterable[str] = ()
) -> tuple[Edit, ...] | None:
    """Add items, each one line of YAML, to the list under `key`, which may be one word alone."""
    value = mapping.get(key)
    if not value:
        return set_key(mapping, key, f"[{', '.join(texts)}]", behind)
    source = mapping.source
    at, start, end = mapping.mark(key)
    if start <= at or is_repeated(mapping, (at, max(start, end))):
        return None
    if isinstance(value, str):
        return set_key(mapping, key, f"[{', '.join((scalar(value), *texts))}]")
    if not isinstance(value, ListNode):
        return None
    begin, stop = item(value, len(value) - 1)
    if is_flow(value):
        return (edit_at(source, stop, stop, "".join(f", {text}" for text in texts)),)
    lead = source.text[source.line_start(begin) : begin]
    line_end = rest_of_line(source.text, stop)
    if not _DASH.fullmatch(lead) or line_end is None:
        return None
    return (edit_at(source, line_end, line_end, "".join(f"\n{lead}{text}" for text in texts)),)


def keep_item(sequence: ListNode, index: int) -> tuple[Edit, ...] | None:
    """Take all items but one out of a list, with the comments behind them on their lines."""
    source, last = sequence.source, len(sequence) - 1
    (start, stop), end = item(sequence, index), item(sequence, last)[1]
    if is_repeated(sequence, (sequence.start, end)):
        return None
    if not is_flow(sequence):
        ends = rest_of_line(source.text, stop), rest_of_line(source.text, end)
        if None in ends:
            return None
        stop, end = (place for place in ends if place is not None)
    cuts = [(item(sequence, 0)[0], start)] if index else []
    cuts += [(stop, end)] if index < last else []
    if any(_REMARK.search(source.text, *cut) for cut in cuts):
        return None
    return tuple(edit_at(source, *cut) for cut in cuts)


def as_first_item(mapping: MapNode, key: str, more: str) -> tuple[Edit, ...] | None:
    """Make the first of two items of the block of lines under `key`; `more` is the second."""
    value, source = mapping[key], mapping.source
    if not isinstance(value, MapNode) or not value or is_flow(value) or is_flow(mapping):
        return None
    at, start, _ = mapping.mark(key)
    stop = entry(mapping, key)[1]
    end = rest_of_line(source.text, stop)
    first = value.start
    lead = source.text[source.line_start(first) : first]
    if end is None or start <= at or lead.strip(" ") or is_repeated(mapping, (at, stop)):
        return None
    margins = [match.end() for match in _LINE.finditer(source.text, first, stop)]
    return (
        edit_at(source, first, first, "- "),
        *(edit_at(source, place, place, "  ") for place in margins),
        edit_at(source, end, end, f"\n{lead}- {more}"),
    )
