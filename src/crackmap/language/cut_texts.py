"""Texts that a comment cuts short: in `name: Ticket #5` the name ends before the `#`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from crackmap.language.element import Element
from crackmap.language.process import Process
from crackmap.language.texts import is_placeholder
from crackmap.source.characters import printable
from crackmap.source.nodes import ListNode, MapNode
from crackmap.source.problems import Problem

# A comment that people mean has a space behind the sign; ours for the checks need none.
_CUT = re.compile(r"#(?!crackmap:)[^\s#][^\r\n]*")
# Where words stand, and no ids: behind an id a `#` is a comment without its space. Where nothing
# stands before the `#` it is the name of a channel: `channel: #deals`.
_WORDS = (
    *("name", "process", "description", "trigger", "channel", "acknowledgement", "until", "when"),
    *("payload", "acceptance", "reasons", "needs", "produces", "exit", "assigned_by", "reason"),
)
_TEXTS = ("name", "text", "texts", "owner")
_LONGEST = 60


def cut_texts(root: MapNode) -> Iterator[Problem]:
    """Return where a text of a file is cut short by what only looks like a part of it."""
    cuts = dict(_cuts(root.source.text))
    if cuts:
        keys = {key for kind in _kinds(Process) for key in kind.keys if _takes_text(kind, key)}
        yield from _in(root, cuts, keys)


def _cuts(text: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Return the comments behind a space, each with where the space begins."""
    at = text.find("#")  # a pattern that begins with spaces would look at each indent
    while at >= 0:
        start = at
        while start and text[start - 1] in " \t":
            start -= 1
        cut = _CUT.match(text, at) if start < at else None
        if cut:
            yield start, cut
        at = text.find("#", cut.end() if cut else at + 1)


def _kinds(kind: type[Element]) -> Iterator[type[Element]]:
    yield kind
    for part in kind.parts.values():
        yield from _kinds(part.kind)


def _takes_text(kind: type[Element], key: str) -> bool:
    return kind.takes.get(key) in _TEXTS


def _in(root: MapNode, cuts: dict[int, re.Match[str]], keys: set[str]) -> Iterator[Problem]:
    waiting: list[tuple[str, Any]] = [("", root)]
    seen: set[int] = set()
    while waiting:
        key, node = waiting.pop()
        if not isinstance(node, MapNode | ListNode) or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, ListNode):
            marks = [(key, item, *mark) for item, mark in zip(node, node.marks, strict=True)]
        else:
            marks = [(inner, node[inner], *node.mark(inner)[1:]) for inner in node]
        for inner, value, start, end in marks:
            waiting.append((inner, value))
            if inner not in (keys if value is None else _WORDS):
                continue
            if value is None and isinstance(node, MapNode):
                start = end = node.source.text.find(":", node.mark(inner)[0]) + 1
            cut = cuts.get(end)
            if cut and (value is None or isinstance(value, str)):
                yield from _problem(node, inner, start, cut)


def _problem(
    node: MapNode | ListNode, key: str, start: int, cut: re.Match[str]
) -> Iterator[Problem]:
    text = node.source.text
    if text[start] in "'\"" or is_placeholder(cut[0].strip("#: ")):
        return
    whole = " ".join(printable(text[start : cut.end()]).split())
    help_ = f"put it in quotes: '{whole}'" if len(whole) < _LONGEST else "put the text in quotes"
    if "'" in whole:
        help_ = "put the text in quotes"
    words = f"a comment begins here, and is no part of `{printable(key)}`"
    span = node.source.span(cut.start(), cut.end())
    yield Problem(span, words, f"{help_}; or put a space behind the # of a comment")
