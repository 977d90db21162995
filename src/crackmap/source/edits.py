"""Edits of a YAML file that leave every other byte alone: taking out, putting in, replacing.

All of them work on offsets of the text and know block and flow style. Where the text has a shape
that they are not sure of, or an alias repeats what would change in another place, they return None,
and the finding has no fix.
"""

from __future__ import annotations

import re
from collections.abc import Sequence as Lines

from crackmap.source.aliases import repeated
from crackmap.source.fix import Edit, Fix
from crackmap.source.nodes import ListNode, MapNode, Node
from crackmap.source.span import Source, Span

_PLAIN = re.compile(r"\w[\w.-]*")
_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)*")
_REST_OF_LINE = re.compile(r"[ \t]*(?:(?<=[ \t])#[^\r\n]*)?(?=\r|\n|\Z)")
_LINE_END = re.compile(r"\r\n|\n|\r|\Z")
_DASHES = re.compile(r"[ ]*(?:-[ ]+)+")
_COMMENT_BELOW = re.compile(r"\s*#")
_COMMA = re.compile(r"\s*,")
_FIRST_DASH = re.compile(r"(?:[&!]\S*+|\s++|(?<=\s)#[^\r\n]*+)*+-(?=\s)")


def word(text: str) -> str:
    """Return `text` as a scalar that means the same anywhere in a file: quoted where it must be."""
    if _PLAIN.fullmatch(text) and text.casefold() != "null":
        return text
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def is_flow(node: MapNode | ListNode) -> bool:
    """Return whether a mapping or list is written in braces or brackets."""
    return _first_letter(node.source.text, node.start) in ("{", "[")


def _first_letter(text: str, start: int) -> str:
    """Return the first letter of the node at `start`, behind its anchor and its tag."""
    match = _PROPERTIES.match(text, start)
    at = match.end() if match else start
    return text[at : at + 1]


def taking_out(title: str, source: Source, edit: Edit | None, *, safe: bool = True) -> Fix | None:
    """Return the fix that makes `edit`; it is a guess where a comment of somebody goes with it."""
    if edit is None:
        return None
    start, end = source.extent(edit.span)
    return Fix(title, (edit,), safe=safe and "#" not in source.text[start:end])


def remove_key(mapping: MapNode, key: str) -> Edit | None:
    """Take `key` and its value out of `mapping`, with the comment behind it on its line."""
    if not _is_written(mapping, key):
        return None
    keys = list(mapping)
    index = mapping.number(key)
    entries = {at: entry(mapping, keys[at]) for at in _around(index, len(keys))}
    if is_repeated(mapping, entries[index]):
        return None
    if is_flow(mapping):
        return _cut_flow(mapping.source, entries, index)
    source, (at, stop) = mapping.source, entries[index]
    if len(keys) == 1:
        before = source.text.rfind(":", 0, at) + 1
        if before and not source.text[before:at].strip():
            return edit_at(source, before, stop, " {}")
        return edit_at(source, at, stop, "{}")
    first, text = source.line_start(at), source.text
    prefix = text[first:at]
    end = rest_of_line(text, stop)
    if end is None:
        return None
    if not prefix.strip(" "):
        if index and _would_swallow(text, _last_leaf(mapping, keys[index - 1]), end):
            return None
        return _cut_lines(source, first, end, last=0 < index == len(keys) - 1)
    if not _DASHES.fullmatch(prefix) or index:
        return None
    following = entries[1][0]
    if "#" in text[stop:following]:  # comments of other lines stay: the dash stands alone
        return edit_at(source, first + len(prefix.rstrip()), end)
    return edit_at(source, at, following)


def remove_item(sequence: ListNode, index: int) -> Edit | None:
    """Take one item out of a list of several, with the comment behind it on its line."""
    if len(sequence) < 2:
        return None
    source = sequence.source
    entries = {at: item(sequence, at) for at in _around(index, len(sequence))}
    if is_repeated(sequence, entries[index]):
        return None
    if is_flow(sequence):
        return _cut_flow(source, entries, index)
    text, (at, stop) = source.text, entries[index]
    first = sequence.start if index == 0 else entries[index - 1][1]
    dash, end = _FIRST_DASH.match(text, first), rest_of_line(text, stop)
    if end is None or dash is None or dash.end() > at:
        return None
    start = source.line_start(dash.end())
    if text[start : dash.end() - 1].strip(" "):
        return None
    if index and _would_swallow(text, _last_leaf(sequence, index - 1), end):
        return None
    return _cut_lines(source, start, end, last=0 < index == len(sequence) - 1)


