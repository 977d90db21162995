"""Acceptances that stand in comments: `# crackmap: ignore[rule] reason`, or `file-ignore`."""

from __future__ import annotations

import datetime
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from crackmap.language.texts import is_placeholder
from crackmap.language.values import parse_date
from crackmap.rules.finding import Finding
from crackmap.source.nodes import ListNode, MapNode, Node
from crackmap.source.span import Source, Span

# What a comment may say behind `crackmap:`.
LINE, FILE = "ignore", "file-ignore"
# Few files have such comments: the patterns are compiled when one is met.
# The reason ends where another comment begins: `# crackmap: ignore[rule] reason  # yamllint ...`.
_COMMENT = (
    r"(?:\A|(?<=\s))\#[ \t]*crackmap:[ \t]*(?P<word>[a-z][\w-]*)[ \t]*"
    r"(?:\[(?P<rules>[^\[\]#\r\n]*)\])?(?P<reason>(?:[^\r\n#]|(?<![ \t])\#|\#(?![ \t]))*)"
)
# How long the acceptance counts stands before its reason: `until 2027-01-31 -- reason`.
_UNTIL = (
    r"until[ \t]+(?P<day>[0-9]+[./-][0-9]+(?:[./-][0-9]+)?)(?=[ \t:,;\u2013\u2014-]|\Z)"
    r"[ \t:,;\u2013\u2014-]*(?P<reason>.*)"
)
# The end of a comment's line, and the lines below it that hold nothing but comments.
_COMMENTS_BELOW = r"[^\r\n]*(?:\r\n|\n|\r)(?:[ \t]*\#[^\r\n]*(?:\r\n|\n|\r))*"


class Comment(NamedTuple):
    """An acceptance in a comment, of one rule; a comment with several rules is several of them.

    It covers findings on its own line and, standing alone, on the line below it and other
    comments; as `file-ignore` those of the whole file. `word` is what the comment says, which may
    be something else: such a one, and one without a rule in brackets, has no `crack`. `said` is
    the reason behind the brackets, `place` the comment, `crack_place` the rule in it, and `rules`
    tells how many rules it names. It counts `until` a day; `no_day` is what stands there instead.
    """

    word: str
    crack: str
    said: str
    source: Source
    place: Span
    crack_place: Span
    rules: int
    lines: frozenset[int] | None
    until: datetime.date | None = None
    no_day: str = ""

    @property
    def reason(self) -> str | None:
        """Why people live with the crack; a placeholder is no reason."""
        return None if is_placeholder(self.said) else self.said

    @property
    def is_known(self) -> bool:
        """Whether the comment says something that means anything."""
        return self.word in (LINE, FILE)

    def span(self, key: str | None = None) -> Span:
        """Return the place of the rule where it is about that, or the comment has several."""
        return self.crack_place if key == "crack" or self.rules > 1 else self.place

    def written(self, key: str) -> bool:
        """Return whether it says `key`, as an acceptance in the language would."""
        return bool(self.said) if key == "reason" else getattr(self, key) is not None


class Covering:
    """The comments that count, to be found by what they cover."""

    def __init__(self) -> None:
        """Begin without any."""
        self._at: dict[tuple[str, str, int | None], Comment] = {}

    def add(self, comment: Comment) -> None:
        """Take a comment in; where two cover the same, the first of the file does."""
        for line in comment.lines or (None,):
            self._at.setdefault((comment.place.path, comment.crack, line), comment)

    def of(self, finding: Finding) -> Comment | None:
        """Return the comment that covers `finding`: one at a line of it, else one for the file."""
        span, rule = finding.span, finding.rule
        for line in (*range(span.line, span.end_line + 1), None) if self._at else ():
            if comment := self._at.get((span.path, rule, line)):
                return comment
        return None