def insert_key(mapping: MapNode, after: str, lines: Lines[str], inline: str) -> Edit | None:
    """Put a key into `mapping` behind the key `after`.

    In block style it is `lines`, the first one the key, the others indented below it; in flow
    style `inline`.
    """
    if not _is_written(mapping, after):
        return None
    source = mapping.source
    _, start, _ = mapping.mark(after)
    at, stop = entry(mapping, after)
    if is_repeated(mapping):
        return None
    if is_flow(mapping):
        return edit_at(source, stop, stop, f", {inline}")
    end = rest_of_line(source.text, stop)
    prefix = source.text[source.line_start(at) : at]
    block_scalar = source.text[start : start + 1] in ("|", ">")
    if end is None or block_scalar or (prefix.strip(" ") and not _DASHES.fullmatch(prefix)):
        return None
    return edit_at(source, end, end, _indented(lines, source, at))


def open_word(
    holder: MapNode | ListNode, place: str | int, key: str, lines: Lines[str], inline: str
) -> tuple[Edit, ...] | None:
    """Make a mapping of the scalar at `place` of `holder`: it goes under `key`, `lines` behind it.

    So `next: first-call` becomes `next:` with `to: first-call` and more below it.
    """
    source = holder.source
    start, stop = (
        holder.mark(str(place))[1:] if isinstance(holder, MapNode) else holder.marks[int(place)]
    )
    scalar = source.text[start:stop]
    if is_repeated(holder):
        return None
    if is_flow(holder):
        return (edit_at(source, start, stop, f"{{ {key}: {scalar}, {inline} }}"),)
    if not scalar or scalar[0] in "|>*&!" or "\n" in scalar or "\r" in scalar:
        return None
    return in_block(holder, place, [f"{key}: {scalar}", *lines])


def in_block(
    holder: MapNode | ListNode, place: str | int, lines: Lines[str]
) -> tuple[Edit, ...] | None:
    """Put `lines` as a block in the place of a value of `holder`, which is in block style.

    A comment behind the value stays at the end of the line on which the block begins.
    """
    source, text = holder.source, holder.source.text
    if isinstance(holder, MapNode):
        at, start, stop = holder.mark(str(place))
        begin = text.rfind(":", at, start) + 1
        if not begin or text[begin:start].strip():
            return None
        first, more = "", [f"  {line}" for line in lines]
    else:
        start, stop = holder.marks[int(place)]
        at = begin = start
        if not _DASHES.fullmatch(text[source.line_start(start) : start]):
            return None
        first, *more = lines
    end = rest_of_line(text, stop)
    if end is None:
        return None
    below = _indented(more, source, at)
    if stop == end:
        return (edit_at(source, begin, stop, first + below),)
    return edit_at(source, begin, stop, first), edit_at(source, end, end, below)


def replace_word(mapping: MapNode, key: str, old: str, new: str) -> Edit | None:
    """Put the scalar `new` in the place of the scalar `old` under `key`, keeping its quotes."""
    value = mapping.get(key)
    if value is None:
        return None
    _, start, end = mapping.mark(key)
    if isinstance(value, ListNode) and len(value) == 1:
        start, end = value.marks[0]
    return _respelled(mapping.source, start, end, old, new)


def respell(source: Source, span: Span, old: str, new: str) -> Edit | None:
    """Put the scalar `new` in the place of the scalar `old` at `span`, keeping its quotes."""
    return _respelled(source, *source.extent(span), old, new)


def _respelled(source: Source, start: int, end: int, old: str, new: str) -> Edit | None:
    written = source.text[start:end]
    for quote in ("'", '"'):
        if written == f"{quote}{old}{quote}" and not {quote, "\\"} & set(new):
            return edit_at(source, start, end, f"{quote}{new}{quote}")
    return edit_at(source, start, end, word(new)) if written == old else None


def edit_at(source: Source, start: int, end: int, text: str = "") -> Edit:
    """Return the edit that puts `text` in the place of what stands between two offsets."""
    return Edit(source.span(start, end), text)


def _around(index: int, count: int) -> range:
    return range(max(index - 1, 0), min(index + 2, count))