def comments_of(root: MapNode | None) -> Iterator[Comment]:
    """Return the acceptances in comments of the file whose outermost mapping is `root`."""
    if root is None or "crackmap:" not in root.source.text:
        return
    runs = _Runs(root.source)
    starts: list[int] = []
    ends: list[int] = []
    for match in re.finditer(_COMMENT, root.source.text):
        word, bracketed = match["word"], match["rules"] is not None
        if word not in (LINE, FILE) and not bracketed:
            continue  # a comment that only speaks of crackmap
        if not starts:
            for start, end in sorted(set(_texts(root))):
                starts.append(start)
                ends.append(end)
        before = bisect_right(starts, match.start())
        if not before or ends[before - 1] <= match.start():  # else a text that speaks of such ones
            yield from _acceptances(runs, match)


def first_lines(mapping: MapNode) -> range:
    """Return the first lines of an element: from its own key or first one on, without what is deep.

    They end with the key under which the first block begins: the `steps:` of a stage, the `next:`
    of a step with several flows.
    """
    source = mapping.source
    begin = min(mapping.own_span().line, source.place(mapping.start)[0])
    last = begin
    for key, value in mapping.items():
        at, start, end = mapping.mark(key)
        last = source.place(at)[0]
        if isinstance(value, MapNode | ListNode) and source.place(max(start, end))[0] > last:
            break
        last = source.place(max(at, start, end))[0]
    return range(begin, last + 1)


class _Runs:
    """The lines of a file that hold nothing but comments, where they follow each other."""

    def __init__(self, source: Source) -> None:
        """Look into `source`, from its beginning to its end."""
        self.source = source
        self._end = 0
        self._line = 0
        self._last = 0  # the line of the comment before

    def covered(self, start: int, end: int) -> frozenset[int]:
        """Return the lines that a comment from `start` to `end` covers.

        Standing alone, that is the one below it and other comments, too.
        """
        line, column = self.source.place(start)
        last, self._last = self._last, line
        if line == last or self.source.text[start - column + 1 : start].strip():
            return frozenset({line})
        if start >= self._end:  # else it is in the run of the comment before
            below = re.compile(_COMMENTS_BELOW).match(self.source.text, end)
            self._end = below.end() if below else len(self.source.text)
            self._line = self.source.place(self._end)[0] if below else line + 1
        return frozenset({line, self._line})


def _acceptances(runs: _Runs, match: re.Match[str]) -> Iterator[Comment]:
    """Return what one comment accepts, rule by rule."""
    source = runs.source
    word, said = match["word"], match["reason"].strip(" \t:-\u2013\u2014")
    end = match.start("reason") + len(match["reason"].rstrip())
    place = source.span(match.start(), end)
    lines = None if word == FILE else runs.covered(match.start(), match.end())
    rules = [rule for rule in re.finditer(r"[^,\s][^,]*", match["rules"] or "") if rule[0].strip()]
    if not rules or word not in (LINE, FILE):
        at = match.start("word")
        yield Comment(word, "", said, source, place, source.span(at, at + len(word)), 1, lines)
        return
    until, no_day, said = _until(said)
    for rule in rules:
        crack, at = rule[0].strip(), match.start("rules") + rule.start()
        crack_place = source.span(at, at + len(crack))
        covered = (len(rules), lines)
        yield Comment(word, crack, said, source, place, crack_place, *covered, until, no_day)


def _until(said: str) -> tuple[datetime.date | None, str, str]:
    """Return the last day that a comment gives, what stands there and is none, and the reason."""
    match = re.fullmatch(_UNTIL, said)
    if match is None:
        return None, "", said
    try:
        return parse_date(match["day"]), "", match["reason"]
    except ValueError:
        return None, match["day"], match["reason"]


def _texts(node: Node) -> Iterator[tuple[int, int]]:
    """Return where the scalars of a file begin and end."""
    if isinstance(node, MapNode):
        for key, value in node.items():
            _, start, end = node.mark(key)
            yield from [(start, end)] if isinstance(value, str) else _texts(value)
    elif isinstance(node, ListNode):
        for value, (start, end) in zip(node, node.marks, strict=True):
            yield from [(start, end)] if isinstance(value, str) else _texts(value)