def entry(mapping: MapNode, key: str) -> tuple[int, int]:
    """Return the offsets at which `key` begins and its value ends."""
    at, start, end = mapping.mark(key)
    return at, _end(mapping.source, mapping[key], start, end)


def item(sequence: ListNode, index: int) -> tuple[int, int]:
    """Return the offsets at which an item begins and ends."""
    start, end = sequence.marks[index]
    return start, _end(sequence.source, sequence[index], start, end)


def _end(source: Source, node: Node, start: int, end: int) -> int:
    """Return the offset behind the last character of a value."""
    if end > start:
        return start + len(source.text[start:end].rstrip())
    if isinstance(node, MapNode) and node:
        return entry(node, next(reversed(node)))[1]
    if isinstance(node, ListNode) and node:
        return item(node, len(node) - 1)[1]
    return start


def _is_written(mapping: MapNode, key: str) -> bool:
    """Return whether `key` itself stands in the file, and not only a scalar that stands for it."""
    if key not in mapping:
        return False
    at, start, _ = mapping.mark(key)
    return start > at


def is_repeated(holder: MapNode | ListNode, taken: tuple[int, int] = (0, 0)) -> bool:
    """Return whether an alias repeats the holder, what it stands in, or a part of what is taken."""
    first, last = taken
    return any(
        start <= holder.start < end or first <= start < last
        for start, end in repeated(holder.source.text)
    )


def _would_swallow(text: str, leaf: int, end: int) -> bool:
    """Return whether a comment below `end` would become text of the block of text at `leaf`."""
    is_block = _first_letter(text, leaf) in ("|", ">")
    return is_block and _COMMENT_BELOW.match(text, end) is not None


def _last_leaf(holder: MapNode | ListNode, place: str | int) -> int:
    """Return the offset of the last scalar in what stands at `place` of `holder`."""
    if isinstance(holder, MapNode):
        node, start = holder[str(place)], holder.mark(str(place))[1]
    else:
        node, start = holder[int(place)], holder.marks[int(place)][0]
    if isinstance(node, MapNode) and node:
        return _last_leaf(node, next(reversed(node)))
    if isinstance(node, ListNode) and node:
        return _last_leaf(node, len(node) - 1)
    return start


def _cut_lines(source: Source, start: int, end: int, *, last: bool) -> Edit:
    """Take out the lines from `start` to `end`, with the line end behind them.

    Of the `last` entry it is the line end before them, if there are two. So the edit collides with
    that of the entry above, as in flow style: one of the two waits, and then goes with its holder.
    """
    text = source.text
    if last and end < len(text):
        before = 2 if text.startswith("\r\n", start - 2) else 1
        return edit_at(source, start - before, end)
    return edit_at(source, start, _next_line(text, end))


def _cut_flow(source: Source, entries: dict[int, tuple[int, int]], index: int) -> Edit | None:
    text, (at, stop) = source.text, entries[index]
    if index + 1 in entries:
        following = entries[index + 1][0]
        comma = text.find(",", stop, following)
        if comma < 0 or text[stop:comma].strip():
            return None
        # A comment behind the comma may be about what follows.
        return edit_at(source, at, comma + 1 if "#" in text[comma:following] else following)
    trailing = _COMMA.match(text, stop)
    behind = trailing.end() if trailing else stop
    if index == 0:
        stop = behind
        while text[at - 1] == " ":
            at -= 1
        while text[stop : stop + 1] == " ":
            stop += 1
        return edit_at(source, at, stop)
    comma = text.find(",", entries[index - 1][1], at)
    if comma < 0 or "#" in text[entries[index - 1][1] : at]:
        return edit_at(source, at, behind)
    return edit_at(source, comma, stop)


def _indented(lines: Lines[str], source: Source, at: int) -> str:
    """Return `lines`, each on a new line, in the column of the offset `at`."""
    margin = " " * (source.place(at)[1] - 1)
    return "".join(f"\n{margin}{line}" for line in lines)


def rest_of_line(text: str, at: int) -> int | None:
    """Return where the line of `at` ends, if only a comment follows on it."""
    match = _REST_OF_LINE.match(text, at)
    return match.end() if match else None


def _next_line(text: str, at: int) -> int:
    match = _LINE_END.match(text, at)
    return match.end() if match else at
